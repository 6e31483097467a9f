//! Variable-length integers: LEB128, with zigzag for signed ones.

/// Longest encoding. It holds 56 bits, and a difference of two 53-bit numbers needs at most 55 with its sign.
const MAX_BYTES: u32 = 8;

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

/// The bytes that are not yet read.
#[derive(Default)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// Reads the next `length` bytes.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or("it ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    /// Reads the next byte.
    pub fn byte(&mut self) -> Result<u8, String> {
        Ok(self.take(1)?[0])
    }

    fn leb128(&mut self) -> Result<u64, String> {
        let mut value = 0;
        for index in 0..MAX_BYTES {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << (7 * index);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err("a number is too long".to_owned())
    }

    /// Reads an unsigned number and checks that it fits its type.
    pub fn unsigned<T: TryFrom<u64>>(&mut self) -> Result<T, String> {
        self.leb128()?.try_into().map_err(out_of_range)
    }

    /// Reads a signed number; its magnitude is below 2^55.
    pub fn signed(&mut self) -> Result<i64, String> {
        let zigzag = self.leb128()?;
        Ok((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    /// Reads a length and the bytes of a column.
    pub fn column(&mut self) -> Result<Reader<'a>, String> {
        let length = self.unsigned()?;
        Ok(Reader(self.take(length)?))
    }
}

/// Error text for a number that its type or a rule does not allow.
pub fn out_of_range<E>(_: E) -> String {
    "a number is out of range".to_owned()
}
