//! Rewriting a graph without changing what it computes: fewer nodes, biases inside their convolutions.

use std::collections::HashMap;

use super::graph::{Graph, Tensor};

/// Removes `Identity` nodes, and moves the bias that is added after a convolution into it.
pub(crate) fn simplify(graph: &mut Graph) {
    drop_identities(graph);
    fold_biases(graph);
}

/// Gives every taker of an `Identity` its source; one that gives a result of the graph stays.
fn drop_identities(graph: &mut Graph) {
    let mut source = HashMap::new();
    let outputs = graph.outputs.clone();
    graph.nodes.retain_mut(|node| {
        for input in &mut node.inputs {
            if let Some(&from) = source.get(input) {
                *input = from;
            }
        }
        if node.op != "Identity" || outputs.contains(&node.outputs[0]) {
            return true;
        }
        source.insert(node.outputs[0], node.inputs[0]);
        false
    });
}

/// `Add(Conv(x, w), b)` with a constant `b` for each channel becomes `Conv(x, w, b)`.
fn fold_biases(graph: &mut Graph) {
    let mut dropped = vec![false; graph.nodes.len()];
    for i in 0..graph.nodes.len() {
        let conv = &graph.nodes[i];
        if conv.op != "Conv" || conv.inputs.len() != 2 || graph.outputs.contains(&conv.outputs[0]) {
            continue;
        }
        let takers: Vec<usize> = graph.takers(conv.outputs[0]).collect();
        let [add] = takers[..] else { continue };
        let add_node = &graph.nodes[add];
        let Some(&bias) = add_node.inputs.iter().find(|&&n| graph.weights.contains_key(n)) else { continue };
        let (Some(weight), tensor) = (graph.weights.get(conv.inputs[1]), &graph.weights[bias]) else { continue };
        let channels = weight.dims.first().copied().unwrap_or_default();
        let per_channel = tensor.dims.iter().product::<usize>() == channels && tensor.dims.get(1) == Some(&channels);
        if add_node.op != "Add" || tensor.dims.len() != weight.dims.len() || !per_channel {
            continue;
        }
        let Some(values) = tensor.floats() else { continue };
        let output = add_node.outputs[0];
        graph.weights.insert(bias, Tensor::floats_named(bias, &[channels], &values));
        graph.nodes[i].inputs.push(bias);
        graph.nodes[i].outputs[0] = output;
        dropped[add] = true;
    }
    let mut gone = dropped.into_iter();
    graph.nodes.retain(|_| gone.next() != Some(true));
}

#[cfg(test)]
mod tests {
    use super::super::graph::tests::node;
    use super::*;

    fn graph<'a>() -> Graph<'a> {
        let mut graph = Graph { inputs: vec!["x"], outputs: vec!["y"], ..Graph::default() };
        graph.nodes = vec![
            node("Conv", &["x", "w"], "c"),
            node("Add", &["c", "b"], "s"),
            node("Identity", &["s"], "t"),
            node("Identity", &["t"], "u"),
            node("Add", &["u", "x"], "y"),
        ];
        graph.weights.insert("w", Tensor::floats_named("w", &[2, 2, 1, 1], &[1.0; 4]));
        graph
    }

    #[test]
    fn biases_move_in_and_identities_go() {
        let mut graph = graph();
        graph.weights.insert("b", Tensor::floats_named("b", &[1, 2, 1, 1], &[0.5, 0.25]));
        simplify(&mut graph);
        let ops: Vec<&str> = graph.nodes.iter().map(|n| n.op).collect();
        assert_eq!(ops, ["Conv", "Add"]);
        assert_eq!(graph.nodes[0].inputs, ["x", "w", "b"]);
        assert_eq!(graph.nodes[0].outputs, ["s"]);
        assert_eq!(graph.nodes[1].inputs, ["s", "x"]);
        assert_eq!(graph.weights["b"].dims, [2]);
    }

    #[test]
    fn what_is_no_bias_stays() {
        let mut graph = graph();
        graph.weights.insert("b", Tensor::floats_named("b", &[1, 1, 1, 2], &[0.5, 0.25]));
        simplify(&mut graph);
        assert_eq!(graph.nodes.len(), 3);
    }
}
