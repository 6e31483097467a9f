//! Headers of every answer: nothing from elsewhere, no inline script, no embedding (DESIGN section 9).
//!
//! The referrer stays within this server; without any, browsers hide the origin of our own forms.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::origin::{is_local, own_origin};
use super::site::Site;

const FIXED: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    (header::PERMISSIONS_POLICY, "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
];

/// What a page of `origin` may do. Older Safari does not count sockets as `'self'`.
fn policy(origin: &str) -> String {
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    let is_plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    let sockets = if is_plain { format!(" ws://{host} wss://{host}") } else { String::new() };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'{sockets}; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    )
}

/// The middleware that adds them.
pub async fn headers(
    site: Data<Site>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let origin = own_origin(request.request(), &site.config);
    let mut answer = next.call(request).await?;
    let headers = answer.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::try_from(policy(&origin)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Over plain http browsers ignore it, with an error in the console of every page.
    if origin.starts_with("https://") || is_local(&origin) {
        headers.insert(header::CROSS_ORIGIN_OPENER_POLICY, HeaderValue::from_static("same-origin"));
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

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
