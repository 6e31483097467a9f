//! What can go wrong with a request: the status, the text for a person, and what is logged.

use std::sync::Arc;

use actix_web::http::StatusCode;

use super::foreign::Mismatch;
use crate::hub::{BoardRefused, LoadError, PastRefused, PostRefused};
use crate::protocol::{Close, CloseCode, Unreadable};
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
    #[error("{0}")]
    ForeignOrigin(Mismatch),
    /// The request names a host that is not this server's (SPEC A8).
    #[error(
        "this server is not {host}; whoever runs it sets PUBLIC_URL to the address that people use, or TRUST_PROXY=1 \
         if a proxy in front has names of its own"
    )]
    Misdirected {
        /// As it was named.
        host: String,
    },
    /// The socket was asked for without the one protocol that it speaks (SPEC C1).
    #[error("this address speaks WebSocket with the subprotocol lavagna.v1")]
    NotASocket,
    /// The address's query is not as it should be.
    #[error("the query cannot be read: {0}")]
    Query(String),
    /// A body that cannot be read (SPEC H1).
    #[error(transparent)]
    Unreadable(Unreadable),
    /// Too many edits in one body (SPEC H1).
    #[error(transparent)]
    TooMany(Unreadable),
    /// A body over the limit (SPEC H1).
    #[error("the body may have at most {} KiB; send the rest in another request", limit / 1024)]
    TooBig {
        /// Bytes.
        limit: usize,
    },
    /// A body that did not come to its end.
    #[error("the body was cut short")]
    CutShort,
    /// A body that comes too slowly (SPEC H15).
    #[error("the body comes too slowly; send fewer edits in one request")]
    TooSlow,
    /// No memory for another large body or answer (SPEC A9, H15).
    #[error("too many large requests or unread answers at once; try again in a moment")]
    Busy,
    /// Requests of this person are in line already (SPEC H2).
    #[error("four requests of this person wait already; send the next one when one of them is answered")]
    Waiting,
    /// A request that had no turn in time (SPEC H2).
    #[error("the requests before this one took too long and nothing of it was taken; send it again")]
    Late,
    /// The log does not lead on from there (SPEC H7).
    #[error("the log has no such edit any more; read the snapshot and go on from its seq and at")]
    OrderLost,
    /// The event stream that a request belongs to is not open (SPEC H11, H12).
    #[error("this event stream has ended; open a new one")]
    NoStream,
    /// What would close a socket.
    #[error("{}", .0.reason)]
    Closed(Close),
    /// The store is not open yet, or the server is leaving.
    #[error("the server is starting or leaving; try again in a moment")]
    NotReady,
    /// The store failed; that never means that a board is empty (SPEC A5).
    #[error("the board cannot be read now; nothing is lost, try again in a minute")]
    Store(#[source] StoreError),
    /// The same, of a board that was to be opened.
    #[error("the board cannot be read now; nothing is lost, try again in a minute")]
    UnreadableBoard(#[source] Arc<StoreError>),
    /// No memory for another board.
    #[error("the boards that people are on take all the memory of the server; try again in a minute")]
    NoMemory,
    /// The disk has no room for another board (SPEC S13).
    #[error("the server has no room for new boards now; those that are there go on")]
    NoRoom,
    /// Too many boards were made in the last seconds (SPEC A11).
    #[error("too many boards are being made at once; try again in a few seconds")]
    TooManyBoards,
    /// What is stored of the board cannot be read back, and will not be later (SPEC A12).
    #[error("this board's data is damaged; tell whoever runs the server, `lavagna doctor` says what is hit")]
    Damaged(#[source] Arc<StoreError>),
    /// Something that is our fault.
    #[error("the fault is ours; try again")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl HttpError {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoBoard | Self::NoChunk => StatusCode::NOT_FOUND,
            Self::NotALink | Self::Elsewhere | Self::NotASocket | Self::Query(_) | Self::Unreadable(_) => {
                StatusCode::BAD_REQUEST
            }
            Self::TooMany(_) | Self::TooBig { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::CutShort | Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::OrderLost | Self::NoStream => StatusCode::CONFLICT,
            Self::Closed(close) => match close.code {
                CloseCode::Forbidden => StatusCode::FORBIDDEN,
                CloseCode::Unreadable => StatusCode::BAD_REQUEST,
                CloseCode::BoardGone => StatusCode::NOT_FOUND,
                CloseCode::Flood => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::SERVICE_UNAVAILABLE,
            },
            Self::ForeignOrigin(_) => StatusCode::FORBIDDEN,
            Self::Waiting => StatusCode::TOO_MANY_REQUESTS,
            Self::Misdirected { .. } => StatusCode::MISDIRECTED_REQUEST,
            Self::NotReady
            | Self::Store(_)
            | Self::UnreadableBoard(_)
            | Self::Damaged(_)
            | Self::NoMemory
            | Self::Busy
            | Self::Late
            | Self::NoRoom
            | Self::TooManyBoards => StatusCode::SERVICE_UNAVAILABLE,
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
            Self::ForeignOrigin(_) => "origin",
            Self::Misdirected { .. } => "host",
            Self::NotASocket => "not_a_socket",
            Self::Query(_) | Self::Unreadable(_) => "unreadable",
            Self::TooMany(_) => "too_many",
            Self::TooBig { .. } => "too_big",
            Self::CutShort => "cut_short",
            Self::TooSlow => "too_slow",
            Self::Busy | Self::Late => "busy",
            Self::Waiting => "flood",
            Self::OrderLost => "resync",
            Self::NoStream => "no_stream",
            Self::Closed(close) => match close.code {
                CloseCode::Forbidden => "not_yours",
                CloseCode::Unreadable => "unreadable",
                CloseCode::BoardGone => "no_board",
                CloseCode::StoreUnavailable => "store",
                CloseCode::Flood => "flood",
                CloseCode::Full => "full",
                _ => "not_ready",
            },
            Self::NotReady => "not_ready",
            Self::Store(_) | Self::UnreadableBoard(_) => "store",
            Self::NoMemory => "no_memory",
            Self::NoRoom => "no_room",
            Self::TooManyBoards => "too_many_boards",
            Self::Damaged(_) => "damaged",
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
            Self::ForeignOrigin(_) => ("error-origin-title", "error-origin-text"),
            Self::NotReady | Self::Store(_) | Self::UnreadableBoard(_) => ("error-store-title", "error-store-text"),
            Self::NoRoom => ("error-room-title", "error-room-text"),
            Self::TooManyBoards => ("error-boards-title", "error-boards-text"),
            Self::Damaged(_) => ("error-damaged-title", "error-damaged-text"),
            // The others are answers of the API and have no page.
            _ => ("error-server-title", "error-server-text"),
        }
    }

    /// Says in the log what only the operator may know; the one place where it is said.
    pub fn log(&self) {
        match self {
            Self::Store(error) => tracing::error!(%error, "the store failed"),
            Self::UnreadableBoard(error) => tracing::error!(%error, "a board cannot be loaded"),
            Self::Damaged(error) => tracing::error!(%error, "a board is damaged"),
            Self::Internal(error) => tracing::error!(%error, "a request failed"),
            // The rest is the asker's business, or was logged where it happened.
            _ => {}
        }
    }
}

impl From<Close> for HttpError {
    fn from(close: Close) -> Self {
        Self::Closed(close)
    }
}

impl From<LoadError> for HttpError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::NotFound => Self::NoBoard,
            LoadError::Unreadable(error) => error.into(),
            LoadError::NoMemory => Self::NoMemory,
            LoadError::Leaving => Self::NotReady,
        }
    }
}

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NoBoard,
            error if error.is_of_one_board() => Self::Damaged(Arc::new(error)),
            error => Self::Store(error),
        }
    }
}

impl From<Arc<StoreError>> for HttpError {
    fn from(error: Arc<StoreError>) -> Self {
        if error.is_of_one_board() { Self::Damaged(error) } else { Self::UnreadableBoard(error) }
    }
}

impl From<BoardRefused> for HttpError {
    fn from(error: BoardRefused) -> Self {
        match error {
            BoardRefused::TooMany => Self::TooManyBoards,
            BoardRefused::NoRoom => Self::NoRoom,
            BoardRefused::Store(error) => Self::Store(error),
        }
    }
}

impl From<PastRefused> for HttpError {
    fn from(error: PastRefused) -> Self {
        match error {
            PastRefused::Busy => Self::Busy,
            PastRefused::Unreadable(error) => error.into(),
        }
    }
}

impl From<PostRefused> for HttpError {
    fn from(error: PostRefused) -> Self {
        match error {
            PostRefused::Leaving => Self::NotReady,
            PostRefused::Waiting => Self::Waiting,
            PostRefused::Late => Self::Late,
            PostRefused::Crowded => Self::Busy,
            PostRefused::NoStream => Self::NoStream,
        }
    }
}
