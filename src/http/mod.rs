//! The HTTP server: pages, the API, assets and the boards' sockets.
//!
//! The frame pump is public, so that a test can check its conformance with a listener of its own.

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
use actix_web::{FromRequest, Handler, Resource, Responder};

/// A resource for GET and HEAD; other methods are answered 405.
fn get_route<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let route = web::route().guard(Any(Get()).or(Head())).to(handler);
    resource(path).route(route).default_service(web::route().to(pages::only_get))
}

/// A resource for POST; other methods are answered 405.
fn post_route<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource(path).route(post().to(handler)).default_service(web::route().to(pages::only_post))
}

/// The route table.
pub fn routes(config: &mut ServiceConfig, site: &Arc<Site>) {
    config
        .app_data(web::Data::from(site.clone()))
        .service(get_route("/", pages::home).wrap(Compress::default()))
        .service(get_route("/join", pages::join).wrap(Compress::default()))
        .service(post_route("/boards", pages::create))
        .service(get_route("/b/{board}", pages::board).wrap(Compress::default()))
        .service(get_route("/b/{board}/", pages::board))
        .service(get_route("/b/{board}/qr.svg", pages::qr))
        .service(get_route("/b/{board}/ws", ws::board_socket))
        .service(get_route("/api/boards/{board}/snapshot", api::snapshot))
        .service(get_route("/api/boards/{board}/chunks/{hash}", api::chunk))
        .service(get_route("/api/boards/{board}/chunks/{hash}/timing", api::timing))
        .service(get_route("/api/boards/{board}/hash", api::hash))
        .service(get_route("/api/boards/{board}/log", api::log))
        .service(get_route("/api/boards/{board}/clears", api::clears))
        .service(get_route("/api/boards/{board}/events", events::events))
        .service(post_route("/api/boards/{board}/ops", posts::ops))
        .service(post_route("/api/boards/{board}/live", posts::live))
        .service(web::scope("/api").default_service(web::route().to(api::not_found)))
        .service(get_route("/healthz", api::healthz))
        .service(get_route("/readyz", api::readyz))
        .service(get_route("/robots.txt", pages::robots))
        .service(get_route("/sw.js", assets::worker))
        .service(get_route("/manifest.webmanifest", assets::manifest))
        .service(get_route("/favicon.ico", assets::favicon))
        .service(get_route("/assets/{tree}/{path:.*}", assets::file))
        .default_service(web::route().to(pages::not_found));
}
