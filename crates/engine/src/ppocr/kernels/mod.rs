//! The loops that this engine runs itself, because rten's own are slow for these networks: depthwise convolutions, small
//! dense ones, one pooling, and products with 8-bit weights.
//!
//! A kernel is plain safe Rust inside a `SimdOp`: rten compiles the loop once for each instruction set and picks the
//! best at run time.

mod dense;
mod depthwise;
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
