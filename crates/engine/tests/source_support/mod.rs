//! Documents that the tests of sources make for themselves.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)] // Each test file uses a part of it.

pub mod fax;
pub mod jpeg;
pub mod pdf;
pub mod tiff;

use std::path::{Path, PathBuf};

use engine::source::{OpenOptions, Source};
use engine::{Assets, Error, PageImage};
use tempfile::TempDir;

/// A file that lives as long as this value. Its name says nothing of its content.
pub struct Document {
    dir: TempDir,
}

impl Document {
    pub fn new(bytes: &[u8]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("input.bin"), bytes).unwrap();
        Self { dir }
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("input.bin")
    }

    pub fn open(&self) -> Result<Source, Error> {
        self.open_with(&OpenOptions::default())
    }

    pub fn open_with(&self, options: &OpenOptions) -> Result<Source, Error> {
        Source::open(&self.path(), options, &assets())
    }
}

/// Opens bytes and gives the first page.
pub fn first_page(bytes: &[u8]) -> Result<PageImage, Error> {
    Document::new(bytes).open()?.image(0)
}

/// Where PDFium lies: `OCRCHAT_ASSETS`, else the platform's data folder. Tests that need it fail where it is not.
pub fn assets() -> Assets {
    let dir = std::env::var_os("OCRCHAT_ASSETS").map_or_else(data_dir, PathBuf::from);
    Assets::new(dir)
}

fn data_dir() -> PathBuf {
    let home = PathBuf::from(std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).unwrap_or_default());
    let data = if cfg!(target_os = "macos") {
        home.join("Library/Application Support")
    } else if cfg!(target_os = "windows") {
        home.join("AppData/Roaming")
    } else {
        std::env::var_os("XDG_DATA_HOME").map_or_else(|| home.join(".local/share"), PathBuf::from)
    };
    data.join(Path::new("ocrchat/assets"))
}

/// The pixel at `x`, `y`.
pub fn pixel(page: &PageImage, x: u32, y: u32) -> [u8; 3] {
    let at = ((y * page.width + x) * 3) as usize;
    [page.rgb[at], page.rgb[at + 1], page.rgb[at + 2]]
}

/// Whether no channel differs by more than `within`.
pub fn near(a: [u8; 3], b: [u8; 3], within: u8) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= within)
}

/// The test picture: 48 × 32, every pixel its own colour.
pub const WIDTH: usize = 48;
/// Rows of the test picture.
pub const HEIGHT: usize = 32;

/// A colour of the test picture.
pub fn colour(x: usize, y: usize) -> [u8; 3] {
    [(x * 5) as u8, (y * 8) as u8, (x * 3 + y * 2) as u8]
}

/// All colours of the test picture, row by row.
pub fn picture() -> Vec<u8> {
    (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| colour(x, y))).collect()
}

/// Fails where a page is not the test picture.
pub fn assert_is_picture(page: &PageImage, within: u8, what: &str) {
    assert_eq!((page.width as usize, page.height as usize), (WIDTH, HEIGHT), "{what}");
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let got = pixel(page, x as u32, y as u32);
            assert!(near(got, colour(x, y), within), "{what}: {got:?} at {x}, {y} instead of {:?}", colour(x, y));
        }
    }
}
