//! What can go wrong with a request: the status, the text for a person, and what is logged.

use actix_web::http::StatusCode;

use crate::store::StoreError;

/// A refused or failed request. Pages show it in the person's language, the API as JSON.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No such page.
    #[error("there is nothing at this address")]
    NotFound,
    /// No such board (SPEC A5).
    #[error("there is no board with this id; check the link or start a new board")]
    NoBoard,
    /// A chunk that is not there any more.
    #[error("this chunk is not there any more; read the snapshot again")]
    NoChunk,
    /// What was pasted is no link to a board.
    #[error("this is not a link to a board")]
    NotALink,
    /// What was pasted is a link to a board of another server.
    #[error("this is a link to another server's board")]
    Elsewhere,
    /// The request came from a page of another site (SPEC A1, C1).
    #[error("this request came from another site and was not carried out")]
    ForeignOrigin,
    /// The socket was asked for without the one protocol that it speaks (SPEC C1).
    #[error("this address speaks WebSocket with the subprotocol lavagna.v1")]
    NotASocket,
    /// The store is not open yet, or the server is leaving.
    #[error("the server is starting or leaving; try again in a moment")]
    NotReady,
    /// The store failed; that never means that a board is empty (SPEC A5).
    #[error("the board cannot be read now; nothing is lost, try again in a minute")]
    Store(#[source] StoreError),
    /// Something that is our fault.
    #[error("the fault is ours; try again")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl HttpError {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoBoard | Self::NoChunk => StatusCode::NOT_FOUND,
            Self::NotALink | Self::Elsewhere | Self::NotASocket => StatusCode::BAD_REQUEST,
            Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::NotReady | Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NoBoard => "no_board",
            Self::NoChunk => "no_chunk",
            Self::NotALink => "not_a_link",
            Self::Elsewhere => "elsewhere",
            Self::ForeignOrigin => "origin",
            Self::NotASocket => "not_a_socket",
            Self::NotReady => "not_ready",
            Self::Store(_) => "store",
            Self::Internal(_) => "internal",
        }
    }

    /// Keys of title and text for a page.
    pub fn texts(&self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound | Self::NoChunk | Self::NotASocket => ("error-not-found-title", "error-not-found-text"),
            Self::NoBoard => ("error-board-title", "error-board-text"),
            Self::NotALink => ("error-join-title", "error-join-text"),
            Self::Elsewhere => ("error-elsewhere-title", "error-elsewhere-text"),
            Self::ForeignOrigin => ("error-origin-title", "error-origin-text"),
            Self::NotReady | Self::Store(_) => ("error-store-title", "error-store-text"),
            Self::Internal(_) => ("error-server-title", "error-server-text"),
        }
    }

    /// Says in the log what only the operator may know; the one place where it is said.
    pub fn log(&self) {
        match self {
            Self::Store(error) => tracing::error!(%error, "the store failed"),
            Self::Internal(error) => tracing::error!(%error, "a request failed"),
            Self::NotFound
            | Self::NoBoard
            | Self::NoChunk
            | Self::NotALink
            | Self::Elsewhere
            | Self::ForeignOrigin
            | Self::NotASocket
            | Self::NotReady => {}
        }
    }
}
