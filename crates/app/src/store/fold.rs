//! Folding: the form of a text in which case and accents do not matter, for names and for the index.

use unicode_normalization::UnicodeNormalization;

/// Marks that people leave out when they search: accents, Hebrew points, Arabic vowel signs. The vowel signs of Indic and
/// south-east Asian scripts are letters to their readers and stay.
fn is_left_out(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{652}' | '\u{670}' | '\u{1dc0}'..='\u{1dff}')
}

/// `text` without case and accents.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|c| !is_left_out(*c)).flat_map(char::to_lowercase).nfc().collect()
}

/// A key by which names sort as a person sorts them: `scan 9` before `scan 10`, `Ä` beside `a`.
pub(super) fn sort_key(name: &str) -> String {
    /// Digits of the longest number that is padded.
    const DIGITS: usize = 12;
    let folded = fold(name);
    let mut key = String::with_capacity(folded.len() + DIGITS);
    let mut digits = String::new();
    for c in folded.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let number = digits.trim_start_matches('0');
            key.extend(std::iter::repeat_n('0', DIGITS.saturating_sub(number.len())));
            key.push_str(number);
            digits.clear();
        }
        if c != '\0' {
            key.push(c);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(fold("ÉCOLE Straße Ångström"), "ecole straße angstrom");
        assert_eq!(fold("שָׁלוֹם"), "שלום");
        // Composed again: a Hangul syllable stays one character; a vowel sign stays.
        assert_eq!(fold("한국 हिन्दी"), "한국 हिन्दी");
    }

    #[test]
    fn names_sort_as_a_person_sorts_them() {
        let mut names = ["scan 10.png", "Scan 9.png", "äpfel.pdf", "zebra.pdf", "scan 9b.png", "scan 009.png"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["äpfel.pdf", "Scan 9.png", "scan 009.png", "scan 9b.png", "scan 10.png", "zebra.pdf"]);
    }
}
