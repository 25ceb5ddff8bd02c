//! The models that the user adds: what there is, what is installed, adding by download or from a file, removing.
//!
//! They lie in a folder of their own in the product's data (`models`), whether a package's assets can be written or not.
//! A model is there whole, with the hash that the catalogue names, or not at all. Whoever writes one holds its
//! lock, so two programs never write the same. Nothing touches the network but [`Models::add`].

mod download;
mod place;

use std::path::{Path, PathBuf};
use std::time::Duration;

use document::Code;
use engine::{Asset, AssetState, CATALOGUE};
use reqwest::Url;

use crate::Home;
use crate::contract::{ModelFile, ModelPack, ModelState, WireError};
use crate::net::{self, NetOptions, Redirects};

pub use download::Patience;
use place::Place;

/// The variable that names another address for the files, under which they lie by their names: a mirror.
pub const MIRROR_VARIABLE: &str = "OCRCHAT_MODELS_URL";

/// Told how many bytes of how many are there.
pub type Progress<'a> = &'a (dyn Fn(u64, Option<u64>) + Send + Sync);

/// The models of one installation.
#[derive(Clone, Debug)]
pub struct Models {
    home: Home,
    mirror: Option<String>,
    patience: Patience,
}

impl Models {
    /// The models of `home`, downloaded from where the catalogue says or from the mirror that the environment names.
    pub fn new(home: &Home) -> Self {
        let mirror = std::env::var(MIRROR_VARIABLE).ok().filter(|url| !url.trim().is_empty());
        Self { home: home.clone(), mirror, patience: Patience::default() }
    }

    /// Downloads from `mirror` and waits as `patience` says.
    pub fn from_mirror(home: &Home, mirror: &str, patience: Patience) -> Self {
        Self { home: home.clone(), mirror: Some(mirror.to_owned()), patience }
    }

    /// Every pack of models and its state, in the catalogue's order. Reads sizes and no contents.
    pub fn packs(&self) -> Vec<ModelPack> {
        let mut packs: Vec<ModelPack> = Vec::new();
        for asset in CATALOGUE {
            let file = self.file(asset);
            match packs.iter_mut().find(|pack| pack.name == asset.pack) {
                Some(pack) => {
                    pack.bytes = pack.bytes.zip(asset.bytes).map(|(a, b)| a + b);
                    pack.state = together(pack.state, file.state);
                    pack.removable |= file.added;
                    pack.files.push(file);
                }
                None => packs.push(ModelPack {
                    name: asset.pack.to_owned(),
                    engine: asset.engine.to_owned(),
                    licence: asset.licence.to_owned(),
                    bytes: asset.bytes,
                    shipped: asset.is_shipped(),
                    removable: file.added,
                    state: file.state,
                    files: vec![file],
                }),
            }
        }
        packs
    }

    /// One file and its state. Reads its size and no contents.
    pub fn file(&self, asset: &Asset) -> ModelFile {
        let place = Place::of(&self.home, asset);
        let path = self.home.assets.model(asset);
        let size = |path: &Path| path.metadata().ok().map(|m| m.len());
        let added = place.file.is_file();
        let state = match size(&path) {
            Some(bytes) if asset.bytes.is_some_and(|wanted| wanted != bytes) => ModelState::Broken,
            Some(_) => ModelState::Installed,
            None => size(&place.part).map_or(ModelState::Missing, |done| ModelState::Partial { done }),
        };
        ModelFile {
            name: asset.name.to_owned(),
            about: asset.about.to_owned(),
            file: path.display().to_string(),
            sha256: asset.sha256.to_owned(),
            bytes: asset.bytes,
            languages: asset.languages.iter().map(|&l| l.to_owned()).collect(),
            added,
            state,
        }
    }

    /// Compares an installed model with its hash. Reads the whole file.
    pub fn verify(&self, asset: &Asset) -> AssetState {
        self.home.assets.verify(asset)
    }

    /// Downloads a model unless it is there whole, and goes on where an earlier download was cut short. Dropping the
    /// future stops it and keeps what has arrived.
    ///
    /// # Errors
    /// `remote_unreachable`, `remote_refused`, `model_broken` where what came is not the model, `disk_full`,
    /// `output_unwritable`; `usage` for a mirror's address that is none.
    pub async fn add(&self, asset: &Asset, progress: Progress<'_>) -> Result<(), WireError> {
        let (installed, known) = (self.clone(), *asset);
        if blocking(move || Ok(installed.verify(&known))).await? == AssetState::Ready {
            return Ok(());
        }
        let url = self.address(asset)?;
        let place = Place::of(&self.home, asset);
        let _lock = place.lock()?;
        let options = NetOptions {
            silence: Some(self.patience.silence),
            connect: self.patience.silence.min(Duration::from_secs(15)),
            redirects: Redirects::UpTo(5),
            proxy: !is_loopback(&url),
        };
        download::fetch(&net::client(&options)?, &url, asset, &place, &self.patience, progress).await?;
        let known = *asset;
        blocking(move || place.install(&known)).await
    }

    /// Adds a model from a file: for machines without a network. The file is recognised by its hash and copied.
    ///
    /// # Errors
    /// `input_missing`, `input_unreadable`; `input_unsupported` where no model of the catalogue has this hash;
    /// `disk_full`, `output_unwritable`.
    pub fn add_file(&self, path: &Path) -> Result<&'static Asset, WireError> {
        let unreadable = |e: &std::io::Error| {
            let code =
                if e.kind() == std::io::ErrorKind::NotFound { Code::InputMissing } else { Code::InputUnreadable };
            WireError::new(code, format!("cannot read {}: {e}", path.display()))
        };
        let sha256 = engine::sha256_file(path).map_err(|e| unreadable(&e))?;
        let asset = CATALOGUE.iter().find(|m| m.sha256 == sha256).ok_or_else(|| {
            let named = path
                .file_name()
                .and_then(|name| name.to_str())
                .and_then(|name| CATALOGUE.iter().find(|m| m.file == name));
            let what = match named {
                Some(asset) => format!("is not {} as it was published: it is damaged or another version", asset.name),
                None => "is none of the models that `ocrchat models list` shows".to_owned(),
            };
            let message = format!("{} {what} (its SHA-256 is {sha256})", path.display());
            WireError::new(Code::InputUnsupported, message)
        })?;
        let place = Place::of(&self.home, asset);
        let _lock = place.lock()?;
        place.copy(path)?;
        place.install(asset)?;
        Ok(asset)
    }

    /// Removes a model that the user added, and what there is of a download that was cut short. Gives whether there was
    /// anything.
    ///
    /// # Errors
    /// `output_unwritable`.
    pub fn remove(&self, asset: &Asset) -> Result<bool, WireError> {
        let place = Place::of(&self.home, asset);
        if !place.holds_anything() {
            return Ok(false);
        }
        let _lock = place.lock_soon()?;
        place.clear()?;
        Ok(true)
    }

    /// Where a model is downloaded from.
    fn address(&self, asset: &Asset) -> Result<Url, WireError> {
        let text = match &self.mirror {
            Some(mirror) => format!("{}/{}", mirror.trim().trim_end_matches('/'), asset.file),
            None => asset.url.to_owned(),
        };
        let url = Url::parse(&text).ok().filter(is_safe);
        url.ok_or_else(|| {
            WireError::usage(format!("{MIRROR_VARIABLE} must be an https address (http only on this machine)"))
        })
    }
}

/// The folder of the added models of a home.
pub(crate) fn folder(data: &Path) -> PathBuf {
    data.join("models")
}

/// Whether a model may come from there: what is sent in clear could be anybody's, but for this machine itself.
fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

fn is_loopback(url: &Url) -> bool {
    let address =
        |host: &str| host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    url.host_str().is_some_and(|host| host == "localhost" || address(host))
}

/// The state of a pack by the states of its files: of use only when all are there.
fn together(a: ModelState, b: ModelState) -> ModelState {
    use ModelState::{Broken, Downloading, Installed, Missing, Partial};
    match (a, b) {
        (Broken, _) | (_, Broken) => Broken,
        (Installed, Installed) => Installed,
        (Partial { done }, Partial { done: more }) => Partial { done: done + more },
        (Partial { done }, _) | (_, Partial { done }) => Partial { done },
        // Half of a pack is there: a download goes on with the other half.
        (Installed, Missing) | (Missing, Installed) => Partial { done: 0 },
        (Missing, Missing) => Missing,
        (Downloading { done, total }, _) | (_, Downloading { done, total }) => Downloading { done, total },
    }
}

/// Runs work on files where it holds nobody up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WireError> + Send + 'static,
) -> Result<T, WireError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|e| Err(WireError::internal(format!("it ended early: {e}"))))
}

#[cfg(test)]
mod tests;
