//! Requests whose `Origin` is not this server's own: what is said, and to whom (SPEC C1, A1, H5).
//!
//! Such a request is either a page of another site, which is to be refused, or a page of ours behind a proxy
//! that changes `Host`. The two look alike here, so the refusal tells whoever runs the server what arrived.

use std::fmt;
use std::sync::Mutex;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, ORIGIN};

use super::origin::{own_host, own_origin};
use crate::config::Config;
use crate::hub::lock;

/// Browsers send no `Origin` with a page's own GET, so a page names it for its event stream: a proxy that changes `Host`
/// is told of at once, and not when something is drawn.
pub const PAGE_ORIGIN: HeaderName = HeaderName::from_static("lavagna-origin");
/// Different mismatches that are logged. One proxy makes one; pages of other sites must not fill the log.
const MAX_LOGGED: usize = 8;
/// Longest part of a header that is repeated.
const MAX_CHARS: usize = 120;

/// An `Origin` and the address with which it was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The page's origin as its browser said it; empty when it said none.
    pub origin: String,
    /// The host that arrived, or the origin that is configured.
    pub own: String,
    /// Whether `own` is `PUBLIC_URL`.
    pub is_configured: bool,
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect()
}

impl Mismatch {
    /// What a request said that was found to be foreign. A page names its origin itself where its browser does not.
    pub fn of(request: &HttpRequest, config: &Config) -> Self {
        let headers = request.headers();
        let origin = headers.get(ORIGIN).or_else(|| headers.get(PAGE_ORIGIN));
        let origin = origin.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_configured = config.public_origin().is_some();
        let own = if is_configured { own_origin(request, config) } else { own_host(request, config).to_owned() };
        Self { origin: shortened(origin), own: shortened(&own), is_configured }
    }

    /// Whether the origin is one that could be this server's, so that naming it helps.
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
             Host: have it pass Host on (nginx: proxy_set_header Host $http_host), or set PUBLIC_URL={origin}, or \
             TRUST_PROXY=1 if the proxy sends X-Forwarded-Host"
        )
    }
}

/// Which mismatches were logged.
#[derive(Default)]
pub struct ForeignOrigins(Mutex<Vec<Mismatch>>);

impl ForeignOrigins {
    /// What a request said that was found to be foreign; each different mismatch is logged once.
    pub fn note(&self, request: &HttpRequest, config: &Config) -> Mismatch {
        let mismatch = Mismatch::of(request, config);
        if self.is_news(&mismatch) {
            tracing::warn!("{mismatch}");
        }
        mismatch
    }

    fn is_news(&self, mismatch: &Mismatch) -> bool {
        let mut logged = lock(&self.0);
        let is_news = mismatch.is_site() && logged.len() < MAX_LOGGED && !logged.contains(mismatch);
        if is_news {
            logged.push(mismatch.clone());
        }
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mismatch(origin: &str) -> Mismatch {
        Mismatch { origin: origin.into(), own: "127.0.0.1:8080".into(), is_configured: false }
    }

    // [H5] Whoever runs the server reads each mismatch once, and no flood of them.
    #[test]
    fn each_mismatch_is_news_once() {
        let foreign = ForeignOrigins::default();
        let proxied = mismatch("https://board.example.org");
        assert!(foreign.is_news(&proxied) && !foreign.is_news(&proxied));
        assert!(!foreign.is_news(&mismatch("null")) && !foreign.is_news(&mismatch("")));
        let news = (0..100).filter(|i| foreign.is_news(&mismatch(&format!("https://evil{i}.example")))).count();
        assert_eq!(news, MAX_LOGGED - 1);
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
