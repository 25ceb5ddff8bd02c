//! One word's characters: shapes to letters, invisible characters, the composed form.
//!
//! The shapes are those of Unicode's blocks of presentation forms, which stand there for old character sets and in the
//! fonts of PDFs. Their letters are Unicode's own compatibility decompositions, for these blocks alone: applied to all
//! text (NFKC) they would narrow full-width letters, lower raised figures and break fractions up.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;
use unicode_script::{Script, UnicodeScript};

/// Brings text to the one form: letters for shapes, no junk, NFC. A soft hyphen at the end is a printed hyphen.
pub fn fold(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut folded = String::with_capacity(text.len());
    for (i, &c) in chars.iter().enumerate() {
        let before = chars[..i].iter().rev().copied().find(|&c| !is_invisible(c));
        let after = chars[i + 1..].iter().copied().find(|&c| !is_invisible(c));
        match c {
            // At a line's end it shows; within a word it says only where the word may be parted.
            '\u{ad}' if after.is_none() && before.is_some() => folded.push('-'),
            _ if is_invisible(c) => {
                if spells(c, before, after) {
                    folded.push(c);
                }
            }
            '\u{a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' | '\t' | '\n' | '\r' => folded.push(' '),
            _ if c.is_control() => {}
            // The long s is a letter of old print; Unicode's decomposition would modernise it.
            '\u{fb05}' => folded.push_str("ſt"),
            _ if is_shape(c) => decompose_compatible(c, |letter| {
                // A vowel sign alone is decomposed to one over a space.
                if letter != ' ' {
                    folded.push(letter);
                }
            }),
            _ => folded.push(c),
        }
    }
    folded.nfc().collect()
}

/// A form that a font has for letters: Latin and Armenian ligatures, wide and pointed Hebrew letters, Arabic letters as
/// they stand within words with their ligatures. Left as they are: signs that stand for a phrase or a currency, and what
/// has no letters of its own.
fn is_shape(c: char) -> bool {
    matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{fb13}'..='\u{fb17}' | '\u{fb1d}'..='\u{fb4f}' | '\u{fb50}'..='\u{fdf9}' | '\u{fe70}'..='\u{fefc}')
        && c != '\u{fb29}'
}

/// A character that shows nothing by itself.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
}

/// Whether an invisible character between these two is part of the spelling.
fn spells(c: char, before: Option<char>, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match c {
        // Keeps two letters from joining, or a consonant from stacking: کتاب‌ها, ক্‌ষ.
        '\u{200c}' => after.is_some_and(|after| joins(before) && joins(after)),
        // Asks for a joined form, even at a word's end (ക്‍, ه‍), and holds emoji together.
        '\u{200d}' => joins(before) || after.is_some_and(is_emoji) && (is_emoji(before) || before == '\u{fe0f}'),
        // Says where words part in scripts without spaces.
        '\u{200b}' => after.is_some_and(|after| spaceless(before) && spaceless(after)),
        _ => false,
    }
}

/// Whether the letters of a character's script join or stack, so that joiners change what is written.
fn joins(c: char) -> bool {
    use Script::*;
    match c.script() {
        Arabic | Syriac | Mandaic | Mongolian | Nko | Adlam | Hanifi_Rohingya | Manichaean | Phags_Pa => true,
        Devanagari | Bengali | Gurmukhi | Gujarati | Oriya | Tamil | Telugu | Kannada | Malayalam | Sinhala => true,
        Khmer | Myanmar | Tibetan | Javanese | Balinese | Newa | Grantha | Tirhuta | Meetei_Mayek => true,
        // Marks of several scripts, such as Arabic vowels and the Vedic accents.
        Inherited => true,
        _ => false,
    }
}

/// South-East Asian scripts that part words by nothing, or by a space of no width.
fn spaceless(c: char) -> bool {
    matches!(c.script(), Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar)
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_shapes_become_letters() {
        // «السلام عليكم» as an old PDF spells it: initial, medial, final and isolated forms, and the ligature lam-alef.
        let shapes = "\u{fe8d}\u{fedf}\u{feb4}\u{fefc}\u{fee1} \u{fecb}\u{fee0}\u{fef4}\u{fedc}\u{fee2}";
        assert_eq!(fold(shapes), "السلام عليكم");
        // Persian letters of the first block, the ligature of God's name, a vowel sign that stands alone.
        assert_eq!(fold("\u{fb58}\u{fb8a}\u{fb90}\u{fdf2}\u{fe70}"), "پژکالله\u{64b}");
        // Alef with madda, from a letter and a mark.
        assert_eq!(fold("\u{627}\u{653}"), "آ");
        // Signs in use today stay.
        assert_eq!(fold("ﷺ ﷼ \u{fd3e}\u{fd3f}"), "ﷺ ﷼ \u{fd3e}\u{fd3f}");
    }

    #[test]
    fn hebrew_and_latin_shapes_become_letters() {
        assert_eq!(fold("\u{fb2a}\u{fb4f}\u{fb21}"), "ש\u{5c1}אלא");
        assert_eq!(fold("e\u{fb03}cient \u{fb02}ow Wachs\u{fb05}ube"), "efficient flow Wachsſtube");
    }

    #[test]
    fn widths_figures_and_marks_stay_as_printed() {
        for text in ["ＡＢＣ１２３", "ｶﾀｶﾅ", "x² ½ №", "“quote” – ‚x‘ …", "١٢٣ ۴۵ ४५", "『』、。", "ſ"]
        {
            assert_eq!(fold(text), text);
        }
        assert_eq!(fold("か\u{3099}"), "が");
        assert_eq!(fold("\u{1112}\u{1161}\u{11ab}글"), "한글", "Hangul from its letters");
        assert_eq!(fold("\u{212b}\u{2126}"), "ÅΩ");
    }

    #[test]
    fn joiners_stay_where_they_spell() {
        for text in [
            "کتاب\u{200c}ها",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "ক্\u{200c}ষ",
            "ന്\u{200d}",
            "👩\u{200d}💻",
            "ภาษา\u{200b}ไทย",
        ] {
            assert_eq!(fold(text), text);
        }
        assert_eq!(fold("Auf\u{200c}lage w\u{200d}x a\u{200b}b"), "Auflage wx ab");
        assert_eq!(fold("\u{200c}کتاب\u{200c}"), "کتاب");
    }

    #[test]
    fn junk_goes_and_a_soft_hyphen_shows_at_the_end_alone() {
        assert_eq!(fold("\u{feff}\u{202b}שלום\u{200f}\u{202c}"), "שלום");
        assert_eq!(fold("Donau\u{ad}dampf\u{ad}"), "Donaudampf-");
        assert_eq!(fold("\u{ad}"), "");
        assert_eq!(fold("a\u{0}\u{7}b"), "ab");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["\u{fefb}\u{ad}", "क\u{93c}\u{200d}", "e\u{301}\u{fb01}", "\u{fb2a}\u{5b8}", "a\u{ad}\u{ad}"] {
            let once = fold(text);
            assert_eq!(fold(&once), once, "{text:?}");
        }
    }
}
