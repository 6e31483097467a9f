//! Pictures: hostile files, what is stored of good ones, and images that name them.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, Frame, GenericImageView, ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage};
use lavagna::board::limits::PERSON_UPLOADS;
use reqwest::Response;
use serde_json::{Value, json};

use crate::events::Script;
use crate::harness::{Server, eventually};
use crate::peer::{Peer, fresh_hex};

/// Red on the left and blue on the right.
pub fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([220, 10, 10]) } else { Rgb([10, 10, 220]) })
}

pub fn jpeg(pixels: &RgbImage, exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 90);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).unwrap();
    }
    pixels.write_with_encoder(encoder).unwrap();
    file
}

fn png(pixels: &DynamicImage) -> Vec<u8> {
    let mut file = Vec::new();
    pixels.write_with_encoder(PngEncoder::new(&mut file)).unwrap();
    file
}

/// EXIF of a phone that was held upright, with a place that nobody should see.
fn turned() -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"52.5200 N 13.4050 E");
    exif
}

/// A PNG of a few bytes whose header declares this size and depth.
fn declaring(width: u32, height: u32, depth: u8) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8], data: &[u8]| {
        file.extend_from_slice(&(data.len() as u32).to_be_bytes());
        let body = [name, data].concat();
        file.extend_from_slice(&body);
        file.extend_from_slice(&crc32(&body).to_be_bytes());
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, 6, 0, 0, 0]].concat();
    chunk(b"IHDR", &header);
    chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 1]);
    chunk(b"IEND", &[]);
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// A page of a script that uploads.
struct Uploader<'a> {
    server: &'a Server,
    board: String,
    script: Script,
}

impl<'a> Uploader<'a> {
    async fn new(server: &'a Server) -> Self {
        Self { server, board: server.new_board().await, script: Script::new() }
    }

    fn path(&self, n: u64) -> String {
        format!("/api/boards/{}/images/{}.{n}", self.board, self.script.tag)
    }

    async fn put(&self, n: u64, file: Vec<u8>) -> (u16, Value) {
        let request = self.server.http.put(self.server.origin() + &self.path(n));
        let answer = request.header("Lavagna-Person", &self.script.person).body(file).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn get(&self, n: u64) -> Response {
        self.server.get(&self.path(n)).await
    }

    /// An edit that shows picture `n` by the shape `n`.
    fn image(&self, n: u64) -> Value {
        let id = format!("{}.{n}", self.script.tag);
        json!({"ops": [{"op": "add", "shape": {"id": id, "kind": "image", "page": 1, "pos": [0, 0, 0],
            "geometry": {"w": 640, "h": 480}, "style": {"ink": "black", "size": 64}, "image": id}}]})
    }
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

// [P3] Each hostile or odd file has its answer, and none of them hurts the server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_hostile_file_has_its_answer() {
    let server = Server::start().await;
    let uploader = Uploader::new(&server).await;
    let small = photo(60, 40);
    let whole = jpeg(&small, None);
    let alpha = DynamicImage::from(RgbaImage::from_pixel(60, 40, Rgba([1, 2, 3, 128])));
    let deep = DynamicImage::from(small.clone()).into_rgba16();
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).write_image(&small, 60, 40, image::ExtendedColorType::Rgb8).unwrap();
    let mut animated = Vec::new();
    let frame = |pixels: RgbImage| Frame::new(DynamicImage::from(pixels).into_rgba8());
    GifEncoder::new(&mut animated).encode_frames([frame(small.clone()), frame(RgbImage::new(60, 40))]).unwrap();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".to_vec();
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#.to_vec();
    let page = b"<!doctype html><script>alert(1)</script>".to_vec();
    let lying = [&b"\x89PNG\r\n\x1a\n"[..], &whole].concat();
    let with_script = [&whole[..], b"<script>alert(1)</script>"].concat();
    // An Adobe marker and four components make a CMYK file of this frame header; its scan is not one of four components.
    let cmyk = b"\xff\xd8\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0\xff\xc0\0\x14\x08\0\x28\0\x3c\x04\x01\x11\0\x02\x11\0\x03\x11\0\x04\x11\0\xff\xd9".to_vec();
    let cut = |file: &[u8]| file[..file.len() / 2].to_vec();
    let table: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("a photo", whole.clone(), 201, "image/jpeg"),
        ("a photo with a script behind it", with_script, 201, "image/jpeg"),
        ("transparent", png(&alpha), 201, "image/png"),
        ("16 bits a channel", png(&DynamicImage::from(deep)), 201, "image/jpeg"),
        ("WebP", webp, 201, "image/jpeg"),
        ("animated", animated, 201, "image/jpeg"),
        ("nothing", Vec::new(), 415, "format"),
        ("HEIC", heic, 415, "format"),
        ("SVG", svg, 415, "format"),
        ("a page", page, 415, "format"),
        ("a JPEG that says PNG", lying, 415, "unreadable"),
        ("a JPEG that is cut", cut(&whole), 415, "unreadable"),
        ("a PNG that is cut", cut(&png(&alpha)), 415, "unreadable"),
        ("CMYK without a scan", cmyk, 415, "unreadable"),
        ("a header without pixels", declaring(60, 40, 8), 415, "unreadable"),
        ("no pixels at all", declaring(0, 40, 8), 415, "unreadable"),
        ("a bomb", declaring(60_000, 60_000, 8), 413, "too_many_pixels"),
        ("a long bomb", declaring(2_000_000_000, 1, 16), 413, "too_many_pixels"),
        ("too many bytes", vec![0; 10 * 1024 * 1024 + 1], 413, "too_big"),
    ];
    let before = server.memory();
    for (n, (what, file, status, expected)) in (1..).zip(table) {
        let (got, body) = uploader.put(n, file).await;
        assert_eq!(got, status, "{what}: {body}");
        if status != 201 {
            assert_eq!(body["error"], expected, "{what}");
            assert!(body["text"].as_str().unwrap().contains(';'), "{what}: the text says what to do: {body}");
            assert_eq!(uploader.get(n).await.status(), 404, "{what}");
            continue;
        }
        assert_eq!((&body["w"], &body["h"]), (&json!(60), &json!(40)), "{what}");
        let answer = uploader.get(n).await;
        assert_eq!(header(&answer, "content-type"), expected, "{what}");
        let file = answer.bytes().await.unwrap();
        assert!(!file.windows(8).any(|part| part == b"<script>"), "{what}");
        assert_eq!(image::load_from_memory(&file).unwrap().dimensions(), (60, 40), "{what}");
    }
    assert!(server.memory() < before + 64 * 1024 * 1024, "no bomb was decoded");
    assert_eq!(server.status("/readyz").await, 200);
}

// [P3] [P6] Of a phone's photo only the pixels are stored, upright and smaller; the answer may be cached for ever and runs nothing.
#[tokio::test]
async fn a_photo_is_stored_upright_and_without_its_place() {
    let server = Server::start().await;
    let uploader = Uploader::new(&server).await;
    let (status, stored) = uploader.put(1, jpeg(&photo(3_000, 1_500), Some(turned()))).await;
    assert_eq!((status, &stored["w"], &stored["h"]), (201, &json!(1_280), &json!(2_560)), "{stored}");
    let answer = uploader.get(1).await;
    assert_eq!(header(&answer, "cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(header(&answer, "content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
    assert_eq!(header(&answer, "cross-origin-resource-policy"), "same-origin");
    let file = answer.bytes().await.unwrap();
    assert_eq!(file.len() as u64, stored["bytes"].as_u64().unwrap());
    assert!(!file.windows(5).any(|part| part == b"52.52" || part == b"Exif\0"));
    let pixels = image::ImageReader::new(Cursor::new(&file)).with_guessed_format().unwrap().decode().unwrap();
    let (top, bottom) = (pixels.get_pixel(640, 100), pixels.get_pixel(640, 2_400));
    assert!(top[0] > 150 && bottom[2] > 150, "the left of the file is its top: {top:?} {bottom:?}");
}

// [P1] [O13] An image is refused until its picture is stored, and then stored and seen; the picture outlives a crash, is in a
// copy, and equal pictures are stored once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_image_is_an_edit_once_its_picture_is_stored() {
    let mut server = Server::start().await;
    let (path, hash) = {
        let uploader = Uploader::new(&server).await;
        let mut anna = Peer::join(&server, &uploader.board, "Anna").await;
        let refused = uploader.script.stored(&server, &uploader.board, 1, &[uploader.image(1)]).await;
        assert_eq!(refused["nacks"], json!([{"n": 1, "code": "image", "retry": false}]));
        assert_eq!(uploader.put(1, jpeg(&photo(60, 40), None)).await.0, 201);
        let (again, same) = uploader.put(1, png(&photo(10, 10).into())).await;
        assert_eq!((again, &same["w"]), (200, &json!(60)), "an id keeps its picture");
        assert_eq!(uploader.put(2, jpeg(&photo(60, 40), None)).await.0, 201);
        let edits = [uploader.image(1), uploader.image(2)];
        let stored = uploader.script.stored(&server, &uploader.board, 2, &edits).await;
        assert_eq!(stored["last"], json!(3), "{stored}");
        anna.expect_head(2).await;
        assert_eq!((anna.mirror.head, anna.mirror.hash()), server.hash(&uploader.board).await);
        (uploader.path(2), server.hash(&uploader.board).await)
    };
    server.kill_9();
    let (sound, report) = server.task(&["doctor"]);
    assert!(sound.success() && report.contains("pictures"), "{report}");
    server.restart().await;
    let answer = server.get(&path).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "content-type")), (200, "image/jpeg"));
    let board = path.split('/').nth(3).unwrap();
    assert_eq!(server.hash(board).await, hash);
    let store = lavagna::store::Store::inspect(&server.store()).await.unwrap();
    let row = store.board(board).await.unwrap().row;
    let images = store.images(row).await.unwrap();
    let rows = [store.picture(row, images[0].id).await.unwrap(), store.picture(row, images[1].id).await.unwrap()];
    assert_eq!(rows[0], rows[1], "equal pictures are one");
    assert_eq!(
        images.iter().map(|image| (image.seq, image.unused)).collect::<Vec<_>>(),
        [(Some(1), None), (Some(2), None)]
    );
}

// [P1] [P2] Only the person of a tag uploads under it, at a bounded rate.
#[tokio::test]
async fn uploads_need_a_person_and_have_a_rate() {
    let server = Server::start().await;
    let mut uploader = Uploader::new(&server).await;
    let file = jpeg(&photo(6, 4), None);
    assert_eq!(uploader.put(1, file.clone()).await.0, 201);
    let person = std::mem::replace(&mut uploader.script.person, fresh_hex(32));
    let (status, refusal) = uploader.put(2, file.clone()).await;
    assert_eq!((status, &refusal["error"]), (403, &json!("tag")), "{refusal}");
    uploader.script.person = "me".to_owned();
    assert_eq!(uploader.put(2, file.clone()).await.0, 400);
    uploader.script.person = person;
    let foreign = server.http.put(server.origin() + &uploader.path(2)).header("Origin", "https://evil.example");
    let foreign = foreign.header("Lavagna-Person", &uploader.script.person).body(file.clone()).send().await.unwrap();
    assert_eq!(foreign.status(), 403);
    let mut stored = 1;
    let refusal = loop {
        uploader.script.tag = fresh_hex(16);
        let (status, answer) = uploader.put(stored + 1, file.clone()).await;
        if status != 201 {
            break (status, answer["error"].clone());
        }
        stored += 1;
        // The budget refills by one a second, so that a slow machine gets more of them.
        assert!(stored < 10 * PERSON_UPLOADS.1);
    };
    assert_eq!(refusal, (429, json!("flood")));
    assert!(stored >= PERSON_UPLOADS.1);
    uploader.script.person = fresh_hex(32);
    assert_eq!(uploader.put(1, file).await.0, 201, "the refused upload has bound no tag");
}

// [P4] Edits of others are acknowledged while pictures are decoded and stored.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_do_not_wait_for_uploads() {
    let server = Server::start().await;
    let uploader = Uploader::new(&server).await;
    let mut anna = Peer::join(&server, &uploader.board, "Anna").await;
    // Noise, so that it takes long and stays large.
    let mut seed = 1_u32;
    let noise = RgbImage::from_fn(2_400, 1_800, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb(seed.to_be_bytes()[..3].try_into().unwrap())
    });
    let file = jpeg(&noise, None);
    let mut drawn = 0;
    let upload = async {
        for n in 1..=2 {
            assert_eq!(uploader.put(n, file.clone()).await.0, 201);
        }
    };
    tokio::pin!(upload);
    loop {
        tokio::select! {
            () = &mut upload => break,
            _ = anna.drawn(160 * drawn, 0) => drawn += 1,
        }
    }
    assert!(drawn > 10, "{drawn} edits were acknowledged meanwhile");
}

// [P5] A removed image can be brought back by undo, with its picture.
#[tokio::test]
async fn undo_finds_the_picture() {
    let server = Server::start().await;
    let uploader = Uploader::new(&server).await;
    assert_eq!(uploader.put(1, jpeg(&photo(60, 40), None)).await.0, 201);
    let remove = json!({"ops": [{"op": "del", "id": format!("{}.1", uploader.script.tag)}]});
    let edits = [uploader.image(1), remove, json!({"ops": [{"op": "restore", "n": 2}]})];
    let answer = uploader.script.stored(&server, &uploader.board, 1, &edits[..2]).await;
    assert_eq!(answer["last"], json!(2));
    // Another upload notes that nothing shows the first one now.
    assert_eq!(uploader.put(2, jpeg(&photo(40, 60), None)).await.0, 201);
    assert_eq!(uploader.get(1).await.status(), 200);
    let answer = uploader.script.stored(&server, &uploader.board, 3, &edits[2..]).await;
    assert_eq!(answer["nacks"], json!([]));
    assert_eq!(uploader.put(3, jpeg(&photo(60, 60), None)).await.0, 201);
    let store = lavagna::store::Store::inspect(&server.store()).await.unwrap();
    let row = store.board(&uploader.board).await.unwrap().row;
    let images = store.images(row).await.unwrap();
    assert_eq!((images[0].seq, images[0].unused), (Some(1), None), "it is shown again");
    eventually("it is readable", async || (uploader.get(1).await.status() == 200).then_some(())).await;
}
