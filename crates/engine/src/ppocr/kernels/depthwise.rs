//! Depthwise convolution: each channel with a small kernel of its own.
//!
//! rten 0.26 walks it tap by tap over memory; here a strip of a row stays in registers over all taps, which takes a
//! tenth of the time.

use rayon::prelude::*;
use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use super::padded::Layout;
use super::{Buffers, Map};

/// A depthwise convolution with its weights.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Depthwise {
    /// `[channels, kernel height, kernel width]`.
    pub(in super::super) weights: Vec<f32>,
    /// One a channel.
    pub(in super::super) bias: Vec<f32>,
    /// Height and width.
    pub(in super::super) kernel: [usize; 2],
    /// Down and across.
    pub(in super::super) strides: [usize; 2],
    /// Top, left, bottom, right.
    pub(in super::super) pads: [usize; 4],
}

impl Depthwise {
    /// Runs it; `Err` where the input has not the channels that the weights need.
    pub(in super::super) fn run(&self, input: &Map, buffers: &mut Buffers) -> Result<Map<'static>, &'static str> {
        let ([kh, kw], [down, across], [top, left, bottom, right]) = (self.kernel, self.strides, self.pads);
        if self.bias.len() != input.channels || input.height + top + bottom < kh || input.width + left + right < kw {
            return Err("a convolution got a picture of another shape than its weights are for");
        }
        let (height, width) =
            ((input.height + top + bottom - kh) / down + 1, (input.width + left + right - kw) / across + 1);
        let layout = Layout::new(input.height, input.width, self.pads, across);
        let mut values = buffers.take(input.channels * height * width);
        let planes = values.par_chunks_mut(height * width).zip(input.values.par_chunks(input.height * input.width));
        planes.enumerate().for_each_init(
            || vec![0.0f32; layout.len()],
            |padded, (channel, (out, plane))| {
                layout.fill(plane, input.width, padded);
                let weights = &self.weights[channel * kh * kw..][..kh * kw];
                let bias = self.bias[channel];
                Plane { padded, layout, out, width, weights, bias, kernel_width: kw, down }.dispatch();
            },
        );
        Ok(Map { values: values.into(), channels: input.channels, height, width })
    }
}

/// Vectors that are computed at once.
const VECTORS: usize = 4;

/// One channel.
struct Plane<'a> {
    padded: &'a [f32],
    layout: Layout,
    out: &'a mut [f32],
    width: usize,
    weights: &'a [f32],
    bias: f32,
    kernel_width: usize,
    down: usize,
}

impl SimdOp for Plane<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let strip = ops.len() * VECTORS;
        let line = self.layout.line();
        let mut end = [0.0f32; super::padded::STRIP];
        for (y, out) in self.out.chunks_exact_mut(self.width).enumerate() {
            for x in (0..self.width).step_by(strip) {
                let mut sums = [ops.splat(self.bias); VECTORS];
                for (ky, weights) in self.weights.chunks_exact(self.kernel_width).enumerate() {
                    let row = &self.padded[(y * self.down + ky) * line..][..line];
                    for (kx, &weight) in weights.iter().enumerate() {
                        let (weight, pixels) = (ops.splat(weight), &row[self.layout.at(x, kx)..][..strip]);
                        for (i, sum) in sums.iter_mut().enumerate() {
                            *sum = ops.mul_add(ops.load(&pixels[i * ops.len()..]), weight, *sum);
                        }
                    }
                }
                let keep = strip.min(self.width - x);
                for (i, &sum) in sums.iter().enumerate() {
                    ops.store(sum, &mut end[i * ops.len()..]);
                }
                out[x..x + keep].copy_from_slice(&end[..keep]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, value by value.
    fn expected(conv: &Depthwise, input: &Map) -> Vec<f32> {
        let ([kh, kw], [sh, sw], [top, left, bottom, right]) = (conv.kernel, conv.strides, conv.pads);
        let (height, width) = ((input.height + top + bottom - kh) / sh + 1, (input.width + left + right - kw) / sw + 1);
        let mut out = Vec::new();
        for c in 0..input.channels {
            for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
                let mut sum = conv.bias[c];
                for (ky, kx) in (0..kh).flat_map(|ky| (0..kw).map(move |kx| (ky, kx))) {
                    let (iy, ix) = ((y * sh + ky) as isize - top as isize, (x * sw + kx) as isize - left as isize);
                    if (0..input.height as isize).contains(&iy) && (0..input.width as isize).contains(&ix) {
                        let at = (c * input.height + iy as usize) * input.width + ix as usize;
                        sum += conv.weights[(c * kh + ky) * kw + kx] * input.values[at];
                    }
                }
                out.push(sum);
            }
        }
        out
    }

    #[test]
    fn every_size_agrees_with_the_definition() {
        let pseudo = |n: usize, seed: usize| -> Vec<f32> {
            (0..n).map(|i| ((i * 7919 + seed * 104_729) % 1009) as f32 / 504.5 - 1.0).collect()
        };
        let cases: [([usize; 2], [usize; 2], [usize; 4]); 7] = [
            ([3, 3], [1, 1], [1, 1, 1, 1]),
            ([3, 3], [2, 2], [1, 1, 1, 1]),
            ([3, 3], [2, 1], [1, 1, 1, 1]),
            ([7, 7], [1, 1], [3, 3, 3, 3]),
            ([1, 7], [1, 1], [0, 3, 0, 3]),
            ([5, 5], [1, 1], [2, 2, 2, 2]),
            ([2, 4], [1, 3], [0, 1, 1, 2]),
        ];
        for (kernel, strides, pads) in cases {
            for width in [1, 9, 32, 33, 70] {
                let (channels, height) = (3, 8);
                let values = pseudo(channels * height * width, width).into();
                let input = Map { values, channels, height, width };
                let weights = pseudo(channels * kernel[0] * kernel[1], 3);
                let conv = Depthwise { weights, bias: pseudo(channels, 5), kernel, strides, pads };
                if width + pads[1] + pads[3] < kernel[1] {
                    continue;
                }
                let (got, want) = (conv.run(&input, &mut Buffers::default()).unwrap(), expected(&conv, &input));
                assert_eq!(got.values.len(), want.len(), "{kernel:?} {strides:?} {width}");
                for (g, w) in got.values.iter().zip(&want) {
                    assert!((g - w).abs() < 1e-4, "{kernel:?} {strides:?} {width}: {g} for {w}");
                }
            }
        }
    }
}
