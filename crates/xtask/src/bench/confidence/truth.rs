//! Which of the words that were read are right.
//!
//! The words of a page and those of its truth are aligned in order; a word that stands elsewhere in the truth, and is
//! left over there, is right too: reading order is not what is measured. Case, typographic quotes and widths do not
//! count. In scripts without spaces the characters are aligned, and a word is right in the share of them that is; there a
//! character between the same two as somewhere in the truth is right.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// A word that was read, and how right it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Judged {
    /// As ISO 15924 names it.
    pub(super) script: String,
    /// The folder of its page: what kind of document it is.
    pub(super) kind: String,
    /// What the engine itself said, and what we make of it.
    pub(super) raw: f64,
    pub(super) confidence: f64,
    /// What the constants are fitted to.
    pub(super) figures: Vec<f64>,
    /// How many tests it is (1, or its characters), and how many of them it passed.
    pub(super) count: f64,
    pub(super) right: f64,
}

struct Word {
    line: u64,
    text: String,
    bounds: [f64; 4],
    judged: Judged,
}

/// Judges the words of a file of the example `word_evidence`.
pub(super) fn judge(lines: &str) -> Vec<Judged> {
    let mut pages: BTreeMap<String, Vec<Word>> = BTreeMap::new();
    for (file, word) in lines.lines().filter_map(word) {
        pages.entry(file).or_default().push(word);
    }
    pages.into_iter().flat_map(|(file, words)| page(Path::new(&file), words)).collect()
}

fn word(line: &str) -> Option<(String, Word)> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| Some(value.get(key)?.as_str()?.to_owned());
    let number = |key: &str| value.get(key)?.as_f64();
    let numbers = |key: &str| -> Option<Vec<f64>> { value.get(key)?.as_array()?.iter().map(Value::as_f64).collect() };
    let file = text("file")?;
    let kind = Path::new(&file).parent()?.file_name()?.to_string_lossy().into_owned();
    let judged = Judged {
        script: text("script")?,
        kind,
        raw: number("raw")?,
        confidence: number("confidence")?,
        figures: numbers("figures")?,
        ..Judged::default()
    };
    let bounds = numbers("box")?.try_into().ok()?;
    Some((file, Word { line: number("line")? as u64, text: text("text")?, bounds, judged }))
}

fn page(file: &Path, words: Vec<Word>) -> Vec<Judged> {
    let truth = fs::read(file.with_extension("gt.json")).ok();
    let truth: Option<Value> = truth.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let Some(text) = truth.as_ref().and_then(|t| t.get("text")).and_then(Value::as_str) else { return Vec::new() };
    let words = in_rows(words);
    let read: Vec<String> = words.iter().map(|w| normal(&w.text)).collect();
    let unspaced =
        text.chars().filter(|c| is_unspaced(*c)).count() * 2 > text.chars().filter(|c| c.is_alphabetic()).count();
    let scores = if unspaced { characters(&read, &normal(text)) } else { whole(&read, text) };
    // A foreign word among characters is neither counted like them nor like a word.
    let counted =
        |w: &Word| !unspaced || w.text.chars().filter(|c| is_unspaced(*c)).count() * 2 > w.text.chars().count();
    let judged = words.into_iter().zip(scores);
    judged
        .filter(|(w, s)| s.1 > 0.0 && counted(w))
        .map(|(w, (right, count))| Judged { right, count, ..w.judged })
        .collect()
}

/// Words from row to row, as an eye reads a page of one column.
fn in_rows(words: Vec<Word>) -> Vec<Word> {
    let mut lines: BTreeMap<u64, Vec<Word>> = BTreeMap::new();
    for word in words {
        lines.entry(word.line).or_default().push(word);
    }
    let middle = |l: &[Word]| l.iter().map(|w| (w.bounds[1] + w.bounds[3]) / 2.0).sum::<f64>() / l.len() as f64;
    let mut lines: Vec<Vec<Word>> = lines.into_values().collect();
    lines.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let mut rows: Vec<(f64, Vec<Vec<Word>>)> = Vec::new();
    for line in lines {
        let (at, height) = (middle(&line), line[0].bounds[3] - line[0].bounds[1]);
        match rows.last_mut().filter(|row| (row.0 - at).abs() < height / 2.0) {
            Some(row) => row.1.push(line),
            None => rows.push((at, vec![line])),
        }
    }
    for (_, row) in &mut rows {
        row.sort_by(|a, b| a[0].bounds[0].total_cmp(&b[0].bounds[0]));
    }
    rows.into_iter().flat_map(|(_, row)| row).flatten().collect()
}

/// What is compared: small letters, plain quotes and dashes, no invisible characters, no space.
fn normal(text: &str) -> String {
    let plain = |c: char| match c {
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' | '‚' | '`' | '´' => '\'',
        '–' | '—' | '‐' | '‑' | '−' | '¬' | '⸗' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '。' => '.',
        '、' => ',',
        '۔' => '.',
        c => c,
    };
    let invisible = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}');
    // Which way a bracket faces in right-to-left text is the order's concern.
    let rtl = text.chars().any(|c| matches!(c, '\u{590}'..='\u{8ff}'));
    let plain = |c| match plain(c) {
        ')' | ']' if rtl => '(',
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace() && !invisible(c)).map(plain).flat_map(char::to_lowercase).collect()
}

/// A script that puts no space between words; Hangul too, because Tesseract puts them where it likes.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7af}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..)
}

/// Right words and tests of each word: 1 of 1, or 0.
fn whole(read: &[String], truth: &str) -> Vec<(f64, f64)> {
    let truth: Vec<String> = truth.split_whitespace().map(normal).collect();
    let (mut right, used) = common(read, &truth);
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for (word, _) in truth.iter().zip(&used).filter(|(_, used)| !**used) {
        *left.entry(word).or_default() += 1;
    }
    for (word, right) in read.iter().zip(&mut right).filter(|(_, right)| !**right) {
        if let Some(count) = left.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            *right = true;
        }
    }
    let score = |(word, right): (&String, bool)| (f64::from(u8::from(right)), f64::from(u8::from(!word.is_empty())));
    read.iter().zip(right).map(score).collect()
}

/// Right characters and all characters of each word.
fn characters(read: &[String], truth: &str) -> Vec<(f64, f64)> {
    let all: Vec<char> = read.iter().flat_map(|w| w.chars()).collect();
    let (mut right, _) = common(&all, &truth.chars().collect::<Vec<_>>());
    let mut start = 0;
    for word in read {
        let chars: Vec<char> = word.chars().collect();
        for (i, three) in chars.windows(3).enumerate() {
            right[start + i + 1] |= truth.contains(&three.iter().collect::<String>());
        }
        start += chars.len();
    }
    let mut rest = right.as_slice();
    let score = |word: &String| {
        let (own, after) = rest.split_at(word.chars().count());
        rest = after;
        (own.iter().filter(|r| **r).count() as f64, own.len() as f64)
    };
    read.iter().map(score).collect()
}

/// The items of `a` and of `b` on a longest common subsequence (Wagner and Fischer, 1974).
fn common<T: PartialEq>(a: &[T], b: &[T]) -> (Vec<bool>, Vec<bool>) {
    let width = b.len() + 1;
    let mut table = vec![0_u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i * width + j] = if a[i] == b[j] {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut in_a, mut in_b) = (vec![false; a.len()], vec![false; b.len()]);
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            (in_a[i], in_b[j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (in_a, in_b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(read: &[&str], truth: &str) -> Vec<f64> {
        let read: Vec<String> = read.iter().map(|w| normal(w)).collect();
        whole(&read, truth).into_iter().map(|s| s.0).collect()
    }

    #[test]
    fn words_are_right_wherever_they_stand_and_no_more_often_than_printed() {
        assert_eq!(right(&["A", "“word”", "ha5"], "a \"word\" has"), [1.0, 1.0, 0.0]);
        assert_eq!(right(&["two", "one"], "one two"), [1.0, 1.0]);
        assert_eq!(right(&["one", "one"], "one two"), [1.0, 0.0]);
    }

    #[test]
    fn runs_without_spaces_are_right_in_part() {
        let read = ["漢字カナ".to_owned(), "東京".to_owned()];
        assert_eq!(characters(&read, "漢宇カナ東京"), [(3.0, 4.0), (2.0, 2.0)]);
    }
}
