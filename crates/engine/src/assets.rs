//! Where the models and PDFium lie on this machine, and whether they are the files they should be.
//!
//! One folder (`assets`) holds `models/` and `lib/`; set-up fills it, a package ships it. Models that the user adds lie in a
//! folder of their own, because a package's cannot be written and its next version would take them away; a file there goes
//! before one of the same name in `assets`, so a damaged model can be replaced. Nothing is downloaded here.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use document::Code;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Asset, Error};

/// What `models verify` found of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetState {
    /// There, with the right hash.
    Ready,
    /// Not there.
    Missing,
    /// There, with another hash.
    Broken,
}

/// The folder that holds `models/` and `lib/`, and the one of added models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// Its path.
    pub dir: PathBuf,
    /// The folder of the models that the user added.
    #[serde(default)]
    pub added: Option<PathBuf>,
}

impl Assets {
    /// The assets under `dir`.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), added: None }
    }

    /// With a folder of models that the user added.
    pub fn with_added(self, models: impl Into<PathBuf>) -> Self {
        Self { added: Some(models.into()), ..self }
    }

    /// Where a model lies; where it lies nowhere, its place among the assets.
    pub fn model(&self, asset: &Asset) -> PathBuf {
        self.added_model(asset)
            .filter(|path| path.is_file())
            .unwrap_or_else(|| self.dir.join("models").join(asset.file))
    }

    /// The place of a model among the added ones, whether it is there or not.
    pub fn added_model(&self, asset: &Asset) -> Option<PathBuf> {
        self.added.as_ref().map(|folder| folder.join(asset.file))
    }

    /// Whether a model's file is there. Looks at no content.
    pub fn has(&self, asset: &Asset) -> bool {
        self.model(asset).is_file()
    }

    /// Where the PDFium library should lie.
    pub fn pdfium(&self) -> PathBuf {
        let file = if cfg!(target_os = "windows") {
            "pdfium.dll"
        } else if cfg!(target_os = "macos") {
            "libpdfium.dylib"
        } else {
            "libpdfium.so"
        };
        self.dir.join("lib").join(file)
    }

    /// The bytes of a model.
    ///
    /// # Errors
    /// `model_missing` where the file is absent or unreadable, `model_broken` where its size is wrong.
    pub fn read_model(&self, asset: &Asset) -> Result<Vec<u8>, Error> {
        let path = self.model(asset);
        let bytes = std::fs::read(&path).map_err(|e| {
            let message =
                format!("the model {} is not installed ({}: {e}); {}", asset.name, path.display(), remedy(asset));
            Error::new(Code::ModelMissing, message)
        })?;
        if asset.bytes.is_some_and(|size| size != bytes.len() as u64) {
            let message = format!("the model file {} is damaged; run `ocrchat models verify`", path.display());
            return Err(Error::new(Code::ModelBroken, message));
        }
        Ok(bytes)
    }

    /// Compares a model file with its hash. Reads the whole file.
    pub fn verify(&self, asset: &Asset) -> AssetState {
        match sha256_file(&self.model(asset)) {
            Ok(hash) if hash == asset.sha256 => AssetState::Ready,
            Ok(_) => AssetState::Broken,
            Err(_) => AssetState::Missing,
        }
    }
}

/// How a missing model is got.
fn remedy(asset: &Asset) -> String {
    match (asset.is_shipped(), asset.engine) {
        (true, _) => "run `ocrchat doctor`".to_owned(),
        (false, "ocrs") => "run `ocrchat models add ocrs`".to_owned(),
        (false, _) => format!("run `ocrchat models add {}`", asset.name),
    }
}

/// The SHA-256 of a file in lower-case hex. Reads all of it.
///
/// # Errors
/// What the system says.
pub fn sha256_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize().iter().map(|b| format!("{b:02x}")).collect()),
            n => hasher.update(&buffer[..n]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MODELS;

    const ABC: Asset = Asset {
        name: "probe",
        file: "probe.onnx",
        bytes: Some(3),
        sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ..MODELS[0]
    };

    #[test]
    fn a_changed_model_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let assets = Assets::new(dir.path());
        assert_eq!(assets.verify(&ABC), AssetState::Missing);
        assert_eq!(assets.read_model(&ABC).unwrap_err().code, Code::ModelMissing);
        std::fs::create_dir(dir.path().join("models")).unwrap();
        std::fs::write(assets.model(&ABC), "abc").unwrap();
        assert_eq!(assets.verify(&ABC), AssetState::Ready);
        std::fs::write(assets.model(&ABC), "abd!").unwrap();
        assert_eq!(assets.verify(&ABC), AssetState::Broken);
        assert_eq!(assets.read_model(&ABC).unwrap_err().code, Code::ModelBroken);
    }

    #[test]
    fn an_added_model_goes_before_one_of_the_assets() {
        let dir = tempfile::tempdir().unwrap();
        let added = dir.path().join("added");
        let assets = Assets::new(dir.path()).with_added(&added);
        for folder in [dir.path().join("models"), added.clone()] {
            std::fs::create_dir(folder).unwrap();
        }
        std::fs::write(dir.path().join("models/probe.onnx"), "damaged").unwrap();
        assert_eq!(assets.verify(&ABC), AssetState::Broken);
        std::fs::write(added.join("probe.onnx"), "abc").unwrap();
        assert_eq!((assets.verify(&ABC), assets.read_model(&ABC).unwrap()), (AssetState::Ready, b"abc".to_vec()));
    }
}
