#!/bin/sh
# The Rust compiler of the checks, for RUSTC_WORKSPACE_WRAPPER: clippy compiles what it looks at, and a finding is an error.
exec clippy-driver "$@" -D warnings
