//! Join codes: what a class types to come into a lesson (SPEC J4).

use std::fmt;
use std::str::FromStr;

/// Letters and digits of a code: none that look alike.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Length of a code: some 27,500 million of them.
const LENGTH: usize = 7;

/// The code of an open lesson.
#[derive(Clone, Copy)]
pub struct JoinCode([u8; LENGTH]);

/// The error of a text that is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a code of a lesson")]
pub struct NotACode;

impl JoinCode {
    /// The code of a random number. That some codes are a little likelier does not matter: there are 2^64 numbers.
    pub fn of_random(mut number: u64) -> Self {
        Self(std::array::from_fn(|_| {
            let letter = ALPHABET[(number % ALPHABET.len() as u64) as usize];
            number /= ALPHABET.len() as u64;
            letter
        }))
    }
}

impl FromStr for JoinCode {
    type Err = NotACode;

    /// Reads a code as people type it: in any case, with spaces and hyphens.
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let letters = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').take(LENGTH + 1);
        let letters: Vec<u8> = letters.map(|letter| u8::try_from(letter.to_ascii_uppercase()).unwrap_or(0)).collect();
        let code: [u8; LENGTH] = letters.try_into().map_err(|_| NotACode)?;
        if code.iter().all(|letter| ALPHABET.contains(letter)) { Ok(Self(code)) } else { Err(NotACode) }
    }
}

impl PartialEq for JoinCode {
    /// Takes the same time wherever the two differ.
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
    }
}

impl Eq for JoinCode {}

impl fmt::Display for JoinCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).expect("the alphabet is ASCII"))
    }
}

impl fmt::Debug for JoinCode {
    /// Codes stay out of the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JoinCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [J4] A code is read as people type it, and nothing else is a code.
    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = JoinCode::of_random(0x1234_5678_9abc_def0);
        let text = code.to_string();
        assert!(text.len() == 7 && format!("{code:?}") == "JoinCode(…)");
        for typed in [text.clone(), text.to_lowercase(), format!(" {}-{} ", &text[..3], &text[3..])] {
            assert_eq!(typed.parse::<JoinCode>().unwrap(), code, "{typed}");
        }
        for bad in ["", "ABCDEF", "ABCDEFGH", "ABCDEF0", "ABCDEFI", "ABCDEFÀ", "ABC/DEF"] {
            assert!(bad.parse::<JoinCode>().is_err(), "{bad}");
        }
        assert_ne!(JoinCode::of_random(1), JoinCode::of_random(2));
    }
}
