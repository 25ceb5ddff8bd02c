//! How far a text is from the truth.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// The truth that stands beside `file`: `<file>.gt.txt`, `<stem>.gt.txt`, `<stem>.gt.json` (its `text`), or `<stem>.txt`.
pub(super) fn truth(file: &Path) -> Option<String> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".gt.txt");
    let plain = |path: &Path| fs::read_to_string(path).ok();
    plain(beside.as_ref())
        .or_else(|| plain(&file.with_extension("gt.txt")))
        .or_else(|| Some(json(file)?.get("text")?.as_str()?.to_owned()))
        .or_else(|| plain(&file.with_extension("txt")))
}

/// The language that the truth names, as BCP 47.
pub(super) fn language(file: &Path) -> Option<String> {
    Some(json(file)?.get("language")?.as_str()?.to_owned())
}

fn json(file: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(file.with_extension("gt.json")).ok()?).ok()
}

/// Character error rate: the edit distance over the truth's length, white space counted as single spaces.
pub(super) fn cer(truth: &str, text: &str) -> f64 {
    let normal = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect::<Vec<char>>();
    let (truth, text) = (normal(truth), normal(text));
    distance(&truth, &text) as f64 / truth.len().max(1) as f64
}

/// The least number of insertions, deletions and replacements (Levenshtein), by Wagner and Fischer's table, row by row.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_edits() {
        let count = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("abc", ""), 3);
        assert_eq!(count("über", "uber"), 1);
    }

    #[test]
    fn white_space_is_not_an_error_but_a_missing_space_is() {
        assert_eq!(cer("a  b\nc\n", "a b c"), 0.0);
        assert_eq!(cer("ab cd", "abcd"), 0.2);
    }

    #[test]
    fn the_truth_is_found_beside_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("page.png");
        assert_eq!(truth(&file), None);
        fs::write(dir.path().join("page.txt"), "from txt").unwrap();
        assert_eq!(truth(&file).unwrap(), "from txt");
        fs::write(dir.path().join("page.gt.json"), r#"{"text": "from json", "language": "de"}"#).unwrap();
        assert_eq!(truth(&file).unwrap(), "from json");
        assert_eq!(language(&file).unwrap(), "de");
        fs::write(dir.path().join("page.png.gt.txt"), "from gt.txt").unwrap();
        assert_eq!(truth(&file).unwrap(), "from gt.txt");
    }
}
