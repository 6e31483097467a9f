//! Endpoints of the API that clients read (SPEC A2 to A6).

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::answers::AnswerBody;
use super::encoding::{PRIVATE_FOREVER, StoredEncodings};
use super::error::HttpError;
use super::origin::is_not_foreign;
use super::site::Site;
use crate::board::limits::{LOG_PAGE_BYTES, MAX_NUMBER, PACK_CHUNKS};
use crate::hub::{Level, LogQuery, heavy, unpacked};

/// An error as a JSON answer.
pub fn problem(error: HttpError) -> HttpResponse {
    error.log();
    let mut answer = HttpResponse::build(error.status());
    if error.status().is_server_error() || error.status() == StatusCode::TOO_MANY_REQUESTS {
        answer.insert_header((RETRY_AFTER, "2"));
    }
    if let HttpError::WrongMethod(allowed) = error {
        answer.insert_header((ALLOW, allowed));
    }
    answer.insert_header((CACHE_CONTROL, "no-store")).json(json!({"error": error.code(), "text": error.to_string()}))
}

/// An uncompressed body, for a client that accepts no stored encoding. Unpacks it off the worker thread, because that
/// takes too long for the connections beside it.
async fn identity(
    site: &Site,
    unpack: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
) -> Result<AnswerBody, HttpError> {
    let unpacked = heavy(unpack).await.map_err(|lost| HttpError::Internal(lost.into()))?;
    let bytes = unpacked.map_err(|why| HttpError::Internal(why.into()))?;
    site.answers.own(site.ready_hub()?, bytes.into())
}

async fn manifest(site: &Site, board: &str, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
    let hub = site.ready_hub()?;
    let manifest = site
        .readable_room(board, request)
        .await?
        .manifest()
        .await
        .map_err(|error| HttpError::Internal(error.into()))?;
    let mut answer = HttpResponse::Ok();
    answer.content_type("application/json").insert_header((CACHE_CONTROL, "no-store"));
    let encodings = StoredEncodings { zstd: &manifest.packed.zstd, gzip: Some(&manifest.packed.gzip) };
    let body = match encodings.choose(request, &mut answer) {
        Some(stored) => site.answers.shared(hub, stored)?,
        None => identity(site, move || manifest.json()).await?,
    };
    Ok(answer.body(body))
}

pub async fn snapshot(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    manifest(&site, &board, &request).await.unwrap_or_else(problem)
}

/// A part of a chunk (SPEC T1).
#[derive(Clone, Copy)]
enum Part {
    Visible,
    Timing,
}

async fn chunk_part(
    site: &Site,
    path: &(String, String),
    part: Part,
    request: &HttpRequest,
) -> Result<HttpResponse, HttpError> {
    let (board, hash) = path;
    let hub = site.ready_hub()?;
    let chunk = site.readable_room(board, request).await?.chunk(hash).await?.ok_or(HttpError::NoChunk)?;
    let mut answer = HttpResponse::Ok();
    answer.content_type("application/octet-stream").insert_header((CACHE_CONTROL, PRIVATE_FOREVER));
    let encodings = match part {
        Part::Visible => StoredEncodings { zstd: &chunk.visible.zstd, gzip: Some(&chunk.visible.gzip) },
        Part::Timing => StoredEncodings { zstd: &chunk.timing, gzip: None },
    };
    let body = match encodings.choose(request, &mut answer) {
        Some(stored) => site.answers.shared(hub, stored)?,
        None => {
            let zstd = encodings.zstd.clone();
            identity(site, move || unpacked(&zstd)).await?
        }
    };
    Ok(answer.body(body))
}

pub async fn chunk(site: web::Data<Site>, path: web::Path<(String, String)>, request: HttpRequest) -> HttpResponse {
    chunk_part(&site, &path, Part::Visible, &request).await.unwrap_or_else(problem)
}

pub async fn timing(site: web::Data<Site>, path: web::Path<(String, String)>, request: HttpRequest) -> HttpResponse {
    chunk_part(&site, &path, Part::Timing, &request).await.unwrap_or_else(problem)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackQuery {
    hashes: String,
}

/// Several chunks in one answer. Only chunks in memory: a pack never reads the store.
async fn pack_of(site: &Site, board: &str, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
    let query = web::Query::<PackQuery>::from_query(request.query_string());
    let PackQuery { hashes } = query.map_err(|error| HttpError::Query(error.to_string()))?.into_inner();
    if hashes.split(',').count() > PACK_CHUNKS {
        return Err(HttpError::Query(format!("a pack has at most {PACK_CHUNKS} chunks")));
    }
    let room = site.readable_room(board, request).await?;
    let chunks = room.present_chunks(hashes.split(',')).ok_or(HttpError::NoChunk)?;
    let body = site.answers.shared_parts(site.ready_hub()?, chunks.iter().map(|chunk| &chunk.visible.gzip))?;
    let mut answer = HttpResponse::Ok();
    answer.content_type("application/octet-stream").insert_header((CACHE_CONTROL, PRIVATE_FOREVER));
    Ok(answer.body(body))
}

pub async fn pack(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    pack_of(&site, &board, &request).await.unwrap_or_else(problem)
}

async fn hash_of(site: &Site, board: &str, request: &HttpRequest) -> Result<(u64, String), HttpError> {
    let hash = site.readable_room(board, request).await?.hash().await;
    hash.ok_or_else(|| HttpError::Internal("the hash could not be computed".into()))
}

pub async fn hash(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    match hash_of(&site, &board, &request).await {
        Ok((seq, hash)) => {
            HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(json!({"seq": seq, "hash": hash}))
        }
        Err(error) => problem(error),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogPageQuery {
    #[serde(default)]
    since: u64,
    at: Option<u64>,
    limit: Option<u64>,
}

async fn read_log(site: &Site, board: &str, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
    if !is_not_foreign(request, &site.config) {
        return Err(site.refuse_foreign(request));
    }
    let query = web::Query::<LogPageQuery>::from_query(request.query_string());
    let LogPageQuery { since, at, limit } = query.map_err(|error| HttpError::Query(error.to_string()))?.into_inner();
    if [Some(since), at, limit].into_iter().flatten().any(|number| number > MAX_NUMBER) {
        return Err(HttpError::Query("a number is at most 2^53 - 1".to_owned()));
    }
    let limit = limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let room = site.readable_room(board, request).await?;
    let hub = site.ready_hub()?;
    let reserve = || site.answers.reserve(|| hub.reserve_log(LOG_PAGE_BYTES)).ok();
    let page = room.log_page(&LogQuery { since, at, limit }, reserve).await?.ok_or(HttpError::OrderLost)?;
    let mut answer = HttpResponse::Ok();
    answer.content_type("application/json").insert_header((CACHE_CONTROL, "no-store"));
    Ok(answer.body(site.answers.reserved(page.json, page.space)))
}

pub async fn log(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    read_log(&site, &board, &request).await.unwrap_or_else(problem)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClearsQuery {
    #[serde(default = "first_page")]
    page: u32,
}

fn first_page() -> u32 {
    1
}

async fn clears_of(site: &Site, board: &str, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
    let query = web::Query::<ClearsQuery>::from_query(request.query_string());
    let ClearsQuery { page } = query.map_err(|error| HttpError::Query(error.to_string()))?.into_inner();
    let list = site.readable_room(board, request).await?.clears(page).await?;
    let body = site.answers.shared(site.ready_hub()?, &list)?;
    Ok(HttpResponse::Ok().content_type("application/json").insert_header((CACHE_CONTROL, "no-store")).body(body))
}

pub async fn clears(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    clears_of(&site, &board, &request).await.unwrap_or_else(problem)
}

pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).content_type("text/plain").body("alive\n")
}

pub async fn readyz(site: web::Data<Site>) -> HttpResponse {
    let (level, free) = site.hub().map_or((Level::Plenty, 0), |hub| hub.disk());
    let free = free / (1024 * 1024);
    let advice = format!("{free} MiB are free on the disk of the database: free some space, or attach a larger disk");
    let (mut answer, text) = match (site.is_ready(), level) {
        (true, Level::Plenty) => (HttpResponse::Ok(), "ready\n".to_owned()),
        (true, Level::Low | Level::Full) => (HttpResponse::Ok(), format!("ready, but only {advice}\n")),
        (false, Level::Full) => (HttpResponse::ServiceUnavailable(), format!("not ready: only {advice}\n")),
        (false, Level::Plenty | Level::Low) => {
            let text = "not ready: the database is not open or cannot be written, or the server is shutting down\n";
            (HttpResponse::ServiceUnavailable(), text.to_owned())
        }
    };
    answer.insert_header((CACHE_CONTROL, "no-store")).content_type("text/plain").body(text)
}

/// The description of the API (SPEC A16).
pub async fn description() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(include_str!("../protocol/openapi.json"))
}

pub async fn not_found() -> HttpResponse {
    problem(HttpError::NotFound)
}
