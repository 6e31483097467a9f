//! Reasons for refusing an edit, with their codes on the wire (SPEC L5).

/// A refusal. A refused edit changes and stores nothing; its author sees it rolled back and reads the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// The edit breaks a rule of SPEC D, L2 or O9.
    #[error("invalid")]
    Invalid,
    /// The person may only watch (SPEC O6).
    #[error("role")]
    Role,
    /// The board's mode forbids it to editors (SPEC O6).
    #[error("mode")]
    Mode,
    /// The board is full (SPEC O7).
    #[error("quota")]
    Quota,
    /// An undo whose target another author has changed since (SPEC O4).
    #[error("changed")]
    Changed,
    /// The edit named by `restore` removed nothing, or is not there (SPEC O5).
    #[error("nothing")]
    Nothing,
    /// The tag belongs to another person, or differs from that of the ids (SPEC E3, O8).
    #[error("tag")]
    Tag,
    /// The picture of an image is not stored on this board (SPEC O13).
    #[error("image")]
    Image,
}

impl Reject {
    /// The stable code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Reject::Invalid => "invalid",
            Reject::Role => "role",
            Reject::Mode => "mode",
            Reject::Quota => "quota",
            Reject::Changed => "changed",
            Reject::Nothing => "nothing",
            Reject::Tag => "tag",
            Reject::Image => "image",
        }
    }
}
