//! Who asks for a board over HTTP (SPEC R10): one reading of the headers for every route.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;

use super::bearer::bearer;
use super::error::HttpError;
use super::site::Site;
use crate::board::PersonKey;
use crate::hub::{Room, Visitor};
use crate::protocol::person_key;

/// Header with the person's secret. It is no part of the address, because proxies log addresses.
const PERSON: HeaderName = HeaderName::from_static("lavagna-person");

/// Header with the code of a lesson.
const CODE: HeaderName = HeaderName::from_static("lavagna-code");

/// The person of a request, if its header names one.
pub(super) fn person(request: &HttpRequest) -> Result<Option<PersonKey>, HttpError> {
    let Some(secret) = request.headers().get(PERSON) else { return Ok(None) };
    let key = secret.to_str().ok().and_then(person_key);
    let why = || HttpError::Query("the header Lavagna-Person has 32 lowercase hex digits".to_owned());
    key.map(Some).ok_or_else(why)
}

/// Who sends a request.
pub(super) fn visitor(request: &HttpRequest) -> Result<Visitor, HttpError> {
    let code = request.headers().get(CODE).and_then(|code| code.to_str().ok()?.parse().ok());
    Ok(Visitor { person: person(request)?, owner: bearer(request), code })
}

impl Site {
    /// The room of a board that the request may read.
    pub(super) async fn readable_room(&self, board: &str, request: &HttpRequest) -> Result<Arc<Room>, HttpError> {
        let visitor = visitor(request)?;
        let room = self.room(board).await?;
        room.receive(&visitor).await?;
        Ok(room)
    }
}
