//! Files of `static/`: embedded and compressed when the binary is built, under one hash of the whole
//! tree, so that relative imports work and nothing is ever stale. Debug builds read the disk; what release
//! builds embed is a copy that `build.rs` makes, without the modules' comments.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, VARY};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed_for_web::{EmbedableFile, RustEmbed};

use super::encoding::{FOREVER, accepts};

#[derive(RustEmbed)]
#[cfg_attr(debug_assertions, folder = "static/")]
#[cfg_attr(not(debug_assertions), folder = "$OUT_DIR/static/")]
struct Static;

/// In a debug build files change while the server runs.
const IS_DEVELOPMENT: bool = cfg!(debug_assertions);

include!(concat!(env!("OUT_DIR"), "/asset_tree.rs"));

/// How long a file of the tree is kept.
pub const CACHING: &str = if IS_DEVELOPMENT { "no-cache" } else { FOREVER };

/// The name of the tree in addresses.
pub fn tree_hash() -> &'static str {
    if IS_DEVELOPMENT { "dev" } else { ASSET_TREE }
}

/// A file's text, for what the server itself reads of it.
pub fn text(path: &str) -> Option<String> {
    let file = Static::get(path)?;
    String::from_utf8(bytes(file.data())).ok()
}

fn bytes(data: impl AsRef<[u8]>) -> Vec<u8> {
    data.as_ref().to_vec()
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    }
}

/// A file as an answer, in the smallest form that the client takes.
pub fn serve(path: &str, request: &HttpRequest, caching: &'static str) -> HttpResponse {
    // Only names of the embedded tree are found; a path with dots leads nowhere even in a debug build.
    let is_plain = path.split('/').all(|part| !part.is_empty() && !part.starts_with('.')) && !path.contains('\\');
    let Some(file) = is_plain.then(|| Static::get(path)).flatten() else {
        return HttpResponse::NotFound().content_type("text/plain").body("there is no such file\n");
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, caching)).insert_header((VARY, "Accept-Encoding"));
    answer.content_type(mime(path));
    let packed = [("br", file.data_br()), ("gzip", file.data_gzip())];
    for (encoding, data) in packed {
        if let Some(data) = data.filter(|_| accepts(request, encoding)) {
            return answer.insert_header((CONTENT_ENCODING, encoding)).body(bytes(data));
        }
    }
    answer.body(bytes(file.data()))
}
