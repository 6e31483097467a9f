//! Ids, parsed once at the edge and trusted afterwards.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::limits::MAX_NUMBER;
use super::reject::Reject;

/// Last writer of a register: (seq, author).
pub type Writer = (u64, u32);

/// One page load of a browser (SPEC D2): 64 random bits, 16 lowercase hex digits on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(pub u64);

/// A shape's immutable id (SPEC D2), ordered by (tag, n).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId {
    /// The page load that made the shape.
    pub tag: Tag,
    /// Counts up within the tag, from 1.
    pub n: u64,
}

/// SHA-256 of a person's secret. The server stores this hash and never the secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PersonKey(pub [u8; 32]);

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(…)")
    }
}

/// SHA-256 of the token of a board's owner. The server stores this hash and never the token.
#[derive(Clone, Copy)]
pub struct OwnerKey(pub [u8; 32]);

impl fmt::Debug for OwnerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnerKey(…)")
    }
}

impl PartialEq for OwnerKey {
    /// Takes the same time wherever the two differ.
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
    }
}

impl Eq for OwnerKey {}

/// Whether the text is lowercase hex only; `from_str_radix` alone would accept `+` and `A`.
fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

impl FromStr for Tag {
    type Err = Reject;

    fn from_str(text: &str) -> Result<Self, Reject> {
        if text.len() != 16 || !is_lower_hex(text) {
            return Err(Reject::Invalid);
        }
        u64::from_str_radix(text, 16).map(Tag).map_err(|_| Reject::Invalid)
    }
}

impl FromStr for ShapeId {
    type Err = Reject;

    fn from_str(text: &str) -> Result<Self, Reject> {
        let (tag, n) = text.split_once('.').ok_or(Reject::Invalid)?;
        let plain = n.bytes().all(|b| b.is_ascii_digit()) && !n.starts_with('0');
        let n = n.parse::<u64>().ok().filter(|n| plain && (1..=MAX_NUMBER).contains(n));
        Ok(Self { tag: tag.parse()?, n: n.ok_or(Reject::Invalid)? })
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Display for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.tag, self.n)
    }
}

macro_rules! serde_as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(|_| de::Error::custom("not an id"))
            }
        }
    };
}
serde_as_text!(Tag);
serde_as_text!(ShapeId);

#[cfg(test)]
mod tests {
    use super::*;

    // [D2] Each id has exactly one spelling.
    #[test]
    fn ids_have_one_spelling() {
        let id: ShapeId = "00ff00ff00ff00ff.12".parse().unwrap();
        assert_eq!(id.to_string(), "00ff00ff00ff00ff.12");
        for bad in ["", ".", "00ff.1", "00FF00FF00FF00FF.1", "00ff00ff00ff00ff", "00ff00ff00ff00ff.0"] {
            assert!(bad.parse::<ShapeId>().is_err(), "{bad}");
        }
        for bad in ["01", "+1", "-1", "1.0", "9007199254740992", " 1", "1e3"] {
            assert!(format!("00ff00ff00ff00ff.{bad}").parse::<ShapeId>().is_err(), "{bad}");
        }
    }

    // [D2] Nine comes before ten.
    #[test]
    fn ids_sort_by_number() {
        let nine: ShapeId = "00ff00ff00ff00ff.9".parse().unwrap();
        let ten: ShapeId = "00ff00ff00ff00ff.10".parse().unwrap();
        assert!(nine < ten);
    }
}
