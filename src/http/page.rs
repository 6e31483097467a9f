//! The templates, and the values that every template needs.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use askama::Template;

use super::error::HttpError;
use super::foreign::Mismatch;
use super::l10n::Language;
use super::origin::is_local;
use super::preload::Modules;
use super::site::Site;

/// Longest path that a page repeats; no page has a longer one.
const MAX_PATH: usize = 200;

/// Values of a page for its template.
pub struct Page {
    /// Language tag.
    pub lang: String,
    /// Direction of the language.
    pub dir: &'static str,
    /// Folder of the assets.
    pub assets: String,
    /// Scheme and host of links for others.
    pub origin: String,
    /// The server's own address according to this request (SPEC C1).
    pub own: String,
    /// Version of the program.
    pub version: &'static str,
    /// Path of the page.
    pub path: String,
    /// Whether a restart loses the disk.
    pub ephemeral: bool,
    /// Modules to preload.
    pub modules: Modules,
    language: Language,
}

impl Page {
    /// Values of a page whose script is `entry`.
    pub fn new(request: &HttpRequest, site: &Site, entry: &str) -> Self {
        let language = Language::of(request);
        Self {
            lang: language.tag(),
            dir: "ltr",
            assets: site.assets.clone(),
            origin: site.shared_origin(request),
            own: Mismatch::of(request, &site.config).own,
            version: env!("CARGO_PKG_VERSION"),
            path: Some(request.path()).filter(|path| path.len() <= MAX_PATH).unwrap_or("/").to_owned(),
            ephemeral: site.config.is_ephemeral(),
            modules: site.preload.of(entry),
            language,
        }
    }

    /// Whether links for others work on this machine only.
    pub fn is_local(&self) -> bool {
        is_local(&self.origin)
    }

    /// A text in the page's language.
    pub fn t(&self, key: &str) -> String {
        self.language.text(key)
    }

    /// A text with the two addresses of a request from a foreign origin.
    pub fn of(&self, key: &str, Mismatch { origin, own, .. }: &Mismatch) -> String {
        self.language.text_with(key, [("origin", origin.as_str()), ("own", own.as_str())])
    }
}

/// The home page.
#[derive(Template)]
#[template(path = "home.html")]
pub struct Home {
    /// Values of every page.
    pub page: Page,
    /// Whether the demo board exists.
    pub demo: bool,
}

/// A board's page.
#[derive(Template)]
#[template(path = "board.html")]
pub struct BoardPage {
    /// Values of every page.
    pub page: Page,
    /// The board's id.
    pub board: String,
}

/// The page of the course, on a board.
#[derive(Template)]
#[template(path = "demo.html")]
pub struct DemoPage {
    /// Values of every page.
    pub page: Page,
    /// The board's id.
    pub board: String,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    status: u16,
    title: String,
    text: String,
    /// For the operator, if the request's origin may be this server's.
    mismatch: Option<Mismatch>,
}

/// Renders a template as an answer; `caching` is `no-cache`, or `no-store` where the address is a secret.
pub fn render(template: &impl Template, mut answer: HttpResponseBuilder, caching: &'static str) -> HttpResponse {
    match template.render() {
        Ok(html) => answer.content_type("text/html; charset=utf-8").insert_header((CACHE_CONTROL, caching)).body(html),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            HttpResponse::InternalServerError()
                .content_type("text/plain")
                .body("the server made a mistake; try again\n")
        }
    }
}

/// An error as a page.
pub fn problem(request: &HttpRequest, site: &Site, error: HttpError) -> HttpResponse {
    error.log();
    let page = Page::new(request, site, "");
    let (status, (title, text)) = (error.status(), error.texts());
    let (title, text) = (page.t(title), page.t(text));
    let mismatch = match error {
        HttpError::ForeignOrigin(mismatch) => Some(mismatch).filter(Mismatch::is_site),
        _ => None,
    };
    let error_page = ErrorPage { page, status: status.as_u16(), title, text, mismatch };
    render(&error_page, HttpResponse::build(status), "no-store")
}
