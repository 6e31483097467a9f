//! Close codes and their texts (SPEC C11).

use std::borrow::Cow;

/// Close codes. After 4000 to 4499 a client comes back, after 4500 and above it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum CloseCode {
    /// The connection has done its work.
    Normal = 1000,
    /// The peer sent malformed frames.
    Protocol = 1002,
    /// A binary frame.
    Unsupported = 1003,
    /// Text that is not UTF-8.
    NotText = 1007,
    /// A frame or message over the limit.
    TooBig = 1009,
    /// The server is shutting down.
    Restart = 1012,
    /// No `hello` in time.
    HelloLate = 4000,
    /// The peer did not read, or not finish a message, for too long.
    Behind = 4001,
    /// The peer sent too much without reading the answers.
    Flood = 4002,
    /// The board cannot be read now.
    StoreUnavailable = 4003,
    /// The board has its maximum of connections.
    Full = 4004,
    /// A message that cannot be read.
    Unreadable = 4500,
    /// The person has no right to the tag or board.
    Forbidden = 4503,
    /// The page's origin is not the server's own (SPEC C1).
    ForeignOrigin = 4504,
    /// The same page load opened a newer connection.
    Superseded = 4509,
    /// The page reads another form of the data than the server writes (SPEC C15).
    Reload = 4510,
    /// The board no longer exists.
    BoardGone = 4511,
}

/// A close: its code, and a text for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// Close code.
    pub code: CloseCode,
    /// At most 123 bytes.
    pub reason: Cow<'static, str>,
}

impl Close {
    /// The server is shutting down.
    pub const RESTART: Self = Self::new(CloseCode::Restart, "the server is restarting; come back in a moment");

    /// The store failed to read the board.
    pub const UNREADABLE: Self =
        Self::new(CloseCode::StoreUnavailable, "the board cannot be read now; try again later");

    /// The page reads another form than the server's, which the reason names (SPEC C15).
    pub fn reload(form: u8) -> Self {
        let reason = format!("this page is of another version than the server; reload it for form {form}");
        Self { code: CloseCode::Reload, reason: reason.into() }
    }

    /// A close with a fixed text.
    pub const fn new(code: CloseCode, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason) }
    }
}
