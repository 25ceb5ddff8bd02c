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
use super::words;
use crate::{Error, PageImage};

/// The recognition network with its dictionary.
pub(super) struct Reader {
    network: Network,
    dictionary: Dictionary,
    pools: Vec<Arc<ThreadPool>>,
    squeeze: f32,
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

impl Reader {
    /// Takes the loaded network; `squeeze` scales line widths, `threads` is how many lines are read at once.
    pub(super) fn new(network: Network, dictionary: Dictionary, squeeze: f32, threads: usize) -> Self {
        let pools = (0..threads.max(1)).map(|_| Arc::new(ThreadPool::with_num_threads(1))).collect();
        Self { network, dictionary, pools, squeeze }
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
        let (glyphs, steps) = self.glyphs(&mut crop, pool)?;
        let signs = glyphs.iter().filter(|g| !g.char.is_whitespace()).map(|g| (g.char, g.probability)).collect();
        Ok(Sighting { line: words::line(&glyphs, steps, &crop, quad), signs, quad: *quad })
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
