//! Downloads of models for a user interface: one at a time, told of by events, stopped when it is wanted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use document::Code;
use engine::{Asset, CATALOGUE};
use tokio::task::AbortHandle;

use crate::contract::{Event, ModelPack, ModelState, WireError};
use crate::job::Runner;
use crate::models::Models;

/// Events of one download come no faster than this.
const EVERY: Duration = Duration::from_millis(150);

/// The downloads of one host.
#[derive(Default)]
pub(super) struct Downloads {
    running: Mutex<BTreeMap<String, Running>>,
    /// Whose turn it is: more at once would each be slower.
    turn: tokio::sync::Mutex<()>,
}

struct Running {
    task: AbortHandle,
    state: ModelState,
}

impl Downloads {
    fn running(&self) -> MutexGuard<'_, BTreeMap<String, Running>> {
        // Nothing panics while it is held; were it poisoned, the table would still be whole.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every pack with what its download has come to.
    pub(super) fn packs(&self, models: &Models) -> Vec<ModelPack> {
        let mut packs = models.packs();
        let running = self.running();
        for pack in &mut packs {
            if let Some(download) = running.get(&pack.name) {
                pack.state = download.state;
            }
        }
        packs
    }

    /// Begins a download, unless it is under way.
    pub(super) fn begin(self: &Arc<Self>, runner: &Runner, models: &Models, pack: &str) -> Result<(), WireError> {
        let assets: Vec<&'static Asset> = CATALOGUE.iter().filter(|m| m.pack == pack).collect();
        if assets.is_empty() {
            return Err(unknown(pack));
        }
        let mut running = self.running();
        if running.contains_key(pack) {
            return Ok(());
        }
        let total = assets.iter().map(|m| m.bytes).sum();
        let (downloads, runner, models, name) = (Arc::clone(self), runner.clone(), models.clone(), pack.to_owned());
        let task = tokio::spawn(async move {
            let error = downloads.fetch(&runner, &models, &name, &assets).await.err();
            downloads.running().remove(&name);
            downloads.tell(&runner, &models, &name, error);
        });
        let state = ModelState::Downloading { done: 0, total };
        running.insert(pack.to_owned(), Running { task: task.abort_handle(), state });
        Ok(())
    }

    async fn fetch(
        &self,
        runner: &Runner,
        models: &Models,
        pack: &str,
        assets: &[&'static Asset],
    ) -> Result<(), WireError> {
        self.tell(runner, models, pack, None);
        let _turn = self.turn.lock().await;
        let total: Option<u64> = assets.iter().map(|m| m.bytes).sum();
        let mut before = 0;
        for asset in assets {
            let told = Mutex::new((Instant::now(), 0));
            let progress = |done: u64, of: Option<u64>| {
                let total = total.or(if assets.len() == 1 { of } else { None });
                if let Some(download) = self.running().get_mut(pack) {
                    download.state = ModelState::Downloading { done: before + done, total };
                }
                let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                told.1 = done;
                if told.0.elapsed() >= EVERY {
                    told.0 = Instant::now();
                    self.tell(runner, models, pack, None);
                }
            };
            models.add(asset, &progress).await?;
            before += asset.bytes.unwrap_or_else(|| told.lock().unwrap_or_else(PoisonError::into_inner).1);
        }
        Ok(())
    }

    /// Stops a download; what has arrived stays.
    pub(super) fn cancel(&self, runner: &Runner, models: &Models, pack: &str) {
        let stopped = self.running().remove(pack);
        if let Some(download) = stopped {
            download.task.abort();
            self.tell(runner, models, pack, None);
        }
    }

    /// Stops all.
    pub(super) fn stop(&self) {
        std::mem::take(&mut *self.running()).into_values().for_each(|download| download.task.abort());
    }

    /// Removes a pack that was added.
    pub(super) fn remove(&self, runner: &Runner, models: &Models, pack: &str) -> Result<(), WireError> {
        let mut assets = CATALOGUE.iter().filter(|m| m.pack == pack).peekable();
        if assets.peek().is_none() {
            return Err(unknown(pack));
        }
        self.cancel(runner, models, pack);
        assets.try_for_each(|asset| models.remove(asset).map(drop))?;
        self.tell(runner, models, pack, None);
        Ok(())
    }

    fn tell(&self, runner: &Runner, models: &Models, pack: &str, error: Option<WireError>) {
        if let Some(pack) = self.packs(models).into_iter().find(|p| p.name == pack) {
            runner.tell(Event::ModelChanged { pack, error });
        }
    }
}

fn unknown(pack: &str) -> WireError {
    WireError::new(Code::NotFound, format!("there is no pack of models called {pack}"))
}
