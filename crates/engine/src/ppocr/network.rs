//! One loaded network with one input and one output, run step by step.

use std::sync::Arc;

use document::Code;
use rten::{RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView, Tensor};

use super::kernels::{Buffers, Map, pays, pool};
use super::onnx::{Graph, simplify};
use super::plan::{Plan, Step, Work, plan};
use crate::Error;

/// A network with its name for messages.
pub(super) struct Network {
    plan: Plan,
    /// For each step, the slots that nothing takes later.
    last: Vec<Vec<usize>>,
    name: &'static str,
}

/// How a network is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Loading {
    /// 8-bit products where the processor has them.
    pub(super) bytes: bool,
    /// Give what the last `Softmax` would take, not its probabilities.
    pub(super) logits: bool,
}

impl Network {
    /// Loads a network from the bytes of its ONNX file.
    pub(super) fn load(model: &[u8], name: &'static str, loading: Loading) -> Result<Self, Error> {
        let broken = |why: String| {
            Error::new(Code::ModelBroken, format!("the model {name} does not load: {why}; run `ocrchat models verify`"))
        };
        let mut graph = Graph::parse(model).map_err(|e| broken(e.to_string()))?;
        simplify(&mut graph);
        if loading.logits && graph.nodes.last().is_some_and(|n| n.op == "Softmax") {
            graph.outputs = graph.nodes.pop().map(|n| n.inputs).unwrap_or_default();
        }
        let plan = plan(graph, loading.bytes && pays()).map_err(broken)?;
        let last = last_uses(&plan);
        Ok(Self { plan, last, name })
    }

    /// Runs it on one picture, `[1, channels, height, width]`, on `threads` (all cores for `None`).
    pub(super) fn run(
        &self,
        picture: NdTensor<f32, 4>,
        threads: Option<&Arc<ThreadPool>>,
    ) -> Result<Tensor<f32>, Error> {
        let pool = if let Some(threads) = threads { threads.as_ref() } else { rten::thread_pool() };
        pool.run(|| self.steps(picture, threads))
    }

    fn steps(&self, picture: NdTensor<f32, 4>, threads: Option<&Arc<ThreadPool>>) -> Result<Tensor<f32>, Error> {
        let mut slots: Vec<Option<Value>> = Vec::with_capacity(self.plan.slots);
        slots.resize_with(self.plan.slots, || None);
        slots[0] = Some(picture.into());
        let mut buffers = Buffers::default();
        for (step, last) in self.plan.steps.iter().zip(&self.last) {
            let results = self.step(step, last, &mut slots, &mut buffers, threads)?;
            for (&slot, result) in step.outputs.iter().zip(results) {
                slots[slot] = Some(result);
            }
            for value in last.iter().filter_map(|&slot| slots[slot].take()) {
                if let Value::FloatTensor(tensor) = value {
                    buffers.give(tensor.into_data());
                }
            }
        }
        let result = slots[self.plan.output].take().ok_or_else(|| self.failed("it gave no result"))?;
        result.try_into().map_err(|e| self.failed(e))
    }

    /// Runs one step. What it takes for the last time is handed over, so that rten can work in place.
    fn step(
        &self,
        step: &Step,
        last: &[usize],
        slots: &mut [Option<Value>],
        buffers: &mut Buffers,
        threads: Option<&Arc<ThreadPool>>,
    ) -> Result<Vec<Value>, Error> {
        let missing = || self.failed("a value is missing");
        if let Work::Part(model, inputs, outputs) = &step.work {
            let owned: Vec<Option<Value>> =
                step.inputs.iter().map(|s| if last.contains(s) { slots[*s].take() } else { None }).collect();
            let given = inputs.iter().zip(owned).zip(&step.inputs).map(|((&id, owned), &slot)| {
                let value: ValueOrView = match owned {
                    Some(value) => value.into(),
                    None => slots[slot].as_ref().ok_or_else(missing)?.into(),
                };
                Ok((id, value))
            });
            let given = given.collect::<Result<Vec<_>, Error>>()?;
            let options = RunOptions::default().with_thread_pool(threads.cloned());
            return model.run(given, outputs, Some(options)).map_err(|e| self.failed(e));
        }
        let value = slots[step.inputs[0]].as_ref().ok_or_else(missing)?;
        let view: NdTensorView<f32, 4> = value.try_into().map_err(|e| self.failed(e))?;
        let [batch, channels, height, width] = view.shape();
        if batch != 1 {
            return Err(self.failed("it runs one picture at a time"));
        }
        let values = view.to_contiguous();
        if view.is_empty() {
            return Err(self.failed("a picture has no pixels"));
        }
        let map = Map { values: values.data().into(), channels, height, width };
        let Map { values, channels, height, width } = match &step.work {
            Work::Depthwise(conv) => conv.run(&map, buffers).map_err(|e| self.failed(e))?,
            Work::Pointwise(conv) => conv.run(&map, buffers).map_err(|e| self.failed(e))?,
            Work::Dense(conv) => conv.run(&map, buffers).map_err(|e| self.failed(e))?,
            Work::Pool => pool(&map),
            Work::Part(..) => return Err(missing()),
        };
        Ok(vec![NdTensor::from_data([1, channels, height, width], values.into_owned()).into()])
    }

    /// An error that says that inference failed.
    pub(super) fn failed(&self, why: impl std::fmt::Display) -> Error {
        Error::new(Code::Internal, format!("the model {} failed: {why}", self.name))
    }
}

/// For each step, the slots whose values nothing takes after it.
fn last_uses(plan: &Plan) -> Vec<Vec<usize>> {
    let mut seen = vec![false; plan.slots];
    seen[plan.output] = true;
    let mut last: Vec<Vec<usize>> = plan
        .steps
        .iter()
        .rev()
        .map(|step| {
            let mut ends: Vec<usize> =
                step.inputs.iter().copied().filter(|&s| !std::mem::replace(&mut seen[s], true)).collect();
            ends.dedup();
            ends
        })
        .collect();
    last.reverse();
    last
}
