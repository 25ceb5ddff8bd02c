//! Whether a character is set in bold or in italics, by what its font says of itself. Fonts say it in three places (their
//! name, their flags, their weight), and files leave out any two of them.

use pdfium_render::prelude::*;

/// Fonts of this weight and more are bold (the OpenType scale, where 400 is regular and 700 bold). PDFium works it out
/// from the width of the stems, so it is asked alone of fonts whose names say nothing: `F1`, `T3_0`.
const BOLD: u32 = 700;
/// Words for bold in font names, in small letters. `black` and `demi` are among the first in type foundries' names.
const BOLD_NAMES: [&str; 7] = ["bold", "black", "heavy", "demi", "fett", "negrita", "gras"];
/// Words for italics in font names.
const ITALIC_NAMES: [&str; 5] = ["italic", "oblique", "kursiv", "slanted", "cursiva"];

/// How a word is set.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Style {
    pub bold: bool,
    pub italic: bool,
}

impl Style {
    /// The style of the font that `char` is set in.
    pub(super) fn of(char: &PdfPageTextChar<'_>) -> Self {
        let name = char.font_name();
        let named = Self::named(&name);
        let silent = name.is_empty() || (name.len() <= 6 && name.contains(|c: char| c.is_ascii_digit()));
        let heavy = || silent && char.font_weight().is_some_and(|w| weight(&w) >= BOLD);
        Self {
            bold: named.bold || char.font_is_bold_reenforced() || heavy(),
            italic: named.italic || char.font_is_italic(),
        }
    }

    /// The style that a font's name tells: `ABCDEF+Times-BoldItalic`, `CMBX10`, `Arial,Bold`.
    fn named(name: &str) -> Self {
        // The prefix of a subset is six random capitals.
        let name = name.split_once('+').map_or(name, |(_, name)| name);
        let small = name.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|w| small.contains(w));
        // Knuth's Computer Modern and its kin say it in two letters.
        let modern = |codes: &[&str]| {
            let rest = small.strip_prefix("cm").or_else(|| small.strip_prefix("sf"));
            rest.is_some_and(|r| codes.iter().any(|c| r.starts_with(c)))
        };
        Self {
            bold: has(&BOLD_NAMES) || modern(&["bx", "b1", "ssbx"]),
            italic: has(&ITALIC_NAMES) || modern(&["ti", "sl", "bxti", "bxsl", "ssi"]),
        }
    }
}

fn weight(weight: &PdfFontWeight) -> u32 {
    match *weight {
        PdfFontWeight::Weight100 => 100,
        PdfFontWeight::Weight200 => 200,
        PdfFontWeight::Weight300 => 300,
        PdfFontWeight::Weight400Normal => 400,
        PdfFontWeight::Weight500 => 500,
        PdfFontWeight::Weight600 => 600,
        PdfFontWeight::Weight700Bold => 700,
        PdfFontWeight::Weight800 => 800,
        PdfFontWeight::Weight900 => 900,
        PdfFontWeight::Custom(weight) => weight,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fonts_tell_their_style() {
        let style = |name| {
            let Style { bold, italic } = Style::named(name);
            (bold, italic)
        };
        assert_eq!(style("ABCDEF+Times-BoldItalic"), (true, true));
        assert_eq!(style("Arial,Bold"), (true, false));
        assert_eq!(style("CMBX10"), (true, false));
        assert_eq!(style("CMTI12"), (false, true));
        assert_eq!(style("BOLDXY+Times-Roman"), (false, false));
        assert_eq!(style("CMR10"), (false, false));
    }
}
