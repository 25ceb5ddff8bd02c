//! Which recogniser reads a page: the one for its language where the user added one, otherwise the general one.
//!
//! Owns the loaded recognisers; each is loaded when it is first wanted and stays for the next page. Refuses to guess: a
//! language that no added model reads by name goes to the general model, and whether that can read it is
//! [`crate::languages`]' to say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use document::Code;
use rten::ThreadPool;

use super::ctc::Dictionary;
use super::network::{Loading, Network};
use super::onnx;
use super::recognize::Reader;
use super::{Options, missing};
use crate::catalogue::{self, Asset, Part};
use crate::{Assets, Error, languages};

/// Every recogniser that can be had, loaded or not.
pub(super) struct Readers {
    assets: Assets,
    models: &'static [Asset],
    squeeze: f32,
    bytes: bool,
    pools: Vec<Arc<ThreadPool>>,
    loaded: Mutex<HashMap<&'static str, Arc<Reader>>>,
}

/// The name under which the model that the caller gave is kept, where there are no files.
const GIVEN: &str = "";

impl Readers {
    /// Recognisers among `models`, as they lie in `assets`.
    pub(super) fn new(assets: &Assets, models: &'static [Asset], options: &Options) -> Self {
        let threads = match options.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        };
        let pools = (0..threads.max(1)).map(|_| Arc::new(ThreadPool::with_num_threads(1))).collect();
        let (assets, loaded) = (assets.clone(), Mutex::default());
        Self { assets, models, squeeze: options.squeeze, bytes: options.bytes, pools, loaded }
    }

    /// One recogniser alone, from the bytes of its file.
    pub(super) fn given(model: &[u8], options: &Options) -> Result<Self, Error> {
        let readers = Self::new(&Assets::new(""), &[], options);
        let reader = readers.load(model, false)?;
        readers.loaded().insert(GIVEN, Arc::new(reader));
        Ok(readers)
    }

    /// The recogniser for a language as the user gave it (`ko`, `kor+eng`, absent).
    pub(super) fn get(&self, language: Option<&str>) -> Result<Arc<Reader>, Error> {
        if let Some(given) = self.loaded().get(GIVEN) {
            return Ok(Arc::clone(given));
        }
        let asset = self.choose(language).ok_or_else(missing)?;
        if let Some(reader) = self.loaded().get(asset.name) {
            return Ok(Arc::clone(reader));
        }
        let reader = Arc::new(self.load(&self.assets.read_model(asset)?, asset.scripts.contains(&"Arab"))?);
        self.loaded().insert(asset.name, Arc::clone(&reader));
        Ok(reader)
    }

    /// The model for a language. Of several the added one that knows most of them reads all: each of these models knows
    /// English as well.
    fn choose(&self, language: Option<&str>) -> Option<&'static Asset> {
        let installed = |m: &Asset| self.assets.has(m);
        // What is wrong with a name was told long before a page was read.
        let wanted = languages::parse(language.unwrap_or("auto")).unwrap_or_default();
        let added: Vec<_> = wanted.iter().filter_map(|l| catalogue::added_for(l, self.models, installed)).collect();
        let knows = |m: &&&Asset| wanted.iter().filter(|l| m.languages.contains(&l.code)).count();
        let best = added.iter().rev().max_by_key(knows).copied();
        best.or_else(|| catalogue::general(Part::Recogniser, self.models, installed))
    }

    fn load(&self, model: &[u8], leftwards: bool) -> Result<Reader, Error> {
        let broken = || Error::new(Code::ModelBroken, "the recognition model is damaged; run `ocrchat models verify`");
        let characters = onnx::metadata(model, "character").map_err(|_| broken())?.unwrap_or_default();
        let dictionary = Dictionary::parse(characters);
        let network = Network::load(model, "for recognition", Loading { bytes: self.bytes, logits: true })?;
        Ok(Reader::new(network, dictionary, self.squeeze, self.pools.clone(), leftwards))
    }

    fn loaded(&self) -> std::sync::MutexGuard<'_, HashMap<&'static str, Arc<Reader>>> {
        // Nothing panics while it is held; were it poisoned, the table would still be whole.
        self.loaded.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
