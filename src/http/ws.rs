//! Endpoint of the boards' sockets: checks a request and upgrades it (SPEC C1).

use actix_web::http::header::{CACHE_CONTROL, SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::capture::Tap;
use super::error::HttpError;
use super::origin::is_own;
use super::pump;
use super::read_gate;
use super::site::Site;
use super::socket_session::SocketSession;
use crate::board::columns::FORM;
use crate::protocol::{Close, CloseCode, SUBPROTOCOL, is_readable_for};

/// Names neither address, because a foreign page can read it.
const FOREIGN: Close = Close::new(CloseCode::ForeignOrigin, "the page's origin is not this server's (see SPEC.md, C1)");

/// Query of a socket's address.
#[derive(Deserialize)]
struct SocketQuery {
    /// Form that the page reads.
    v: Option<u32>,
}

/// Whether the page can read what this server writes (SPEC C15). A malformed query counts as another form.
fn reads_form(request: &HttpRequest) -> bool {
    web::Query::<SocketQuery>::from_query(request.query_string()).is_ok_and(|query| is_readable_for(query.v))
}

fn offers_protocol(request: &HttpRequest) -> bool {
    let offers = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL).filter_map(|value| value.to_str().ok());
    offers.flat_map(|value| value.split(',')).any(|name| name.trim() == SUBPROTOCOL)
}

async fn open(
    site: &Site,
    board: &str,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, HttpError> {
    if !request.headers().contains_key(UPGRADE) {
        return Err(HttpError::NotASocket);
    }
    if !is_own(request, &site.config) {
        let refusal = site.refuse_foreign(request);
        if !offers_protocol(request) {
            return Err(refusal);
        }
        // Scripts cannot read the status of a handshake, so a page of ours behind a proxy learns the reason by the close.
        let outbox = site.ready_hub()?.outbox();
        return pump::refuse(request, payload, outbox, &FOREIGN).await.map_err(|_| refusal);
    }
    let key = site.find_board(board).await?;
    if !offers_protocol(request) {
        return Err(HttpError::NotASocket);
    }
    let hub = site.ready_hub()?.clone();
    let outbox = hub.outbox();
    if !reads_form(request) {
        return pump::refuse(request, payload, outbox, &Close::reload(FORM)).await.map_err(|_| HttpError::NotASocket);
    }
    let session = SocketSession::new(hub, key, outbox.clone(), Tap::new(read_gate::heads()));
    pump::open(request, payload, outbox, session).await.map_err(|_| HttpError::NotASocket)
}

/// Upgrades a connection to a board's socket.
pub async fn board_socket(
    site: web::Data<Site>,
    board: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    open(&site, &board, &request, payload).await.unwrap_or_else(|error| {
        error.log();
        HttpResponse::build(error.status())
            .content_type("text/plain")
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(format!("{error}\n"))
    })
}
