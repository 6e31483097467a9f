//! Compression of chunks and manifests: once, for all readers.

use std::io::{Read, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// Levels for chunks, which are stored for years: higher levels take several times the time and save a hundredth.
const ZSTD_LEVEL: i32 = 7;
const GZIP_LEVEL: u32 = 6;
/// Level for manifests, which are replaced every second while somebody draws.
const FAST_LEVEL: i32 = 1;

/// The same bytes in two encodings.
#[derive(Clone)]
pub struct Packed {
    /// For browsers over https, which accept zstd.
    pub zstd: Bytes,
    /// For all other clients.
    pub gzip: Bytes,
}

impl Packed {
    /// Bytes of both.
    pub fn bytes(&self) -> usize {
        self.zstd.len() + self.gzip.len()
    }

    /// Compresses bytes that are written once and read for years.
    pub fn archival(plain: &[u8]) -> Self {
        Self { zstd: zstd(plain, ZSTD_LEVEL), gzip: gzip(plain, Compression::new(GZIP_LEVEL)) }
    }

    /// Compresses bytes that are replaced soon.
    pub fn fast(plain: &[u8]) -> Self {
        Self { zstd: zstd(plain, FAST_LEVEL), gzip: gzip(plain, Compression::fast()) }
    }
}

/// Compresses like [`Packed::archival`], only with zstd.
pub fn pack(plain: &[u8]) -> Bytes {
    zstd(plain, ZSTD_LEVEL)
}

/// Compresses like [`Packed::fast`], only with gzip.
pub fn gzip_fast(plain: &[u8]) -> Vec<u8> {
    gzip(plain, Compression::fast()).into()
}

fn zstd(plain: &[u8], level: i32) -> Bytes {
    zstd::bulk::compress(plain, level).expect("the level exists, and memory does not run out").into()
}

fn gzip(plain: &[u8], level: Compression) -> Bytes {
    let mut gzip = GzEncoder::new(Vec::new(), level);
    gzip.write_all(plain).expect("a vector takes every byte");
    gzip.finish().expect("a vector takes every byte").into()
}

/// Decompresses zstd to at most `max` bytes, or returns what is wrong with it.
pub fn unpack(zstd: &[u8], max: usize) -> Result<Vec<u8>, String> {
    let decoder = zstd::Decoder::new(zstd).map_err(|error| error.to_string())?;
    read_up_to(decoder, max)
}

/// Decompresses gzip to at most `max` bytes, or returns what is wrong with it.
pub fn unpack_gzip(gzip: &[u8], max: usize) -> Result<Vec<u8>, String> {
    read_up_to(GzDecoder::new(gzip), max)
}

fn read_up_to(reader: impl Read, max: usize) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    reader.take(max as u64 + 1).read_to_end(&mut plain).map_err(|error| error.to_string())?;
    if plain.len() > max { Err(format!("it has more than {max} bytes")) } else { Ok(plain) }
}
