//! The endpoint that lists a lesson's persons (SPEC R12).

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::api::problem;
use super::error::HttpError;
use super::origin::is_not_foreign;
use super::site::Site;
use super::visitor::visitor;
use crate::board::limits::LISTED_PEOPLE;
use crate::hub::PeopleQuery;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    after: u32,
    limit: Option<u32>,
}

async fn list(site: &Site, board: &str, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
    if !is_not_foreign(request, &site.config) {
        return Err(site.refuse_foreign(request));
    }
    let query = web::Query::<Query>::from_query(request.query_string());
    let Query { after, limit } = query.map_err(|error| HttpError::Query(error.to_string()))?.into_inner();
    let limit = limit.map_or(LISTED_PEOPLE, |limit| (limit as usize).min(LISTED_PEOPLE));
    let visitor = visitor(request)?;
    let room = site.room(board).await?;
    let page = room.people(&visitor, PeopleQuery { after, limit }).map_err(HttpError::Lesson)?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(page))
}

/// `GET /api/boards/{id}/people`
pub async fn people(site: web::Data<Site>, board: web::Path<String>, request: HttpRequest) -> HttpResponse {
    list(&site, &board, &request).await.unwrap_or_else(problem)
}
