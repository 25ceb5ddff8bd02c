//! Flow: the running text of a block, for formats that set lines anew. Words that were parted at a line's end become
//! whole, lines join with a space (or with nothing, in scripts that use none), and emphasis comes as spans. One
//! function for text, Markdown and DOCX, so that all say the same; the lines and boxes themselves stay as they are.
//!
//! Refuses dictionaries: whether a hyphen belongs to the word is told by the page alone (how the next line begins, how
//! the page writes the same compound in the middle of a line).

use std::collections::HashSet;

use crate::layout::script;
use crate::{Block, Line};

/// A stretch of text set in one style. A styled span neither begins nor ends with a space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Its characters.
    pub text: String,
    /// Set in bold.
    pub bold: bool,
    /// Set in italics.
    pub italic: bool,
}

/// The compounds that a page or a document writes with a hyphen where no line ends, in small letters: `well-known`.
#[derive(Clone, Debug, Default)]
pub struct Compounds(HashSet<String>);

impl Compounds {
    /// Gathers the compounds of `lines`: those of a page, or of the whole document, which knows more.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Self {
        let tokens = lines.into_iter().flat_map(|line| line.text.split_whitespace());
        let inner = |token: &str| {
            let token = token.trim_matches(|c: char| !c.is_alphanumeric());
            token.contains(is_hyphen).then(|| plain(token))
        };
        Self(tokens.filter_map(inner).collect())
    }

    fn has(&self, left: &str, right: &str) -> bool {
        self.0.contains(&plain(&format!("{left}-{right}")))
    }
}

/// The running text of `block` in spans. A list item's marker is left out: formats with lists of their own set it.
pub fn body(block: &Block, compounds: &Compounds) -> Vec<Span> {
    let mut letters = flow(&block.lines, compounds);
    if let Some(marker) = &block.marker {
        let begins = letters.iter().map(|l| l.0).take(marker.chars().count()).eq(marker.chars());
        if begins {
            let rest = letters[marker.chars().count()..].iter().position(|l| !l.0.is_whitespace());
            letters.drain(..rest.map_or(letters.len(), |r| r + marker.chars().count()));
        }
    }
    gather(letters)
}

/// The running text of `lines` in spans, with whatever marker they begin with: for a table's cells.
pub fn spans(lines: &[Line], compounds: &Compounds) -> Vec<Span> {
    gather(flow(lines, compounds))
}

/// The text of spans alone.
pub fn plain_text(spans: &[Span]) -> String {
    spans.iter().map(|s| s.text.as_str()).collect()
}

/// The printed lines of `lines`, one string each; a word parted at a line's end stands whole where it begins. A line
/// that held nothing but the end of a word is gone.
pub fn printed(lines: &[Line], compounds: &Compounds) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in lines.iter().map(|line| line.text.trim()).filter(|text| !text.is_empty()) {
        let end = out.last().map_or(Join::Apart, |last| join(last, line, compounds));
        let mut rest = line;
        if let (Join::Whole(_) | Join::Hyphen, Some(last)) = (end, out.last_mut()) {
            if let Join::Whole(mark) = end {
                last.truncate(last.len() - mark);
            }
            let word = line.find(char::is_whitespace).unwrap_or(line.len());
            last.push_str(&line[..word]);
            rest = line[word..].trim_start();
        }
        if !rest.is_empty() {
            out.push(rest.to_owned());
        }
    }
    out
}

/// A character with its style: bold, italic.
type Letter = (char, bool, bool);

/// How a line goes on in the next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Join {
    /// With a space.
    Apart,
    /// With nothing: the script parts no words.
    Close,
    /// With nothing, the hyphen is the word's own.
    Hyphen,
    /// With nothing and without the mark at the line's end, which is so many bytes long.
    Whole(usize),
}

fn flow(lines: &[Line], compounds: &Compounds) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::new();
    let mut last = "";
    for line in lines {
        let text = line.text.trim();
        if text.is_empty() {
            continue;
        }
        let letters = styled(line, text);
        if let Some(&(_, bold, italic)) = out.last() {
            match join(last, text, compounds) {
                Join::Apart => out.push((' ', bold && letters[0].1, italic && letters[0].2)),
                Join::Close | Join::Hyphen => {}
                Join::Whole(_) => {
                    out.pop();
                }
            }
        }
        out.extend(letters);
        last = text;
    }
    out
}

/// The characters of a line with the styles of their words; what stands between two words has what both have. Words
/// that are not those of the text, as after a correction, say nothing about it.
fn styled(line: &Line, text: &str) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::with_capacity(text.len());
    if line.words.iter().any(|w| w.bold || w.italic) {
        let mut style = None;
        let mut rest = text;
        for word in line.words.iter().filter(|w| !w.text.is_empty()) {
            let Some(at) = rest.find(word.text.as_str()) else {
                return text.chars().map(|c| (c, false, false)).collect();
            };
            let (bold, italic) = style.unwrap_or((false, false));
            let (gap, after) = rest.split_at(at);
            out.extend(gap.chars().map(|c| (c, bold && word.bold, italic && word.italic)));
            out.extend(word.text.chars().map(|c| (c, word.bold, word.italic)));
            style = Some((word.bold, word.italic));
            rest = &after[word.text.len()..];
        }
        out.extend(rest.chars().map(|c| (c, false, false)));
    } else {
        out.extend(text.chars().map(|c| (c, false, false)));
    }
    out
}

fn gather(letters: Vec<Letter>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (c, bold, italic) in letters {
        match spans.last_mut() {
            Some(span) if (span.bold, span.italic) == (bold, italic) => span.text.push(c),
            _ => spans.push(Span { text: c.into(), bold, italic }),
        }
    }
    spans
}

/// How `line` goes on in `next`; neither is empty nor begins or ends with a space.
fn join(line: &str, next: &str, compounds: &Compounds) -> Join {
    let end = line.chars().next_back().unwrap_or(' ');
    let start = next.chars().next().unwrap_or(' ');
    let left = line.split_whitespace().next_back().unwrap_or_default();
    let left = left.trim_start_matches(|c: char| !c.is_alphanumeric());
    let right = next.split_whitespace().next().unwrap_or_default();
    let stem = left.strip_suffix(end).unwrap_or_default();
    let joins = stem.ends_with(char::is_alphanumeric) && start.is_alphanumeric();
    match end {
        // A soft hyphen is there for nothing else; the others are what old print and engines make of a hyphen.
        '\u{ad}' | '¬' | '⸗' if joins => Join::Whole(end.len_utf8()),
        '\u{ad}' => Join::Whole(end.len_utf8()),
        c if is_hyphen(c) && joins => {
            let word = right.trim_end_matches(|c: char| !c.is_alphanumeric());
            let capitals =
                |s: &str| s.chars().filter(|c| c.is_alphabetic()).count() > 1 && !s.chars().any(char::is_lowercase);
            let runs_on = start.is_lowercase() || (start.is_uppercase() && capitals(stem) && capitals(word));
            if SUSPENDED.contains(&plain(word).as_str()) {
                Join::Apart
            } else if runs_on
                && stem.ends_with(char::is_alphabetic)
                && !stem.contains(is_hyphen)
                && !KEPT.contains(&plain(stem).as_str())
                && !compounds.has(stem, word)
            {
                Join::Whole(end.len_utf8())
            } else {
                Join::Hyphen
            }
        }
        _ if script::spaceless(end) && script::spaceless(start) => Join::Close,
        _ => Join::Apart,
    }
}

/// A hyphen before one of these stands for the end of a later word: "pre- and post-war", "Vor- und Nachteile".
const SUSPENDED: [&str; 10] = ["and", "or", "und", "oder", "bzw", "sowie", "och", "eller", "og", "ou"];
/// First halves that keep their hyphen: no English word begins with them and is parted there.
const KEPT: [&str; 3] = ["self", "well", "quasi"];

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// In small letters, with one kind of hyphen.
fn plain(text: &str) -> String {
    text.chars().map(|c| if is_hyphen(c) { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Word;

    fn lines(texts: &[&str]) -> Vec<Line> {
        texts.iter().map(|t| Line { text: (*t).into(), ..Line::default() }).collect()
    }

    fn flowed(texts: &[&str]) -> String {
        let lines = lines(texts);
        plain_text(&spans(&lines, &Compounds::of(&lines)))
    }

    #[test]
    fn a_word_parted_at_the_end_of_a_line_becomes_whole() {
        assert_eq!(flowed(&["of the infor-", "mation that"]), "of the information that");
        assert_eq!(flowed(&["ein Haupt\u{ad}", "Bahnhof und Beru¬", "fung"]), "ein HauptBahnhof und Berufung");
        assert_eq!(flowed(&["THE CONSTI-", "TUTION OF"]), "THE CONSTITUTION OF");
        assert_eq!(flowed(&["при распро-", "странении."]), "при распространении.");
    }

    #[test]
    fn a_hyphen_that_is_the_words_own_stays() {
        assert_eq!(
            flowed(&["a well-to-do man, as well-to-", "do as a self-", "made one"]),
            "a well-to-do man, as well-to-do as a self-made one"
        );
        assert_eq!(flowed(&["the long-term plan is long-", "term"]), "the long-term plan is long-term");
        assert_eq!(flowed(&["of Anglo-", "Saxon, 1914-", "1918"]), "of Anglo-Saxon, 1914-1918");
        assert_eq!(flowed(&["die Vor-", "und Nachteile"]), "die Vor- und Nachteile");
        assert_eq!(flowed(&["so he said -", "and went"]), "so he said - and went");
    }

    #[test]
    fn scripts_without_spaces_get_none() {
        assert_eq!(flowed(&["人人生而", "自由。In 1948", "again"]), "人人生而自由。In 1948 again");
        assert_eq!(flowed(&["มนุษย์ทั้ง", "หลาย"]), "มนุษย์ทั้งหลาย");
        assert_eq!(flowed(&["모든 인간은", "태어날"]), "모든 인간은 태어날");
    }

    #[test]
    fn printed_lines_stay_but_for_parted_words() {
        let lines = lines(&["of the infor-", "mation that", "they over-", "saw", "at long-", "Last"]);
        assert_eq!(
            printed(&lines, &Compounds::of(&lines)),
            ["of the information", "that", "they oversaw", "at long-Last"]
        );
    }

    #[test]
    fn emphasis_runs_over_words_and_lines() {
        let word = |text: &str, bold| Word { text: text.into(), bold, ..Word::default() };
        let lines = [
            Line {
                text: "see the big".into(),
                words: vec![word("see", false), word("the", true), word("big", true)],
                ..Line::default()
            },
            Line {
                text: "house, there".into(),
                words: vec![word("house,", true), word("there", false)],
                ..Line::default()
            },
        ];
        let got: Vec<(String, bool)> =
            spans(&lines, &Compounds::default()).into_iter().map(|s| (s.text, s.bold)).collect();
        let want = [("see ", false), ("the big house,", true), (" there", false)].map(|(t, b)| (t.to_owned(), b));
        assert_eq!(got, want);
    }

    #[test]
    fn words_that_are_not_those_of_the_text_give_no_emphasis() {
        let word = Word { text: "bold".into(), bold: true, ..Word::default() };
        let line = Line { text: "cold air".into(), words: vec![word], ..Line::default() };
        assert_eq!(spans(&[line], &Compounds::default()), [Span { text: "cold air".into(), ..Span::default() }]);
    }

    #[test]
    fn a_list_item_comes_without_its_marker() {
        let block = Block { marker: Some("1.".into()), lines: lines(&["1. First of", "all"]), ..Block::default() };
        assert_eq!(plain_text(&body(&block, &Compounds::default())), "First of all");
        let other = Block { marker: Some("•".into()), lines: lines(&["- First"]), ..Block::default() };
        assert_eq!(plain_text(&body(&other, &Compounds::default())), "- First");
    }
}
