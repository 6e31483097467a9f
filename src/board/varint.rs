//! Integers in as few bytes as they need: seven bits a byte, the lowest first (LEB128). A sign lies in the
//! lowest bit (zigzag).

/// Enough for every number up to 2^55, which no difference of two numbers of 53 bits reaches.
const BYTES: u32 = 8;

/// Appends a number below 2^56.
pub fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a number between -2^55 and 2^55.
pub fn signed(out: &mut Vec<u8>, value: i64) {
    unsigned(out, ((value << 1) ^ (value >> 63)) as u64);
}

/// Bytes that are still to be read.
#[derive(Default)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// The next so many bytes.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or("it ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    /// The next byte.
    pub fn byte(&mut self) -> Result<u8, String> {
        Ok(self.take(1)?[0])
    }

    fn folded(&mut self) -> Result<u64, String> {
        let mut value = 0;
        for place in 0..BYTES {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err("a number is too long".to_owned())
    }

    /// The next number, if it fits its type.
    pub fn unsigned<T: TryFrom<u64>>(&mut self) -> Result<T, String> {
        self.folded()?.try_into().map_err(out_of_range)
    }

    /// The next number with a sign; its magnitude is below 2^55.
    pub fn signed(&mut self) -> Result<i64, String> {
        let folded = self.folded()?;
        Ok((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }

    /// The bytes behind a length.
    pub fn column(&mut self) -> Result<Reader<'a>, String> {
        let length = self.unsigned()?;
        Ok(Reader(self.take(length)?))
    }
}

/// What is said of a number that a type or a rule does not allow.
pub fn out_of_range<E>(_: E) -> String {
    "a number is out of range".to_owned()
}
