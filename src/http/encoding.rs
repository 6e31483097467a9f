//! Which form of a body a client takes, and how long it keeps it.

use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};
use actix_web::{HttpRequest, HttpResponseBuilder};
use bytes::Bytes;

/// Content never changes under its address.
pub const FOREVER: &str = "public, max-age=31536000, immutable";
/// The same below an address that is a secret: caches that serve others must not keep it.
pub const SECRET_FOREVER: &str = "private, max-age=31536000, immutable";

/// Whether an `Accept-Encoding` allows an encoding; a weight of zero forbids it.
pub fn accepts(request: &HttpRequest, encoding: &str) -> bool {
    let offers = request.headers().get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    offers.flat_map(|value| value.split(',')).any(|offer| {
        let (name, parameters) = offer.split_once(';').unwrap_or((offer, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight != Some(0.0)
    })
}

/// A body in the forms that there are of it.
pub struct Forms<'a> {
    pub zstd: &'a Bytes,
    pub gzip: Option<&'a Bytes>,
}

/// What is sent of a body.
pub enum Chosen<'a> {
    /// A form that is kept, as it is.
    Form(&'a Bytes),
    /// The body itself: the client takes no form that there is.
    Plain,
}

impl<'a> Forms<'a> {
    /// The form that the client takes; the headers of the answer say so.
    pub fn choose(&self, request: &HttpRequest, answer: &mut HttpResponseBuilder) -> Chosen<'a> {
        answer.insert_header((VARY, ACCEPT_ENCODING.as_str()));
        let gzip = self.gzip.filter(|_| accepts(request, "gzip"));
        let (coding, form) = if accepts(request, "zstd") {
            ("zstd", self.zstd)
        } else if let Some(gzip) = gzip {
            ("gzip", gzip)
        } else {
            return Chosen::Plain;
        };
        answer.insert_header((CONTENT_ENCODING, coding));
        Chosen::Form(form)
    }
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
