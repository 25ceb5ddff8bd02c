//! One loaded network with one input and one output: the only place that names rten's model type.

use document::Code;
use rten::{Model, ModelOptions, NodeId, RunOptions, Value};
use rten_tensor::{NdTensor, Tensor};

use crate::Error;

/// A network with its name for messages.
pub(super) struct Network {
    model: Model,
    name: &'static str,
}

impl Network {
    /// Loads a network from the bytes of its ONNX file.
    pub(super) fn load(bytes: Vec<u8>, name: &'static str) -> Result<Self, Error> {
        let model = ModelOptions::with_all_ops().load(bytes).map_err(|e| {
            Error::new(Code::ModelBroken, format!("the model {name} does not load: {e}; run `ocrchat models verify`"))
        })?;
        Ok(Self { model, name })
    }

    /// Its only input.
    pub(super) fn input(&self) -> Result<NodeId, Error> {
        self.model.input_ids().first().copied().ok_or_else(|| self.failed("it has no input"))
    }

    /// Its only output.
    pub(super) fn output(&self) -> Result<NodeId, Error> {
        self.model.output_ids().first().copied().ok_or_else(|| self.failed("it has no output"))
    }

    /// Runs it on one picture, `[1, channels, height, width]`.
    pub(super) fn run(
        &self,
        input: NodeId,
        output: NodeId,
        picture: NdTensor<f32, 4>,
        options: RunOptions,
    ) -> Result<Tensor<f32>, Error> {
        let inputs = vec![(input, Value::from(picture).into())];
        let [result] = self.model.run_n(inputs, [output], Some(options)).map_err(|e| self.failed(e))?;
        result.try_into().map_err(|e| self.failed(e))
    }

    /// An error that says that inference failed.
    pub(super) fn failed(&self, why: impl std::fmt::Display) -> Error {
        Error::new(Code::Internal, format!("the model {} failed: {why}", self.name))
    }
}
