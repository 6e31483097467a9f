//! Ops of an edit as the log stores them: JSON text, compressed if it is long (SPEC S15).

use std::io::{self, Write};
use std::ops::Deref;
use std::sync::Arc;

use crate::board::{Op, limits};

/// JSON of more bytes is stored compressed. Compression saves little on shorter rows.
const PACKED_ABOVE: usize = 16 * 1024;
/// The fastest level, because an ordering step waits for the compression of a restored board.
const LEVEL: i32 = 1;
/// Largest JSON of one edit: a restore with all shapes of a full board. A larger one could not be read back.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// JSON text of an edit's ops, with its compressed form if the log stores that. A clone shares both.
#[derive(Clone, Debug)]
pub struct StoredOps {
    json: Arc<String>,
    packed: Option<Arc<Vec<u8>>>,
}

/// The JSON text of an edit is larger than one that can be read back.
#[derive(Debug, thiserror::Error)]
#[error("its text would be larger than {} MiB", MAX_BYTES >> 20)]
pub struct TooLarge;

/// JSON text that is being written, up to `max` bytes.
struct BoundedText {
    json: Vec<u8>,
    max: usize,
}

impl Write for BoundedText {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.json.len() + bytes.len() > self.max {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.json.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl StoredOps {
    /// Writes and compresses ops. Takes long for an edit that [brings much back](crate::board::LoggedEdit::is_large).
    ///
    /// # Errors
    /// When the text could not be read back.
    pub fn write(ops: &[Op]) -> Result<Self, TooLarge> {
        Self::write_up_to(ops, MAX_BYTES)
    }

    fn write_up_to(ops: &[Op], max: usize) -> Result<Self, TooLarge> {
        let mut text = BoundedText { json: Vec::new(), max };
        serde_json::to_writer(&mut text, ops).map_err(|_| TooLarge)?;
        if text.json.len() > limits::LARGE_BYTES {
            fail::fail_point!("large-text");
        }
        Ok(String::from_utf8(text.json).expect("JSON is UTF-8").into())
    }

    /// Number of bytes that the log stores.
    pub fn bytes(&self) -> usize {
        self.packed.as_ref().map_or(self.json.len(), |packed| packed.len())
    }

    /// The columns `ops` and `packed`.
    pub(super) fn columns(&self) -> (&str, Option<&[u8]>) {
        match &self.packed {
            Some(packed) => ("", Some(packed.as_slice())),
            None => (&self.json, None),
        }
    }
}

impl From<String> for StoredOps {
    fn from(json: String) -> Self {
        let packed = (json.len() > PACKED_ABOVE).then(|| zstd::bulk::compress(json.as_bytes(), LEVEL).ok()).flatten();
        let packed = packed.filter(|packed| packed.len() < json.len()).map(Arc::new);
        Self { packed, json: Arc::new(json) }
    }
}

impl Deref for StoredOps {
    type Target = str;

    fn deref(&self) -> &str {
        &self.json
    }
}

/// The JSON text of a row of the log.
///
/// # Errors
/// When the packed column cannot be decompressed.
pub(super) fn unpack(ops: String, packed: Option<&[u8]>) -> Result<String, String> {
    let Some(packed) = packed else { return Ok(ops) };
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten().unwrap_or(u64::MAX);
    let size = usize::try_from(size).ok().filter(|size| *size <= MAX_BYTES).ok_or("its size is not known")?;
    let text = zstd::bulk::decompress(packed, size).map_err(|error| error.to_string())?;
    String::from_utf8(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    // [O7] A text that could not be read back is not written.
    #[test]
    fn a_text_has_a_bound() {
        let ops = [Op::Board { name: "a name".to_owned() }];
        let json = serde_json::to_string(&ops).unwrap();
        assert_eq!(*StoredOps::write_up_to(&ops, json.len()).unwrap(), *json);
        assert!(StoredOps::write_up_to(&ops, json.len() - 1).is_err());
    }

    // [S15] Ops of more than 16 KiB are packed if that makes them smaller, and unpacked to the same text.
    #[test]
    fn many_ops_are_packed() {
        let few = StoredOps::from("x".repeat(PACKED_ABOVE));
        assert_eq!((few.bytes(), few.columns().1), (PACKED_ABOVE, None));
        let many = StoredOps::from("xyz".repeat(PACKED_ABOVE));
        assert!(many.bytes() < 1024);
        let (ops, packed) = many.columns();
        assert_eq!(unpack(ops.to_owned(), packed).unwrap(), *many);
        assert!(unpack(String::new(), Some(b"no frame")).is_err());
    }
}
