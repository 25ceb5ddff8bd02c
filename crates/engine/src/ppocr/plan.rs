//! From a graph to steps: which nodes this engine's own kernels run, and which parts are left to rten.
//!
//! Owns the choice. A depthwise convolution always goes to its kernel; a 1×1 convolution with enough channels does
//! where 8-bit products pay, together with the GELU behind it. Everything between two such nodes becomes one part, cut
//! out of the graph as a model of its own.

use rten::{Model, ModelOptions, NodeId};

use super::kernels::{Depthwise, Pointwise};
use super::onnx::{Graph, Node};

/// What a step does.
pub(super) enum Work {
    /// A part of the graph that rten runs, with its inputs and outputs.
    Part(Box<Model>, Vec<NodeId>, Vec<NodeId>),
    /// A depthwise convolution.
    Depthwise(Depthwise),
    /// A 1×1 convolution with 8-bit weights.
    Pointwise(Pointwise),
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

/// 1×1 convolutions with fewer input channels stay exact: they are cheap, and the first layers suffer most from 8 bits.
const MIN_CHANNELS: usize = 32;

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
        let own = match depthwise(&graph, node) {
            Some(conv) => Some((Work::Depthwise(conv), node.outputs[0])),
            None if bytes_pay => pointwise(&graph, i, &mut done),
            None => None,
        };
        let Some((work, result)) = own else {
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

/// A constant's floats.
fn floats(graph: &Graph, name: Option<&&str>) -> Option<Vec<f32>> {
    graph.weights.get(name?)?.floats()
}

/// Four numbers of an attribute; `default` four times where it is missing.
fn four(node: &Node, name: &str, default: i64) -> Option<[usize; 4]> {
    let values = node.integers(name);
    let values = if values.is_empty() { vec![default; 4] } else { values };
    <[i64; 4]>::try_from(values).ok().map(|v| v.map(|n| n.max(0) as usize))
}

/// Two numbers of an attribute, 1 where it is missing.
fn two(node: &Node, name: &str) -> Option<[usize; 2]> {
    let values = node.integers(name);
    let values = if values.is_empty() { vec![1; 2] } else { values };
    <[i64; 2]>::try_from(values).ok().map(|v| v.map(|n| n.max(1) as usize))
}

/// The kernel for a depthwise convolution; `None` for any other node.
fn depthwise(graph: &Graph, node: &Node) -> Option<Depthwise> {
    if node.op != "Conv" || node.has("auto_pad") || two(node, "dilations")? != [1, 1] {
        return None;
    }
    let weight = graph.weights.get(node.inputs.get(1)?)?;
    let &[channels, 1, kh, kw] = &weight.dims[..] else { return None };
    if node.integers("group") != [i64::try_from(channels).ok()?] || channels == 1 {
        return None;
    }
    let bias = if node.inputs.len() > 2 { floats(graph, node.inputs.get(2))? } else { vec![0.0; channels] };
    let [top, left, bottom, right] = four(node, "pads", 0)?;
    let pads = [top, left, bottom, right];
    Some(Depthwise { weights: weight.floats()?, bias, kernel: [kh, kw], strides: two(node, "strides")?, pads })
}

/// The kernel for node `i` where it is a 1×1 convolution over a picture, and the value that it gives; marks the nodes
/// of a GELU behind it as done.
fn pointwise<'a>(graph: &Graph<'a>, i: usize, done: &mut [bool]) -> Option<(Work, &'a str)> {
    let node = &graph.nodes[i];
    if node.op != "Conv" || node.has("auto_pad") || !matches!(node.integers("group")[..], [] | [1]) {
        return None;
    }
    let weight = graph.weights.get(node.inputs.get(1)?)?;
    let &[outputs, inputs, 1, 1] = &weight.dims[..] else { return None };
    if inputs < MIN_CHANNELS || two(node, "strides")? != [1, 1] || four(node, "pads", 0)? != [0; 4] {
        return None;
    }
    if pooled(graph, node.inputs[0]) {
        return None;
    }
    let bias = if node.inputs.len() > 2 { floats(graph, node.inputs.get(2))? } else { vec![0.0; outputs] };
    let weights = weight.floats()?;
    let (result, gelu) = match gelu(graph, node.outputs[0]) {
        Some((members, result)) => {
            members.into_iter().for_each(|m| done[m] = true);
            (result, true)
        }
        None => (node.outputs[0], false),
    };
    Some((Work::Pointwise(Pointwise::new(&weights, bias, gelu)), result))
}

/// Whether a value is a mean over the whole picture, or computed from one: squeeze-and-excitation gates are tiny.
fn pooled(graph: &Graph, value: &str) -> bool {
    let Some(node) = graph.nodes.iter().find(|n| n.outputs.contains(&value)) else { return false };
    match node.op {
        "ReduceMean" | "GlobalAveragePool" => true,
        "Relu" | "Conv" | "Add" => pooled(graph, node.inputs[0]),
        _ => false,
    }
}

/// The nodes and the result of `x * (1 + erf(x / √2)) / 2` on a value that nothing else takes.
fn gelu<'a>(graph: &Graph<'a>, x: &str) -> Option<(Vec<usize>, &'a str)> {
    let only = |value: &str, op: &str| -> Option<usize> {
        let takers: Vec<usize> = graph.takers(value).collect();
        if let [i] = takers[..] { (graph.nodes[i].op == op).then_some(i) } else { None }
    };
    let constant = |i: usize| {
        let named = graph.nodes[i].inputs.iter().find(|n| graph.weights.contains_key(*n));
        floats(graph, named).and_then(|v| if let [v] = v[..] { Some(v) } else { None })
    };
    let is = |i: usize, value: f32| constant(i).filter(|c| (c - value).abs() < 1e-3);
    let takers: Vec<usize> = graph.takers(x).collect();
    let [div, mul] = takers[..] else { return None };
    is(div, std::f32::consts::SQRT_2).filter(|_| graph.nodes[div].op == "Div")?;
    let erf = only(graph.nodes[div].outputs[0], "Erf")?;
    let add = only(graph.nodes[erf].outputs[0], "Add")?;
    is(add, 1.0)?;
    if only(graph.nodes[add].outputs[0], "Mul") != Some(mul) {
        return None;
    }
    let half = only(graph.nodes[mul].outputs[0], "Mul")?;
    is(half, 0.5)?;
    Some((vec![div, erf, add, mul, half], graph.nodes[half].outputs[0]))
}
