//! Refusals of requests whose `Origin` is not this server's own (SPEC C1, A1, H5).
//!
//! Such a request comes from a page of another site, or from a page of ours behind a proxy that changes `Host`. The two
//! look alike here, so the refusal and the log name what arrived and what the operator can set.

use std::fmt;
use std::sync::Mutex;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, ORIGIN};

use super::origin::{own_host, own_origin};
use crate::config::Config;
use crate::hub::lock;

/// Header in which a page names its origin for its event stream, because browsers send no `Origin` with a GET. So a proxy
/// that changes `Host` is noticed at once, not with the first edit.
pub const PAGE_ORIGIN: HeaderName = HeaderName::from_static("lavagna-origin");
/// Distinct mismatches that are logged. One proxy causes one; pages of other sites must not fill the log.
const MAX_LOGGED: usize = 8;
/// Characters of a header that a text repeats.
const MAX_CHARS: usize = 120;

/// An `Origin` and the address with which it was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The page's origin as its browser sent it; empty when it sent none.
    pub origin: String,
    /// The request's host, or the configured origin.
    pub own: String,
    /// Whether `own` is `PUBLIC_URL`.
    pub is_configured: bool,
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect()
}

impl Mismatch {
    /// The mismatch of a foreign request: from its `Origin`, or else from the header that the page sets.
    pub fn of(request: &HttpRequest, config: &Config) -> Self {
        let headers = request.headers();
        let origin = headers.get(ORIGIN).or_else(|| headers.get(PAGE_ORIGIN));
        let origin = origin.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_configured = config.public_origin().is_some();
        let own = if is_configured { own_origin(request, config) } else { own_host(request, config).to_owned() };
        Self { origin: shortened(origin), own: shortened(&own), is_configured }
    }

    /// Whether the origin could be this server's, so that naming it helps.
    pub fn is_site(&self) -> bool {
        self.origin.starts_with("http://") || self.origin.starts_with("https://")
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this request came from another site and was not carried out")?;
        if !self.is_site() {
            return Ok(());
        }
        let Self { origin, own, is_configured } = self;
        if *is_configured {
            return write!(f, ": its Origin is {origin} and PUBLIC_URL is {own}; people have to open {own}");
        }
        write!(
            f,
            ": its Origin is {origin} and its Host is {own}. If people open this server at {origin}, a proxy changes \
             Host: let it forward Host (nginx: proxy_set_header Host $http_host), or set PUBLIC_URL={origin}, or \
             TRUST_PROXY=1 if the proxy sends X-Forwarded-Host"
        )
    }
}

/// The mismatches that were logged.
#[derive(Default)]
pub struct MismatchLog(Mutex<Vec<Mismatch>>);

impl MismatchLog {
    /// Returns the mismatch of a foreign request and logs each distinct one once.
    pub fn record(&self, request: &HttpRequest, config: &Config) -> Mismatch {
        let mismatch = Mismatch::of(request, config);
        if self.insert(&mismatch) {
            tracing::warn!("{mismatch}");
        }
        mismatch
    }

    /// Whether the mismatch is to be logged, which holds once for each.
    fn insert(&self, mismatch: &Mismatch) -> bool {
        let mut logged = lock(&self.0);
        let is_new = mismatch.is_site() && logged.len() < MAX_LOGGED && !logged.contains(mismatch);
        if is_new {
            logged.push(mismatch.clone());
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mismatch(origin: &str) -> Mismatch {
        Mismatch { origin: origin.into(), own: "127.0.0.1:8080".into(), is_configured: false }
    }

    // [H5] Each mismatch is logged once, and at most MAX_LOGGED of them.
    #[test]
    fn each_mismatch_is_logged_once() {
        let log = MismatchLog::default();
        let proxied = mismatch("https://board.example.org");
        assert!(log.insert(&proxied) && !log.insert(&proxied));
        assert!(!log.insert(&mismatch("null")) && !log.insert(&mismatch("")));
        let logged = (0..100).filter(|i| log.insert(&mismatch(&format!("https://evil{i}.example")))).count();
        assert_eq!(logged, MAX_LOGGED - 1);
    }

    // [C1] [A1] The text names what arrived and what to set.
    #[test]
    fn the_text_says_what_to_set() {
        let text = mismatch("https://board.example.org").to_string();
        for part in
            ["Host is 127.0.0.1:8080", "PUBLIC_URL=https://board.example.org", "proxy_set_header", "TRUST_PROXY"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!mismatch("null").to_string().contains("PUBLIC_URL"), "a page without origin is not ours");
    }
}
