//! The fonts that pages are drawn with: only those that set-up installs, so that a page looks the same on every machine.
//!
//! Owns the one font system of the process. Refuses to fall back on whatever else the machine has: a golden document
//! drawn with another font is another document.

use std::path::Path;
use std::sync::{LazyLock, Mutex};

use cosmic_text::fontdb::{self, Database};
use cosmic_text::{FontSystem, SwashCache};

use super::RenderError;

/// A family that set-up installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// DejaVu Sans: Latin, Greek, Cyrillic, Arabic.
    Sans,
    /// DejaVu Serif: the same without Arabic.
    Serif,
    /// DejaVu Sans Mono.
    Mono,
    /// Droid Sans Fallback: Chinese, Japanese.
    Cjk,
}

impl Family {
    /// The name inside the font file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sans => "DejaVu Sans",
            Self::Serif => "DejaVu Serif",
            Self::Mono => "DejaVu Sans Mono",
            Self::Cjk => "Droid Sans Fallback",
        }
    }

    /// The Debian package that carries it.
    fn package(self) -> &'static str {
        match self {
            Self::Sans | Self::Serif | Self::Mono => "fonts-dejavu-core",
            Self::Cjk => "fonts-droid-fallback",
        }
    }
}

/// The folders that the Debian packages above unpack to. Elsewhere the system's fonts are searched for the same names.
const FOLDERS: [&str; 2] = ["/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/truetype/droid"];

/// What drawing needs: fonts with their shaping caches, and the cache of drawn glyphs.
pub(super) struct Fonts {
    /// Shaping.
    pub(super) system: FontSystem,
    /// Glyph images.
    pub(super) glyphs: SwashCache,
}

/// The process's fonts. One lock suffices: a page takes milliseconds.
pub(super) static FONTS: LazyLock<Mutex<Fonts>> = LazyLock::new(|| {
    let mut db = Database::new();
    for folder in FOLDERS.iter().filter(|f| Path::new(f).is_dir()) {
        db.load_fonts_dir(folder);
    }
    if db.is_empty() {
        db.load_system_fonts();
    }
    let system = FontSystem::new_with_locale_and_db("en-US".into(), db);
    Mutex::new(Fonts { system, glyphs: SwashCache::new() })
});

/// Fails with the package's name where `family` is not installed.
pub(super) fn require(db: &Database, family: Family) -> Result<(), RenderError> {
    let query = fontdb::Query { families: &[fontdb::Family::Name(family.name())], ..fontdb::Query::default() };
    if db.query(&query).is_none() {
        return Err(RenderError::Font { family: family.name(), package: family.package() });
    }
    Ok(())
}
