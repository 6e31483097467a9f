//! Endpoints of static files.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};

use serde_json::json;

use super::asset_tree::{ASSET_FILES, CACHING, serve, text};
use super::error::HttpError;
use super::page::problem;
use super::site::Site;

pub async fn file(site: web::Data<Site>, path: web::Path<(String, String)>, request: HttpRequest) -> HttpResponse {
    let (tree, path) = path.into_inner();
    if !site.assets.ends_with(&format!("/{tree}")) {
        return HttpResponse::NotFound().content_type("text/plain").body("reload the page: its files are newer\n");
    }
    serve(&path, &request, CACHING)
}

/// The service worker (SPEC K6). Its address is at the root, because the address is its scope. Its text differs
/// whenever the files differ, because browsers detect a new version by its text.
pub async fn worker(site: web::Data<Site>, request: HttpRequest) -> HttpResponse {
    let Some(code) = text("worker/pages.js") else {
        return problem(&request, &site, HttpError::NotFound);
    };
    let files: Vec<&str> = ASSET_FILES.iter().copied().filter(|path| is_for_pages(path)).collect();
    let config = json!({ "tree": site.assets, "files": files });
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(format!("self.lavagna = {config};\n{code}"))
}

/// Whether pages load a file; the rest of the tree is for people and for type checkers.
fn is_for_pages(path: &str) -> bool {
    !(path.ends_with(".d.ts")
        || path.ends_with("/LICENSE")
        || path.starts_with("worker/")
        || path.starts_with("vendor/socket.io-client/")
        || path.ends_with("/demo.js")
        || path.ends_with("/demo.css")
        || path == "vendor/manifest.json")
}

pub async fn favicon(request: HttpRequest) -> HttpResponse {
    serve("favicon.svg", &request, "public, max-age=86400")
}

pub async fn manifest(request: HttpRequest) -> HttpResponse {
    serve("manifest.webmanifest", &request, "public, max-age=86400")
}
