//! Lavagna: a collaborative whiteboard that a classroom can trust.
//!
//! Each layer uses only those to its right: `app → http → hub → store → board`; `http` and `hub` also use
//! `protocol → board`. `src/ARCHITECTURE.md` describes the life of an edit.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod app;
pub mod backup;
pub mod board;
pub mod config;
pub mod doctor;
pub mod healthcheck;
pub mod http;
pub mod hub;
pub mod owner;
pub mod protocol;
pub mod store;
pub mod telemetry;
