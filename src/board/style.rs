//! The style of a shape: parsing, limits and canonical writing (SPEC D7).

use serde::{Deserialize, Serialize};

use super::limits;
use super::object::only_objects;

/// Ink colours, stored by name; the theme chooses the shade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the colours")]
pub enum Ink {
    Black,
    Blue,
    Red,
    Green,
    Orange,
    Violet,
    Sky,
    Teal,
    Pink,
    Yellow,
    Brown,
    Grey,
}

/// The style register (SPEC D7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Style {
    /// Colour by name.
    pub ink: Ink,
    /// Width of the stroke, or size of the type, in units.
    #[serde(deserialize_with = "size")]
    pub size: u16,
}

fn size<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let size = u16::deserialize(deserializer)?;
    if (1..=limits::SIZE).contains(&size) { Ok(size) } else { Err(serde::de::Error::custom("size out of range")) }
}

only_objects!(Style; written Style);
