//! The route table, as a constant that the server mounts and tests read.

use std::sync::Arc;

use actix_web::guard::{Any, Get, Head, Post, Put};
use actix_web::middleware::Compress;
use actix_web::web::{self, ServiceConfig, post, resource};
use actix_web::{FromRequest, Handler, Resource, Responder};

use super::site::Site;
use super::{api, assets, events, learn, lessons, pages, people, pictures, posts, socketio, ws};

/// The method of a route. A GET route answers HEAD too; every other method is answered 405.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET and HEAD.
    Get,
    /// POST.
    Post,
    /// PUT. A GET route of the same path follows.
    Put,
    /// Every method; the handler answers those that mean nothing.
    Any,
}

/// Audience of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Scripts: `protocol/openapi.json` describes it (SPEC A16).
    Api,
    /// Browsers: pages, their files and their sockets.
    Browser,
}

/// A row of the route table.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// Audience.
    pub audience: Audience,
    mount: Mount,
}

/// Adds a route to the server.
type Mount = for<'a> fn(&'a mut ServiceConfig, &str) -> &'a mut ServiceConfig;

const fn api_get(path: &'static str, mount: Mount) -> Route {
    Route { method: Method::Get, path, audience: Audience::Api, mount }
}

const fn api_post(path: &'static str, mount: Mount) -> Route {
    Route { method: Method::Post, path, audience: Audience::Api, mount }
}

const fn api_put(path: &'static str, mount: Mount) -> Route {
    Route { method: Method::Put, path, audience: Audience::Api, mount }
}

const fn browser_get(path: &'static str, mount: Mount) -> Route {
    Route { method: Method::Get, path, audience: Audience::Browser, mount }
}

const fn browser_any(path: &'static str, mount: Mount) -> Route {
    Route { method: Method::Any, path, audience: Audience::Browser, mount }
}

/// Path of a picture.
const IMAGE: &str = "/api/boards/{board}/images/{image}";

/// Path of the join code.
const CODE: &str = "/api/boards/{board}/code";

/// Every route of the server. The first match answers.
pub const ROUTES: &[Route] = &[
    browser_get("/", |server, path| server.service(get(path, pages::home).wrap(Compress::default()))),
    browser_get("/join", |server, path| server.service(get(path, pages::join).wrap(Compress::default()))),
    browser_get("/j/{code}", |server, path| server.service(get(path, pages::join_by_code))),
    browser_get("/j/{code}/qr.svg", |server, path| server.service(get(path, pages::qr_of_code))),
    browser_get("/learn", |server, path| server.service(get(path, learn::page).wrap(Compress::default()))),
    api_post("/boards", |server, path| server.service(post_to(path, pages::create))),
    browser_get("/b/{board}", |server, path| server.service(get(path, pages::board).wrap(Compress::default()))),
    browser_get("/b/{board}/", |server, path| server.service(get(path, pages::board))),
    browser_get("/b/{board}/qr.svg", |server, path| server.service(get(path, pages::qr))),
    browser_get("/b/{board}/ws", |server, path| server.service(get(path, ws::board_socket))),
    api_get("/api/boards/{board}/snapshot", |server, path| server.service(get(path, api::snapshot))),
    api_get("/api/boards/{board}/chunks", |server, path| server.service(get(path, api::pack))),
    api_get("/api/boards/{board}/chunks/{hash}", |server, path| server.service(get(path, api::chunk))),
    api_get("/api/boards/{board}/chunks/{hash}/timing", |server, path| server.service(get(path, api::timing))),
    api_get("/api/boards/{board}/hash", |server, path| server.service(get(path, api::hash))),
    api_get("/api/boards/{board}/log", |server, path| server.service(get(path, api::log))),
    api_get("/api/boards/{board}/clears", |server, path| server.service(get(path, api::clears))),
    api_get("/api/boards/{board}/events", |server, path| server.service(get(path, events::events))),
    api_put(IMAGE, |server, path| server.service(resource(path).guard(Put()).to(pictures::put))),
    api_get(IMAGE, |server, path| {
        server.service(get(path, pictures::get).default_service(web::route().to(pages::only_get_or_put)))
    }),
    api_post("/api/boards/{board}/ops", |server, path| server.service(post_to(path, posts::ops))),
    api_post("/api/boards/{board}/live", |server, path| server.service(post_to(path, posts::live))),
    api_post("/api/boards/{board}/lesson", |server, path| server.service(post_to(path, lessons::lesson))),
    api_post(CODE, |server, path| server.service(resource(path).guard(Post()).to(lessons::code))),
    api_get(CODE, |server, path| {
        server.service(get(path, lessons::read_code).default_service(web::route().to(pages::only_get_or_post)))
    }),
    api_get("/api/boards/{board}/people", |server, path| server.service(get(path, people::people))),
    api_post("/api/learn/frame", |server, path| server.service(post_to(path, learn::frame))),
    api_get("/api/openapi.json", |server, path| server.service(get(path, api::description).wrap(Compress::default()))),
    api_get("/healthz", |server, path| server.service(get(path, api::healthz))),
    api_get("/readyz", |server, path| server.service(get(path, api::readyz))),
    browser_get("/demo", |server, path| server.service(get(path, pages::demo))),
    browser_get("/demo/", |server, path| server.service(get(path, pages::demo))),
    browser_get("/demo/{board}", |server, path| server.service(get(path, pages::demo_of_board))),
    browser_get("/socket.io/socket.io.js", |server, path| server.service(get(path, socketio::client_script))),
    browser_any("/socket.io/", |server, path| server.service(resource(path).to(socketio::endpoint))),
    browser_get("/robots.txt", |server, path| server.service(get(path, pages::robots))),
    browser_get("/sw.js", |server, path| server.service(get(path, assets::worker))),
    browser_get("/manifest.webmanifest", |server, path| server.service(get(path, assets::manifest))),
    browser_get("/favicon.ico", |server, path| server.service(get(path, assets::favicon))),
    browser_get("/assets/{tree}/{path:.*}", |server, path| server.service(get(path, assets::file))),
];

/// A resource for GET and HEAD.
fn get<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let route = web::route().guard(Any(Get()).or(Head())).to(handler);
    resource(path).route(route).default_service(web::route().to(pages::only_get))
}

/// A resource for POST.
fn post_to<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource(path).route(post().to(handler)).default_service(web::route().to(pages::only_post))
}

/// Mounts the route table.
pub fn routes(server: &mut ServiceConfig, site: &Arc<Site>) {
    server.app_data(web::Data::from(site.clone()));
    for route in ROUTES {
        (route.mount)(server, route.path);
    }
    server
        .service(web::scope("/api").default_service(web::route().to(api::not_found)))
        .default_service(web::route().to(pages::not_found));
}
