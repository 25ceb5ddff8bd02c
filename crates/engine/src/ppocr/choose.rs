//! Which nodes of a graph have a kernel of this engine's own, and the kernel for each.
//!
//! A depthwise convolution, a small dense one and a 2×2 pooling always have one; a 1×1 convolution with enough channels
//! does where 8-bit products pay. What follows directly (a rectifier, a GELU) is taken into the kernel.

use super::kernels::{Dense, Depthwise, Pointwise};
use super::onnx::{Graph, Node};
use super::plan::Work;

/// 1×1 convolutions with fewer channels on both sides stay exact: they are cheap, and their errors run through all that
/// follows. Measured: with these alone in 8 bits the share of words read right stays within half a percent of
/// exact products.
const MIN_CHANNELS: usize = 384;

/// The kernel for node `i` and the value that it gives; marks nodes behind it that the kernel does as well as `done`.
pub(super) fn own<'a>(graph: &Graph<'a>, i: usize, bytes_pay: bool, done: &mut [bool]) -> Option<(Work, &'a str)> {
    let node = &graph.nodes[i];
    match node.op {
        "MaxPool" => pools(node).then(|| (Work::Pool, node.outputs[0])),
        "Conv" => {
            if let Some(conv) = depthwise(graph, node) {
                return Some((Work::Depthwise(conv), node.outputs[0]));
            }
            dense(graph, i, done).or_else(|| if bytes_pay { pointwise(graph, i, done) } else { None })
        }
        _ => None,
    }
}

/// Whether a pooling takes two by two pixels, with a stride of 1, and keeps the picture's size.
fn pools(node: &Node) -> bool {
    let size = node.integers("kernel_shape") == [2, 2] && matches!(node.integers("strides")[..], [] | [1, 1]);
    size && node.text("auto_pad") == Some("SAME_UPPER") && matches!(node.integers("ceil_mode")[..], [] | [0])
}

/// Pads top, left, bottom, right of a convolution; `None` where they depend on the picture.
fn pads(node: &Node, [kh, kw]: [usize; 2]) -> Option<[usize; 4]> {
    match node.text("auto_pad") {
        None | Some("NOTSET") => four(node, "pads", 0),
        Some("SAME_UPPER") if two(node, "strides")? == [1, 1] => {
            let (down, across) = (kh - 1, kw - 1);
            Some([down / 2, across / 2, down.div_ceil(2), across.div_ceil(2)])
        }
        _ => None,
    }
}

/// The kernel for node `i` where it is a convolution with a small kernel over all channels, and the value it gives.
fn dense<'a>(graph: &Graph<'a>, i: usize, done: &mut [bool]) -> Option<(Work, &'a str)> {
    let node = &graph.nodes[i];
    let weight = graph.weights.get(node.inputs.get(1)?)?;
    let &[outputs, _, kh, kw] = &weight.dims[..] else { return None };
    let plain = matches!(node.integers("group")[..], [] | [1]) && two(node, "dilations")? == [1, 1];
    let [down, across] = two(node, "strides")?;
    if !plain || kh * kw == 1 || down != across {
        return None;
    }
    let bias = if node.inputs.len() > 2 { floats(graph, node.inputs.get(2))? } else { vec![0.0; outputs] };
    let takers: Vec<usize> = graph.takers(node.outputs[0]).collect();
    let relu = if let [t] = takers[..] { (graph.nodes[t].op == "Relu").then_some(t) } else { None };
    let pads = pads(node, [kh, kw])?;
    let conv = Dense::new(&weight.floats()?, bias, [kh, kw], down, pads, relu.is_some())?;
    let result = relu.map_or(node.outputs[0], |t| {
        done[t] = true;
        graph.nodes[t].outputs[0]
    });
    Some((Work::Dense(conv), result))
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
    if inputs.max(outputs) < MIN_CHANNELS || two(node, "strides")? != [1, 1] || four(node, "pads", 0)? != [0; 4] {
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
