//! Everything that is asked by HTTP: pages, the API, assets and the boards' sockets.
//!
//! The frame pump is public, so that its conformance can be tested by a listener other than a board's.

mod answers;
mod api;
mod asset_tree;
mod assets;
mod body;
mod connection;
mod encoding;
mod error;
mod events;
mod foreign;
pub mod frames;
mod headers;
mod hosts;
mod l10n;
mod origin;
mod page;
mod pages;
mod posts;
mod preload;
pub mod pump;
mod read_gate;
mod site;
mod socket_session;
mod streams;
mod tuning;
mod ws;

pub use headers::headers;
pub use hosts::hosts;
pub use site::Site;
pub use tuning::server;

use std::sync::Arc;

use actix_web::guard::{Any, Get, Head};
use actix_web::middleware::Compress;
use actix_web::web::{self, ServiceConfig, post, resource};
use actix_web::{FromRequest, Handler, Resource, Responder, Route};

/// Whoever may read may also ask for the headers alone.
fn get() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}

/// An address that is only read; any other method is told so.
fn read<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource(path).route(get().to(handler)).default_service(web::route().to(pages::only_reading))
}

/// An address that only takes what is posted; any other method is told so.
fn take<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource(path).route(post().to(handler)).default_service(web::route().to(pages::only_posting))
}

/// The route table.
pub fn routes(config: &mut ServiceConfig, site: &Arc<Site>) {
    config
        .app_data(web::Data::from(site.clone()))
        .service(read("/", pages::home).wrap(Compress::default()))
        .service(read("/join", pages::join).wrap(Compress::default()))
        .service(take("/boards", pages::create))
        .service(read("/b/{board}", pages::board).wrap(Compress::default()))
        .service(read("/b/{board}/", pages::board))
        .service(read("/b/{board}/qr.svg", pages::qr))
        .service(read("/b/{board}/ws", ws::board_socket))
        .service(read("/api/boards/{board}/snapshot", api::snapshot))
        .service(read("/api/boards/{board}/chunks/{hash}", api::chunk))
        .service(read("/api/boards/{board}/chunks/{hash}/timing", api::timing))
        .service(read("/api/boards/{board}/hash", api::hash))
        .service(read("/api/boards/{board}/log", api::log))
        .service(read("/api/boards/{board}/clears", api::clears))
        .service(read("/api/boards/{board}/events", events::events))
        .service(take("/api/boards/{board}/ops", posts::ops))
        .service(take("/api/boards/{board}/live", posts::live))
        .service(web::scope("/api").default_service(web::route().to(api::nothing)))
        .service(read("/healthz", api::healthz))
        .service(read("/readyz", api::readyz))
        .service(read("/robots.txt", pages::robots))
        .service(read("/sw.js", assets::worker))
        .service(read("/manifest.webmanifest", assets::manifest))
        .service(read("/favicon.ico", assets::favicon))
        .service(read("/assets/{tree}/{path:.*}", assets::file))
        .default_service(web::route().to(pages::nothing));
}
