//! Reading lines: each crop goes through the recognition network on its own, one thread a line.
//!
//! Owns the spreading over cores: every thread has a pool of one for rten, so lines run side by side and the network's
//! own loops do not compete for the same cores. A batch of one needs no padding and the least memory.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use document::{Code, Line, Quad};
use rten::ThreadPool;
use rten_tensor::NdTensor;

use super::crop::{self, Crop, HEIGHT};
use super::ctc::{Dictionary, Glyph};
use super::nbest::Lattice;
use super::network::Network;
use super::{leftwards, words};
use crate::calibration::Read;
use crate::{Error, PageImage};

/// The recognition network with its dictionary.
pub(super) struct Reader {
    network: Network,
    dictionary: Dictionary,
    pools: Vec<Arc<ThreadPool>>,
    squeeze: f32,
    leftwards: bool,
}

/// What was read in one box.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sighting {
    /// The box, as it was found.
    pub(crate) quad: Quad,
    /// The line; `None` where nothing was read.
    pub(crate) line: Option<Line>,
    /// Its characters without spaces, each with its probability.
    pub(crate) signs: Vec<(char, f32)>,
}

/// A longer crop is squeezed to this width: its memory is bounded, and no page needs more.
const MAX_WIDTH: usize = 4800;

/// How much wider a line is read again of which a character may be missing.
const WIDER: f32 = 1.2;

/// Whether a line of ideographs, which are all set at one distance, has room for just one more between two of them: with
/// 8-bit products the small marks of punctuation get lost now and then.
fn lacks_one(glyphs: &[Glyph]) -> bool {
    let middle = |g: &Glyph| (g.steps.0 + g.steps.1) as f32 / 2.0;
    let close = |g: &Glyph| words::unspaced(g.char);
    let mut pitches: Vec<f32> =
        glyphs.windows(2).filter(|w| close(&w[0]) && close(&w[1])).map(|w| middle(&w[1]) - middle(&w[0])).collect();
    if pitches.len() < 6 {
        return false;
    }
    pitches.sort_by(f32::total_cmp);
    let usual = pitches[pitches.len() / 2];
    pitches.iter().any(|p| (1.7 * usual..2.5 * usual).contains(p))
}

impl Reader {
    /// Takes the loaded network; `squeeze` scales line widths, each of `pools` reads a line at a time, and `leftwards` says
    /// that the network's script runs from right to left.
    pub(super) fn new(
        network: Network,
        dictionary: Dictionary,
        squeeze: f32,
        pools: Vec<Arc<ThreadPool>>,
        leftwards: bool,
    ) -> Self {
        Self { network, dictionary, pools, squeeze, leftwards }
    }

    /// Reads the lines at `quads`, each with what its reading rests on.
    pub(super) fn read(&self, page: &PageImage, quads: &[Quad]) -> Result<Vec<Sighting>, Error> {
        // Long lines first, so that no thread is left with one at the end.
        let mut order: Vec<usize> = (0..quads.len()).collect();
        let shape = |i: usize| quads[i].length() / quads[i].height().max(1.0);
        order.sort_by(|&a, &b| shape(b).total_cmp(&shape(a)));
        let next = AtomicUsize::new(0);
        let lines = Mutex::new(vec![Sighting::default(); quads.len()]);
        let work = |pool: &Arc<ThreadPool>| -> Result<(), Error> {
            while let Some(&i) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                let line = self.read_line(page, &quads[i], pool)?;
                lines.lock().map_err(|_| self.network.failed("a thread stopped"))?[i] = line;
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                self.pools.iter().take(quads.len()).map(|p| scope.spawn(|| p.run(|| work(p)))).collect();
            threads
                .into_iter()
                .try_for_each(|t| t.join().unwrap_or_else(|_| Err(self.network.failed("a thread stopped"))))
        })?;
        lines.into_inner().map_err(|_| self.network.failed("a thread stopped"))
    }

    /// Reads one line.
    fn read_line(&self, page: &PageImage, quad: &Quad, pool: &Arc<ThreadPool>) -> Result<Sighting, Error> {
        let mut crop = crop::cut(page, quad, self.squeeze, MAX_WIDTH);
        let (mut glyphs, mut lattice) = self.glyphs(&mut crop, pool)?;
        if lacks_one(&glyphs) {
            let mut wider = crop::cut(page, quad, self.squeeze * WIDER, MAX_WIDTH);
            let (again, others) = self.glyphs(&mut wider, pool)?;
            if again.len() > glyphs.len() {
                (glyphs, lattice, crop) = (again, others, wider);
            }
        }
        let signs = glyphs.iter().filter(|g| !g.char.is_whitespace()).map(|g| (g.char, g.probability)).collect();
        let mut line = words::line(&glyphs, lattice.steps(), &crop, quad);
        if let Some(line) = line.as_mut() {
            words::add_alternatives(line, &glyphs, &lattice, &self.dictionary);
        }
        if let Some(line) = line.as_mut().filter(|_| self.leftwards) {
            leftwards::turn(line);
        }
        Ok(Sighting { line, signs, quad: *quad })
    }

    /// What is known of each word of the lines at `quads`, one line after the other.
    pub(super) fn evidence(&self, page: &PageImage, quads: &[Quad]) -> Result<Vec<Read>, Error> {
        let read = |quad: &Quad| {
            let mut crop = crop::cut(page, quad, self.squeeze, MAX_WIDTH);
            let (glyphs, lattice) = self.glyphs(&mut crop, &self.pools[0])?;
            Ok(words::read(&glyphs, lattice.steps(), &crop, quad))
        };
        quads.iter().filter_map(|quad| read(quad).transpose()).collect()
    }

    /// The likeliest readings of one line, best first, with their probabilities.
    pub(super) fn candidates(&self, page: &PageImage, quad: &Quad, most: usize) -> Result<Vec<(String, f32)>, Error> {
        let mut crop = crop::cut(page, quad, self.squeeze, MAX_WIDTH);
        let (_, lattice) = self.glyphs(&mut crop, &self.pools[0])?;
        let found = lattice.readings((0, lattice.steps()), &self.dictionary).into_iter().take(most);
        let turned = |text: String| if self.leftwards { leftwards::turn_words(&text) } else { text };
        Ok(found.map(|candidate| (turned(candidate.text), candidate.probability)).collect())
    }

    /// Runs the network on one crop: its characters, and what may stand at each of the crop's time steps.
    fn glyphs(&self, crop: &mut Crop, pool: &Arc<ThreadPool>) -> Result<(Vec<Glyph>, Lattice), Error> {
        let picture = NdTensor::from_data([1, 3, HEIGHT, crop.width], crop.planes.clone());
        let scores = self.network.run(picture, Some(pool))?;
        let classes = self.dictionary.classes();
        let values = scores.into_data();
        if values.len() % classes != 0 {
            let message = "the recognition model and its dictionary do not fit together; run `ocrchat models verify`";
            return Err(Error::new(Code::ModelBroken, message));
        }
        Ok(self.dictionary.decode(&values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_of_one_character_is_seen_and_a_gap_is_not() {
        let line = |steps: &[usize]| -> Vec<Glyph> {
            steps.iter().map(|&s| Glyph { char: '字', probability: 1.0, missed: 0.0, steps: (s, s) }).collect()
        };
        assert!(!lacks_one(&line(&[3, 9, 15, 21, 27, 33, 39, 45])));
        assert!(lacks_one(&line(&[3, 9, 15, 21, 33, 39, 45, 51])));
        assert!(!lacks_one(&line(&[3, 9, 15, 21, 60, 66, 72, 78])));
        assert!(!lacks_one(&line(&[3, 9, 21])), "too few to know the distance");
    }
}
