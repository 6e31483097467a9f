//! Why an edit is refused, with its code on the wire (SPEC L5).

/// A refusal. It changes and stores nothing; its author sees the edit rolled back, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// The edit breaks a rule of SPEC D, L2 or O9.
    #[error("invalid")]
    Invalid,
    /// The person may only watch (SPEC O6).
    #[error("role")]
    Role,
    /// The board's mode does not let its editors do it (SPEC O6).
    #[error("mode")]
    Mode,
    /// The board is full (SPEC O7).
    #[error("quota")]
    Quota,
    /// Undo of what somebody else has changed since (SPEC O4).
    #[error("changed")]
    Changed,
    /// The edit named by `restore` removed nothing, or is not there (SPEC O5).
    #[error("nothing")]
    Nothing,
    /// The tag is somebody else's, or not the one of the ids (SPEC E3, O8).
    #[error("tag")]
    Tag,
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
        }
    }
}
