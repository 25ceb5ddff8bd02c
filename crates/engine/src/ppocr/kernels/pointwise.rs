//! 1×1 convolution with 8-bit weights: one product of matrices, and what follows it in one pass.
//!
//! The input is quantised to 8 bits with a scale of its own for every run; the weights were quantised once, each output
//! channel with its own scale. The product is exact in 32 bits, and scale, bias and GELU are applied while a row is
//! still in the cache. Only worth it where the processor multiplies bytes into 32-bit sums without saturating.

use rayon::prelude::*;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, QuantParams};
use rten_simd::{Isa, SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{Gelu, MinMax};

use super::{Buffers, Map};

/// Products of unsigned with signed bytes.
type Gemm = GemmExecutor<u8, i8, i32>;

/// A 1×1 convolution with quantised weights.
pub(in super::super) struct Pointwise {
    /// `[outputs, inputs]`. Not packed beforehand: rten 0.26 forgets the zeros of a matrix packed ahead.
    bytes: Vec<u8>,
    inputs: usize,
    /// The byte that stands for a weight of zero, once for each output channel.
    zeros: Vec<u8>,
    scales: Vec<f32>,
    bias: Vec<f32>,
    gelu: bool,
}

/// The byte that stands for a weight of zero.
const ZERO: u8 = 128;

/// Whether this processor multiplies bytes exactly and fast.
pub(in super::super) fn pays() -> bool {
    !Gemm::default().may_saturate()
}

impl Pointwise {
    /// Quantises `weights`, `[outputs, inputs]`; `gelu` applies that function to the result.
    pub(in super::super) fn new(weights: &[f32], bias: Vec<f32>, gelu: bool) -> Self {
        let outputs = bias.len();
        let inputs = weights.len() / outputs;
        let (mut bytes, mut scales) = (Vec::with_capacity(weights.len()), Vec::with_capacity(outputs));
        for row in weights.chunks_exact(inputs) {
            let scale = row.iter().fold(0.0f32, |m, w| m.max(w.abs())) / 127.0;
            let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
            scales.push(scale);
            bytes.extend(row.iter().map(|w| ((w * inverse).round() as i32 + i32::from(ZERO)) as u8));
        }
        Self { bytes, inputs, zeros: vec![ZERO; outputs], scales, bias, gelu }
    }

    /// Runs it; `Err` where the input has not the channels that the weights need.
    pub(in super::super) fn run(&self, input: &Map, buffers: &mut Buffers) -> Result<Map<'static>, &'static str> {
        let (outputs, pixels) = (self.bias.len(), input.height * input.width);
        if input.channels != self.inputs || pixels == 0 {
            return Err("a convolution got another number of channels than it has weights for");
        }
        let (scale, zero) = quantise(&input.values, &mut buffers.bytes);
        buffers.sums.resize(outputs * pixels, 0);
        let mut values = buffers.take(outputs * pixels);
        let Buffers { sums, bytes, .. } = buffers;
        let columns = vec![zero; pixels];
        let options = GemmOptions {
            a_quant: Some(QuantParams { zero_point: &self.zeros }),
            b_quant: Some(QuantParams { zero_point: &columns }),
            ..GemmOptions::default()
        };
        let left = NdTensorView::from_data([outputs, self.inputs], &self.bytes[..]);
        let right = NdTensorView::from_data([input.channels, pixels], &bytes[..]);
        // An executor is a choice of kernel, made anew each time: it cannot be shared between threads.
        Gemm::default()
            .gemm(sums, GemmInputA::Unpacked(left), GemmInputB::Unpacked(right), options)
            .map_err(|_| "a product of matrices does not fit")?;
        let rows = values.par_chunks_mut(pixels).zip(sums.par_chunks(pixels)).zip(&self.scales).zip(&self.bias);
        rows.for_each(|(((out, sums), &row_scale), &bias)| {
            Scale { sums, out, scale: scale * row_scale, bias }.dispatch();
            if self.gelu {
                Gelu {}.map_mut(out);
            }
        });
        Ok(Map { values: values.into(), channels: outputs, height: input.height, width: input.width })
    }
}

/// Values in a block that one thread quantises.
const BLOCK: usize = 1 << 14;

/// Puts the values into `bytes`; gives their scale and the byte that stands for zero: `value = scale * (byte - zero)`.
fn quantise(values: &[f32], bytes: &mut Vec<i8>) -> (f32, i8) {
    let (low, high) = values
        .par_chunks(BLOCK)
        .map(|c| MinMax::new(c).dispatch())
        .reduce(|| (0.0, 0.0), |a, b| (a.0.min(b.0), a.1.max(b.1)));
    // Zero must be one of the steps: paddings and the many zeros after a rectifier stay exact.
    let (low, high) = (low.min(0.0), high.max(0.0));
    let scale = if high > low { (high - low) / 255.0 } else { 1.0 };
    let zero = (-128.0 - low / scale).round().clamp(-128.0, 127.0);
    bytes.resize(values.len(), 0);
    bytes.par_chunks_mut(BLOCK).zip(values.par_chunks(BLOCK)).for_each(|(out, values)| {
        Quantise { values, out, inverse: 1.0 / scale, zero }.dispatch();
    });
    (scale, zero as i8)
}

/// Rounds scaled values to bytes.
struct Quantise<'a> {
    values: &'a [f32],
    out: &'a mut [i8],
    inverse: f32,
    zero: f32,
}

impl SimdOp for Quantise<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _isa: I) {
        // Adding 1.5 * 2^23 leaves the rounded integer in the lowest bits: no slow conversion in the loop.
        const MAGIC: f32 = 12_582_912.0;
        for (o, v) in self.out.iter_mut().zip(self.values) {
            let scaled = (v * self.inverse + self.zero).clamp(-128.0, 127.0);
            *o = (scaled + MAGIC).to_bits() as i8;
        }
    }
}

/// Turns sums into values of one channel.
struct Scale<'a> {
    sums: &'a [i32],
    out: &'a mut [f32],
    scale: f32,
    bias: f32,
}

impl SimdOp for Scale<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _isa: I) {
        for (o, &s) in self.out.iter_mut().zip(self.sums) {
            *o = s as f32 * self.scale + self.bias;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pseudo(n: usize, seed: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 7919 + seed * 104_729) % 1009) as f32 / 504.5 - 1.0).collect()
    }

    #[test]
    fn bytes_keep_values_to_half_a_step() {
        for values in [vec![-1.0, 0.0, 3.0, 0.5], vec![2.0, 7.0], vec![-3.0, -0.5], vec![0.0, 0.0]] {
            let mut bytes = vec![0; 9];
            let (scale, zero) = quantise(&values, &mut bytes);
            assert_eq!(bytes.len(), values.len());
            for (b, v) in bytes.iter().zip(&values) {
                let back = scale * (f32::from(*b) - f32::from(zero));
                assert!((back - v).abs() <= scale * 0.51, "{v} came back as {back}");
            }
        }
    }

    #[test]
    fn the_product_is_close_to_the_exact_one() {
        let (inputs, outputs, height, width) = (40, 9, 3, 17);
        let (weights, bias, values) =
            (pseudo(inputs * outputs, 1), pseudo(outputs, 2), pseudo(inputs * height * width, 3));
        for gelu in [false, true] {
            let map = Map { values: (&values[..]).into(), channels: inputs, height, width };
            let got = Pointwise::new(&weights, bias.clone(), gelu).run(&map, &mut Buffers::default()).unwrap();
            let pixels = height * width;
            for o in 0..outputs {
                for p in 0..pixels {
                    let sum: f32 = (0..inputs).map(|i| weights[o * inputs + i] * values[i * pixels + p]).sum();
                    let exact = sum + bias[o];
                    let exact = if gelu { Gelu {}.scalar_eval(exact) } else { exact };
                    let got = got.values[o * pixels + p];
                    assert!((got - exact).abs() < 0.08, "{got} for {exact}");
                }
            }
        }
    }

    #[test]
    fn other_channels_are_refused() {
        let map = Map { values: vec![0.0; 6].into(), channels: 3, height: 1, width: 2 };
        assert!(Pointwise::new(&[1.0; 8], vec![0.0; 2], false).run(&map, &mut Buffers::default()).is_err());
    }
}
