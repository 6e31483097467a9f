//! Ops of an edit as the log stores them: JSON text, compressed if it is long (SPEC S15).

use std::ops::Deref;

/// JSON of more bytes is stored compressed. Compression saves little on shorter rows.
const PACKED_ABOVE: usize = 16 * 1024;
/// The fastest level, because an ordering step waits for the compression of a restored board.
const LEVEL: i32 = 1;
/// Largest JSON of one edit: a restore with all shapes of a full board.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// JSON text of an edit's ops, with its compressed form if the log stores that.
#[derive(Clone, Debug)]
pub struct StoredOps {
    json: String,
    packed: Option<Vec<u8>>,
}

impl StoredOps {
    /// Number of bytes that the log stores.
    pub fn bytes(&self) -> usize {
        self.packed.as_ref().map_or(self.json.len(), Vec::len)
    }

    /// The columns `ops` and `packed`.
    pub(super) fn columns(&self) -> (&str, Option<&[u8]>) {
        match &self.packed {
            Some(packed) => ("", Some(packed)),
            None => (&self.json, None),
        }
    }
}

impl From<String> for StoredOps {
    fn from(json: String) -> Self {
        let packed = (json.len() > PACKED_ABOVE).then(|| zstd::bulk::compress(json.as_bytes(), LEVEL).ok()).flatten();
        Self { packed: packed.filter(|packed| packed.len() < json.len()), json }
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
