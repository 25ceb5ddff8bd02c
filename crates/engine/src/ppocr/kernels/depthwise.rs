//! Depthwise convolution: each channel with a small kernel of its own.
//!
//! rten 0.26 walks it tap by tap over memory; here a strip of a row stays in registers over all taps, which takes a
//! fifth of the time.

use rayon::prelude::*;
use rten_simd::{Isa, SimdOp};

use super::Map;

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
    /// Runs it.
    pub(in super::super) fn run(&self, input: &Map) -> Map<'static> {
        let [kh, kw] = self.kernel;
        let [sh, sw] = self.strides;
        let [top, left, bottom, right] = self.pads;
        let (padded_height, padded_width) = (input.height + top + bottom, input.width + left + right);
        let (height, width) = ((padded_height - kh) / sh + 1, (padded_width - kw) / sw + 1);
        // Strips may read past the last column; what they compute there is not kept.
        let stride = padded_width + STRIP * sw;
        let mut values = vec![0.0f32; input.channels * height * width];
        let planes = values.par_chunks_mut(height * width).zip(input.values.par_chunks(input.height * input.width));
        planes.enumerate().for_each_init(
            || vec![0.0f32; padded_height * stride],
            |padded, (channel, (out, plane))| {
                for (y, row) in plane.chunks_exact(input.width).enumerate() {
                    padded[(y + top) * stride + left..][..input.width].copy_from_slice(row);
                }
                let weights = &self.weights[channel * kh * kw..][..kh * kw];
                let bias = self.bias[channel];
                Plane { padded, stride, out, width, weights, bias, kernel: self.kernel, strides: self.strides }
                    .dispatch();
            },
        );
        Map { values: values.into(), channels: input.channels, height, width }
    }
}

/// Columns that are computed at once.
const STRIP: usize = 32;

/// One channel.
struct Plane<'a> {
    padded: &'a [f32],
    stride: usize,
    out: &'a mut [f32],
    width: usize,
    weights: &'a [f32],
    bias: f32,
    kernel: [usize; 2],
    strides: [usize; 2],
}

impl SimdOp for Plane<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _isa: I) {
        match (self.kernel, self.strides[1]) {
            ([3, 3], 1) => self.rows::<3, 3, 1>(),
            ([7, 7], 1) => self.rows::<7, 7, 1>(),
            ([3, 3], 2) => self.rows::<3, 3, 2>(),
            ([1, 7], 1) => self.rows::<1, 7, 1>(),
            ([5, 5], 1) => self.rows::<5, 5, 1>(),
            _ => self.any(),
        }
    }
}

impl Plane<'_> {
    /// Computes all rows in strips with a kernel whose size is known at compile time.
    #[inline(always)]
    fn rows<const KH: usize, const KW: usize, const SW: usize>(self) {
        for (y, out) in self.out.chunks_exact_mut(self.width).enumerate() {
            let mut x = 0;
            while x < self.width {
                let mut sum = [self.bias; STRIP];
                for ky in 0..KH {
                    let row =
                        &self.padded[(y * self.strides[0] + ky) * self.stride + x * SW..][..(STRIP - 1) * SW + KW];
                    for kx in 0..KW {
                        let weight = self.weights[ky * KW + kx];
                        for (i, s) in sum.iter_mut().enumerate() {
                            *s += weight * row[i * SW + kx];
                        }
                    }
                }
                let n = STRIP.min(self.width - x);
                out[x..x + n].copy_from_slice(&sum[..n]);
                x += STRIP;
            }
        }
    }

    /// Computes all rows with a kernel of any size.
    #[inline(always)]
    fn any(self) {
        let ([kh, kw], [sh, sw]) = (self.kernel, self.strides);
        for (y, out) in self.out.chunks_exact_mut(self.width).enumerate() {
            out.fill(self.bias);
            for (ky, kx) in (0..kh).flat_map(|ky| (0..kw).map(move |kx| (ky, kx))) {
                let weight = self.weights[ky * kw + kx];
                let row = &self.padded[(y * sh + ky) * self.stride + kx..];
                for (o, v) in out.iter_mut().zip(row.iter().step_by(sw)) {
                    *o += weight * v;
                }
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
                let (got, want) = (conv.run(&input), expected(&conv, &input));
                assert_eq!(got.values.len(), want.len(), "{kernel:?} {strides:?} {width}");
                for (g, w) in got.values.iter().zip(&want) {
                    assert!((g - w).abs() < 1e-4, "{kernel:?} {strides:?} {width}: {g} for {w}");
                }
            }
        }
    }
}
