//! The loops that this engine runs itself, because rten's own are slow for these networks: depthwise convolutions, small
//! dense ones, one pooling, and products with 8-bit weights.
//!
//! A kernel is safe Rust on rten's vectors: it is compiled once for each instruction set, and the best is picked at run
//! time.

mod dense;
mod depthwise;
mod padded;
mod pointwise;
mod pool;

pub(super) use dense::Dense;
pub(super) use depthwise::Depthwise;
pub(super) use pointwise::{Pointwise, pays};
pub(super) use pool::pool;

/// A picture between two operations: `[channels, height, width]` floats in rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Map<'a> {
    /// The values.
    pub(super) values: std::borrow::Cow<'a, [f32]>,
    /// Channels.
    pub(super) channels: usize,
    /// Rows.
    pub(super) height: usize,
    /// Columns.
    pub(super) width: usize,
}

/// Memory that one run uses again and again, since fresh memory costs as much as a small layer.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    free: Vec<Vec<f32>>,
    sums: Vec<i32>,
    bytes: Vec<i8>,
}

impl Buffers {
    /// A buffer of `len` values, whatever they are.
    fn take(&mut self, len: usize) -> Vec<f32> {
        let fits = (0..self.free.len()).filter(|&i| self.free[i].capacity() >= len);
        let mut buffer = match fits.min_by_key(|&i| self.free[i].capacity()) {
            Some(i) => self.free.swap_remove(i),
            None => return vec![0.0; len],
        };
        buffer.resize(len, 0.0);
        buffer
    }

    /// Takes back a buffer that is no longer needed. What is kept is bounded: a detector's layers are large, and for them
    /// fresh memory costs little beside the work.
    pub(super) fn give(&mut self, buffer: Vec<f32>) {
        const KEPT: usize = 4 << 20;
        if self.free.iter().map(Vec::capacity).sum::<usize>() + buffer.capacity() <= KEPT {
            self.free.push(buffer);
        }
    }
}
