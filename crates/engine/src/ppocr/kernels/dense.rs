//! Convolution with a small kernel over all channels: the first layers of both networks.
//!
//! rten 0.26 first copies every pixel once for each tap (im2col) and then multiplies; with few output channels the
//! copying takes longer than the product. Here a strip of a row of several output channels stays in registers while all
//! input channels and taps pass by.

use rayon::prelude::*;
use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use super::padded::{Layout, STRIP};
use super::{Buffers, Map};

/// A convolution with its weights.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Dense {
    /// For each block of `BLOCK` output channels: `[kernel height, input channels, kernel width, BLOCK]`.
    weights: Vec<f32>,
    bias: Vec<f32>,
    kernel: [usize; 2],
    stride: usize,
    pads: [usize; 4],
    relu: bool,
}

/// Output channels that are computed at once.
const BLOCK: usize = 6;

impl Dense {
    /// Takes weights `[outputs, inputs, kernel height, kernel width]`, one bias an output, a stride of 1 or 2, pads top,
    /// left, bottom, right; `relu` rectifies the result. `None` for an output count that does not divide into blocks.
    pub(in super::super) fn new(
        weights: &[f32],
        bias: Vec<f32>,
        kernel: [usize; 2],
        stride: usize,
        pads: [usize; 4],
        relu: bool,
    ) -> Option<Self> {
        if bias.is_empty() || !bias.len().is_multiple_of(BLOCK) || !(1..=2).contains(&stride) {
            return None;
        }
        let [kh, kw] = kernel;
        let taps = weights.len() / bias.len();
        let inputs = taps / (kh * kw);
        let mut packed = Vec::with_capacity(weights.len());
        for block in weights.chunks_exact(taps * BLOCK) {
            for (ky, c) in (0..kh).flat_map(|ky| (0..inputs).map(move |c| (ky, c))) {
                let first = (c * kh + ky) * kw;
                packed.extend((first..first + kw).flat_map(|t| (0..BLOCK).map(move |o| block[o * taps + t])));
            }
        }
        Some(Self { weights: packed, bias, kernel, stride, pads, relu })
    }

    /// Runs it; `Err` where the input has not the channels that the weights need.
    pub(in super::super) fn run(&self, input: &Map, buffers: &mut Buffers) -> Result<Map<'static>, &'static str> {
        let [kh, kw] = self.kernel;
        let outputs = self.bias.len();
        let taps = input.channels * kh * kw;
        let [top, left, bottom, right] = self.pads;
        if self.weights.len() != taps * outputs || input.height + top + bottom < kh || input.width + left + right < kw {
            return Err("a convolution got a picture of another shape than its weights are for");
        }
        let height = (input.height + top + bottom - kh) / self.stride + 1;
        let width = (input.width + left + right - kw) / self.stride + 1;
        let layout = Layout::new(input.height, input.width, self.pads, self.stride);
        // Rows of all channels stand together: what one row of results needs is one piece of memory.
        let piece = input.channels * layout.line();
        let mut padded = vec![0.0f32; layout.height * piece];
        padded.par_chunks_mut(piece).skip(layout.top).take(input.height).enumerate().for_each(|(y, out)| {
            for (out, plane) in
                out.chunks_exact_mut(layout.line()).zip(input.values.chunks_exact(input.height * input.width))
            {
                layout.fill_row(&plane[y * input.width..][..input.width], out);
            }
        });
        let mut values = buffers.take(outputs * height * width);
        values.par_chunks_mut(BLOCK * height * width).enumerate().for_each(|(block, out)| {
            let weights = &self.weights[block * taps * BLOCK..][..taps * BLOCK];
            let bias = &self.bias[block * BLOCK..][..BLOCK];
            Rows { conv: self, padded: &padded, layout, piece, weights, bias, out, height, width }.dispatch();
        });
        Ok(Map { values: values.into(), channels: outputs, height, width })
    }
}

/// Vectors of a row that are computed at once: with `BLOCK` channels they fill the sixteen registers of AVX2.
const VECTORS: usize = 2;

/// One block of output channels.
struct Rows<'a> {
    conv: &'a Dense,
    padded: &'a [f32],
    layout: Layout,
    /// Values in one row of all channels.
    piece: usize,
    weights: &'a [f32],
    bias: &'a [f32],
    out: &'a mut [f32],
    height: usize,
    width: usize,
}

impl SimdOp for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let strip = ops.len() * VECTORS;
        let ([kh, kw], layout, line) = (self.conv.kernel, self.layout, self.layout.line());
        let (weights, _) = self.weights.as_chunks::<BLOCK>();
        let floor = ops.splat(if self.conv.relu { 0.0 } else { f32::MIN });
        let mut end = [0.0f32; STRIP];
        for (y, x) in (0..self.height).flat_map(|y| (0..self.width).step_by(strip).map(move |x| (y, x))) {
            let mut sums = [[ops.zero(); VECTORS]; BLOCK];
            for (sum, &bias) in sums.iter_mut().zip(self.bias) {
                *sum = [ops.splat(bias); VECTORS];
            }
            let mut taps = weights.iter();
            let rows = self.padded[y * self.conv.stride * self.piece..][..kh * self.piece].chunks_exact(line);
            for row in rows {
                for (kx, weights) in (0..kw).zip(&mut taps) {
                    let pixels = &row[layout.at(x, kx)..][..strip];
                    let pixels = [ops.load(pixels), ops.load(&pixels[ops.len()..])];
                    for (sum, &weight) in sums.iter_mut().zip(weights) {
                        let weight = ops.splat(weight);
                        sum[0] = ops.mul_add(pixels[0], weight, sum[0]);
                        sum[1] = ops.mul_add(pixels[1], weight, sum[1]);
                    }
                }
            }
            let keep = strip.min(self.width - x);
            for (o, sum) in sums.iter().enumerate() {
                for (i, &sum) in sum.iter().enumerate() {
                    ops.store(ops.max(sum, floor), &mut end[i * ops.len()..]);
                }
                self.out[(o * self.height + y) * self.width + x..][..keep].copy_from_slice(&end[..keep]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pseudo(n: usize, seed: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 7919 + seed * 104_729) % 1009) as f32 / 504.5 - 1.0).collect()
    }

    /// One value of the result, by the definition.
    fn expected(weights: &[f32], conv: &Dense, input: &Map, [o, y, x]: [usize; 3]) -> f32 {
        let [kh, kw] = conv.kernel;
        let mut sum = conv.bias[o];
        for c in 0..input.channels {
            for (ky, kx) in (0..kh).flat_map(|ky| (0..kw).map(move |kx| (ky, kx))) {
                let iy = (y * conv.stride + ky) as isize - conv.pads[0] as isize;
                let ix = (x * conv.stride + kx) as isize - conv.pads[1] as isize;
                if (0..input.height as isize).contains(&iy) && (0..input.width as isize).contains(&ix) {
                    let weight = weights[((o * input.channels + c) * kh + ky) * kw + kx];
                    sum += weight * input.values[(c * input.height + iy as usize) * input.width + ix as usize];
                }
            }
        }
        if conv.relu { sum.max(0.0) } else { sum }
    }

    #[test]
    fn every_size_agrees_with_the_definition() {
        let cases =
            [([3, 3], 2, [1, 1, 1, 1], true), ([2, 2], 1, [0, 0, 1, 1], false), ([3, 3], 1, [1, 1, 1, 1], true)];
        for (kernel, stride, pads, relu) in cases {
            for width in [2, 15, 33, 64, 70] {
                let (channels, height, outputs) = (3, 6, 12);
                let input = Map { values: pseudo(channels * height * width, width).into(), channels, height, width };
                let weights = pseudo(outputs * channels * kernel[0] * kernel[1], 4);
                let conv = Dense::new(&weights, pseudo(outputs, 5), kernel, stride, pads, relu).unwrap();
                let got = conv.run(&input, &mut Buffers::default()).unwrap();
                for o in 0..outputs {
                    for (y, x) in (0..got.height).flat_map(|y| (0..got.width).map(move |x| (y, x))) {
                        let (value, want) = (
                            got.values[(o * got.height + y) * got.width + x],
                            expected(&weights, &conv, &input, [o, y, x]),
                        );
                        assert!(
                            (value - want).abs() < 1e-4,
                            "{kernel:?} {stride} {width} at {o} {y} {x}: {value} for {want}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(Dense::new(&[0.0; 10], vec![0.0; 5], [1, 2], 1, [0; 4], false).is_none());
        let conv = Dense::new(&[0.0; 48], vec![0.0; 6], [2, 2], 1, [0; 4], false).unwrap();
        let map =
            |channels, height| Map { values: vec![0.0; channels * height * 4].into(), channels, height, width: 4 };
        assert!(
            conv.run(&map(3, 4), &mut Buffers::default()).is_err()
                && conv.run(&map(2, 1), &mut Buffers::default()).is_err()
                && conv.run(&map(2, 4), &mut Buffers::default()).is_ok()
        );
    }
}
