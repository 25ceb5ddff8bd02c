//! Writing whole models, for the tests that need one of their own making.

use super::graph::{Graph, Node};
use super::wire::{Damaged, Fields, put_bytes, put_number, put_value};

/// The type of an attribute of one integer, and of one of several.
const INT: i64 = 2;
const INTS: i64 = 7;

impl<'a> Node<'a> {
    /// A node of its own with attributes of integers. What it holds lives as long as the test.
    pub(crate) fn made(op: &'a str, inputs: &[&'a str], output: &'a str, attributes: &[(&str, &[i64])]) -> Self {
        let written = attributes.iter().map(|&(name, values)| {
            let mut out = Vec::new();
            put_bytes(&mut out, 1, name.as_bytes());
            let single = name == "axis";
            values.iter().for_each(|&v| put_number(&mut out, if single { 3 } else { 8 }, v));
            put_number(&mut out, 20, if single { INT } else { INTS });
            &*Vec::leak(out)
        });
        Node::with(op, inputs.to_vec(), vec![output], written.collect())
    }
}

impl Graph<'_> {
    /// A model of `nodes` whose one input has a name and a shape; `None` is an extent that varies.
    pub(crate) fn write_with_shape(
        &self,
        nodes: &[Node],
        (input, shape): (&str, &[Option<usize>]),
        output: &str,
    ) -> Vec<u8> {
        let (mut extents, mut tensor, mut kind, mut value) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (i, extent) in shape.iter().enumerate() {
            let mut dim = Vec::new();
            match extent {
                Some(n) => put_number(&mut dim, 1, *n as i64),
                None => put_bytes(&mut dim, 2, format!("extent_{i}").as_bytes()),
            }
            put_bytes(&mut extents, 1, &dim);
        }
        put_number(&mut tensor, 1, 1);
        put_bytes(&mut tensor, 2, &extents);
        put_bytes(&mut kind, 1, &tensor);
        put_bytes(&mut value, 1, input.as_bytes());
        put_bytes(&mut value, 2, &kind);
        self.write_declared(nodes, &[value], &[output])
    }
}

/// A model with another value of one of its metadata entries.
pub(crate) fn write_metadata(model: &[u8], key: &str, value: &str) -> Result<Vec<u8>, Damaged> {
    const METADATA_PROPS: u64 = 14;
    let mut out = Vec::with_capacity(model.len());
    for field in Fields(model) {
        let (number, content) = field?;
        let named =
            number == METADATA_PROPS && Fields(content.bytes()?).flatten().any(|(n, v)| n == 1 && v.text() == Ok(key));
        if !named {
            put_value(&mut out, number, content);
        }
    }
    let mut entry = Vec::new();
    put_bytes(&mut entry, 1, key.as_bytes());
    put_bytes(&mut entry, 2, value.as_bytes());
    put_bytes(&mut out, METADATA_PROPS, &entry);
    Ok(out)
}
