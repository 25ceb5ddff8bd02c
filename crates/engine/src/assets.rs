//! Where the models and PDFium lie on this machine, and whether they are the files they should be.
//!
//! One folder (`assets`) holds `models/` and `lib/`; set-up fills it, a package ships it. Nothing is downloaded here.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use document::Code;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;

/// A model file that an engine needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Short name, e.g. `ppocr-v6-det`.
    pub name: &'static str,
    /// The engine that uses it.
    pub engine: &'static str,
    /// File name in `assets/models`.
    pub file: &'static str,
    /// Exact size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: &'static str,
    /// The licence of the weights.
    pub licence: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
}

/// Every model file that the product knows.
pub const MODELS: &[Asset] = &[
    Asset {
        name: "ppocr-v6-det-small",
        engine: "ppocr",
        file: "PP-OCRv6_det_small.onnx",
        bytes: 9_929_594,
        sha256: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
        licence: "Apache-2.0",
        about: "finds lines of text",
    },
    Asset {
        name: "ppocr-v6-rec-small",
        engine: "ppocr",
        file: "PP-OCRv6_rec_small.onnx",
        bytes: 21_234_383,
        sha256: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
        licence: "Apache-2.0",
        about: "reads Chinese, Japanese, English and about 45 languages in Latin script",
    },
];

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

/// The folder that holds `models/` and `lib/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// Its path.
    pub dir: PathBuf,
}

impl Assets {
    /// The assets under `dir`.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// Where `asset` should lie.
    pub fn model(&self, asset: &Asset) -> PathBuf {
        self.dir.join("models").join(asset.file)
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
                format!("the model {} is not installed ({}: {e}); run `ocrchat doctor`", asset.name, path.display());
            Error::new(Code::ModelMissing, message)
        })?;
        if bytes.len() as u64 != asset.bytes {
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

/// The SHA-256 of a file in lower-case hex.
fn sha256_file(path: &Path) -> io::Result<String> {
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

    #[test]
    fn a_changed_model_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let assets = Assets::new(dir.path());
        let asset = Asset {
            name: "probe",
            engine: "none",
            file: "probe.onnx",
            bytes: 3,
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            licence: "",
            about: "",
        };
        assert_eq!(assets.verify(&asset), AssetState::Missing);
        assert_eq!(assets.read_model(&asset).unwrap_err().code, Code::ModelMissing);
        std::fs::create_dir(dir.path().join("models")).unwrap();
        std::fs::write(assets.model(&asset), "abc").unwrap();
        assert_eq!(assets.verify(&asset), AssetState::Ready);
        std::fs::write(assets.model(&asset), "abd!").unwrap();
        assert_eq!(assets.verify(&asset), AssetState::Broken);
        assert_eq!(assets.read_model(&asset).unwrap_err().code, Code::ModelBroken);
    }
}
