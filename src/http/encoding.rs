//! Which form of a body a client takes, and how long it keeps it.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_ENCODING;

/// Content never changes under its address.
pub const FOREVER: &str = "public, max-age=31536000, immutable";

/// Whether an `Accept-Encoding` allows an encoding; a weight of zero forbids it.
pub fn accepts(request: &HttpRequest, encoding: &str) -> bool {
    let offers = request.headers().get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    offers.flat_map(|value| value.split(',')).any(|offer| {
        let (name, parameters) = offer.split_once(';').unwrap_or((offer, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight != Some(0.0)
    })
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
