//! From a graph to steps: which nodes this engine's own kernels run, and which parts are left to rten.
//!
//! Owns the cutting: everything between two nodes with a kernel becomes one part, a model of its own.

use rten::{Model, ModelOptions, NodeId};

use super::choose::own;
use super::kernels::{Dense, Depthwise, Pointwise};
use super::onnx::{Graph, Node};

/// What a step does.
pub(super) enum Work {
    /// A part of the graph that rten runs, with its inputs and outputs.
    Part(Box<Model>, Vec<NodeId>, Vec<NodeId>),
    /// A depthwise convolution.
    Depthwise(Depthwise),
    /// A convolution with a small kernel over all channels.
    Dense(Dense),
    /// A 1×1 convolution with 8-bit weights.
    Pointwise(Pointwise),
    /// The greatest of two by two pixels.
    Pool,
}

/// One step: it takes the values in some slots and puts its results into others.
pub(super) struct Step {
    pub(super) work: Work,
    pub(super) inputs: Vec<usize>,
    pub(super) outputs: Vec<usize>,
}

/// A whole network.
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// How many slots there are; the network's input is in slot 0.
    pub(super) slots: usize,
    /// Where the result ends up.
    pub(super) output: usize,
}

/// A step before its values have slots.
struct Named<'a> {
    work: Work,
    inputs: Vec<&'a str>,
    outputs: Vec<&'a str>,
}

/// Makes the plan for a simplified graph of one input and one output.
pub(super) fn plan(mut graph: Graph, bytes_pay: bool) -> Result<Plan, String> {
    let (&[input], &[output]) = (&graph.inputs[..], &graph.outputs[..]) else {
        return Err("it has not one input and one output".into());
    };
    let mut done = vec![false; graph.nodes.len()];
    let nodes = std::mem::take(&mut graph.nodes);
    graph.nodes.clone_from(&nodes);
    let (mut named, mut rest): (Vec<Named>, Vec<usize>) = (Vec::new(), Vec::new());
    for (i, node) in nodes.iter().enumerate() {
        if done[i] {
            continue;
        }
        let Some((work, result)) = own(&graph, i, bytes_pay, &mut done) else {
            rest.push(i);
            continue;
        };
        named.extend(part(&graph, &std::mem::take(&mut rest), output, &done)?);
        named.push(Named { work, inputs: vec![node.inputs[0]], outputs: vec![result] });
    }
    named.extend(part(&graph, &rest, output, &done)?);
    assign(named, input, output)
}

/// Gives every value a slot.
fn assign(named: Vec<Named>, input: &str, output: &str) -> Result<Plan, String> {
    let mut slots = vec![input];
    let mut steps = Vec::with_capacity(named.len());
    for Named { work, inputs, outputs } in named {
        let place =
            |n: &&str| slots.iter().position(|s| s == n).ok_or_else(|| format!("{n} is used before it is made"));
        let inputs = inputs.iter().map(place).collect::<Result<_, _>>()?;
        let first = slots.len();
        slots.extend(outputs);
        steps.push(Step { work, inputs, outputs: (first..slots.len()).collect() });
    }
    let output = slots.iter().position(|&s| s == output).ok_or("nothing makes its output")?;
    Ok(Plan { steps, slots: slots.len(), output })
}

/// The nodes at `members` as a model of their own; `None` for no nodes. It gives the values that nodes outside take.
fn part<'a>(graph: &Graph<'a>, members: &[usize], result: &str, gone: &[bool]) -> Result<Option<Named<'a>>, String> {
    if members.is_empty() {
        return Ok(None);
    }
    let nodes: Vec<Node> = members.iter().map(|&i| graph.nodes[i].clone()).collect();
    let made = |name: &str| nodes.iter().any(|n| n.outputs.contains(&name));
    let mut inputs: Vec<&str> = Vec::new();
    for &name in nodes.iter().flat_map(|n| &n.inputs) {
        if !name.is_empty() && !graph.weights.contains_key(name) && !made(name) && !inputs.contains(&name) {
            inputs.push(name);
        }
    }
    let outside = |name: &str| graph.takers(name).any(|i| !members.contains(&i) && !gone[i]) || name == result;
    let outputs: Vec<&str> = nodes.iter().flat_map(|n| n.outputs.iter().copied()).filter(|o| outside(o)).collect();
    let bytes = graph.write(&nodes, &inputs, &outputs);
    let model = ModelOptions::with_all_ops().load(bytes).map_err(|e| e.to_string())?;
    let ids = |names: &[&str]| -> Result<Vec<NodeId>, String> {
        names.iter().map(|n| model.node_id(n).map_err(|e| e.to_string())).collect()
    };
    let (from, to) = (ids(&inputs)?, ids(&outputs)?);
    Ok(Some(Named { work: Work::Part(Box::new(model), from, to), inputs, outputs }))
}
