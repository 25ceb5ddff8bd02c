//! Reading and rewriting ONNX files as bytes: the little of the format that the models here need.
//!
//! Owns the wire format (protocol buffers), the graph's nodes and weights, and cutting a part out as a model of its
//! own. Refuses running anything: that is rten's.

mod graph;
#[cfg(test)]
mod made;
mod simplify;
mod wire;

#[cfg(test)]
pub(crate) use graph::Tensor;
pub(crate) use graph::{Graph, Node};
#[cfg(test)]
pub(crate) use made::write_metadata;
pub(super) use simplify::simplify;
pub(crate) use wire::metadata;
