//! Endpoints of the pages.

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;

use super::api::problem as refusal;
use super::error::HttpError;
use super::origin::{is_own_form, own_origin};
use super::page::{BoardPage, DemoPage, Home, Page, problem, render};
use super::site::Site;
use crate::board::JoinCode;
use crate::config::Switch;
use crate::hub::{BoardKey, OwnerToken};
use crate::protocol::owner_key;

/// The form with a pasted link.
#[derive(Deserialize)]
pub struct JoinForm {
    link: Option<String>,
}

pub async fn home(site: web::Data<Site>, request: HttpRequest) -> HttpResponse {
    let page = Page::new(&request, &site, "js/home.js");
    render(&Home { page, demo: site.config.demo_board == Switch::On }, HttpResponse::Ok(), "no-cache")
}

pub async fn board(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    if let Some(key) = parse_key(&board).filter(|key| request.path() != format!("/b/{key}")) {
        return to_board(&key, request.query_string());
    }
    match site.find_board(&board).await {
        Ok(key) => {
            let page = Page::new(&request, &site, "js/main.js");
            render(&BoardPage { page, board: key.to_string() }, HttpResponse::Ok(), "no-store")
        }
        Err(error) => problem(&request, &site, error),
    }
}

/// The query that makes a board. Other keys mean nothing.
#[derive(Deserialize)]
struct NewBoardQuery {
    /// Whether the board has an owner.
    #[serde(default)]
    owned: bool,
}

/// Makes a board (SPEC A1), with an owner if the query asks for one (SPEC J1).
pub async fn create(site: web::Data<Site>, request: HttpRequest) -> HttpResponse {
    match make_board(&site, &request).await {
        Ok((key, None)) => to_board(&key, ""),
        // A browser sends the fragment to no server, also not in `Referer`.
        Ok((key, Some(token))) => see_other(&format!("/b/{key}#o={}", token.as_str())),
        Err(error) => problem(&request, &site, error),
    }
}

async fn make_board(site: &Site, request: &HttpRequest) -> Result<(BoardKey, Option<OwnerToken>), HttpError> {
    if !is_own_form(request, &site.config) {
        return Err(site.refuse_foreign(request));
    }
    let internal = |error: getrandom::Error| HttpError::Internal(error.into());
    let query = web::Query::<NewBoardQuery>::from_query(request.query_string());
    let query = query.map_err(|error| HttpError::Query(error.to_string()))?;
    let token = if query.owned { Some(OwnerToken::random().map_err(internal)?) } else { None };
    let key = BoardKey::random().map_err(internal)?;
    let owner = token.as_ref().map(|token| owner_key(token.as_str()));
    site.ready_hub()?.make_board(&key, owner).await?;
    Ok((key, token))
}

fn to_board(key: &BoardKey, query: &str) -> HttpResponse {
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    see_other(&format!("/b/{key}{query}"))
}

fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, location)).insert_header((CACHE_CONTROL, "no-store")).finish()
}

/// Punctuation behind a link, which programs take for a part of the link.
const PUNCTUATION: &[char] =
    &['/', '.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\'', '*', '_', '…', '’', '”', '»'];

/// Parses an id, ignoring punctuation behind it.
fn parse_key(text: &str) -> Option<BoardKey> {
    text.trim_end_matches(PUNCTUATION).parse().ok()
}

/// Parses a pasted link or id.
fn parse_link(link: &str) -> Option<BoardKey> {
    let link = link.trim();
    let path = link.split(['?', '#']).next()?;
    parse_key(path.split_once("/b/").map_or(path, |(_, rest)| rest))
}

/// Whether the link names a server other than the `own` ones.
fn is_elsewhere(link: &str, own: &[&str]) -> bool {
    let host = |url: &str| url.split_once("://").map(|(_, rest)| rest.split('/').next().map(str::to_ascii_lowercase));
    host(link.trim()).is_some_and(|linked| own.iter().all(|own| host(own).as_ref() != Some(&linked)))
}

pub async fn join(site: web::Data<Site>, form: web::Query<JoinForm>, request: HttpRequest) -> HttpResponse {
    let link = form.link.as_deref().unwrap_or("");
    let (own, shared) = (own_origin(&request, &site.config), site.shared_origin(&request));
    match parse_link(link) {
        Some(_) if is_elsewhere(link, &[&own, &shared]) => problem(&request, &site, HttpError::Elsewhere),
        Some(key) => to_board(&key, ""),
        None => match link.parse::<JoinCode>() {
            Ok(code) => see_other(&format!("/j/{code}")),
            Err(_) => problem(&request, &site, HttpError::NotALink),
        },
    }
}

/// The board of a code (SPEC J4), after a turn. The code goes on in the fragment, which reaches no server.
pub async fn join_by_code(site: web::Data<Site>, code: web::Path<String>, request: HttpRequest) -> HttpResponse {
    match find_lesson(&site, &code).await {
        Ok((key, code)) => see_other(&format!("/b/{key}#c={code}")),
        Err(error) => problem(&request, &site, error),
    }
}

async fn find_lesson(site: &Site, code: &str) -> Result<(BoardKey, JoinCode), HttpError> {
    let code: JoinCode = code.parse().map_err(|_| HttpError::NoLesson)?;
    let key = site.ready_hub()?.board_of_code(&code).await?.ok_or(HttpError::NoLesson)?;
    Ok((key, code))
}

/// The page of the course, on the demo board.
pub async fn demo(site: web::Data<Site>, request: HttpRequest) -> HttpResponse {
    demo_page(&site, BoardKey::demo().as_str(), &request).await
}

/// The page of the course, on a board.
pub async fn demo_of_board(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    demo_page(&site, &board, &request).await
}

async fn demo_page(site: &Site, board: &str, request: &HttpRequest) -> HttpResponse {
    match site.find_board(board).await {
        Ok(key) => {
            let page = Page::new(request, site, "");
            render(&DemoPage { page, board: key.to_string() }, HttpResponse::Ok(), "no-store")
        }
        Err(error) => problem(request, site, error),
    }
}

/// The board's link as a QR code.
pub async fn qr(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let key = match site.find_board(&board).await {
        Ok(key) => key,
        Err(error) => return problem(&request, &site, error),
    };
    qr_of(&format!("/b/{key}"), &site, &request)
}

/// The QR code of the address at which a class comes in. It says nothing about whether the code is open.
pub async fn qr_of_code(site: web::Data<Site>, code: web::Path<String>, request: HttpRequest) -> HttpResponse {
    match code.parse::<JoinCode>() {
        Ok(code) => qr_of(&format!("/j/{code}"), &site, &request),
        Err(_) => problem(&request, &site, HttpError::NoLesson),
    }
}

fn qr_of(path: &str, site: &Site, request: &HttpRequest) -> HttpResponse {
    match QrCode::new(format!("{}{path}", site.shared_origin(request))) {
        Ok(code) => {
            let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
            HttpResponse::Ok()
                .content_type("image/svg+xml")
                .insert_header((CACHE_CONTROL, "private, no-cache"))
                .body(picture)
        }
        Err(error) => problem(request, site, HttpError::Internal(error.into())),
    }
}

pub async fn robots() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("User-agent: *\nDisallow: /b/\nDisallow: /api/\n")
}

pub async fn not_found(site: web::Data<Site>, request: HttpRequest) -> HttpResponse {
    problem(&request, &site, HttpError::NotFound)
}

pub async fn only_get() -> HttpResponse {
    refusal(HttpError::WrongMethod("GET, HEAD"))
}

pub async fn only_get_or_put() -> HttpResponse {
    refusal(HttpError::WrongMethod("GET, HEAD, PUT"))
}

pub async fn only_get_or_post() -> HttpResponse {
    refusal(HttpError::WrongMethod("GET, HEAD, POST"))
}

pub async fn only_post() -> HttpResponse {
    refusal(HttpError::WrongMethod("POST"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_is_found_in_what_people_paste() {
        let id = "0123456789abcdefghijkl";
        for link in [
            id.to_owned(),
            format!(" https://x.org/b/{id} "),
            format!("http://x:1/b/{id}/?lang=it#k"),
            format!("/b/{id}"),
            format!("https://x.org/b/{id})."),
            format!("{id}, "),
            format!("“https://x.org/b/{id}”"),
        ] {
            assert_eq!(parse_link(&link).unwrap().as_str(), id, "{link}");
        }
        let own = ["http://localhost:8080", "http://board.test"];
        assert!(is_elsewhere("https://evil.example/b/demo", &own));
        assert!(!is_elsewhere("https://BOARD.test/b/demo", &own) && !is_elsewhere("/b/demo", &own));
        for link in ["", "https://x.org/", "https://x.org/b/", "https://x.org/b/../../etc", "javascript:alert(1)"] {
            assert!(parse_link(link).is_none(), "{link}");
        }
    }
}
