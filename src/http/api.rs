//! The JSON that clients read (SPEC A2 to A6).

use actix_web::http::header::{self, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, RETRY_AFTER, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::error::HttpError;
use super::site::Site;

/// Content never changes under its address.
pub const FOREVER: &str = "public, max-age=31536000, immutable";

fn problem(error: HttpError) -> HttpResponse {
    error.log();
    let mut answer = HttpResponse::build(error.status());
    if error.status().is_server_error() {
        answer.insert_header((RETRY_AFTER, "2"));
    }
    answer.insert_header((CACHE_CONTROL, "no-store")).json(json!({"error": error.code(), "text": error.to_string()}))
}

/// Whether an `Accept-Encoding` allows an encoding; a weight of zero forbids it.
pub fn accepts(request: &HttpRequest, encoding: &str) -> bool {
    let offers = request.headers().get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    offers.flat_map(|value| value.split(',')).any(|offer| {
        let (name, parameters) = offer.split_once(';').unwrap_or((offer, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight != Some(0.0)
    })
}

pub async fn snapshot(site: web::Data<Site>, board: web::Path<String>) -> HttpResponse {
    match site.room(&board).await {
        Ok(room) => {
            let body = room.manifest().await;
            HttpResponse::Ok().content_type("application/json").insert_header((CACHE_CONTROL, "no-store")).body(body)
        }
        Err(error) => problem(error),
    }
}

pub async fn chunk(site: web::Data<Site>, path: web::Path<(String, String)>, request: HttpRequest) -> HttpResponse {
    let room = match site.room(&path.0).await {
        Ok(room) => room,
        Err(error) => return problem(error),
    };
    let Some(chunk) = room.chunk(&path.1) else { return problem(HttpError::NoChunk) };
    let mut answer = HttpResponse::Ok();
    answer.content_type("application/json");
    answer.insert_header((CACHE_CONTROL, FOREVER)).insert_header((VARY, header::ACCEPT_ENCODING.as_str()));
    if accepts(&request, "gzip") {
        answer.insert_header((CONTENT_ENCODING, "gzip")).body(chunk.gzip.clone())
    } else {
        answer.body(chunk.json.clone())
    }
}

pub async fn hash(site: web::Data<Site>, board: web::Path<String>) -> HttpResponse {
    let room = match site.room(&board).await {
        Ok(room) => room,
        Err(error) => return problem(error),
    };
    match web::block(move || room.hash()).await {
        Ok((seq, hash)) => {
            HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(json!({"seq": seq, "hash": hash}))
        }
        Err(error) => problem(HttpError::Internal(error.into())),
    }
}

pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).content_type("text/plain").body("alive\n")
}

pub async fn readyz(site: web::Data<Site>) -> HttpResponse {
    let (mut answer, text) = if site.is_ready() {
        (HttpResponse::Ok(), "ready\n")
    } else {
        (HttpResponse::ServiceUnavailable(), "not ready: the store is not open or the server is leaving\n")
    };
    answer.insert_header((CACHE_CONTROL, "no-store")).content_type("text/plain").body(text)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn encodings_are_read_with_their_weights() {
        let ask =
            |value| accepts(&TestRequest::default().insert_header((ACCEPT_ENCODING, value)).to_http_request(), "br");
        assert!(ask("gzip, br;q=0.5") && ask("BR"));
        assert!(!ask("gzip") && !ask("br;q=0") && !ask("brotli"));
    }
}
