//! Errors of requests: status, stable code, text for people, and what is logged.

use std::sync::Arc;

use actix_web::http::StatusCode;

use super::foreign::Mismatch;
use crate::board::{ChangeRefused, Reject};
use crate::hub::{BadPicture, Barred, BoardRefused, LoadError, PastRefused, PostRefused};
use crate::protocol::{Close, CloseCode, Unreadable};
use crate::store::StoreError;

/// A refused or failed request. Pages show it in the person's language, the API as JSON.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No such page.
    #[error("there is nothing at this address")]
    NotFound,
    /// A method that the address does not take (SPEC A15).
    #[error("this address takes {0} only")]
    WrongMethod(&'static str),
    /// No such board (SPEC A5).
    #[error("there is no board with this id; check the link or start a new board")]
    NoBoard,
    /// A chunk that was replaced.
    #[error("this chunk was replaced; read the snapshot again")]
    NoChunk,
    /// A picture that is not stored (SPEC P6).
    #[error("this board has no picture with this id")]
    NoImage,
    /// The person may not do this on the board (SPEC O6, E3).
    #[error("this person may not draw on this board now, or the tag is another person's")]
    MayNot(Reject),
    /// The visitor may not even read the board (SPEC R9, R10).
    #[error(transparent)]
    Barred(#[from] Barred),
    /// A change of the lesson that is not allowed or cannot be made (SPEC R6).
    #[error(transparent)]
    Lesson(ChangeRefused),
    /// Too many changes of the lesson wait (SPEC R6).
    #[error("too many changes of this lesson wait; send the next one in a moment")]
    LessonChanges,
    /// A change of the lesson that could not be stored in time (SPEC R6).
    #[error("the change cannot be saved now; try again in a moment")]
    LessonNotStored,
    /// Too many uploads of a person, or to a board (SPEC P2).
    #[error("too many pictures are sent at once; send the next one in a few seconds")]
    Uploads,
    /// A file that becomes no picture (SPEC P3).
    #[error(transparent)]
    BadPicture(BadPicture),
    /// The board has its quota of pictures (SPEC P4).
    #[error("the board has as many pictures as it may have; remove some, or use another board")]
    PictureQuota,
    /// The disk has no room for pictures (SPEC P4).
    #[error("the server has no disk space for pictures; drawing still works")]
    NoRoomForPictures,
    /// The pasted text is no link to a board.
    #[error("this is not a link to a board")]
    NotALink,
    /// A code that opens no lesson (SPEC J4).
    #[error("no lesson is open to this code")]
    NoLesson,
    /// The pasted link leads to a board of another server.
    #[error("this is a link to another server's board")]
    Elsewhere,
    /// The request came from a page of another site (SPEC A1, C1).
    #[error("{0}")]
    ForeignOrigin(Mismatch),
    /// The request names a host that is not this server's (SPEC A8).
    #[error(
        "this server is not {host}; its operator can set PUBLIC_URL to the address that people use, or TRUST_PROXY=1 \
         if a proxy in front of it has other names"
    )]
    Misdirected {
        /// The host that the request names.
        host: String,
    },
    /// The request is no WebSocket handshake with the right subprotocol (SPEC C1).
    #[error("this address speaks WebSocket with the subprotocol lavagna.v1")]
    NotASocket,
    /// The address's query is malformed.
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
    /// The figure of the lecture page is asked too often (SPEC A17).
    #[error("the frame reader is asked too often; try again in a moment")]
    TooManyFrames,
    /// The connection ended inside the body.
    #[error("the body was cut short; send the request again")]
    CutShort,
    /// A body that arrives too slowly (SPEC H15).
    #[error("the body arrives too slowly; send fewer edits in one request")]
    TooSlow,
    /// No memory for another large body or answer (SPEC A9, H15).
    #[error("too many large requests or unread answers at once; try again in a moment")]
    Busy,
    /// The person has the maximum of waiting requests (SPEC H2).
    #[error("four requests of this person wait already; send the next one when one of them is answered")]
    Waiting,
    /// A request that had no turn in time (SPEC H2).
    #[error("the requests before this one took too long and nothing of it was stored; send it again")]
    Late,
    /// The log does not continue from the client's state (SPEC H7).
    #[error("the log no longer has this edit; read the snapshot and continue from its seq and at")]
    OrderLost,
    /// The event stream that a request belongs to is not open (SPEC H11, H12).
    #[error("this event stream has ended; open a new one")]
    NoStream,
    /// A refusal that closes a socket.
    #[error("{}", .0.reason)]
    Closed(Close),
    /// The store is not open yet, or the server is shutting down.
    #[error("the server is starting or shutting down; try again in a moment")]
    NotReady,
    /// The store failed. A failure never looks like an empty board (SPEC A5).
    #[error("the board cannot be read now; nothing is lost, try again in a minute")]
    Store(#[source] StoreError),
    /// The store failed while it loaded a board.
    #[error("the board cannot be read now; nothing is lost, try again in a minute")]
    UnreadableBoard(#[source] Arc<StoreError>),
    /// No memory for another board.
    #[error("the open boards use all memory of the server; try again in a minute")]
    NoMemory,
    /// The disk has no room for another board (SPEC S13).
    #[error("the server has no disk space for new boards; existing boards still work")]
    NoRoom,
    /// Too many boards were made in the last seconds (SPEC A11).
    #[error("too many boards are being made at once; try again in a few seconds")]
    TooManyBoards,
    /// Rows of the board cannot be read, now or later (SPEC A12).
    #[error("this board's data is damaged; tell the operator of the server, `lavagna doctor` says what is damaged")]
    Damaged(#[source] Arc<StoreError>),
    /// A fault of the server.
    #[error("the server made a mistake; try again")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl HttpError {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoLesson | Self::NoBoard | Self::NoChunk | Self::NoImage => StatusCode::NOT_FOUND,
            Self::Lesson(ChangeRefused::Invalid) => StatusCode::BAD_REQUEST,
            Self::MayNot(_) | Self::Lesson(_) | Self::Barred(_) => StatusCode::FORBIDDEN,
            Self::BadPicture(BadPicture::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadPicture(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::PictureQuota | Self::NoRoomForPictures => StatusCode::INSUFFICIENT_STORAGE,
            Self::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
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
            Self::Waiting | Self::Uploads | Self::TooManyFrames | Self::LessonChanges => StatusCode::TOO_MANY_REQUESTS,
            Self::Misdirected { .. } => StatusCode::MISDIRECTED_REQUEST,
            Self::NotReady
            | Self::Store(_)
            | Self::UnreadableBoard(_)
            | Self::Damaged(_)
            | Self::NoMemory
            | Self::Busy
            | Self::Late
            | Self::NoRoom
            | Self::TooManyBoards
            | Self::LessonNotStored => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::WrongMethod(_) => "method",
            Self::NoBoard => "no_board",
            Self::NoChunk => "no_chunk",
            Self::NoImage => "no_image",
            Self::MayNot(reject) => reject.code(),
            Self::Barred(Barred::Removed) => "out",
            Self::Barred(Barred::Closed) => "closed",
            Self::Lesson(ChangeRefused::Role | ChangeRefused::Code) => "role",
            Self::Lesson(ChangeRefused::Token) => "token",
            Self::Lesson(ChangeRefused::Invalid) => "invalid",
            Self::BadPicture(BadPicture::Format) => "format",
            Self::BadPicture(BadPicture::Damaged) => "unreadable",
            Self::BadPicture(BadPicture::TooLarge) => "too_many_pixels",
            Self::PictureQuota => "quota",
            Self::NotALink => "not_a_link",
            Self::NoLesson => "no_lesson",
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
            Self::Waiting | Self::Uploads | Self::TooManyFrames | Self::LessonChanges => "flood",
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
            Self::Store(_) | Self::UnreadableBoard(_) | Self::LessonNotStored => "store",
            Self::NoMemory => "no_memory",
            Self::NoRoom | Self::NoRoomForPictures => "no_room",
            Self::TooManyBoards => "too_many_boards",
            Self::Damaged(_) => "damaged",
            Self::Internal(_) => "internal",
        }
    }

    /// Message keys of title and text for a page.
    pub fn texts(&self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound | Self::NoChunk | Self::NotASocket => ("error-not-found-title", "error-not-found-text"),
            Self::NoBoard => ("error-board-title", "error-board-text"),
            Self::NotALink => ("error-join-title", "error-join-text"),
            Self::NoLesson => ("error-code-title", "error-code-text"),
            Self::Elsewhere => ("error-elsewhere-title", "error-elsewhere-text"),
            Self::ForeignOrigin(_) => ("error-origin-title", "error-origin-text"),
            Self::NotReady | Self::Store(_) | Self::UnreadableBoard(_) => ("error-store-title", "error-store-text"),
            Self::NoRoom => ("error-room-title", "error-room-text"),
            Self::TooManyBoards => ("error-boards-title", "error-boards-text"),
            Self::Damaged(_) => ("error-damaged-title", "error-damaged-text"),
            // The others are answers of the API; no page shows them.
            _ => ("error-server-title", "error-server-text"),
        }
    }

    /// Logs what only the operator may know. Errors are logged here and nowhere else.
    pub fn log(&self) {
        match self {
            Self::Store(error) => tracing::error!(%error, "the store failed"),
            Self::UnreadableBoard(error) => tracing::error!(%error, "a board cannot be loaded"),
            Self::Damaged(error) => tracing::error!(%error, "a board is damaged"),
            Self::Internal(error) => tracing::error!(%error, "a request failed"),
            // The others are faults of the request, or were logged where they happened.
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
