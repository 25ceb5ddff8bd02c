//! What is fetched: two wheels, and the files in them that the product uses, each with its hash.
//!
//! PP-OCRv6's models come in the wheel of `rapidocr` (the weights are © Baidu / PaddleOCR, Apache-2.0), PDFium in that of
//! `pypdfium2` (BSD-3-Clause and others). The licence texts in the wheels are kept beside the files.

use std::env::consts::{ARCH, OS};

/// A file of a wheel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    /// Its path in the wheel.
    pub(super) path: &'static str,
    /// Its path below the assets' folder.
    pub(super) dest: &'static str,
    /// SHA-256 in lower-case hex.
    pub(super) sha256: &'static str,
}

/// A wheel, pinned.
#[derive(Clone, Debug)]
pub(super) struct Wheel {
    /// The package's name.
    pub(super) package: &'static str,
    /// Its version.
    pub(super) version: &'static str,
    /// pip's name of the platform, where the wheel is made for one.
    pub(super) platform: Option<&'static str>,
    /// SHA-256 of the wheel in lower-case hex.
    pub(super) sha256: &'static str,
    /// What is taken from it.
    pub(super) members: Vec<Member>,
}

/// `pypdfium2` for one platform: the system (Rust's name, `musl` for a Linux of that C library), the processor, pip's
/// name, the wheel's hash, the library's hash.
type Pdfium = (&'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const PDFIUM: [Pdfium; 8] = [
    ("linux", "x86_64", "manylinux2014_x86_64",
     "dc31aea5b0fb9fefc9b537a65f4113980b2c40798445736a7e6565bc85161e37", "c76dc0f7839644bfa7c3e3107a6068df714e339c861bb7d4519907b821d427f9"),
    ("linux", "aarch64", "manylinux2014_aarch64",
     "dd46e93c0c3a73f6cea8489baff6d77a5d0759dd53fbbce0aeb49c91830176fc", "4378615ad9710397c96c112611be9018629bbfe38805d91a2663a534b99c28ca"),
    ("musl", "x86_64", "musllinux_1_2_x86_64",
     "ef452a7178744196d4ff97029f46b56a13817346fc7ee0473c75643512276b3a", "aa224cee2b8ba09d1b9d20f9acc7a07ae9aed03f4a59578ca4dffbb862db47b9"),
    ("musl", "aarch64", "musllinux_1_2_aarch64",
     "71ba93a356708cb2a7b1a82dbc2c07ddb62c501e35bb6a67c7323e1da6ae9cb7", "94ca92ec7b2e89b0d374682106e22357e4e97ae68d3a31289e456cc5881907f0"),
    ("macos", "aarch64", "macosx_13_0_arm64",
     "e71fe832e94421ac3c28d6a6ed4a9e61f22417089652d339f391c4ffc2a44c35", "5574cd4164a1317bc6b2f3168a4f433ca84561aa1b33f570422ce20f199d3765"),
    ("macos", "x86_64", "macosx_13_0_x86_64",
     "7f296a298074d76fb7c3d1ecb80d7097a96778bf0ad9c5c48a0170e56e2c6821", "967a413d03dde793455ed9f9ecb29b7fec6da846166ecd5b43e0bc3ddb4d9be2"),
    ("windows", "x86_64", "win_amd64",
     "74d1bace34fb01c660d0b64344d5a4b7d276942b7c6623c88ab59ea21c5acfbd", "42d87f68957d745ce9377dfb1d8d63691e19082a7ec29ff421d22779d3142b29"),
    ("windows", "aarch64", "win_arm64",
     "a20398367f188eb817be156bfd00077dcb5f8ad06c093849f3fa70b8087b4a87", "b244ece18abdb7abfb9f2501bdb5f7097a1119250bf6e7935dcc5dd97fea7712"),
];

/// The models' wheel.
pub(super) fn models() -> Wheel {
    Wheel {
        package: "rapidocr",
        version: "3.10.0",
        platform: None,
        sha256: "2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050",
        members: vec![
            Member {
                path: "rapidocr/models/PP-OCRv6_det_small.onnx",
                dest: "models/PP-OCRv6_det_small.onnx",
                sha256: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
            },
            Member {
                path: "rapidocr/models/PP-OCRv6_rec_small.onnx",
                dest: "models/PP-OCRv6_rec_small.onnx",
                sha256: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
            },
        ],
    }
}

/// PDFium's wheel for the platform that this program was built for; `None` where there is none.
pub(super) fn pdfium() -> Option<Wheel> {
    let system = if cfg!(target_env = "musl") { "musl" } else { OS };
    let &(_, _, platform, sha256, library) = PDFIUM.iter().find(|row| (row.0, row.1) == (system, ARCH))?;
    let (path, dest) = match OS {
        "windows" => ("pypdfium2_raw/pdfium.dll", "lib/pdfium.dll"),
        "macos" => ("pypdfium2_raw/libpdfium.dylib", "lib/libpdfium.dylib"),
        _ => ("pypdfium2_raw/libpdfium.so", "lib/libpdfium.so"),
    };
    let members = vec![Member { path, dest, sha256: library }];
    Some(Wheel { package: "pypdfium2", version: "5.15.2", platform: Some(platform), sha256, members })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_is_one_and_stands_once() {
        let mut hashes: Vec<&str> = PDFIUM.iter().flat_map(|row| [row.3, row.4]).collect();
        hashes.push(models().sha256);
        hashes.extend(models().members.iter().map(|m| m.sha256));
        let count = hashes.len();
        assert!(hashes.iter().all(|h| h.len() == 64 && h.bytes().all(|b| b"0123456789abcdef".contains(&b))));
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), count, "a hash was pasted twice");
    }
}
