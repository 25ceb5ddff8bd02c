//! Lines of a block to running text in runs of one style: what Markdown and Word write.
//!
//! The line's own text is what counts; its words only say what is bold or in italics. Refuses markup.

use document::{Block, Cell, Line};

use crate::stanzas;

/// A stretch of text in one style. A line break in it is one that the text keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// The text, with the spaces around it.
    pub(crate) text: String,
    /// In bold.
    pub(crate) bold: bool,
    /// In italics.
    pub(crate) italic: bool,
}

/// How a line goes on in the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// With a space.
    Space,
    /// With nothing between: scripts without spaces, compounds divided at their hyphen.
    Nothing,
    /// As one word, without the hyphen that divided it.
    Word,
}

/// The running text of `block`, its first `skip` bytes left out (a list item's marker).
pub(crate) fn runs(block: &Block, mut skip: usize) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for lines in stanzas::of(block) {
        let stanza = join(lines, &mut skip);
        if !out.is_empty() && !stanza.is_empty() {
            out.push(Run { text: "\n".to_owned(), ..Run::default() });
        }
        out.extend(stanza);
    }
    out
}

/// Lines as one, the first `skip` bytes left out.
fn join(lines: &[Line], skip: &mut usize) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for line in lines.iter().filter(|line| !line.text.trim().is_empty()) {
        let mut pieces = styled(line);
        drop_start(&mut pieces, skip);
        trim(&mut pieces);
        let (Some(first), Some(last)) = (pieces.first(), out.last_mut()) else {
            out.append(&mut pieces);
            continue;
        };
        match joint(&last.text, &first.text) {
            Joint::Space => {
                let both =
                    Run { text: " ".to_owned(), bold: last.bold && first.bold, italic: last.italic && first.italic };
                push(&mut out, both);
            }
            Joint::Word => drop(last.text.pop()),
            Joint::Nothing => {}
        }
        for piece in pieces {
            push(&mut out, piece);
        }
    }
    out.retain(|run| !run.text.is_empty());
    out
}

/// The lines of a block as lines, each word that a line end divides whole on the line where it begins.
pub(crate) fn whole_words(lines: &[Line]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in lines {
        let text = line.text.trim_end();
        if let Some(last) = out.last_mut()
            && joint(last, text.trim_start()) == Joint::Word
        {
            let text = text.trim_start();
            let (end, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            last.pop();
            last.push_str(end);
            out.extend(Some(rest.trim_start().to_owned()).filter(|rest| !rest.is_empty()));
        } else {
            out.push(text.to_owned());
        }
    }
    out
}

/// The running text of a cell: of its lines where it has them.
pub(crate) fn cell_runs(cell: &Cell) -> Vec<Run> {
    if cell.lines.iter().any(|line| !line.text.trim().is_empty()) {
        return join(&cell.lines, &mut 0);
    }
    let text = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { Vec::new() } else { vec![Run { text, ..Run::default() }] }
}

/// The running text of several cells that stand at one place.
pub(crate) fn cells_text(cells: &[&Cell]) -> String {
    let texts: Vec<String> = cells.iter().map(|cell| plain(&cell_runs(cell))).filter(|t| !t.is_empty()).collect();
    texts.join(" ")
}

/// The text of runs without their styles.
pub(crate) fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// The line's text cut where the style changes; white space belongs to a style where both sides have it.
fn styled(line: &Line) -> Vec<Run> {
    if !line.words.iter().any(|w| w.bold || w.italic) {
        return vec![Run { text: line.text.clone(), ..Run::default() }];
    }
    let mut out: Vec<Run> = Vec::new();
    let (mut at, mut before) = (0, (false, false));
    for word in &line.words {
        let Some(found) = line.text[at..].find(&word.text).map(|i| at + i) else { continue };
        let style = (word.bold, word.italic);
        let gap = (before.0 && style.0, before.1 && style.1);
        push(&mut out, piece(&line.text[at..found], gap));
        push(&mut out, piece(&line.text[found..found + word.text.len()], style));
        (at, before) = (found + word.text.len(), style);
    }
    push(&mut out, piece(&line.text[at..], (false, false)));
    out
}

fn piece(text: &str, (bold, italic): (bool, bool)) -> Run {
    Run { text: text.to_owned(), bold, italic }
}

/// Adds a run, to the last one where they are of one style.
fn push(out: &mut Vec<Run>, run: Run) {
    match out.last_mut() {
        _ if run.text.is_empty() => {}
        Some(last) if (last.bold, last.italic) == (run.bold, run.italic) => last.text.push_str(&run.text),
        _ => out.push(run),
    }
}

/// Takes the first `skip` bytes away, as many as there are.
fn drop_start(pieces: &mut Vec<Run>, skip: &mut usize) {
    for piece in pieces.iter_mut() {
        let n = (*skip).min(piece.text.len());
        if piece.text.is_char_boundary(n) {
            piece.text.drain(..n);
        }
        *skip -= n;
    }
    pieces.retain(|piece| !piece.text.is_empty());
}

fn trim(pieces: &mut [Run]) {
    if let Some(first) = pieces.first_mut() {
        first.text.drain(..first.text.len() - first.text.trim_start().len());
    }
    if let Some(last) = pieces.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
}

fn joint(before: &str, after: &str) -> Joint {
    let mut back = before.chars().rev();
    let (Some(last), Some(first)) = (back.next(), after.chars().next()) else { return Joint::Nothing };
    let divided = back.next().is_some_and(char::is_alphabetic);
    match last {
        '\u{ad}' => Joint::Word,
        '-' | '\u{2010}' if divided && first.is_lowercase() => Joint::Word,
        // A compound of names, a range: the hyphen is the word's own.
        '-' | '\u{2010}' if divided && first.is_alphanumeric() => Joint::Nothing,
        _ if spaceless(last) && spaceless(first) => Joint::Nothing,
        _ => Joint::Space,
    }
}

/// Whether the script of `c` sets no space between words: Han, kana, and their punctuation and full-width forms, Thai,
/// Lao, Khmer, Burmese.
fn spaceless(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3000}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use document::Word;

    use super::*;

    fn flow(lines: &[&str]) -> String {
        let lines: Vec<Line> = lines.iter().map(|t| Line { text: (*t).to_owned(), ..Line::default() }).collect();
        plain(&join(&lines, &mut 0))
    }

    #[test]
    fn words_divided_at_a_line_end_are_whole_again_and_compounds_keep_their_hyphen() {
        assert_eq!(flow(&["an exam-", "ple of hy\u{ad}", "phens"]), "an example of hyphens");
        assert_eq!(flow(&["Anglo-", "American 1990-", "1999 -", "then"]), "Anglo-American 1990- 1999 - then");
    }

    #[test]
    fn lines_stay_lines_and_a_divided_word_stands_where_it_begins() {
        let lines =
            ["an exam-", "ple of di-", "vided", "words"].map(|t| Line { text: t.to_owned(), ..Line::default() });
        assert_eq!(whole_words(&lines), ["an example", "of divided", "words"]);
    }

    #[test]
    fn lines_of_chinese_join_without_a_space() {
        assert_eq!(flow(&["人人生而", " ", "自由。In 1948", "again"]), "人人生而自由。In 1948 again");
    }

    #[test]
    fn styles_are_those_of_the_words_and_markers_are_left_out() {
        let word = |text: &str, bold, italic| Word { text: text.to_owned(), bold, italic, ..Word::default() };
        let words =
            vec![word("•", true, false), word("very", true, false), word("big", true, false), word("one", false, true)];
        let line = Line { text: "• very big one.".to_owned(), words, ..Line::default() };
        let next = Line { text: "more".to_owned(), ..Line::default() };
        let run = |text: &str, bold, italic| Run { text: text.to_owned(), bold, italic };
        let expected = [
            run("very big", true, false),
            run(" ", false, false),
            run("one", false, true),
            run(". more", false, false),
        ];
        assert_eq!(join(&[line, next], &mut "•".len()), expected);
    }

    #[test]
    fn a_cell_without_lines_has_its_text() {
        let cell = Cell { text: " a\nb ".to_owned(), ..Cell::default() };
        assert_eq!(plain(&cell_runs(&cell)), "a b");
    }
}
