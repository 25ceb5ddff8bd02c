//! The invisible text's font in the file: codes of two bytes, what they mean, and the dictionaries.
//!
//! A character of the basic plane is its own code; one beyond it gets a code of the surrogates' range, which no
//! character has, in the order of appearance. Only codes in use are listed in `ToUnicode`, so it is written last.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use lopdf::{Object, ObjectId, Stream, StringFormat, dictionary};

use super::file::{PdfFile, compressed};
use super::glyphless;

/// The name under which readers list the font.
const NAME: &str = "OCRchatInvisible";
/// The codes that characters beyond the basic plane take.
const ASTRAL: std::ops::RangeInclusive<u16> = 0xd800..=0xdfff;

/// The codes in use.
#[derive(Debug, Default)]
pub(super) struct Codes {
    basic: BTreeSet<u16>,
    astral: BTreeMap<char, u16>,
}

impl Codes {
    /// The code of `character`, as two bytes. Beyond 2,048 different characters outside the basic plane, further ones
    /// become U+FFFD.
    pub(super) fn code(&mut self, character: char) -> [u8; 2] {
        let code = match u16::try_from(u32::from(character)) {
            Ok(code) => code,
            Err(_) => match self.astral.get(&character) {
                Some(code) => return code.to_be_bytes(),
                None => {
                    let free = ASTRAL.start() + self.astral.len().min(ASTRAL.len()) as u16;
                    if ASTRAL.contains(&free) {
                        self.astral.insert(character, free);
                        return free.to_be_bytes();
                    }
                    u16::try_from(u32::from(char::REPLACEMENT_CHARACTER)).unwrap_or_default()
                }
            },
        };
        self.basic.insert(code);
        code.to_be_bytes()
    }

    /// The CMap that says what each code means.
    fn to_unicode(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< /Registry (Adobe) \
             /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 \
             begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        // Printing to a string does not fail.
        for block in self.ranges().chunks(100) {
            let _ = writeln!(map, "{} beginbfrange", block.len());
            for (first, last) in block {
                let _ = writeln!(map, "<{first:04X}> <{last:04X}> <{first:04X}>");
            }
            map.push_str("endbfrange\n");
        }
        let astral: Vec<_> = self.astral.iter().collect();
        for block in astral.chunks(100) {
            let _ = writeln!(map, "{} beginbfchar", block.len());
            for (character, code) in block {
                let mut units = [0; 2];
                character.encode_utf16(&mut units);
                let _ = writeln!(map, "<{code:04X}> <{:04X}{:04X}>", units[0], units[1]);
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        map
    }

    /// Runs of codes. A run may not cross into the next 256: the last byte alone counts up.
    fn ranges(&self) -> Vec<(u16, u16)> {
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        for &code in &self.basic {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == code && code & 0xff != 0 => *last = code,
                _ => ranges.push((code, code)),
            }
        }
        ranges
    }
}

/// Writes the font under `id`.
pub(super) fn write<W: Write>(file: &mut PdfFile<W>, id: ObjectId, codes: &Codes) -> io::Result<()> {
    let program = glyphless::program();
    let length = program.len() as i64;
    let mut program = compressed(&program);
    program.dict.set("Length1", length);
    let program = file.add(program)?;
    let name = || Object::Name(NAME.into());
    let (ascent, descent) = (i64::from(glyphless::ASCENT), i64::from(glyphless::DESCENT));
    let width = i64::from(glyphless::WIDTH);
    let descriptor = file.add(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => name(),
        // Of one width, and with characters outside the standard Latin set.
        "Flags" => 5,
        "FontBBox" => vec![0.into(), descent.into(), width.into(), ascent.into()],
        "ItalicAngle" => 0,
        "Ascent" => ascent,
        "Descent" => descent,
        "CapHeight" => ascent,
        "StemV" => 80,
        "FontFile2" => program,
    })?;
    // Every code is drawn by glyph 1.
    let glyphs = file.add(compressed(&[0, 1].repeat(1 << 16)))?;
    let text = |s: &str| Object::String(s.into(), StringFormat::Literal);
    let descendant = file.add(dictionary! {
        "Type" => "Font",
        "Subtype" => "CIDFontType2",
        "BaseFont" => name(),
        "CIDSystemInfo" => dictionary! {
            "Registry" => text("Adobe"), "Ordering" => text("Identity"), "Supplement" => 0,
        },
        "FontDescriptor" => descriptor,
        "DW" => width,
        "CIDToGIDMap" => glyphs,
    })?;
    let to_unicode: Stream = compressed(codes.to_unicode().as_bytes());
    let to_unicode = file.add(to_unicode)?;
    let font = dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => name(),
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()],
        "ToUnicode" => to_unicode,
    };
    file.put(id, font.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_a_code_and_every_code_a_meaning() {
        let mut codes = Codes::default();
        let seen: Vec<[u8; 2]> = "abcé漢😀𠮷😀".chars().map(|c| codes.code(c)).collect();
        assert_eq!(seen[3..], [[0, 0xe9], [0x6f, 0x22], [0xd8, 0], [0xd8, 1], [0xd8, 0]]);
        let map = codes.to_unicode();
        for line in ["<0061> <0063> <0061>", "<6F22> <6F22> <6F22>", "<D800> <D83DDE00>", "<D801> <D842DFB7>"] {
            assert!(map.contains(line), "{line} in {map}");
        }
    }

    #[test]
    fn a_run_stops_where_its_last_byte_would_overflow() {
        let mut codes = Codes::default();
        for c in ['\u{4fe}', '\u{4ff}', '\u{500}'] {
            codes.code(c);
        }
        assert_eq!(codes.ranges(), [(0x4fe, 0x4ff), (0x500, 0x500)]);
    }

    #[test]
    fn too_many_rare_characters_are_replaced_and_never_mixed_up() {
        let mut codes = Codes::default();
        let all: Vec<[u8; 2]> = (0x20000..0x20900).filter_map(char::from_u32).map(|c| codes.code(c)).collect();
        assert_eq!((all[2047], all[2048], all[2303]), ([0xdf, 0xff], [0xff, 0xfd], [0xff, 0xfd]));
    }
}
