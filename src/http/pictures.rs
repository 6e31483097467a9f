//! Endpoints of pictures: upload and download (SPEC P).

use std::sync::Arc;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::api::problem;
use super::encoding::PRIVATE_FOREVER;
use super::error::HttpError;
use super::origin::is_not_foreign;
use super::site::Site;
use super::visitor::person;
use crate::board::{PersonKey, ShapeId};
use crate::hub::{PictureRefused, Room};

/// A picture that is opened as a page of its own can do nothing.
const ALONE: &str = "default-src 'none'; sandbox";

fn image_id(text: &str) -> Result<ShapeId, HttpError> {
    text.parse().map_err(|_| HttpError::Query("an image is named by a tag and a number, as a shape".to_owned()))
}

/// Checks everything about an upload that needs no body.
async fn admit(
    site: &Site,
    (board, image): &(String, String),
    request: &HttpRequest,
) -> Result<(Arc<Room>, ShapeId, PersonKey), HttpError> {
    if !is_not_foreign(request, &site.config) {
        return Err(site.refuse_foreign(request));
    }
    let person = person(request)?.ok_or_else(|| HttpError::Query("an upload names its person".to_owned()))?;
    let room = site.readable_room(board, request).await?;
    Ok((room, image_id(image)?, person))
}

async fn upload(
    site: &Site,
    path: &(String, String),
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let (room, id, person) = match admit(site, path, request).await {
        Ok(admitted) => admitted,
        Err(error) => return Err(site.bodies.refuse(payload, error).await),
    };
    let turn = match room.admit_upload(id, person) {
        Ok(turn) => turn,
        Err(refused) => return Err(site.bodies.refuse(payload, refused.into()).await),
    };
    // A picture that is sent again was stored, and its answer lost.
    let known = room.known_picture(id).await?;
    let is_new = known.is_none();
    let body = site.bodies.read_upload(request, payload).await?;
    let picture = match known {
        Some(picture) => picture,
        None => room.store_picture(id, body.bytes, (body.memory, turn)).await?,
    };
    let mut answer = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    let (w, h) = picture.size;
    Ok(answer.insert_header((CACHE_CONTROL, "no-store")).json(json!({"w": w, "h": h, "bytes": picture.bytes})))
}

/// `PUT /api/boards/{id}/images/{image}`
pub async fn put(
    site: web::Data<Site>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    upload(&site, &path, &request, payload).await.unwrap_or_else(problem)
}

async fn download(
    site: &Site,
    (board, image): &(String, String),
    request: &HttpRequest,
) -> Result<HttpResponse, HttpError> {
    let room = site.readable_room(board, request).await?;
    let id = image_id(image)?;
    let (picture, file) = room.picture(id).await?.ok_or(HttpError::NoImage)?;
    let body = site.answers.shared(site.ready_hub()?, &file)?;
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(picture.media)
        .insert_header((CACHE_CONTROL, PRIVATE_FOREVER))
        .insert_header((CONTENT_SECURITY_POLICY, ALONE))
        .insert_header((CONTENT_DISPOSITION, "inline"));
    Ok(answer.body(body))
}

/// `GET /api/boards/{id}/images/{image}`
pub async fn get(site: web::Data<Site>, path: web::Path<(String, String)>, request: HttpRequest) -> HttpResponse {
    download(&site, &path, &request).await.unwrap_or_else(problem)
}

impl From<PictureRefused> for HttpError {
    fn from(refused: PictureRefused) -> Self {
        match refused {
            PictureRefused::Rights(reject) => Self::MayNot(reject),
            PictureRefused::Flood => Self::Uploads,
            PictureRefused::Bad(bad) => Self::BadPicture(bad),
            PictureRefused::Quota => Self::PictureQuota,
            PictureRefused::NoRoom => Self::NoRoomForPictures,
            PictureRefused::Busy => Self::Busy,
            PictureRefused::Store(error) => error.into(),
        }
    }
}
