//! The style of a shape: parsing, limits and canonical writing (SPEC D7, D15, D16).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::limits;
use super::object::only_objects;
use super::reject::Reject;

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

/// A colour: a name that each theme shades, or what light paper shows, as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Colour {
    /// One of the ink colours.
    Named(Ink),
    /// Exactly this colour.
    Custom(Rgb),
}

/// Red, green and blue, written as `#rrggbb` in lowercase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rgb([u8; 3]);

impl FromStr for Rgb {
    type Err = Reject;

    fn from_str(text: &str) -> Result<Self, Reject> {
        let digits = text.strip_prefix('#').ok_or(Reject::Invalid)?;
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() != 6 || !digits.bytes().all(is_digit) {
            return Err(Reject::Invalid);
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| Reject::Invalid);
        Ok(Self([channel(0)?, channel(2)?, channel(4)?]))
    }
}

impl TryFrom<String> for Rgb {
    type Error = Reject;

    fn try_from(text: String) -> Result<Self, Reject> {
        text.parse()
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl From<Rgb> for String {
    fn from(rgb: Rgb) -> Self {
        rgb.to_string()
    }
}

/// The paint of a shape's inside. Parsing takes `"none"` as no fill; nothing writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum RawFill {
    Colour(Colour),
    None(NoFill),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum NoFill {
    None,
}

/// How the fill covers the inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the terms of the field")]
pub enum Pattern {
    #[default]
    Solid,
    Tint,
    Hatch,
}

/// How the outline is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the terms of the field")]
pub enum Dash {
    #[default]
    Solid,
    Dashed,
    Dotted,
}

/// The family of type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the terms of the field")]
pub enum Font {
    #[default]
    Sans,
    Hand,
    Mono,
}

/// How lines of text are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the terms of the field")]
pub enum Align {
    Start,
    Center,
    End,
}

/// Decoration of a line's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the terms of the field")]
pub enum Head {
    None,
    Arrow,
    Triangle,
    Dot,
    Bar,
}

/// How a line passes its inner points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the terms of the field")]
pub enum Bend {
    #[default]
    Straight,
    Round,
    Elbow,
}

/// The style register (SPEC D7, D15). It is written without the keys that have their default; `align`, `head` and `tail`
/// have none, because a missing one means what is usual for the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawStyle")]
pub struct Style {
    /// Colour of the outline, the stroke or the text.
    pub ink: Colour,
    /// Width of the stroke, or size of the type of `text` and `note`, in units.
    pub size: u16,
    /// Colour of the inside; none by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill: Option<Colour>,
    /// How the fill covers the inside.
    #[serde(skip_serializing_if = "is_default")]
    pub pattern: Pattern,
    /// How the outline is broken.
    #[serde(skip_serializing_if = "is_default")]
    pub dash: Dash,
    /// Percent.
    #[serde(skip_serializing_if = "is_opaque")]
    pub opacity: u8,
    /// The family of type.
    #[serde(skip_serializing_if = "is_default")]
    pub font: Font,
    /// Size of a label's type, in units.
    #[serde(rename = "type", skip_serializing_if = "is_usual_type")]
    pub label_size: u16,
    /// How lines of text are aligned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub align: Option<Align>,
    /// The head at the last point of a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
    /// The head at the first point of a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tail: Option<Head>,
    /// How a line passes its inner points.
    #[serde(skip_serializing_if = "is_default")]
    pub bend: Bend,
}

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
struct RawStyle {
    ink: Colour,
    size: u16,
    fill: Option<RawFill>,
    pattern: Option<Pattern>,
    dash: Option<Dash>,
    opacity: Option<u8>,
    font: Option<Font>,
    #[serde(rename = "type")]
    label_size: Option<u16>,
    align: Option<Align>,
    head: Option<Head>,
    tail: Option<Head>,
    bend: Option<Bend>,
}

only_objects!(RawStyle);

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn is_opaque(opacity: &u8) -> bool {
    *opacity == Style::OPAQUE
}

fn is_usual_type(size: &u16) -> bool {
    *size == Style::LABEL_SIZE
}

impl TryFrom<RawStyle> for Style {
    type Error = Reject;

    fn try_from(raw: RawStyle) -> Result<Self, Reject> {
        let fill = match raw.fill {
            Some(RawFill::Colour(colour)) => Some(colour),
            Some(RawFill::None(NoFill::None)) | None => None,
        };
        let opacity = raw.opacity.unwrap_or(Self::OPAQUE);
        let label_size = raw.label_size.unwrap_or(Self::LABEL_SIZE);
        let sizes = [raw.size, label_size].iter().all(|size| (1..=limits::SIZE).contains(size));
        if !sizes || !(limits::OPACITY..=Self::OPAQUE).contains(&opacity) {
            return Err(Reject::Invalid);
        }
        Ok(Self {
            ink: raw.ink,
            size: raw.size,
            fill,
            pattern: raw.pattern.unwrap_or_default(),
            dash: raw.dash.unwrap_or_default(),
            opacity,
            font: raw.font.unwrap_or_default(),
            label_size,
            align: raw.align,
            head: raw.head,
            tail: raw.tail,
            bend: raw.bend.unwrap_or_default(),
        })
    }
}

impl Style {
    /// Opacity in percent of a style that names none.
    const OPAQUE: u8 = 100;
    /// Size of a label's type, in units, of a style that names none (24 px).
    const LABEL_SIZE: u16 = 384;

    /// A style with the two keys that every style has.
    pub fn new(ink: Ink, size: u16) -> Self {
        Self {
            ink: Colour::Named(ink),
            size,
            fill: None,
            pattern: Pattern::default(),
            dash: Dash::default(),
            opacity: Self::OPAQUE,
            font: Font::default(),
            label_size: Self::LABEL_SIZE,
            align: None,
            head: None,
            tail: None,
            bend: Bend::default(),
        }
    }

    /// The ink and the size, when the style has no other key and its ink has a name.
    pub fn plain(&self) -> Option<(Ink, u16)> {
        let Colour::Named(ink) = self.ink else { return None };
        (*self == Self::new(ink, self.size)).then_some((ink, self.size))
    }

    /// Bytes that the quota counts for the keys beyond ink and size: those of the longest such style.
    pub fn bytes(&self) -> usize {
        const FURTHER_KEYS: usize = 176;
        if self.plain().is_some() { 0 } else { FURTHER_KEYS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Style, serde_json::Error> {
        serde_json::from_str(text)
    }

    // [D16] A style is written with its keys in one order and without those that have their default.
    #[test]
    fn canonical_text() {
        let whole = r##"{"ink":"#0a1b2c","size":64,"fill":"sky","pattern":"hatch","dash":"dotted","opacity":5,"font":"mono","type":1,"align":"start","head":"none","tail":"bar","bend":"elbow"}"##;
        let style = read(whole).unwrap();
        assert_eq!(serde_json::to_string(&style).unwrap(), whole);
        let usual = r#"{"bend":"straight","type":384,"opacity":100,"font":"sans","dash":"solid","pattern":"solid","fill":"none","size":64,"ink":"red"}"#;
        assert_eq!(read(usual).unwrap(), Style::new(Ink::Red, 64));
        assert_eq!(serde_json::to_string(&read(usual).unwrap()).unwrap(), r#"{"ink":"red","size":64}"#);
    }

    // [O7] The quota counts a style by no less than its further keys take as text, and a plain one not at all.
    #[test]
    fn bytes_cover_the_further_keys() {
        assert_eq!(Style::new(Ink::Yellow, 4_096).bytes(), 0);
        let longest = r##"{"ink":"#ffffff","size":4096,"fill":"#ffffff","pattern":"hatch","dash":"dashed","opacity":99,"font":"hand","type":4096,"align":"center","head":"triangle","tail":"triangle","bend":"straight"}"##;
        let style = Style { bend: Bend::Round, ..read(longest).unwrap() };
        let plain = serde_json::to_string(&Style::new(Ink::Red, 4_096)).unwrap().len();
        assert!(serde_json::to_string(&style).unwrap().len() - plain <= style.bytes());
    }
}
