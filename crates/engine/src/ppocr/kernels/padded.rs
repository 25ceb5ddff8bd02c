//! A plane with room around it, laid out so that the pixels under one tap of a kernel lie side by side.

/// How the columns of a padded plane lie: for a stride of n, every n-th column together, so that neighbouring results
/// take neighbouring values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Layout {
    /// Rows, padding included.
    pub(super) height: usize,
    /// Columns of each remainder, with room for a strip that reads past the end.
    pub(super) columns: usize,
    /// The stride across.
    pub(super) stride: usize,
    /// Rows of padding above.
    pub(super) top: usize,
    left: usize,
}

/// The most columns that a kernel computes at once.
pub(super) const STRIP: usize = 64;

impl Layout {
    /// The layout for a picture of `height` × `width` with pads top, left, bottom, right.
    pub(super) fn new(height: usize, width: usize, [top, left, bottom, right]: [usize; 4], stride: usize) -> Self {
        let columns = (width + left + right).div_ceil(stride) + STRIP;
        Self { height: height + top + bottom, columns, stride, top, left }
    }

    /// Values in a row.
    pub(super) fn line(&self) -> usize {
        self.columns * self.stride
    }

    /// Values in a plane.
    pub(super) fn len(&self) -> usize {
        self.height * self.line()
    }

    /// Where in a row the value for result `x` under tap `tap` stands.
    #[inline(always)]
    pub(super) fn at(&self, x: usize, tap: usize) -> usize {
        if self.stride == 1 { x + tap } else { (tap % self.stride) * self.columns + x + tap / self.stride }
    }

    /// Copies a plane of rows of `width` into its place in `out`; the padding keeps what it held.
    pub(super) fn fill(&self, plane: &[f32], width: usize, out: &mut [f32]) {
        for (y, row) in plane.chunks_exact(width).enumerate() {
            self.fill_row(row, &mut out[(y + self.top) * self.line()..][..self.line()]);
        }
    }

    /// Copies one row into its place in a line of `out`.
    pub(super) fn fill_row(&self, row: &[f32], out: &mut [f32]) {
        if self.stride == 1 {
            out[self.left..self.left + row.len()].copy_from_slice(row);
            return;
        }
        for remainder in 0..self.stride {
            let first = (remainder + self.stride - self.left % self.stride) % self.stride;
            let out = &mut out[remainder * self.columns + (first + self.left) / self.stride..];
            for (o, &v) in out.iter_mut().zip(row.iter().skip(first).step_by(self.stride)) {
                *o = v;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tap_reads_neighbours_for_any_stride() {
        let plane: Vec<f32> = (0..2 * 7).map(|v| v as f32 + 1.0).collect();
        for stride in 1..=3 {
            let layout = Layout::new(2, 7, [1, 2, 0, 1], stride);
            let mut out = vec![0.0; layout.len()];
            layout.fill(&plane, 7, &mut out);
            for (x, tap) in (0..3).flat_map(|x| (0..3).map(move |t| (x, t))) {
                let column = (x * stride + tap).checked_sub(2).filter(|&c| c < 7);
                let want = column.map_or(0.0, |c| plane[7 + c]);
                assert_eq!(out[2 * layout.line() + layout.at(x, tap)], want, "stride {stride}, {x}, tap {tap}");
                assert_eq!(out[layout.at(x, tap)], 0.0, "the row above is padding");
            }
        }
    }
}
