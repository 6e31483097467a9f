//! Memory that decoding a WebP file takes besides its pixels, read from the headers of its parts: these may tell other sizes than
//! the file does.

use crate::board::limits::{PICTURE_MEMORY, PICTURE_PIXELS};

/// Bytes for a pixel of a still picture, and of a frame of an animation that is laid on a screen.
const STILL: u64 = 6;
const FRAME: u64 = 8;
/// Bytes of decoding tables that a byte of a losslessly packed part may ask for.
const TABLE_BYTES: u64 = 384;
/// Bytes of the header of a part, and of what precedes the parts of a frame.
const HEADER: usize = 8;
const FRAME_HEADER: usize = 16;
const FILE_HEADER: usize = 12;

/// A part: its name and its bytes, as many as are there.
type Part<'a> = (&'a [u8], &'a [u8]);

fn parts(mut bytes: &[u8]) -> impl Iterator<Item = Part<'_>> {
    std::iter::from_fn(move || {
        let (name, rest) = bytes.split_at_checked(4)?;
        let (length, rest) = rest.split_first_chunk()?;
        let length = u32::from_le_bytes(*length) as usize;
        bytes = rest.get(length.saturating_add(length % 2)..).unwrap_or_default();
        Some((name, &rest[..length.min(rest.len())]))
    })
}

/// The pixels of a lossy part.
fn pixels((name, bytes): Part<'_>) -> u64 {
    let side =
        |at: usize| bytes.get(at..at + 2).map_or(0, |side| u64::from(u16::from_le_bytes([side[0], side[1]]) & 0x3fff));
    if name == b"VP8 " { side(6) * side(HEADER) } else { 0 }
}

/// Returns the bytes that decoding a file of `screen` pixels takes besides them, or `None` above the bound of a picture.
pub fn rest(file: &[u8], screen: u64) -> Option<u64> {
    let (mut each, mut largest, mut packed) = (STILL, screen, 0);
    for part in parts(file.get(FILE_HEADER..)?) {
        let is_frame = part.0 == b"ANMF";
        each = if is_frame { FRAME } else { each };
        let inner = part.1.get(FRAME_HEADER..).filter(|_| is_frame).unwrap_or_default();
        for part in parts(inner).chain([part]) {
            largest = largest.max(pixels(part));
            if part.0 == b"VP8L" || part.0 == b"ALPH" {
                packed = packed.max(part.1.len() as u64);
            }
        }
    }
    let bytes = largest * each + packed * TABLE_BYTES;
    (largest <= PICTURE_PIXELS && bytes <= PICTURE_MEMORY as u64).then_some(bytes)
}
