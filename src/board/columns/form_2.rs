//! Chunks of form 2, which earlier versions stored. They have the columns `ink` and `size` instead of a table of styles, no
//! `count` of lines, and no `extra`.

use std::collections::HashMap;

use super::visible::Visible;
use crate::board::style::Style;
use crate::board::varint::{Reader, out_of_range};

/// The inks, in the order of their bytes.
const INKS: [&str; 12] =
    ["black", "blue", "red", "green", "orange", "violet", "sky", "teal", "pink", "yellow", "brown", "grey"];

/// The styles of a chunk, by the byte of the ink and the size.
#[derive(Default)]
pub struct InksAndSizes(HashMap<(u8, u16), Style>);

impl InksAndSizes {
    /// Reads the style of the next shape.
    pub fn read(&mut self, ink: &mut Reader<'_>, size: &mut Reader<'_>) -> Result<Style, String> {
        let key = (ink.byte()?, size.unsigned()?);
        if let Some(style) = self.0.get(&key) {
            return Ok(*style);
        }
        let ink = INKS.get(usize::from(key.0)).ok_or("there is no such ink")?;
        let json = format!(r#"{{"ink":"{ink}","size":{}}}"#, key.1);
        let style: Style = serde_json::from_str(&json).map_err(out_of_range)?;
        self.0.insert(key, style);
        Ok(style)
    }
}

/// The columns of the visible part, in their order.
pub fn columns<C>(visible: &mut Visible<C>) -> [&mut C; 20] {
    [
        &mut visible.tag,
        &mut visible.n,
        &mut visible.kind,
        &mut visible.author,
        &mut visible.seq,
        &mut visible.x,
        &mut visible.y,
        &mut visible.rotation,
        &mut visible.ink,
        &mut visible.size,
        &mut visible.z_high,
        &mut visible.z_low,
        &mut visible.count,
        &mut visible.dx,
        &mut visible.dy,
        &mut visible.pressure,
        &mut visible.w,
        &mut visible.h,
        &mut visible.length,
        &mut visible.text,
    ]
}
