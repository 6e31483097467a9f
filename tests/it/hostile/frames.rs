//! Rows 1 to 18: frames.

use super::table::{Answer, Case, Input};
use crate::raw::{BINARY, CLOSE, CONTINUATION, FIN, PING, TEXT, frame, header, text};

fn case(row: u8, what: &'static str, bytes: Vec<u8>, answer: Answer) -> Case {
    Case { row, what, input: Input::Bytes(bytes), answer }
}

pub fn cases() -> Vec<Case> {
    const PROTOCOL: Answer = Answer::Close(&[1002]);
    const TOO_BIG: Answer = Answer::Close(&[1009]);
    const NOT_TEXT: Answer = Answer::Close(&[1007]);
    let ping = r#"{"t":"ping"}"#;
    let close = |payload: &[u8]| frame(FIN | CLOSE, payload);
    let mut cases = vec![
        case(1, "unmasked", [FIN | TEXT, 12].into_iter().chain(ping.bytes()).collect(), PROTOCOL),
        case(4, "a ping of 126 bytes", frame(FIN | PING, &[0; 126]), PROTOCOL),
        case(4, "a ping in parts", frame(PING, b"x"), PROTOCOL),
        case(5, "8 GiB declared, and some of it", [header(FIN | TEXT, 8 << 30), vec![0; 4_096]].concat(), TOO_BIG),
        case(6, "a length with the highest bit", header(FIN | TEXT, 1 << 63), Answer::Close(&[1002, 1009])),
        case(7, "a length of 2^63 - 1", header(FIN | TEXT, (1 << 63) - 1), TOO_BIG),
        case(8, "one byte too many", text(&" ".repeat((64 << 10) + 1)), TOO_BIG),
        case(
            8,
            "a hello with a token of 1 MB",
            text(&format!(r#"{{"t":"hello","token":"{}"}}"#, "x".repeat(1 << 20))),
            TOO_BIG,
        ),
        case(
            9,
            "parts of one byte without end",
            [frame(TEXT, b" "), frame(CONTINUATION, b" ").repeat(2_000)].concat(),
            TOO_BIG,
        ),
        case(
            9,
            "large parts without end",
            [frame(TEXT, b" "), frame(CONTINUATION, &[b' '; 8_192]).repeat(9)].concat(),
            TOO_BIG,
        ),
        case(
            10,
            "empty parts without end",
            [frame(TEXT, b""), frame(CONTINUATION, b"").repeat(2_000)].concat(),
            TOO_BIG,
        ),
        case(11, "a part of nothing", frame(FIN | CONTINUATION, b"x"), PROTOCOL),
        case(11, "a message inside another", [frame(TEXT, b"{"), text("{}")].concat(), PROTOCOL),
        case(12, "no UTF-8", frame(FIN | TEXT, b"\xff\xfe"), NOT_TEXT),
        case(12, "overlong UTF-8", frame(FIN | TEXT, b"\xc0\xaf"), NOT_TEXT),
        case(12, "a surrogate", frame(FIN | TEXT, b"\xed\xa0\x80"), NOT_TEXT),
        case(12, "beyond Unicode", frame(FIN | TEXT, b"\xf4\x90\x80\x80"), NOT_TEXT),
        case(14, "binary", frame(FIN | BINARY, b"{}"), Answer::Close(&[1003])),
        case(15, "a close of one byte", close(&[3]), PROTOCOL),
        case(16, "a close with 200 bytes", close(&[&1000u16.to_be_bytes()[..], &[b'x'; 198]].concat()), PROTOCOL),
        case(16, "a close that is no text", close(b"\x03\xe8\xff"), Answer::Close(&[1002, 1007])),
        case(
            17,
            "words after the close",
            [close(&1000u16.to_be_bytes()), text(ping), text("nonsense")].concat(),
            Answer::Close(&[1000]),
        ),
    ];
    cases.extend(
        [0x40, 0x20, 0x10, 0x70].map(|bits| case(2, "reserved bits", frame(FIN | bits | TEXT, b"{}"), PROTOCOL)),
    );
    let opcodes = (0x3..=0x7).chain(0xB..=0xF);
    cases.extend(opcodes.map(|opcode| case(3, "an unknown opcode", frame(FIN | opcode, b"x"), PROTOCOL)));
    let codes = [0u16, 999, 1004, 1005, 1006, 1015, 1100, 2999, 5000, 65_535];
    cases.extend(codes.map(|code| case(15, "a bad close code", close(&code.to_be_bytes()), PROTOCOL)));
    cases
}
