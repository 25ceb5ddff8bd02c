//! Reading and rewriting ONNX files as bytes: the little of the format that the models here need.
//!
//! Owns the wire format (protocol buffers), the graph's nodes and weights, and the rewriting to 8-bit products. Refuses
//! running anything: that is rten's.

mod wire;

pub(super) use wire::metadata;
