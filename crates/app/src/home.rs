//! Where the product keeps what it keeps. `OCRCHAT_HOME` moves everything; without it, the platform's own folders.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use engine::Assets;

use crate::contract::WireError;
use crate::models;

/// The product's folders. They are made when something is first written there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Settings.
    pub config: PathBuf,
    /// What the user would miss: pasted images, later the database.
    pub data: PathBuf,
    /// Previews: can be deleted at any time.
    pub cache: PathBuf,
    /// Models and libraries.
    pub assets: Assets,
}

impl Home {
    /// The database of jobs.
    pub fn database(&self) -> PathBuf {
        self.data.join("ocrchat.db")
    }

    /// The file that holds the owner's token of the local server.
    pub fn token_file(&self) -> PathBuf {
        self.config.join("server-token")
    }

    /// Where programs that are running hold their leases.
    pub(crate) fn leases(&self) -> PathBuf {
        self.data.join("running")
    }

    /// Where copies of sources lie that have no file of the user's.
    pub(crate) fn sources(&self) -> PathBuf {
        self.data.join("sources")
    }

    /// Where the pictures of pages lie, a folder a job.
    pub(crate) fn previews(&self) -> PathBuf {
        self.cache.join("previews")
    }

    /// The folders for this process, from `OCRCHAT_HOME` and `OCRCHAT_ASSETS` or the platform.
    ///
    /// # Errors
    /// `internal` where the platform names no home folder and `OCRCHAT_HOME` is not set.
    pub fn locate() -> Result<Self, WireError> {
        let variable = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let program = std::env::current_exe().ok();
        Self::from(variable("OCRCHAT_HOME"), variable("OCRCHAT_ASSETS"), program.as_deref())
    }

    fn from(home: Option<PathBuf>, assets: Option<PathBuf>, program: Option<&Path>) -> Result<Self, WireError> {
        let (config, data, cache) = match home {
            Some(home) => (home.clone(), home.clone(), home.join("cache")),
            None => {
                let dirs = ProjectDirs::from("chat", "ocr", "ocrchat").ok_or_else(|| {
                    WireError::internal("this account has no home folder; set OCRCHAT_HOME to a folder to use")
                })?;
                (dirs.config_dir().to_owned(), dirs.data_dir().to_owned(), dirs.cache_dir().to_owned())
            }
        };
        let own = data.join("assets");
        let assets = match assets {
            Some(assets) => assets,
            // A package ships the assets beside the program; what the user added goes before it.
            None if own.is_dir() => own,
            None => shipped(program).unwrap_or(own),
        };
        let assets = Assets::new(assets).with_added(models::folder(&data));
        Ok(Self { config, data, cache, assets })
    }
}

/// The assets folder of an installed package: beside the program, or where the platform puts resources.
fn shipped(program: Option<&Path>) -> Option<PathBuf> {
    let folder = program?.parent()?;
    ["assets", "../Resources/assets", "../lib/OCR.chat/assets"]
        .iter()
        .map(|place| folder.join(place))
        .find(|place| place.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_variable_moves_everything() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::from(Some(dir.path().to_owned()), None, None).unwrap();
        for place in [&home.config, &home.data, &home.cache, &home.assets.dir] {
            assert!(place.starts_with(dir.path()), "{}", place.display());
        }
    }

    #[test]
    fn assets_are_named_then_own_then_shipped() {
        let dir = tempfile::tempdir().unwrap();
        let (home, bin) = (dir.path().join("home"), dir.path().join("bin"));
        std::fs::create_dir_all(bin.join("assets")).unwrap();
        let program = bin.join("ocrchat");
        let found = |named| Home::from(Some(home.clone()), named, Some(&program)).unwrap().assets.dir;
        assert_eq!(found(None), bin.join("assets"));
        std::fs::create_dir_all(home.join("assets")).unwrap();
        assert_eq!(found(None), home.join("assets"));
        assert_eq!(found(Some("elsewhere".into())), PathBuf::from("elsewhere"));
    }
}
