//! Refused requests, with the codes of the reference server (SPEC I2).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use serde_json::json;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    UnknownTransport,
    UnknownSession,
    HandshakeMethod,
    BadRequest,
    Forbidden,
    UnsupportedVersion,
    /// The server has its maximum of sessions, or is starting or shutting down. The reference server has no such code.
    Unavailable,
}

impl Refusal {
    fn code(self) -> (u8, &'static str) {
        match self {
            Self::UnknownTransport => (0, "Transport unknown"),
            Self::UnknownSession => (1, "Session ID unknown"),
            Self::HandshakeMethod => (2, "Bad handshake method"),
            Self::BadRequest => (3, "Bad request"),
            Self::Forbidden => (4, "Forbidden"),
            Self::UnsupportedVersion => (5, "Unsupported protocol version"),
            Self::Unavailable => (6, "The server takes no further session now; try again in a moment"),
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The answer of a polling request.
    pub fn answer(self) -> HttpResponse {
        let (code, message) = self.code();
        let body = json!({"code": code, "message": message}).to_string();
        HttpResponse::build(self.status())
            .content_type("application/json")
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(body)
    }

    /// The answer of a handshake.
    pub fn handshake_answer(self) -> HttpResponse {
        let status = if self == Self::Unavailable { self.status() } else { StatusCode::BAD_REQUEST };
        HttpResponse::build(status).content_type("text/html").force_close().body(self.code().1)
    }
}
