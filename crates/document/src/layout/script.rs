//! What layout needs to know about the characters of a line: whether they run right to left, whether they part words
//! by spaces, whether a line looks like running text. Refuses language: only the Unicode block is looked at.

/// How many characters are letters or digits of any script; what a line weighs in a vote.
pub(super) fn weight(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// A letter of a script that is written from right to left: Hebrew, Arabic and their kin, their presentation forms.
pub(crate) fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// A character of a script that is set without spaces and may be written in vertical lines: Han, kana, bopomofo, and
/// the punctuation that goes with them. Hangul is left out: it parts words by spaces.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// A character of a script that sets no space between words: CJK, Thai, Lao, Tibetan, Burmese, Khmer.
pub(crate) fn spaceless(c: char) -> bool {
    is_cjk(c) || matches!(c, '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Whether most letters of `text` are CJK.
pub(super) fn mostly_cjk(text: &str) -> bool {
    let cjk = text.chars().filter(|&c| is_cjk(c)).count();
    cjk > 0 && 2 * cjk >= weight(text)
}

/// Whether a row that begins with `text` goes on with a sentence: its first letter is a small one.
pub(super) fn starts_small(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

/// Whether `text` ends as a sentence does.
pub(super) fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '」', '』']).chars().next_back();
    end.is_some_and(|c| matches!(c, '.' | '!' | '?' | ':' | '。' | '！' | '？' | '؟' | '۔' | '।'))
}

/// Whether `text` has the row of dots that leads to a page's number: `Chapter . . . . 12`, `Index......9`.
pub(super) fn has_leader(text: &str) -> bool {
    let (mut run, mut longest) = (0, 0);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        run = if matches!(c, '.' | '·' | '…' | '_') { run + 1 + usize::from(c == '…') } else { 0 };
        longest = longest.max(run);
    }
    longest >= 4
}

/// Share of digits among the letters and digits of `text`; 0 where it has none.
pub(super) fn digit_share<'a>(texts: impl Iterator<Item = &'a str>) -> f32 {
    let (mut digits, mut all) = (0, 0);
    for c in texts.flat_map(str::chars).filter(|c| c.is_alphanumeric()) {
        digits += usize::from(c.is_numeric());
        all += 1;
    }
    if all == 0 { 0.0 } else { digits as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        assert!("שלום".chars().all(is_rtl) && "سلام".chars().all(is_rtl));
        assert!(!"abcж漢".chars().any(is_rtl));
        assert!("漢字かな。".chars().all(is_cjk));
        assert!(!"한글abc".chars().any(is_cjk));
        assert!(mostly_cjk("漢字の版 PDF") && !mostly_cjk("the 漢 sign") && !mostly_cjk(""));
    }

    #[test]
    fn sentences_end_and_go_on() {
        assert!(ends_sentence("he said.”") && ends_sentence("終わり。") && !ends_sentence("and then"));
        assert!(starts_small("(and then") && !starts_small("And") && !starts_small("漢字") && !starts_small(""));
    }

    #[test]
    fn leaders_are_rows_of_dots() {
        assert!(has_leader("2.1 Syntax . . . . . 2") && has_leader("Index......9") && has_leader("A …… 3"));
        assert!(!has_leader("and so on...") && !has_leader("1.1.1. Terms"));
    }

    #[test]
    fn digits_are_a_share_of_letters_and_digits() {
        assert_eq!(digit_share(["12.00 RM"].into_iter()), 4.0 / 6.0);
        assert_eq!(digit_share(["--"].into_iter()), 0.0);
    }
}
