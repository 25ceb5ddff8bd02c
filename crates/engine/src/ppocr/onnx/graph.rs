//! An ONNX graph as nodes and weights: read from a model file, and written as a model of some of its nodes.

use std::borrow::Cow;
use std::collections::HashMap;

use super::wire::{Damaged, Fields, Value, put_bytes, put_number, put_value};

/// Fields of the messages, by their numbers in onnx.proto.
mod field {
    pub(super) const MODEL_GRAPH: u64 = 7;
    pub(super) const NODE: u64 = 1;
    pub(super) const INITIALIZER: u64 = 5;
    pub(super) const INPUT: u64 = 11;
    pub(super) const OUTPUT: u64 = 12;
}

/// ONNX's number for `float`.
const FLOAT: i64 = 1;

/// One operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node<'a> {
    /// The operator, e.g. `Conv`.
    pub(crate) op: &'a str,
    /// Names of the values that it takes; an empty name is an input left out.
    pub(crate) inputs: Vec<&'a str>,
    /// Names of the values that it gives.
    pub(crate) outputs: Vec<&'a str>,
    attributes: Vec<&'a [u8]>,
}

/// One constant.
#[derive(Clone, Debug)]
pub(crate) struct Tensor<'a> {
    /// Its extents.
    pub(crate) dims: Vec<usize>,
    message: Cow<'a, [u8]>,
}

/// A graph whose nodes stand in an order in which they can run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph<'a> {
    /// The operations.
    pub(crate) nodes: Vec<Node<'a>>,
    /// The constants by name.
    pub(crate) weights: HashMap<&'a str, Tensor<'a>>,
    /// Names of the values given from outside.
    pub(crate) inputs: Vec<&'a str>,
    /// Names of the results.
    pub(crate) outputs: Vec<&'a str>,
    /// The model's other fields: format and operator versions.
    pub(super) header: Vec<(u64, Value<'a>)>,
}

impl<'a> Node<'a> {
    fn parse(bytes: &'a [u8]) -> Result<Self, Damaged> {
        let mut node = Node::default();
        for field in Fields(bytes) {
            match field? {
                (1, v) => node.inputs.push(v.text()?),
                (2, v) => node.outputs.push(v.text()?),
                (4, v) => node.op = v.text()?,
                (5, v) => node.attributes.push(v.bytes()?),
                _ => {}
            }
        }
        Ok(node)
    }

    /// A node of these parts; attributes are messages.
    #[cfg(test)]
    pub(super) fn with(op: &'a str, inputs: Vec<&'a str>, outputs: Vec<&'a str>, attributes: Vec<&'a [u8]>) -> Self {
        Node { op, inputs, outputs, attributes }
    }

    fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.inputs.iter().for_each(|i| put_bytes(&mut out, 1, i.as_bytes()));
        self.outputs.iter().for_each(|o| put_bytes(&mut out, 2, o.as_bytes()));
        put_bytes(&mut out, 4, self.op.as_bytes());
        self.attributes.iter().for_each(|a| put_bytes(&mut out, 5, a));
        out
    }

    /// Whether it has an attribute of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    fn attribute(&self, name: &str) -> Option<&'a [u8]> {
        let named = |a: &&&[u8]| Fields(a).flatten().any(|(n, v)| n == 1 && v.text() == Ok(name));
        self.attributes.iter().find(named).copied()
    }

    /// The text of an attribute.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        Fields(self.attribute(name)?).flatten().find(|(n, _)| *n == 4)?.1.text().ok()
    }

    /// The integers of an attribute (one or a list); empty where it is missing.
    pub(crate) fn integers(&self, name: &str) -> Vec<i64> {
        let mut found = Vec::new();
        for (n, value) in Fields(self.attribute(name).unwrap_or_default()).flatten() {
            match (n, value) {
                (3 | 8, Value::Varint(v)) => found.push(v as i64),
                (8, Value::Bytes(packed)) => {
                    let mut rest = Fields(packed);
                    while !rest.0.is_empty() {
                        let Ok(v) = rest.varint() else { return Vec::new() };
                        found.push(v as i64);
                    }
                }
                _ => {}
            }
        }
        found
    }
}

impl<'a> Tensor<'a> {
    fn parse(bytes: &'a [u8]) -> Result<(&'a str, Self), Damaged> {
        let (mut name, mut dims) = ("", Vec::new());
        for field in Fields(bytes) {
            match field? {
                (1, Value::Varint(v)) => dims.push(usize::try_from(v).map_err(|_| Damaged)?),
                (1, Value::Bytes(packed)) => {
                    let mut rest = Fields(packed);
                    while !rest.0.is_empty() {
                        dims.push(usize::try_from(rest.varint()?).map_err(|_| Damaged)?);
                    }
                }
                (8, v) => name = v.text()?,
                _ => {}
            }
        }
        Ok((name, Tensor { dims, message: Cow::Borrowed(bytes) }))
    }

    /// A constant of floats under a name.
    pub(crate) fn floats_named(name: &str, dims: &[usize], values: &[f32]) -> Self {
        let mut message = Vec::with_capacity(values.len() * 4 + 64);
        dims.iter().for_each(|&d| put_number(&mut message, 1, d as i64));
        put_number(&mut message, 2, FLOAT);
        put_bytes(&mut message, 8, name.as_bytes());
        let raw: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        put_bytes(&mut message, 9, &raw);
        Tensor { dims: dims.to_vec(), message: Cow::Owned(message) }
    }

    /// Its values; `None` where it holds no floats, or not as many as its extents say.
    pub(crate) fn floats(&self) -> Option<Vec<f32>> {
        let number = |b: &[u8]| b.try_into().map(f32::from_le_bytes).ok();
        let (mut values, mut float) = (Vec::new(), false);
        for (n, value) in Fields(&self.message).flatten() {
            match (n, value) {
                (2, Value::Varint(v)) => float = v as i64 == FLOAT,
                (4, Value::Fixed32(b)) => values.push(f32::from_le_bytes(b)),
                (4 | 9, Value::Bytes(b)) => values.extend(b.chunks(4).map_while(number)),
                _ => {}
            }
        }
        (float && values.len() == self.dims.iter().product::<usize>()).then_some(values)
    }
}

impl<'a> Graph<'a> {
    /// Reads a model file.
    pub(crate) fn parse(model: &'a [u8]) -> Result<Self, Damaged> {
        let (mut graph, mut body) = (Self::default(), None);
        for entry in Fields(model) {
            match entry? {
                (field::MODEL_GRAPH, v) => body = Some(v.bytes()?),
                // Metadata serves people and the dictionary; the network needs none of it.
                (14, _) => {}
                other => graph.header.push(other),
            }
        }
        let name = |v: Value<'a>| {
            let named = Fields(v.bytes()?).flatten().find(|(n, _)| *n == 1);
            named.ok_or(Damaged)?.1.text()
        };
        for entry in Fields(body.ok_or(Damaged)?) {
            match entry? {
                (field::NODE, v) => graph.nodes.push(Node::parse(v.bytes()?)?),
                (field::INITIALIZER, v) => {
                    let (name, tensor) = Tensor::parse(v.bytes()?)?;
                    graph.weights.insert(name, tensor);
                }
                (field::INPUT, v) => graph.inputs.push(name(v)?),
                (field::OUTPUT, v) => graph.outputs.push(name(v)?),
                _ => {}
            }
        }
        let weights = &graph.weights;
        graph.inputs.retain(|i| !weights.contains_key(i));
        Ok(graph)
    }

    /// The nodes that take a value.
    pub(crate) fn takers(&self, value: &str) -> impl Iterator<Item = usize> {
        (0..self.nodes.len()).filter(move |&i| self.nodes[i].inputs.contains(&value))
    }

    /// Writes a model of `nodes` with the weights that they need, taking `inputs` and giving `outputs`.
    pub(crate) fn write(&self, nodes: &[Node], inputs: &[&str], outputs: &[&str]) -> Vec<u8> {
        let inputs: Vec<Vec<u8>> = inputs.iter().map(|i| i_value(i)).collect();
        self.write_declared(nodes, &inputs, outputs)
    }

    /// As [`Self::write`] with the inputs' declarations as messages.
    pub(super) fn write_declared(&self, nodes: &[Node], inputs: &[Vec<u8>], outputs: &[&str]) -> Vec<u8> {
        let mut body = Vec::new();
        nodes.iter().for_each(|n| put_bytes(&mut body, field::NODE, &n.write()));
        put_bytes(&mut body, 2, b"part");
        let mut named: Vec<&str> = nodes.iter().flat_map(|n| n.inputs.iter().copied()).collect();
        named.sort_unstable();
        named.dedup();
        for weight in named.iter().filter_map(|n| self.weights.get(n)) {
            put_bytes(&mut body, field::INITIALIZER, &weight.message);
        }
        inputs.iter().for_each(|i| put_bytes(&mut body, field::INPUT, i));
        outputs.iter().for_each(|o| put_bytes(&mut body, field::OUTPUT, o_value(o).as_slice()));
        let mut model = Vec::with_capacity(body.len() + 256);
        self.header.iter().for_each(|&(n, v)| put_value(&mut model, n, v));
        put_bytes(&mut model, field::MODEL_GRAPH, &body);
        model
    }
}

/// The declaration of an input: floats of any shape.
fn i_value(name: &str) -> Vec<u8> {
    let (mut tensor, mut kind, mut out) = (Vec::new(), Vec::new(), Vec::new());
    put_number(&mut tensor, 1, FLOAT);
    put_bytes(&mut kind, 1, &tensor);
    put_bytes(&mut out, 1, name.as_bytes());
    put_bytes(&mut out, 2, &kind);
    out
}

/// The declaration of a result: its name alone, since not every part gives floats.
fn o_value(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    put_bytes(&mut out, 1, name.as_bytes());
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A node of a test graph.
    pub(in super::super) fn node<'a>(op: &'a str, inputs: &[&'a str], output: &'a str) -> Node<'a> {
        Node { op, inputs: inputs.to_vec(), outputs: vec![output], attributes: Vec::new() }
    }

    #[test]
    fn a_written_model_reads_the_same() {
        let mut graph = Graph { inputs: vec!["x"], outputs: vec!["y"], ..Graph::default() };
        graph.nodes = vec![node("Add", &["x", "w"], "s"), node("Relu", &["s"], "y")];
        graph.weights.insert("w", Tensor::floats_named("w", &[2, 1], &[1.5, -2.0]));
        graph.weights.insert("unused", Tensor::floats_named("unused", &[1], &[0.0]));
        let bytes = graph.write(&graph.nodes, &["x"], &["y"]);
        let back = Graph::parse(&bytes).unwrap();
        assert_eq!((back.inputs, back.outputs), (vec!["x"], vec!["y"]));
        assert_eq!(back.nodes.len(), 2);
        assert_eq!((back.nodes[0].op, &back.nodes[0].inputs[..]), ("Add", &["x", "w"][..]));
        assert_eq!(back.weights.len(), 1);
        assert_eq!(back.weights["w"].dims, [2, 1]);
        assert_eq!(back.weights["w"].floats(), Some(vec![1.5, -2.0]));
    }

    #[test]
    fn attributes_are_read_one_by_one_or_packed() {
        let (mut single, mut packed) = (Vec::new(), Vec::new());
        put_bytes(&mut single, 1, b"group");
        put_number(&mut single, 3, 8);
        put_bytes(&mut packed, 1, b"pads");
        put_bytes(&mut packed, 8, &[1, 0, 1, 3]);
        let mut node = node("Conv", &["x"], "y");
        node.attributes = vec![&single, &packed];
        assert_eq!(node.integers("group"), [8]);
        assert_eq!(node.integers("pads"), [1, 0, 1, 3]);
        assert!(node.integers("strides").is_empty() && node.has("pads") && !node.has("strides"));
    }

    #[test]
    fn a_tensor_with_too_few_values_has_none() {
        assert_eq!(Tensor::floats_named("w", &[3], &[1.0]).floats(), None);
    }
}
