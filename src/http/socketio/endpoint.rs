//! The endpoint `/socket.io/`: checks each request in the order of the reference server, and answers it (SPEC I1 to I5).

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL,
    CONTENT_TYPE, CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue, ORIGIN, REFERER, UPGRADE,
};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::batch::Batch;
use super::engine::{PING_INTERVAL, PING_TIMEOUT};
use super::refusal::Refusal;
use super::session::Session;
use super::sessions::NotOpened;
use super::upgrade;
use crate::board::limits::MESSAGE_BYTES;
use crate::http::asset_tree::serve;
use crate::http::error::HttpError;
use crate::http::origin::is_not_foreign;
use crate::http::site::Site;
use crate::hub::{BoardKey, Debtor as _, Outbox};

/// The board of a session that names none.
const DEMO: &str = "demo";
/// The protocol of Engine.IO that is spoken here.
const VERSION: &str = "4";
const POLLING: &str = "polling";
const WEBSOCKET: &str = "websocket";
/// The stock client, as its package has it.
const CLIENT: &str = "vendor/socket.io-client/socket.io.js";

/// A request and what its address says.
struct Call {
    request: HttpRequest,
    query: HashMap<String, String>,
    is_upgrade: bool,
    /// Id of the board, which need not exist.
    board: String,
}

/// A checked request.
enum Checked {
    Handshake,
    Session(Arc<Session>),
}

impl Call {
    fn new(request: HttpRequest) -> Self {
        // A query that cannot be read names nothing, so its transport is unknown.
        let query = web::Query::<HashMap<String, String>>::from_query(request.query_string());
        let query = query.map(web::Query::into_inner).unwrap_or_default();
        let upgrade = request.headers().get(UPGRADE).and_then(|value| value.to_str().ok());
        let is_upgrade = upgrade.is_some_and(|value| value.eq_ignore_ascii_case(WEBSOCKET));
        let board = query.get("board").cloned().or_else(|| board_of_page(&request)).unwrap_or_else(|| DEMO.to_owned());
        Self { request, query, is_upgrade, board }
    }

    fn parameter(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }

    /// Whether pages of other origins may read the answer.
    fn is_public(&self) -> bool {
        self.board == DEMO
    }

    /// Checks the request in the order of the reference server.
    fn check(&self, site: &Site) -> Result<Checked, Refusal> {
        let transport = self.parameter("transport");
        if transport != POLLING && transport != WEBSOCKET {
            return Err(Refusal::UnknownTransport);
        }
        if !self.is_public() && !is_not_foreign(&self.request, &site.config) {
            return Err(Refusal::Forbidden);
        }
        let sid = self.parameter("sid");
        let is_spoken = self.parameter("EIO") == VERSION;
        if sid.is_empty() {
            return match () {
                () if self.request.method() != Method::GET => Err(Refusal::HandshakeMethod),
                () if transport == WEBSOCKET && !self.is_upgrade => Err(Refusal::BadRequest),
                () if !is_spoken => Err(Refusal::UnsupportedVersion),
                () => Ok(Checked::Handshake),
            };
        }
        let session = site.sessions.get(sid).ok_or(Refusal::UnknownSession)?;
        // A page of another origin may use only sessions of the public board.
        let is_of_demo = session.board.as_ref().is_none_or(|board| *board == BoardKey::demo());
        if !is_of_demo && !is_not_foreign(&self.request, &site.config) {
            return Err(Refusal::Forbidden);
        }
        let is_same_transport = session.is_polling() == (transport == POLLING);
        if !is_spoken || (!self.is_upgrade && !is_same_transport) {
            return Err(Refusal::BadRequest);
        }
        Ok(Checked::Session(session))
    }
}

/// The board that the address of the page names, as in `/demo/{board}`.
fn board_of_page(request: &HttpRequest) -> Option<String> {
    let page = request.headers().get(REFERER)?.to_str().ok()?;
    let (_, path) = page.split_once("://")?.1.split_once('/')?;
    let board = path.strip_prefix("demo/")?.split(['?', '#', '/']).next()?;
    (!board.is_empty()).then(|| board.to_owned())
}

/// Opens a session, whose first packet tells the client its id and how to go on.
fn open_session(site: &Site, call: &Call, socket: Option<Arc<Outbox>>) -> Result<Arc<Session>, Refusal> {
    let hub = site.ready_hub().map_err(|_| Refusal::Unavailable)?;
    let upgrades: &[&str] = if socket.is_some() { &[] } else { &[WEBSOCKET] };
    let session = site.sessions.open(hub, site.key(&call.board).ok(), socket).map_err(|error| {
        if let NotOpened::NoRandomness(error) = error {
            HttpError::Internal(error.into()).log();
        }
        Refusal::Unavailable
    })?;
    // In the order of the reference server, for readers in a network panel.
    let open = format!(
        r#"0{{"sid":"{}","upgrades":{},"pingInterval":{},"pingTimeout":{},"maxPayload":{MESSAGE_BYTES}}}"#,
        session.sid,
        json!(upgrades),
        PING_INTERVAL.as_millis(),
        PING_TIMEOUT.as_millis()
    );
    session.push(Batch::one(open));
    Ok(session)
}

/// Answers a poll once there are packets. They are counted until they are read (SPEC A9).
async fn poll(site: &Site, session: &Session) -> HttpResponse {
    let Some(body) = session.poll().await else { return HttpResponse::BadRequest().finish() };
    let body = site.ready_hub().and_then(|hub| site.answers.own(hub, body.into()));
    match body {
        Ok(body) => HttpResponse::Ok()
            .content_type("text/plain; charset=UTF-8")
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(body),
        Err(error) => {
            // Its packets are lost.
            session.end();
            HttpResponse::build(error.status()).finish()
        }
    }
}

/// Takes the packets of a POST.
async fn receive(site: &Site, session: &Session, call: &Call, payload: web::Payload) -> HttpResponse {
    let Some(mut post) = session.begin_post() else { return HttpResponse::BadRequest().finish() };
    if call.request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/octet-stream") {
        return HttpResponse::BadRequest().finish();
    }
    match site.bodies.read(&call.request, payload, MESSAGE_BYTES).await {
        Ok(body) => {
            post.arrived(&String::from_utf8_lossy(&body.bytes));
            // Its memory is for the bodies of others while the answer waits.
            drop(body);
            post.rested().await;
            HttpResponse::Ok().content_type("text/html").insert_header((CACHE_CONTROL, "no-store")).body("ok")
        }
        Err(error) => HttpResponse::build(error.status()).finish(),
    }
}

async fn upgrade(site: &Site, call: &Call, payload: web::Payload) -> Result<HttpResponse, Refusal> {
    let checked = call.check(site)?;
    let socket = site.ready_hub().map_err(|_| Refusal::Unavailable)?.outbox();
    let session = match checked {
        Checked::Session(session) => {
            if call.parameter("transport") != WEBSOCKET || !session.begin_upgrade(&socket) {
                socket.finish(crate::protocol::Frame::close_of(None));
            }
            session
        }
        // Of no use, so it opens no session. The reference server closes it after the handshake.
        Checked::Handshake if call.parameter("transport") != WEBSOCKET => return Err(Refusal::BadRequest),
        Checked::Handshake => open_session(site, call, Some(socket.clone()))?,
    };
    Ok(upgrade::open(&call.request, payload, session, socket).await)
}

/// A poll that waits keeps only its session: the request is dropped, and the other futures are on the heap.
async fn exchange(site: &Site, call: Call, payload: web::Payload) -> Result<HttpResponse, Refusal> {
    let session = match call.check(site)? {
        Checked::Session(session) => session,
        Checked::Handshake => open_session(site, &call, None)?,
    };
    Ok(match *call.request.method() {
        Method::GET => {
            drop((call, payload));
            poll(site, &session).await
        }
        Method::POST => Box::pin(receive(site, &session, &call, payload)).await,
        _ => HttpResponse::InternalServerError().finish(),
    })
}

/// Every request of Socket.IO.
pub async fn endpoint(site: web::Data<Site>, request: HttpRequest, payload: web::Payload) -> HttpResponse {
    let call = Call::new(request);
    let is_shared = call.is_public() && call.request.headers().contains_key(ORIGIN);
    if is_shared && call.request.method() == Method::OPTIONS {
        return HttpResponse::NoContent()
            .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type"))
            .finish();
    }
    if call.is_upgrade {
        return Box::pin(upgrade(&site, &call, payload)).await.unwrap_or_else(Refusal::handshake_answer);
    }
    let mut answer = exchange(&site, call, payload).await.unwrap_or_else(Refusal::answer);
    if is_shared {
        answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    answer
}

/// The stock client, for pages of every origin.
pub async fn client_script(request: HttpRequest) -> HttpResponse {
    let mut answer = serve(CLIENT, &request, "public, max-age=86400");
    answer.headers_mut().insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    answer
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    // [I1] The board is that of the query, else that of the page, else the demo.
    #[test]
    fn a_session_names_its_board() {
        let board = |path: &str, page: &str| {
            let request = TestRequest::with_uri(path).insert_header((REFERER, page));
            Call::new(request.to_http_request()).board
        };
        assert_eq!(board("/socket.io/?board=abc", "http://x/demo/def"), "abc");
        assert_eq!(board("/socket.io/", "http://x:8080/demo/def?lang=it"), "def");
        for page in ["http://x/demo/", "http://x/demo", "http://x", "http://x/b/def", "demo/def", ""] {
            assert_eq!(board("/socket.io/", page), "demo", "{page}");
        }
    }
}
