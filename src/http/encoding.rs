//! Content encodings that a client accepts, and caching headers.

use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};
use actix_web::{HttpRequest, HttpResponseBuilder};
use bytes::Bytes;

/// `Cache-Control` of content that never changes under its address.
pub const FOREVER: &str = "public, max-age=31536000, immutable";
/// The same where the address is a secret: shared caches must not store it.
pub const PRIVATE_FOREVER: &str = "private, max-age=31536000, immutable";

/// Whether `Accept-Encoding` allows an encoding; a weight of zero forbids it. The server chooses among the allowed ones,
/// because browsers list the largest first with the same weight.
pub fn accepts(request: &HttpRequest, encoding: &str) -> bool {
    let offers = request.headers().get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    offers.flat_map(|value| value.split(',')).any(|offer| {
        let (name, parameters) = offer.split_once(';').unwrap_or((offer, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight != Some(0.0)
    })
}

/// The encodings in which a body is stored.
pub struct StoredEncodings<'a> {
    pub zstd: &'a Bytes,
    pub gzip: Option<&'a Bytes>,
}

impl<'a> StoredEncodings<'a> {
    /// Chooses the smallest encoding that the client accepts and sets the answer's headers; `None` if it accepts none.
    pub fn choose(&self, request: &HttpRequest, answer: &mut HttpResponseBuilder) -> Option<&'a Bytes> {
        answer.insert_header((VARY, ACCEPT_ENCODING.as_str()));
        let stored = [("zstd", Some(self.zstd)), ("gzip", self.gzip)];
        let (encoding, bytes) = stored.into_iter().find_map(|(encoding, bytes)| {
            let bytes = bytes.filter(|_| accepts(request, encoding))?;
            Some((encoding, bytes))
        })?;
        answer.insert_header((CONTENT_ENCODING, encoding));
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_weight_of_zero_forbids_an_encoding() {
        let ask =
            |value| accepts(&TestRequest::default().insert_header((ACCEPT_ENCODING, value)).to_http_request(), "br");
        assert!(ask("gzip, br;q=0.5") && ask("BR"));
        assert!(!ask("gzip") && !ask("br;q=0") && !ask("brotli"));
    }
}
