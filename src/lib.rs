//! Lavagna: a collaborative whiteboard that a classroom can trust.
//!
//! Layers, each seeing only those to its right: `app → http → hub → store → board`, with
//! `protocol → board` used by `http` and `hub`. `src/ARCHITECTURE.md` tells how an edit travels.

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
pub mod protocol;
pub mod store;
pub mod telemetry;
