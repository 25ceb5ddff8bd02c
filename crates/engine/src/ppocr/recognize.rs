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

/// A longer crop is squeezed to this width: its memory is bounded, and no page needs more.
const MAX_WIDTH: usize = 4800;

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

    /// Reads the lines at `quads`; what holds no text gives no line.
    pub(super) fn read(&self, page: &PageImage, quads: &[Quad]) -> Result<Vec<Line>, Error> {
        // Long lines first, so that no thread is left with one at the end.
        let mut order: Vec<usize> = (0..quads.len()).collect();
        let shape = |i: usize| quads[i].length() / quads[i].height().max(1.0);
        order.sort_by(|&a, &b| shape(b).total_cmp(&shape(a)));
        let next = AtomicUsize::new(0);
        let lines = Mutex::new(vec![None; quads.len()]);
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
        let lines = lines.into_inner().map_err(|_| self.network.failed("a thread stopped"))?;
        Ok(lines.into_iter().flatten().collect())
    }

    /// Reads one line.
    fn read_line(&self, page: &PageImage, quad: &Quad, pool: &Arc<ThreadPool>) -> Result<Option<Line>, Error> {
        let mut crop = crop::cut(page, quad, self.squeeze, MAX_WIDTH);
        let (glyphs, steps) = self.glyphs(&mut crop, pool)?;
        let mut line = words::line(&glyphs, steps, &crop, quad);
        if let Some(line) = line.as_mut().filter(|_| self.leftwards) {
            leftwards::turn(line);
        }
        Ok(line)
    }

    /// What is known of each word of the lines at `quads`, one line after the other.
    pub(super) fn evidence(&self, page: &PageImage, quads: &[Quad]) -> Result<Vec<Read>, Error> {
        let read = |quad: &Quad| {
            let mut crop = crop::cut(page, quad, self.squeeze, MAX_WIDTH);
            let (glyphs, steps) = self.glyphs(&mut crop, &self.pools[0])?;
            Ok(words::read(&glyphs, steps, &crop, quad))
        };
        quads.iter().filter_map(|quad| read(quad).transpose()).collect()
    }

    /// Runs the network on one crop: its characters, and how many time steps the crop has.
    fn glyphs(&self, crop: &mut Crop, pool: &Arc<ThreadPool>) -> Result<(Vec<Glyph>, usize), Error> {
        let picture = NdTensor::from_data([1, 3, HEIGHT, crop.width], crop.planes.clone());
        let scores = self.network.run(picture, Some(pool))?;
        let classes = self.dictionary.classes();
        let values = scores.into_data();
        if values.len() % classes != 0 {
            let message = "the recognition model and its dictionary do not fit together; run `ocrchat models verify`";
            return Err(Error::new(Code::ModelBroken, message));
        }
        Ok((self.dictionary.decode(&values), values.len() / classes))
    }
}
