//! Groups of shapes: the group register and the other registers that few shapes write (SPEC D12, D14).

use serde::{Deserialize, Deserializer, Serialize};

use super::ids::ShapeId;
use super::limits;
use super::reject::Reject;

/// The groups that a shape is in, the outermost first; empty for none. Their ids have the form of a shape's id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<ShapeId>")]
pub struct GroupPath(Box<[ShapeId]>);

impl TryFrom<Vec<ShapeId>> for GroupPath {
    type Error = Reject;

    fn try_from(ids: Vec<ShapeId>) -> Result<Self, Reject> {
        if ids.len() <= limits::GROUPS { Ok(Self(ids.into())) } else { Err(Reject::Invalid) }
    }
}

impl GroupPath {
    /// Whether the shape is in no group.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.0)
    }
}

/// Whether the text fits the alt register.
pub fn is_alt(text: &str) -> bool {
    text.chars().count() <= limits::ALT
}

/// Reads a missing or null value as the default.
pub fn or_default<'de, T: Default + Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}
