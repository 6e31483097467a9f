//! How chunks and manifests are compressed: each once, for everybody.

use std::io::{Read, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// Of chunks, which are compressed in the background and kept for years: higher levels cost several times the
/// time for a hundredth of the bytes.
const ZSTD_LEVEL: i32 = 7;
const GZIP_LEVEL: u32 = 6;
/// Of manifests, which are as good as new each second while somebody draws.
const QUICK_LEVEL: i32 = 1;

/// The same bytes for each kind of reader.
#[derive(Clone)]
pub struct Packed {
    /// For those who take zstd: browsers over https.
    pub zstd: Bytes,
    /// For everybody else.
    pub gzip: Bytes,
}

impl Packed {
    /// Bytes of both.
    pub fn bytes(&self) -> usize {
        self.zstd.len() + self.gzip.len()
    }

    /// Of what is made once and read for years.
    pub fn archival(plain: &[u8]) -> Self {
        Self { zstd: zstd(plain, ZSTD_LEVEL), gzip: gzip(plain, Compression::new(GZIP_LEVEL)) }
    }

    /// Of what is replaced soon.
    pub fn fast(plain: &[u8]) -> Self {
        Self { zstd: zstd(plain, QUICK_LEVEL), gzip: gzip(plain, Compression::fast()) }
    }
}

/// As [`Packed::archival`], only in zstd.
pub fn pack(plain: &[u8]) -> Bytes {
    zstd(plain, ZSTD_LEVEL)
}

/// As the gzip of [`Packed::fast`].
pub fn gzip_quickly(plain: &[u8]) -> Vec<u8> {
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

/// What was compressed with zstd, up to `most` bytes, or why it cannot be had.
pub fn unpack(zstd: &[u8], most: usize) -> Result<Vec<u8>, String> {
    let decoder = zstd::Decoder::new(zstd).map_err(|error| error.to_string())?;
    read_up_to(decoder, most)
}

/// What was compressed with gzip, up to `most` bytes, or why it cannot be had.
pub fn unpack_gzip(gzip: &[u8], most: usize) -> Result<Vec<u8>, String> {
    read_up_to(GzDecoder::new(gzip), most)
}

fn read_up_to(reader: impl Read, most: usize) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    reader.take(most as u64 + 1).read_to_end(&mut plain).map_err(|error| error.to_string())?;
    if plain.len() > most { Err(format!("it has more than {most} bytes")) } else { Ok(plain) }
}
