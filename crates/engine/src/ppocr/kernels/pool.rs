//! The greatest of each pixel and its neighbours to the right and below: the one pooling that rten runs slowly here.

use rayon::prelude::*;
use rten_simd::{Isa, SimdOp};

use super::Map;

/// Pools a picture with a 2×2 window and a stride of 1; the result has the picture's size, as if it went on beyond its
/// right and lower edge with values that never win.
pub(in super::super) fn pool(input: &Map) -> Map<'static> {
    let Map { channels, height, width, .. } = *input;
    let mut values = vec![0.0f32; input.values.len()];
    let planes = values.par_chunks_mut(height * width).zip(input.values.par_chunks(height * width));
    planes.for_each(|(out, plane)| Plane { plane, out, width }.dispatch());
    Map { values: values.into(), channels, height, width }
}

struct Plane<'a> {
    plane: &'a [f32],
    out: &'a mut [f32],
    width: usize,
}

impl SimdOp for Plane<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _isa: I) {
        let width = self.width;
        for (y, out) in self.out.chunks_exact_mut(width).enumerate() {
            let row = &self.plane[y * width..][..width];
            let below = self.plane.get((y + 1) * width..(y + 2) * width).unwrap_or(row);
            for (x, o) in out[..width - 1].iter_mut().enumerate() {
                let (a, b) = (greater(row[x], row[x + 1]), greater(below[x], below[x + 1]));
                *o = greater(a, b);
            }
            out[width - 1] = greater(row[width - 1], below[width - 1]);
        }
    }
}

#[inline(always)]
fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pixel_takes_the_greatest_of_four() {
        let values = vec![1.0, 5.0, 2.0, -3.0, -2.0, -1.0, -9.0, 0.0, -4.0];
        let map = Map { values: values.into(), channels: 1, height: 3, width: 3 };
        assert_eq!(pool(&map).values[..], [5.0, 5.0, 2.0, 0.0, 0.0, -1.0, 0.0, 0.0, -4.0]);
    }
}
