//! Everything that is asked by HTTP: pages, the API, assets and the boards' sockets.

mod api;
mod asset_tree;
mod assets;
mod conversation;
mod encoding;
mod error;
mod frames;
mod headers;
mod l10n;
mod origin;
mod page;
mod pages;
mod preload;
mod pump;
mod site;
mod ws;

pub use headers::headers;
pub use site::Site;

use std::sync::Arc;

use actix_web::Route;
use actix_web::guard::{Any, Get, Head};
use actix_web::web::{self, ServiceConfig, post};

/// Whoever may read may also ask for the headers alone.
fn get() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}

/// The route table.
pub fn routes(config: &mut ServiceConfig, site: &Arc<Site>) {
    config
        .app_data(web::Data::from(site.clone()))
        .route("/", get().to(pages::home))
        .route("/join", get().to(pages::join))
        .route("/boards", post().to(pages::create))
        .route("/b/{board}", get().to(pages::board))
        .route("/b/{board}/qr.svg", get().to(pages::qr))
        .route("/b/{board}/ws", get().to(ws::board_socket))
        .route("/api/boards/{board}/snapshot", get().to(api::snapshot))
        .route("/api/boards/{board}/chunks/{hash}", get().to(api::chunk))
        .route("/api/boards/{board}/hash", get().to(api::hash))
        .route("/healthz", get().to(api::healthz))
        .route("/readyz", get().to(api::readyz))
        .route("/robots.txt", get().to(pages::robots))
        .route("/manifest.webmanifest", get().to(assets::manifest))
        .route("/favicon.ico", get().to(assets::favicon))
        .route("/assets/{tree}/{path:.*}", get().to(assets::file))
        .default_service(web::route().to(pages::nothing));
}
