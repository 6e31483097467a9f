//! The columns of the timing (SPEC T4): when points were drawn, and who wrote registers.

use std::collections::BTreeMap;

use super::head::SEQ_END;
use crate::board::geometry::Geometry;
use crate::board::ids::Writer;
use crate::board::shape::{Register, Shape};
use crate::board::varint::{Reader, out_of_range, signed, unsigned};

/// The columns in their order.
#[derive(Default)]
pub struct Timing<C> {
    pub time: C,
    written: C,
    writers: C,
}

impl<C> Timing<C> {
    /// All columns, in their order.
    pub fn columns(&mut self) -> [&mut C; 3] {
        [&mut self.time, &mut self.written, &mut self.writers]
    }
}

impl Timing<Vec<u8>> {
    /// Writes the times of a shape's points and the writers of its registers.
    pub fn write(&mut self, shape: &Shape) {
        if let Geometry::Ink { time, .. } = &*shape.geometry {
            time.iter().for_each(|step| unsigned(&mut self.time, u64::from(*step)));
        }
        let mut mask = 0u64;
        for (register, (seq, author)) in &shape.writers {
            mask |= 1 << *register as u8;
            signed(&mut self.writers, *seq as i64 - shape.seq as i64);
            unsigned(&mut self.writers, (*author).into());
        }
        unsigned(&mut self.written, mask);
    }
}

impl Timing<Reader<'_>> {
    /// Reads the writers of the registers of a shape that edit `created` created.
    pub fn read_writers(&mut self, created: u64) -> Result<BTreeMap<Register, Writer>, String> {
        let mask: u64 = self.written.unsigned()?;
        if mask >> Register::ALL.len() != 0 {
            return Err("there is no such register".to_owned());
        }
        let mut writers = BTreeMap::new();
        for register in Register::ALL.into_iter().filter(|register| mask & 1 << *register as u8 != 0) {
            let seq = u64::try_from(created as i64 + self.writers.signed()?).ok().filter(|seq| *seq < SEQ_END);
            let writer = (seq.ok_or_else(|| out_of_range(()))?, self.writers.unsigned()?);
            writers.insert(register, writer);
        }
        Ok(writers)
    }
}
