//! What every template needs, and the templates.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use askama::Template;

use super::error::HttpError;
use super::foreign::Mismatch;
use super::l10n::Language;
use super::origin::is_local;
use super::preload::Modules;
use super::site::Site;

/// Longer paths lead nowhere.
const LONGEST_PATH: usize = 200;

/// The page that is being made, as templates see it.
pub struct Page {
    /// Language tag.
    pub lang: String,
    /// Direction of the language.
    pub dir: &'static str,
    /// Folder of the assets.
    pub assets: String,
    /// Scheme and host for links that others open.
    pub origin: String,
    /// The address under which the server takes this request to have come (SPEC C1).
    pub own: String,
    /// Version of the program.
    pub version: &'static str,
    /// Path of the page.
    pub path: String,
    /// Whether the disk is lost at a restart.
    pub ephemeral: bool,
    /// Modules that the page will need, so that all are asked for at once.
    pub modules: Modules,
    language: Language,
}

impl Page {
    /// For a page whose script starts in `entry`.
    pub fn new(request: &HttpRequest, site: &Site, entry: &str) -> Self {
        let language = Language::of(request);
        Self {
            lang: language.tag(),
            dir: "ltr",
            assets: site.assets.clone(),
            origin: site.shared_origin(request),
            own: Mismatch::of(request, &site.config).own,
            version: env!("CARGO_PKG_VERSION"),
            // Links to the other language; nobody needs them to an address that long.
            path: Some(request.path()).filter(|path| path.len() <= LONGEST_PATH).unwrap_or("/").to_owned(),
            ephemeral: site.config.is_ephemeral(),
            modules: site.preload.of(entry),
            language,
        }
    }

    /// Whether the links for others lead only people at this machine here.
    pub fn is_local(&self) -> bool {
        is_local(&self.origin)
    }

    /// A text in the page's language.
    pub fn t(&self, key: &str) -> String {
        self.language.text(key)
    }

    /// A text that names the two addresses of a request from a foreign origin.
    pub fn of(&self, key: &str, Mismatch { origin, own, .. }: &Mismatch) -> String {
        self.language.text_with(key, [("origin", origin.as_str()), ("own", own.as_str())])
    }
}

/// The first page.
#[derive(Template)]
#[template(path = "home.html")]
pub struct Home {
    /// See there.
    pub page: Page,
    /// Whether there is a demo board.
    pub demo: bool,
}

/// A board's page.
#[derive(Template)]
#[template(path = "board.html")]
pub struct BoardPage {
    /// See there.
    pub page: Page,
    /// The board's id.
    pub board: String,
}

#[derive(Template)]
#[template(path = "error.html")]
struct Problem {
    page: Page,
    status: u16,
    title: String,
    text: String,
    /// What whoever runs the server needs to know, where the request's origin may be its own.
    mismatch: Option<Mismatch>,
}

/// A template as an answer; `caching` is `no-cache`, or `no-store` where the address is a secret.
pub fn render(template: &impl Template, mut answer: HttpResponseBuilder, caching: &'static str) -> HttpResponse {
    match template.render() {
        Ok(html) => answer.content_type("text/html; charset=utf-8").insert_header((CACHE_CONTROL, caching)).body(html),
        Err(error) => {
            tracing::error!(%error, "a page cannot be made");
            HttpResponse::InternalServerError().content_type("text/plain").body("the fault is ours; try again\n")
        }
    }
}

/// What went wrong, as a page.
pub fn problem(request: &HttpRequest, site: &Site, error: HttpError) -> HttpResponse {
    error.log();
    let page = Page::new(request, site, "");
    let (status, (title, text)) = (error.status(), error.texts());
    let (title, text) = (page.t(title), page.t(text));
    let mismatch = match error {
        HttpError::ForeignOrigin(mismatch) => Some(mismatch).filter(Mismatch::is_site),
        _ => None,
    };
    let problem = Problem { page, status: status.as_u16(), title, text, mismatch };
    render(&problem, HttpResponse::build(status), "no-store")
}
