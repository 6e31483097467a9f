//! Maps close codes to reactions and computes the wait before a reconnect: the twin of `static/js/sync/close_codes.js`.
//!
//! The bench of restarts uses this file too, so that its clients come back as browsers do.

const MIN_MS: f64 = 300.0;
const FIRST_MS: f64 = 2_000.0;
const SOON_MS: f64 = 4_000.0;
const MANY: u32 = 90;
const MAX_MS: f64 = 15_000.0;

/// How long to wait before the attempt with this number, from 0; `random` is 0 to 1.
pub fn wait_ms(attempt: u32, random: f64) -> f64 {
    let limit = match attempt {
        0 => FIRST_MS,
        attempt if attempt < MANY => SOON_MS,
        _ => MAX_MS,
    };
    MIN_MS + random * (limit - MIN_MS)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Return,
    Stop,
    Broken,
}

pub fn meaning_of(code: u16) -> Meaning {
    match code {
        4500 | 4501 | 4503 | 4504 | 4509 | 4510 | 4511 => Meaning::Stop,
        1002 | 1003 | 1007 | 1009 => Meaning::Broken,
        _ => Meaning::Return,
    }
}
