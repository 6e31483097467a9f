//! The endpoint that changes a lesson (SPEC R7).

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::api::problem;
use super::bearer::bearer;
use super::error::HttpError;
use super::posts::{decode_body, receive};
use super::site::Site;
use super::visitor::visitor;
use crate::board::JoinCode;
use crate::board::limits::LESSON_BYTES;
use crate::hub::{LessonRefused, Visitor};
use crate::protocol::{CodePost, LessonPost};

async fn change(
    site: &Site,
    board: &str,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let (room, body) = receive(site, board, request, payload, LESSON_BYTES).await?;
    let (post, _memory) = decode_body(body, |bytes| Ok(LessonPost::decode(bytes)?)).await?;
    let visitor = Visitor { person: post.person, owner: bearer(request), code: None };
    let state = room.change_lesson(&visitor, post.set).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(state))
}

/// `POST /api/boards/{id}/lesson`
pub async fn lesson(
    site: web::Data<Site>,
    board: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    change(&site, &board, &request, payload).await.unwrap_or_else(problem)
}

fn code_answer(code: Option<JoinCode>) -> HttpResponse {
    let code = code.map(|code| code.to_string());
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(json!({"code": code}))
}

async fn change_code(
    site: &Site,
    board: &str,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let (room, body) = receive(site, board, request, payload, LESSON_BYTES).await?;
    let (post, _memory) = decode_body(body, |bytes| Ok(CodePost::decode(bytes)?)).await?;
    let visitor = Visitor { person: post.person, owner: bearer(request), code: None };
    let internal = |error: getrandom::Error| HttpError::Internal(error.into());
    let new = if post.open { Some(JoinCode::of_random(getrandom::u64().map_err(internal)?)) } else { None };
    room.change_code(&visitor, new).await?;
    Ok(code_answer(room.code(&visitor).map_err(HttpError::Lesson)?))
}

/// `POST /api/boards/{id}/code`
pub async fn code(
    site: web::Data<Site>,
    board: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    change_code(&site, &board, &request, payload).await.unwrap_or_else(problem)
}

async fn find_code(site: &Site, board: &str, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
    let visitor = visitor(request)?;
    let room = site.room(board).await?;
    Ok(code_answer(room.code(&visitor).map_err(HttpError::Lesson)?))
}

/// `GET /api/boards/{id}/code`
pub async fn read_code(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    find_code(&site, &board, &request).await.unwrap_or_else(problem)
}

impl From<LessonRefused> for HttpError {
    fn from(refused: LessonRefused) -> Self {
        match refused {
            LessonRefused::Change(why) => Self::Lesson(why),
            LessonRefused::Flood => Self::LessonChanges,
            LessonRefused::Leaving => Self::NotReady,
            LessonRefused::Store => Self::LessonNotStored,
        }
    }
}
