//! The distinct styles of a chunk, a table before the columns (SPEC T2). A shape has the index of its style.

use crate::board::style::Style;
use crate::board::varint::{Reader, unsigned};

/// See the module; in the order in which shapes have them first.
#[derive(Default)]
pub struct Styles(Vec<Style>);

impl Styles {
    /// Index of a style, which is added when it is new. Most shapes have one of the latest.
    pub fn place(&mut self, style: &Style) -> u64 {
        let known = self.0.iter().rposition(|known| known == style);
        let place = known.unwrap_or_else(|| {
            self.0.push(*style);
            self.0.len() - 1
        });
        place as u64
    }

    /// The style with this index.
    pub fn at(&self, place: usize) -> Result<Style, String> {
        self.0.get(place).copied().ok_or_else(|| "there is no such style".to_owned())
    }

    /// Writes the table: the number of styles, and of each its length and its canonical JSON.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        unsigned(bytes, self.0.len() as u64);
        for style in &self.0 {
            let json = json(style);
            unsigned(bytes, json.len() as u64);
            bytes.extend(json.as_bytes());
        }
    }

    /// Reads the table.
    pub fn read(all: &mut Reader<'_>) -> Result<Self, String> {
        let count: usize = all.unsigned()?;
        let mut styles = Self::default();
        for _ in 0..count {
            let bytes = all.column()?.0;
            let style = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
            if json(&style).as_bytes() != bytes {
                return Err("a style is not in its canonical form".to_owned());
            }
            styles.0.push(style);
        }
        Ok(styles)
    }
}

fn json(style: &Style) -> String {
    serde_json::to_string(style).expect("a style has only string keys")
}
