//! Reading and rewriting ONNX files as bytes: the little of the format that the models here need.
//!
//! Owns the wire format (protocol buffers), the graph's nodes and weights, and cutting a part out as a model of its
//! own. Refuses running anything: that is rten's.

mod graph;
mod simplify;
mod wire;

pub(super) use graph::{Graph, Node};
pub(super) use simplify::simplify;
pub(super) use wire::metadata;
