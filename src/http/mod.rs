//! The HTTP server: pages, the API, assets and the boards' sockets.
//!
//! The frame pump is public, so that a test can check its conformance with a listener of its own.

mod answers;
mod api;
mod asset_tree;
mod assets;
mod bearer;
mod body;
pub mod capture;
mod connection;
mod encoding;
mod error;
mod events;
mod foreign;
pub mod frames;
mod headers;
mod hosts;
mod l10n;
mod learn;
mod lessons;
mod origin;
mod page;
mod pages;
mod people;
mod pictures;
mod posts;
mod preload;
pub mod pump;
mod read_gate;
mod routes;
mod site;
mod socket_session;
mod socketio;
mod streams;
mod tuning;
mod visitor;
mod ws;

pub use headers::headers;
pub use hosts::hosts;
pub use routes::{Audience, Method, ROUTES, Route, routes};
pub use site::Site;
pub use tuning::server;
