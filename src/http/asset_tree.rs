//! Files of `static/`, embedded and compressed by the build. Their address contains one hash of the whole tree, so
//! that relative imports work and no cached file is stale. Debug builds read the disk; release builds embed the copy
//! that `build.rs` makes, without the modules' comments.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, VARY};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed_for_web::{EmbedableFile, RustEmbed};

use super::encoding::{FOREVER, accepts};

#[derive(RustEmbed)]
#[cfg_attr(debug_assertions, folder = "static/")]
#[cfg_attr(not(debug_assertions), folder = "$OUT_DIR/static/")]
struct Static;

/// Whether files may change while the server runs.
const IS_DEVELOPMENT: bool = cfg!(debug_assertions);

include!(concat!(env!("OUT_DIR"), "/asset_tree.rs"));

/// `Cache-Control` of the tree's files.
pub const CACHING: &str = if IS_DEVELOPMENT { "no-cache" } else { FOREVER };

/// Name of the tree in addresses.
pub fn tree_hash() -> &'static str {
    if IS_DEVELOPMENT { "dev" } else { ASSET_TREE }
}

/// Paths that a module imports statically; none for other files.
pub fn imports(path: &str) -> &'static [&'static str] {
    let index = ASSET_FILES.iter().position(|file| *file == path);
    index.and_then(|index| ASSET_IMPORTS.get(index)).copied().unwrap_or_default()
}

/// Text of a file that the server itself reads.
pub fn text(path: &str) -> Option<String> {
    let file = Static::get(path)?;
    String::from_utf8(bytes(file.data())).ok()
}

fn bytes(data: impl AsRef<[u8]>) -> Vec<u8> {
    data.as_ref().to_vec()
}

/// Answers with a file, in the smallest encoding that the client accepts.
pub fn serve(path: &str, request: &HttpRequest, caching: &'static str) -> HttpResponse {
    // A debug build reads the disk, so dots and backslashes must not lead out of the tree.
    let is_plain = path.split('/').all(|part| !part.is_empty() && !part.starts_with('.')) && !path.contains('\\');
    let Some(file) = is_plain.then(|| Static::get(path)).flatten() else {
        return HttpResponse::NotFound().content_type("text/plain").body("there is no such file\n");
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, caching)).insert_header((VARY, "Accept-Encoding"));
    let mime = file.mime_type().map_or_else(|| "text/plain".to_owned(), |mime| mime.to_string());
    answer.content_type(if mime.starts_with("text/") { format!("{mime}; charset=utf-8") } else { mime });
    let encodings = [("br", file.data_br()), ("gzip", file.data_gzip())];
    for (encoding, data) in encodings {
        if let Some(data) = data.filter(|_| accepts(request, encoding)) {
            return answer.insert_header((CONTENT_ENCODING, encoding)).body(bytes(data));
        }
    }
    answer.body(bytes(file.data()))
}
