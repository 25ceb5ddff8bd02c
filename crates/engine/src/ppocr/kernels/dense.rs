//! Convolution with a small kernel over all channels: the first layers of both networks.
//!
//! rten 0.26 first copies every pixel once for each tap (im2col) and then multiplies; with few output channels the
//! copying takes longer than the product. Here a strip of a row of several output channels stays in registers while all
//! input channels and taps pass by.

use rayon::prelude::*;
use rten_simd::{Isa, SimdOp};

use super::Map;

/// A convolution with its weights.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Dense {
    /// For each block of `BLOCK` output channels: `[input channels, kernel height, kernel width, BLOCK]`.
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
        if bias.is_empty() || bias.len() % BLOCK != 0 || !(1..=2).contains(&stride) {
            return None;
        }
        let taps = weights.len() / bias.len();
        let mut packed = Vec::with_capacity(weights.len());
        for block in weights.chunks_exact(taps * BLOCK) {
            packed.extend((0..taps).flat_map(|t| (0..BLOCK).map(move |o| block[o * taps + t])));
        }
        Some(Self { weights: packed, bias, kernel, stride, pads, relu })
    }

    /// Runs it; `Err` where the input has not the channels that the weights need.
    pub(in super::super) fn run(&self, input: &Map) -> Result<Map<'static>, &'static str> {
        let [kh, kw] = self.kernel;
        let outputs = self.bias.len();
        let taps = input.channels * kh * kw;
        let [top, left, bottom, right] = self.pads;
        if self.weights.len() != taps * outputs || input.height + top + bottom < kh || input.width + left + right < kw {
            return Err("a convolution got a picture of another shape than its weights are for");
        }
        let height = (input.height + top + bottom - kh) / self.stride + 1;
        let width = (input.width + left + right - kw) / self.stride + 1;
        let padded = Padded::of(input, self.pads, self.stride);
        let mut values = vec![0.0f32; outputs * height * width];
        values.par_chunks_mut(BLOCK * height * width).enumerate().for_each(|(block, out)| {
            let weights = &self.weights[block * taps * BLOCK..][..taps * BLOCK];
            let bias = &self.bias[block * BLOCK..][..BLOCK];
            Rows { conv: self, padded: &padded, weights, bias, out, height, width }.dispatch();
        });
        Ok(Map { values: values.into(), channels: outputs, height, width })
    }
}

/// The input with its padding. For a stride of 2, even columns stand apart from odd ones, so that the columns of one tap
/// lie side by side.
struct Padded {
    values: Vec<f32>,
    channels: usize,
    height: usize,
    /// Columns of each parity, with room for a strip that reads past the end.
    columns: usize,
}

impl Padded {
    fn of(input: &Map, [top, left, bottom, right]: [usize; 4], stride: usize) -> Self {
        let height = input.height + top + bottom;
        let columns = (input.width + left + right).div_ceil(stride) + LONG;
        let mut values = vec![0.0f32; input.channels * height * columns * stride];
        let planes =
            values.par_chunks_mut(height * columns * stride).zip(input.values.par_chunks(input.height * input.width));
        planes.for_each(|(out, plane)| {
            for (y, row) in plane.chunks_exact(input.width).enumerate() {
                let out = &mut out[(y + top) * columns * stride..][..columns * stride];
                if stride == 1 {
                    out[left..left + row.len()].copy_from_slice(row);
                } else {
                    for (x, &v) in row.iter().enumerate() {
                        let x = x + left;
                        out[(x % 2) * columns + x / 2] = v;
                    }
                }
            }
        });
        Self { values, channels: input.channels, height, columns }
    }
}

/// Columns that are computed at once: what fits the registers.
const LONG: usize = 32;
/// The same for processors with fewer or shorter registers.
const SHORT: usize = 16;

/// One block of output channels.
struct Rows<'a> {
    conv: &'a Dense,
    padded: &'a Padded,
    weights: &'a [f32],
    bias: &'a [f32],
    out: &'a mut [f32],
    height: usize,
    width: usize,
}

/// Whether the processor multiplies and adds in one instruction; without it, `mul_add` is a slow call.
fn fused() -> bool {
    #[cfg(target_arch = "x86_64")]
    return is_x86_feature_detected!("fma") && is_x86_feature_detected!("avx2");
    #[cfg(not(target_arch = "x86_64"))]
    return cfg!(target_arch = "aarch64");
}

/// Whether the processor has the registers for a long strip.
fn long() -> bool {
    #[cfg(target_arch = "x86_64")]
    return is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw");
    #[cfg(not(target_arch = "x86_64"))]
    return false;
}

impl SimdOp for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _isa: I) {
        match (fused(), long()) {
            (true, true) => self.rows::<true, LONG>(),
            (true, false) => self.rows::<true, SHORT>(),
            (false, _) => self.rows::<false, SHORT>(),
        }
    }
}

impl Rows<'_> {
    #[inline(always)]
    fn rows<const FUSED: bool, const STRIP: usize>(self) {
        let ([kh, kw], stride) = (self.conv.kernel, self.conv.stride);
        let Padded { values, channels, height, columns } = self.padded;
        let line = columns * stride;
        for y in 0..self.height {
            let mut x = 0;
            while x < self.width {
                let mut sums = [[0.0f32; STRIP]; BLOCK];
                for (sum, &bias) in sums.iter_mut().zip(self.bias) {
                    *sum = [bias; STRIP];
                }
                let mut taps = self.weights.chunks_exact(BLOCK);
                for row in (0..*channels).flat_map(|c| (0..kh).map(move |ky| c * height + y * stride + ky)) {
                    let row = &values[row * line..][..line];
                    for (kx, weights) in (0..kw).zip(&mut taps) {
                        let at = if stride == 1 { x + kx } else { (kx % 2) * columns + x + kx / 2 };
                        let pixels = &row[at..at + STRIP];
                        for (sum, &weight) in sums.iter_mut().zip(weights) {
                            for (s, &p) in sum.iter_mut().zip(pixels) {
                                *s = if FUSED { p.mul_add(weight, *s) } else { *s + p * weight };
                            }
                        }
                    }
                }
                let n = STRIP.min(self.width - x);
                for (o, sum) in sums.iter().enumerate() {
                    let out = &mut self.out[(o * self.height + y) * self.width + x..][..n];
                    for (out, &s) in out.iter_mut().zip(sum) {
                        *out = if self.conv.relu { s.max(0.0) } else { s };
                    }
                }
                x += STRIP;
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
                let got = conv.run(&input).unwrap();
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
        assert!(conv.run(&map(3, 4)).is_err() && conv.run(&map(2, 1)).is_err() && conv.run(&map(2, 4)).is_ok());
    }
}
