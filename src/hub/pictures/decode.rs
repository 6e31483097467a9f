//! Turns an uploaded file into the picture that is stored (SPEC P3): sniffs its format, checks its size before it is decoded, and
//! encodes its pixels anew, so that nothing else of the file reaches anybody.
//!
//! Pure and slow: up to a second of one core. The caller limits how many run at a time and reserves their memory.

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageResult, Limits};

use super::webp;
use crate::board::limits::{PICTURE_BYTES, PICTURE_MEMORY, PICTURE_PIXELS, PICTURE_SIDE};

const JPEG_QUALITY: u8 = 85;
/// Coefficients of a progressive JPEG, which its decoder holds besides the pixels.
const JPEG_BYTES_PER_PIXEL: u64 = 6;
/// Memory of what a PNG holds besides its pixels: a row of them, its profile, its texts.
const PNG_REST_BYTES: u64 = 16 * 1024 * 1024;
/// A picture that is too large for its bytes is made smaller by this, again and again.
const SHRINK: f64 = 0.7;

/// A picture as it is stored.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    /// Media type.
    pub media: &'static str,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why a file becomes no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPicture {
    /// A format that is not read, or no picture at all.
    #[error("this is no PNG, JPEG, WebP or GIF file; save the picture in one of these formats and send it again")]
    Format,
    /// A file that ends early or breaks its format.
    #[error("this picture cannot be read: the file is damaged or incomplete; send it again")]
    Damaged,
    /// More pixels than a picture may have.
    #[error("this picture has too many pixels; make it smaller, to 32 million at most, and send it again")]
    TooLarge,
}

/// Bytes of memory for decoding a file, read from its header.
///
/// # Errors
/// [`BadPicture`] when it cannot be a picture, or is one of too many pixels.
pub fn memory_for(file: &[u8]) -> Result<u64, BadPicture> {
    let format = sniff(file)?;
    let decoder = decoder(format, file).map_err(|error| match error {
        image::ImageError::Limits(_) => BadPicture::TooLarge,
        _ => BadPicture::Damaged,
    })?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let rest = match format {
        ImageFormat::Jpeg => pixels * JPEG_BYTES_PER_PIXEL,
        ImageFormat::Png => PNG_REST_BYTES,
        ImageFormat::WebP => webp::rest(file, pixels).ok_or(BadPicture::TooLarge)?,
        // The first frame, where it is not as large as the screen.
        _ => decoder.total_bytes(),
    };
    let bytes = decoder.total_bytes() + rest;
    if pixels == 0 {
        return Err(BadPicture::Damaged);
    }
    if pixels > PICTURE_PIXELS || bytes > PICTURE_MEMORY as u64 {
        return Err(BadPicture::TooLarge);
    }
    Ok(bytes)
}

/// Decodes a file of which [`memory_for`] told the memory, and encodes it as it is stored: turned upright, the first frame, at most
/// [`PICTURE_SIDE`] pixels wide and high, eight bits a channel.
///
/// # Errors
/// [`BadPicture::Damaged`].
pub fn encode_anew(file: &Bytes) -> Result<Picture, BadPicture> {
    let format = sniff(file)?;
    if format == ImageFormat::Jpeg && !has_end(file) {
        return Err(BadPicture::Damaged);
    }
    let read = || {
        let mut decoder = decoder(format, file)?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        Ok((DynamicImage::from_decoder(decoder)?, orientation))
    };
    let (mut pixels, orientation) = read().map_err(|_: image::ImageError| BadPicture::Damaged)?;
    if pixels.width().max(pixels.height()) > PICTURE_SIDE {
        pixels = pixels.thumbnail(PICTURE_SIDE, PICTURE_SIDE);
    }
    pixels.apply_orientation(orientation);
    let mut pixels = without_depth(pixels);
    loop {
        let (media, bytes) = write(&pixels).map_err(|_| BadPicture::Damaged)?;
        if bytes.len() <= PICTURE_BYTES {
            return Ok(Picture { media, size: (pixels.width(), pixels.height()), bytes });
        }
        let side = |length: u32| ((f64::from(length) * SHRINK) as u32).max(1);
        pixels = pixels.thumbnail(side(pixels.width()), side(pixels.height()));
    }
}

/// The format by the first bytes; what the sender says of it counts for nothing.
fn sniff(file: &[u8]) -> Result<ImageFormat, BadPicture> {
    match image::guess_format(file) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif)) => Ok(format),
        _ => Err(BadPicture::Format),
    }
}

/// A decoder that has read the header only, within the limits of a picture.
fn decoder(format: ImageFormat, file: &[u8]) -> ImageResult<Box<dyn ImageDecoder + '_>> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(PNG_REST_BYTES);
    let file = Cursor::new(file);
    let mut decoder: Box<dyn ImageDecoder + '_> = match format {
        ImageFormat::Png => Box::new(PngDecoder::with_limits(file, limits.clone())?),
        ImageFormat::Jpeg => Box::new(JpegDecoder::new(file)?),
        ImageFormat::WebP => Box::new(WebPDecoder::new(file)?),
        _ => Box::new(GifDecoder::new(file)?),
    };
    // Besides its screen a GIF holds frames, and a frame has no reason to be larger than the screen.
    limits.max_alloc = Some(decoder.total_bytes());
    decoder.set_limits(limits)?;
    Ok(decoder)
}

/// Whether the last scan of a JPEG has an end. Its decoder fills what is missing with grey instead of failing.
fn has_end(file: &[u8]) -> bool {
    let last = |marker: [u8; 2], file: &[u8]| file.windows(2).rposition(|pair| pair == marker);
    last([0xff, 0xda], file).is_some_and(|scan| last([0xff, 0xd9], &file[scan..]).is_some())
}

/// Eight bits a channel; transparency only where some pixel has it.
fn without_depth(pixels: DynamicImage) -> DynamicImage {
    if pixels.color().has_alpha() {
        let pixels = pixels.into_rgba8();
        if pixels.pixels().any(|pixel| pixel.0[3] < u8::MAX) {
            return pixels.into();
        }
        return DynamicImage::from(pixels).into_rgb8().into();
    }
    pixels.into_rgb8().into()
}

/// A PNG where there is transparency, else a JPEG. Neither has metadata.
fn write(pixels: &DynamicImage) -> ImageResult<(&'static str, Vec<u8>)> {
    let mut bytes = Vec::new();
    if pixels.color().has_alpha() {
        pixels.write_with_encoder(PngEncoder::new_with_quality(
            &mut bytes,
            CompressionType::Default,
            FilterType::Adaptive,
        ))?;
        return Ok(("image/png", bytes));
    }
    pixels.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
    Ok(("image/jpeg", bytes))
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
