//! The endpoint that changes a lesson (SPEC R7).

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};

use super::api::problem;
use super::bearer::bearer;
use super::error::HttpError;
use super::posts::{decode_body, receive};
use super::site::Site;
use crate::board::limits::LESSON_BYTES;
use crate::hub::LessonRefused;
use crate::protocol::LessonPost;

async fn change(
    site: &Site,
    board: &str,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let (room, body) = receive(site, board, request, payload, LESSON_BYTES).await?;
    let (post, _memory) = decode_body(body, |bytes| Ok(LessonPost::decode(bytes)?)).await?;
    let state = room.change_lesson(post.person, bearer(request), post.set).await?;
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
