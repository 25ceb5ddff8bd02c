//! The grey page, and the runs of pixels on it that are darker than what lies on both of their sides. Refuses to join
//! runs.

use crate::PageImage;

/// More pixels than this are halved: a line stays a line, as the darkest of each square is kept.
const MOST_PIXELS: usize = 9_000_000;
/// How much darker than both sides a line is, of 255: a hairline on a grey scan is hardly more.
const CONTRAST: u8 = 22;

/// A run of marked pixels: on row (or column) `at`, from `from` to before `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    pub at: u32,
    pub from: u32,
    pub to: u32,
}

/// A page in grey, dark on light, perhaps at a fraction of its size.
pub(super) struct Grey {
    pixels: Vec<u8>,
    pub width: usize,
    pub height: usize,
    /// Pixels of the page image along each side of one pixel here.
    pub scale: usize,
}

impl Grey {
    /// The grey page; one printed light on dark is turned round.
    pub(super) fn of(image: &PageImage) -> Self {
        let (width, height) = (image.width as usize, image.height as usize);
        let grey = |p: &[u8]| ((u16::from(p[0]) + 2 * u16::from(p[1]) + u16::from(p[2])) >> 2) as u8;
        let mut pixels: Vec<u8> = image.rgb.chunks_exact(3).map(grey).collect();
        // One pixel in a few hundred says how bright the page is.
        let sample = pixels.iter().step_by(331);
        let mean = sample.clone().map(|p| usize::from(*p)).sum::<usize>() / sample.len().max(1);
        if mean < 90 {
            pixels.iter_mut().for_each(|p| *p = 255 - *p);
        }
        let mut page = Self { pixels, width, height, scale: 1 };
        while page.width * page.height > MOST_PIXELS {
            page = page.halved();
        }
        page
    }

    fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let (a, b) = (self.row(2 * y), self.row(2 * y + 1));
            pixels.extend(a.chunks_exact(2).zip(b.chunks_exact(2)).map(|(a, b)| a[0].min(a[1]).min(b[0]).min(b[1])));
        }
        Self { pixels, width, height, scale: 2 * self.scale }
    }

    fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..][..self.width]
    }

    /// Runs along the rows, of at least `shortest` pixels, lighter `reach` pixels above and below, or half as far where
    /// two lines stand close; ordered by row, then by place.
    pub(super) fn level_runs(&self, reach: usize, shortest: usize) -> Vec<Run> {
        let near = reach / 2;
        let mut mask = vec![0_u8; self.width];
        let mut runs = Vec::new();
        for y in reach..self.height.saturating_sub(reach) {
            let sides = [y - reach, y + reach, y - near, y + near].map(|y| self.row(y));
            mark(self.row(y), sides, &mut mask);
            let mut from = None;
            for (chunk, bytes) in mask.chunks(8).enumerate() {
                if from.is_none() && bytes.iter().all(|b| *b == 0) {
                    continue;
                }
                for (x, byte) in (8 * chunk..).zip(bytes) {
                    match (*byte != 0, from) {
                        (true, None) => from = Some(x),
                        (false, Some(start)) => {
                            if x - start >= shortest {
                                runs.push(Run { at: y as u32, from: start as u32, to: x as u32 });
                            }
                            from = None;
                        }
                        _ => {}
                    }
                }
            }
            if let Some(start) = from.filter(|start| self.width - start >= shortest) {
                runs.push(Run { at: y as u32, from: start as u32, to: self.width as u32 });
            }
        }
        runs
    }

    /// Runs down the columns, likewise; ordered by column, then by place.
    pub(super) fn upright_runs(&self, reach: usize, shortest: usize) -> Vec<Run> {
        let near = reach / 2;
        let inner = self.width - 2 * reach;
        let mut mask = vec![0_u8; inner];
        // How many marked pixels stand above the next one in each column.
        let mut open = vec![0_u32; inner];
        let mut runs = Vec::new();
        let mut end = |x: usize, y: usize, open: &mut u32| {
            if *open as usize >= shortest {
                runs.push(Run { at: (x + reach) as u32, from: y as u32 - *open, to: y as u32 });
            }
            *open = 0;
        };
        for y in 0..self.height {
            let row = self.row(y);
            let sides = [0, 2 * reach, reach - near, reach + near].map(|x| &row[x..x + inner]);
            mark(&row[reach..reach + inner], sides, &mut mask);
            for (chunk, (bytes, open)) in mask.chunks(8).zip(open.chunks_mut(8)).enumerate() {
                if bytes.iter().all(|b| *b == 0) && open.iter().all(|o| *o == 0) {
                    continue;
                }
                for (x, (byte, open)) in (8 * chunk..).zip(bytes.iter().zip(open)) {
                    if *byte != 0 {
                        *open += 1;
                    } else if *open > 0 {
                        end(x, y, open);
                    }
                }
            }
        }
        for (x, open) in open.iter_mut().enumerate() {
            end(x, self.height, open);
        }
        runs.sort_unstable();
        runs
    }
}

/// Marks the pixels of `line` that are darker than both of the first two of `sides`, or both of the last two.
fn mark(line: &[u8], sides: [&[u8]; 4], mask: &mut [u8]) {
    let n = mask.len();
    let [a, b, c, d] = sides.map(|s| &s[..n]);
    let line = &line[..n];
    // Plain indexing over slices of one length: the compiler makes vectors of it.
    for i in 0..n {
        let light = a[i].min(b[i]).max(c[i].min(d[i]));
        mask[i] = u8::from(light.saturating_sub(line[i]) >= CONTRAST);
    }
}
