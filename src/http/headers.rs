//! Security headers of every answer: no foreign content, no inline script, no embedding.
//!
//! The referrer stays within this server; without any referrer, browsers hide the origin of our own forms.
//! Subresources omit page-only headers, because a page has a hundred of them.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::origin::{is_local, own_origin};
use super::site::Site;

const ALL_ANSWERS: [(HeaderName, &str); 2] =
    [(header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin")];

const PAGES_ONLY: [(HeaderName, &str); 2] = [
    (header::REFERRER_POLICY, "same-origin"),
    (header::PERMISSIONS_POLICY, "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
];

/// The version of the API, on each of its answers (SPEC A15).
const API_VERSION: (HeaderName, HeaderValue) = (HeaderName::from_static("lavagna-api"), HeaderValue::from_static("1"));

/// Whether a file is only loaded by pages. A worker is no subresource, because it has a policy of its own.
fn is_subresource(path: &str) -> bool {
    let is_worker = path.ends_with("worker.js") || path.contains("/worker/");
    path.starts_with("/assets/") && !is_worker && [".js", ".css", ".woff2"].iter().any(|ending| path.ends_with(ending))
}

/// Whether a path belongs to the API, unknown ones too.
pub(super) fn is_api(path: &str) -> bool {
    path.starts_with("/api/") || path == "/api" || path == "/boards"
}

/// The content security policy of a page of `origin`. Older Safari does not count sockets as `'self'`.
fn policy(origin: &str) -> String {
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    let is_plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    let sockets = if is_plain { format!(" ws://{host} wss://{host}") } else { String::new() };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'{sockets}; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lavagna"
    )
}

/// Middleware that adds the headers.
pub async fn headers(
    site: Data<Site>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let origin = own_origin(request.request(), &site.config);
    let is_subresource = is_subresource(request.path());
    let is_api = is_api(request.path());
    let mut answer = next.call(request).await?;
    let headers = answer.headers_mut();
    for (name, value) in ALL_ANSWERS {
        // The script for pages of other origins says so itself.
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if is_api {
        let (name, value) = API_VERSION;
        headers.insert(name, value);
    }
    if is_subresource {
        return Ok(answer);
    }
    for (name, value) in PAGES_ONLY {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A picture has a stricter policy of its own.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::try_from(policy(&origin))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Over plain http, browsers ignore this header and log an error for every page.
    if origin.starts_with("https://") || is_local(&origin) {
        headers.insert(header::CROSS_ORIGIN_OPENER_POLICY, HeaderValue::from_static("same-origin"));
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subresources_need_no_policy_and_workers_do() {
        assert!(["/assets/1/js/main.js", "/assets/1/css/base.css"].iter().all(|path| is_subresource(path)));
        let others = [
            "/assets/1/worker/x.js",
            "/assets/1/js/render/tile_worker.js",
            "/sw.js",
            "/assets/1/icons.svg",
            "/b/x.js",
            "/",
        ];
        assert!(!others.iter().any(|path| is_subresource(path)));
    }

    #[test]
    fn sockets_of_the_own_host_are_allowed_and_nothing_else() {
        assert!(policy("https://x.org:1").contains("connect-src 'self' ws://x.org:1 wss://x.org:1;"));
        assert!(policy("http://[::1]:8080").contains("ws://[::1]:8080"));
        for broken in ["http://x; script-src *", "http://x y", "http://x,y", "http://*", ""] {
            assert!(policy(broken).contains("connect-src 'self'"), "{broken}");
            assert!(!policy(broken).contains('*') && !policy(broken).contains("x;"), "{broken}");
        }
    }
}
