//! Requests for files.

use actix_web::{HttpRequest, HttpResponse, web};

use super::asset_tree::{CACHING, serve};
use super::site::Site;

pub async fn file(site: web::Data<Site>, path: web::Path<(String, String)>, request: HttpRequest) -> HttpResponse {
    let (tree, path) = path.into_inner();
    if !site.assets.ends_with(&format!("/{tree}")) {
        return HttpResponse::NotFound().content_type("text/plain").body("reload the page: its files are newer\n");
    }
    serve(&path, &request, CACHING)
}

pub async fn favicon(request: HttpRequest) -> HttpResponse {
    serve("favicon.svg", &request, "public, max-age=86400")
}

pub async fn manifest(request: HttpRequest) -> HttpResponse {
    serve("manifest.webmanifest", &request, "public, max-age=86400")
}
