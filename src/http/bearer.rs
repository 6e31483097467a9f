//! The owner's token of a request (SPEC J2).

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use crate::board::OwnerKey;
use crate::protocol::owner_key;

/// Hash of the owner's token that a request has as `Authorization: Bearer`. A header of another form has none.
pub fn bearer(request: &HttpRequest) -> Option<OwnerKey> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| owner_key(token.trim()))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    // [J2] The token comes in the header of bearer tokens, whatever the case of the scheme.
    #[test]
    fn a_token_is_a_bearer() {
        let of =
            |value: &str| bearer(&TestRequest::default().insert_header(("authorization", value)).to_http_request());
        assert_eq!(of("Bearer abc"), Some(owner_key("abc")));
        assert_eq!(of("bearer abc"), Some(owner_key("abc")));
        assert!(of("Basic abc").is_none() && of("abc").is_none());
    }
}
