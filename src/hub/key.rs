//! Board ids in addresses, and tokens of their owners.

use std::fmt;
use std::str::FromStr;

/// A board's public id: `demo`, or 22 letters and digits with 128 random bits. Knowing an id is the right to open its
/// board (SPEC A1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BoardKey(Box<str>);

/// The error of a text that is not a board's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not the id of a board")]
pub struct NotAKey;

/// Base62 digits of 128 bits: 62^22 is just above 2^128.
const LENGTH: usize = 22;
const DEMO: &str = "demo";

impl BoardKey {
    /// The public demo board.
    pub fn demo() -> Self {
        Self(DEMO.into())
    }

    /// A new id from the system's randomness.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        Ok(Self(random_text()?.into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The secret of a board's owner, 128 random bits. Only its holder knows it; the server stores its hash (SPEC J1).
pub struct OwnerToken(String);

impl OwnerToken {
    /// A new token from the system's randomness.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        Ok(Self(random_text()?))
    }

    /// The token as text, for its owner only.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Letters and digits with 128 random bits.
fn random_text() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{:0>LENGTH$}", base62::encode(u128::from_le_bytes(bytes))))
}

impl FromStr for BoardKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let random = text.len() == LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if random || text == DEMO { Ok(Self(text.into())) } else { Err(NotAKey) }
    }
}

impl fmt::Display for BoardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [A1] [A5] Random ids differ and can be parsed; other texts are refused.
    #[test]
    fn only_random_keys_are_parsed() {
        let (one, other) = (BoardKey::random().unwrap(), BoardKey::random().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.as_str().parse::<BoardKey>().unwrap(), one);
        for bad in ["", "Demo", "..", "demo/", "../../../../etc/passwd", "CON", "aaaaaaaaaaaaaaaaaaaaa\0", "à"] {
            assert!(bad.parse::<BoardKey>().is_err(), "{bad}");
        }
    }
}
