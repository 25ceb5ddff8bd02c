//! What the program writes to stdout: for each picture its table (TSV) and then its plain text.
//!
//! The table tells words with boxes and confidences; the text tells where a space stands between them, which the table
//! does not: Chinese, Thai and Khmer come in pieces of a character or two. Both come in logical order, also from right
//! to left. Columns of a row: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.

use document::{Line, Rect};

use super::join::{Piece, line};

/// The lines of each picture, in the order of the pictures; `None` where the output has no table at all.
pub(super) fn parse(stdout: &str, pictures: usize, standing: bool) -> Option<Vec<Vec<Line>>> {
    let mut tables = vec![Table::default(); pictures];
    let mut current = None;
    let mut any = false;
    for text in stdout.lines() {
        if text.starts_with("level\t") {
            any = true;
        } else if let Some(row) = row(text) {
            any = true;
            current = row.page.checked_sub(1).filter(|page| *page < pictures);
            if let Some(page) = current {
                tables[page].rows.push(row);
            }
        } else if let Some(page) = current {
            tables[page].text.push_str(text);
            tables[page].text.push('\n');
        }
    }
    any.then(|| tables.into_iter().map(|table| table.lines(standing)).collect())
}

#[derive(Clone, Default)]
struct Table<'a> {
    rows: Vec<Row<'a>>,
    text: String,
}

/// A row that holds a word.
#[derive(Clone)]
struct Row<'a> {
    page: usize,
    /// Block, paragraph and line: words of one line share them.
    line: [u32; 3],
    word: Option<(Rect, f32, &'a str)>,
}

fn row(text: &str) -> Option<Row<'_>> {
    let columns: Vec<&str> = text.splitn(12, '\t').collect();
    let &[level, page, block, paragraph, line, _, left, top, width, height, confidence, ref rest @ ..] = &columns[..]
    else {
        return None;
    };
    let level: u32 = level.parse().ok().filter(|level| (1..=5).contains(level))?;
    let number = |text: &str| text.parse::<u32>().ok();
    let (left, top) = (left.parse::<f32>().ok()?, top.parse::<f32>().ok()?);
    let (width, height) = (width.parse::<f32>().ok()?, height.parse::<f32>().ok()?);
    // Rows of blocks and lines have -1; a word with it was not read but guessed at.
    let confidence = confidence.parse::<f32>().ok().filter(|c| c.is_finite())?;
    let word = rest.first().map(|word| word.trim()).filter(|word| level == 5 && !word.is_empty());
    let bounds = Rect::new(left, top, left + width, top + height);
    let word = word.map(|word| (bounds, (confidence / 100.0).clamp(0.0, 1.0), word));
    Some(Row { page: number(page)? as usize, line: [number(block)?, number(paragraph)?, number(line)?], word })
}

impl Table<'_> {
    fn lines(&self, standing: bool) -> Vec<Line> {
        let mut spaces = Spaces::of(&self.text);
        let mut lines: Vec<([u32; 3], Vec<Piece>)> = Vec::new();
        for row in &self.rows {
            let Some((bounds, confidence, text)) = row.word else { continue };
            let spaced = spaces.before(text);
            let piece = Piece { text: text.to_owned(), bounds, confidence, spaced };
            match lines.last_mut() {
                Some((key, pieces)) if *key == row.line => pieces.push(piece),
                _ => lines.push((row.line, vec![piece])),
            }
        }
        lines.into_iter().map(|(_, pieces)| line(pieces, standing)).collect()
    }
}

/// Follows the plain text from word to word to tell whether a space stands before each.
struct Spaces<'a> {
    rest: Option<&'a str>,
}

impl<'a> Spaces<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: Some(text) }
    }

    /// Whether there is a space before `word`; `None` from where text and table part company.
    fn before(&mut self, word: &str) -> Option<bool> {
        let rest = self.rest?;
        let start = rest.trim_start_matches(|c: char| c.is_whitespace() || is_mark(c));
        let spaced = rest[..rest.len() - start.len()].contains(char::is_whitespace);
        self.rest = without(start, word);
        self.rest.map(|_| spaced)
    }
}

/// What follows `word` at the start of `text`, whatever marks of direction stand between its characters.
fn without<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text;
    for c in word.chars().filter(|c| !is_mark(*c)) {
        rest = rest.trim_start_matches(is_mark).strip_prefix(c)?;
    }
    Some(rest)
}

/// Invisible marks of direction, and the form feed between pages.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

    fn word(page: u32, line: u32, left: u32, confidence: &str, text: &str) -> String {
        format!("5\t{page}\t1\t1\t{line}\t1\t{left}\t10\t20\t12\t{confidence}\t{text}\n")
    }

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn words_become_lines_with_boxes_and_confidences() {
        let table = [
            HEAD,
            "1\t1\t0\t0\t0\t0\t0\t0\t200\t60\t-1\t\n",
            "4\t1\t1\t1\t1\t0\t10\t10\t90\t12\t-1\t\n",
            &word(1, 1, 10, "96.5", "Guten"),
            &word(1, 1, 40, "50", "Tag"),
            &word(1, 1, 70, "95", " "),
            &word(1, 2, 10, "-1", "x"),
            "Guten Tag\nx\n\u{c}",
        ];
        let pages = parse(&table.concat(), 1, false).unwrap();
        assert_eq!(texts(&pages[0]), ["Guten Tag", "x"]);
        let first = &pages[0][0];
        assert_eq!(first.words[1].bbox, Rect::new(40.0, 10.0, 60.0, 22.0));
        assert_eq!(first.quad.bounds(), Rect::new(10.0, 10.0, 60.0, 22.0));
        assert_eq!((first.words[0].confidence, first.words[1].confidence), (0.965, 0.5));
        assert!((first.confidence - (0.965 * 5.0 + 0.5 * 3.0) / 8.0).abs() < 1e-6);
        assert_eq!(pages[0][1].confidence, 0.0, "a word that was guessed at counts as nothing");
    }

    #[test]
    fn several_pictures_keep_their_places() {
        let table = [
            HEAD,
            &word(1, 1, 0, "90", "a"),
            "a\n\u{c}",
            "1\t2\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n",
            &word(3, 1, 0, "90", "c"),
            "c\n",
        ];
        let pages = parse(&table.concat(), 3, false).unwrap();
        assert_eq!(pages.iter().map(|page| texts(page)).collect::<Vec<_>>(), [vec!["a"], vec![], vec!["c"]]);
    }

    #[test]
    fn the_text_says_where_spaces_stand() {
        let pieces = ["บ", "ุ", "ค", "ใด", "ๆ", "จะ"];
        let rows: String = pieces.iter().zip(0..).map(|(text, i)| word(1, 1, i * 22, "90", text)).collect();
        let pages = parse(&format!("{HEAD}{rows}บุคใด ๆ จะ\n"), 1, false).unwrap();
        assert_eq!(texts(&pages[0]), ["บุคใด ๆ จะ"]);
        let words: Vec<&str> = pages[0][0].words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(words, ["บุคใด", "ๆ", "จะ"]);
    }

    #[test]
    fn right_to_left_stays_in_logical_order() {
        let rows = [word(1, 1, 60, "90", "שלום"), word(1, 1, 40, "90", "12"), word(1, 1, 0, "90", "עולם")];
        let pages = parse(&format!("{HEAD}{}\u{200f}שלום \u{200e}12 עולם\u{200e}\n", rows.concat()), 1, false).unwrap();
        assert_eq!(texts(&pages[0]), ["שלום 12 עולם"]);
    }

    #[test]
    fn what_is_no_table_is_told_from_an_empty_page() {
        assert_eq!(parse("Error during processing.\n", 1, false), None);
        assert_eq!(parse("", 1, false), None);
        assert_eq!(parse(&format!("{HEAD}1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n"), 1, false), Some(vec![vec![]]));
        let broken =
            format!("{HEAD}5\t1\t1\t1\t1\t1\tx\t0\t9\t9\t90\tword\n5\t7\t1\t1\t1\t1\t0\t0\t9\t9\t90\tword\n5\t1\n");
        assert_eq!(parse(&broken, 1, false), Some(vec![vec![]]));
    }
}
