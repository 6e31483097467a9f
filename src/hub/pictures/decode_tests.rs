use std::io::Write;

use image::codecs::gif::GifEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, Frame, ImageEncoder, RgbaImage};

use super::*;

/// A file of parts after the header of a WebP file.
fn webp(parts: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, bytes) in parts {
        body.extend_from_slice(*name);
        body.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        body.extend_from_slice(bytes);
        body.resize(body.len().next_multiple_of(2), 0);
    }
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

/// The header of a lossy part of this side.
fn lossy(side: u16) -> Vec<u8> {
    [&[0x10, 0x02, 0, 0x9d, 0x01, 0x2a][..], &side.to_le_bytes(), &side.to_le_bytes(), &[0; 64]].concat()
}

fn png(width: u32, height: u32, chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[16, 6, 0, 0, 0]].concat();
    for (name, data) in [(b"IHDR", &header[..])].iter().chain(chunks).chain(&[(b"IDAT", &b"\x78\x9c"[..])]) {
        file.extend_from_slice(&(data.len() as u32).to_be_bytes());
        let body = [&name[..], data].concat();
        file.extend_from_slice(&body);
        let mut sum = flate2::Crc::new();
        sum.update(&body);
        file.extend_from_slice(&sum.sum().to_be_bytes());
    }
    file
}

/// A GIF whose first frame has another size than its screen.
fn gif(screen: u16, side: u16) -> Vec<u8> {
    let mut file = Vec::new();
    GifEncoder::new(&mut file).encode_frame(Frame::new(RgbaImage::new(8, 8))).unwrap();
    file[6..8].copy_from_slice(&screen.to_le_bytes());
    file[8..10].copy_from_slice(&screen.to_le_bytes());
    let frame = file.windows(5).position(|bytes| bytes == [0x2c, 0, 0, 0, 0]).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&side.to_le_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&side.to_le_bytes());
    file
}

// [P3] The memory counts that a part inside the file asks for, not only the size in the file's header.
#[test]
fn parts_that_are_larger_than_their_file_are_refused() {
    let screen = [0; 10];
    let within = webp(&[(b"VP8X", &screen), (b"VP8 ", &lossy(16_000))]);
    assert_eq!(memory_for(&within), Err(BadPicture::TooLarge), "a part of 256 million pixels on a screen of one");
    let frame = [&[0; 16][..], b"VP8 ", &74_u32.to_le_bytes(), &lossy(16_000)].concat();
    let animated = webp(&[(b"VP8X", &[2, 0, 0, 0, 0, 0, 0, 0, 0, 0]), (b"ANIM", &[0; 6]), (b"ANMF", &frame)]);
    assert_eq!(webp::rest(&animated, 1), None);
    // Its tables may take hundreds of times its bytes.
    let header = [0x2f, 0, 0, 0, 0];
    let packed = webp(&[(b"VP8L", &[&header[..], &vec![0x55; 2 * 1024 * 1024]].concat())]);
    assert_eq!(memory_for(&packed), Err(BadPicture::TooLarge));
    let long = png(32_000_000, 1, &[]);
    assert_eq!(memory_for(&long), Err(BadPicture::TooLarge), "each row is held three times");
    assert_eq!(memory_for(&gif(1, 8_000)), Ok(8), "what it says");
    assert_eq!(encode_anew(&gif(1, 8_000).into()), Err(BadPicture::Damaged), "its frame is never made");
    assert_eq!(encode_anew(&gif(16, 8).into()).unwrap().size, (16, 16), "a smaller frame is no fault");
}

// [P3] A profile is no place for a bomb either.
#[test]
fn a_profile_that_unpacks_to_much_is_left_packed() {
    let mut packer = flate2::write::ZlibEncoder::new(b"p\0\0".to_vec(), flate2::Compression::default());
    packer.write_all(&vec![0; 2 * PNG_REST_BYTES as usize]).unwrap();
    let profile = packer.finish().unwrap();
    let file = png(8, 8, &[(b"iCCP", &profile)]);
    assert_eq!(decoder(ImageFormat::Png, &file).unwrap().icc_profile().unwrap(), None);
}

// [P3] Honest files of each kind have room.
#[test]
fn usual_files_fit_the_memory() {
    let mut file = Vec::new();
    let mut seed = 1_u32;
    let noise = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    });
    let pixels: Vec<u8> = noise.take(400 * 300 * 3).collect();
    WebPEncoder::new_lossless(&mut file).write_image(&pixels, 400, 300, ExtendedColorType::Rgb8).unwrap();
    assert!(file.len() > 256 * 1024, "a small losslessly packed picture of noise");
    assert!(memory_for(&file).is_ok());
    assert!(memory_for(&png(4_000, 8_000, &[])).is_ok(), "the largest of 16 bits");
}
