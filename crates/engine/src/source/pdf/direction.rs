//! Lines with right-to-left writing, put in order by where their characters stand.
//!
//! A PDF says where each glyph goes and not what follows what: some writers put Hebrew and Arabic down as the eye passes
//! over it, some as it is read, some word by word. PDFium guesses, turns whole words round, and parts lines at every
//! change of direction. The places are certain, so such rows are gathered anew from left to right and turned to logical
//! order by `text_form`'s rules. Rows without right-to-left letters are left as PDFium gives them.

use document::{Line, Point, Quad, Rect, Word};

use super::run::Run;
use crate::text_form::{has_rtl, is_mark, to_logical};

/// A line as it was gathered.
pub(super) struct Piece {
    pub line: Line,
    /// The characters of each word with their boxes, as PDFium gives them.
    pub letters: Vec<Vec<(char, Rect)>>,
    pub run: Run,
    /// The letters' size in pixels.
    pub em: f32,
}

/// A gap of this many ems parts what stands in one row: columns, cells.
const ROW_GAP: f32 = 2.5;
/// A gap of this many ems parts words that PDFium parted.
const PARTED_GAP: f32 = 0.22;
/// A gap of this many ems parts letters of what PDFium took for one word.
const WORD_GAP: f32 = 0.35;

/// The lines; those of rows with right-to-left letters in logical order.
pub(super) fn settle(pieces: Vec<Piece>) -> Vec<Line> {
    if !pieces.iter().any(|p| has_rtl(&p.line.text)) {
        return pieces.into_iter().map(|p| p.line).collect();
    }
    let mut lines = Vec::with_capacity(pieces.len());
    let mut row: Vec<Piece> = Vec::new();
    for piece in pieces {
        if row.last().is_some_and(|last| !beside(last, &piece)) {
            lines.extend(rows(std::mem::take(&mut row)));
        }
        row.push(piece);
    }
    lines.extend(rows(row));
    lines
}

/// Whether two pieces stand in one row.
fn beside(a: &Piece, b: &Piece) -> bool {
    let (one, other) = (a.line.quad.bounds(), b.line.quad.bounds());
    let level = one.overlap_y(other) > 0.5 * one.height().min(other.height());
    a.run == Run::Right && b.run == Run::Right && level
}

/// The lines of the pieces of one row: what stands together makes one line where any of it is written from the right.
fn rows(pieces: Vec<Piece>) -> Vec<Line> {
    if pieces.len() == 1 && pieces[0].run != Run::Right || !pieces.iter().any(|p| has_rtl(&p.line.text)) {
        return pieces.into_iter().map(|p| p.line).collect();
    }
    let first = |p: &Piece| p.line.quad.bounds().x0;
    let mut sorted: Vec<(usize, Piece)> = pieces.into_iter().enumerate().collect();
    sorted.sort_by(|a, b| first(&a.1).total_cmp(&first(&b.1)));
    let mut groups: Vec<Vec<(usize, Piece)>> = Vec::new();
    let mut end = 0.0_f32;
    for (at, piece) in sorted {
        let bounds = piece.line.quad.bounds();
        match groups.last_mut() {
            Some(group) if bounds.x0 - end <= ROW_GAP * piece.em => group.push((at, piece)),
            _ => groups.push(vec![(at, piece)]),
        }
        end = end.max(bounds.x1);
    }
    // Lines keep the order in which the file begins them.
    groups.sort_by_key(|group| group.iter().map(|(at, _)| *at).min());
    let line = |mut group: Vec<(usize, Piece)>| -> Vec<Line> {
        if group.iter().any(|(_, p)| has_rtl(&p.line.text)) {
            return vec![merge(group.into_iter().map(|(_, p)| p).collect())];
        }
        group.sort_by_key(|(at, _)| *at);
        group.into_iter().map(|(_, p)| p.line).collect()
    };
    groups.into_iter().flat_map(line).collect()
}

/// A character on its way into a line: what, where, of which word.
struct Letter {
    char: char,
    bbox: Rect,
    word: usize,
    /// The horizontal middle by which it is sorted: a mark has its letter's.
    middle: f32,
}

/// One line of pieces that stand side by side.
fn merge(pieces: Vec<Piece>) -> Line {
    let em = pieces.iter().map(|p| p.em).fold(0.0, f32::max);
    let (mut letters, mut styles) = (Vec::new(), Vec::new());
    for piece in pieces {
        for (word, chars) in piece.line.words.into_iter().zip(piece.letters) {
            let place = |(char, bbox): (char, Rect)| Letter { char, bbox, word: styles.len(), middle: bbox.center().x };
            letters.extend(chars.into_iter().map(place));
            styles.push((word.bold, word.italic));
        }
    }
    let letters = sorted(letters);
    let mut words: Vec<Word> = Vec::new();
    let mut before: Option<(usize, f32)> = None;
    for letter in letters {
        let apart = before.is_none_or(|(word, end)| {
            let gap = letter.bbox.x0 - end;
            gap > if word == letter.word { WORD_GAP } else { PARTED_GAP } * em
        });
        let (bold, italic) = styles[letter.word];
        match words.last_mut() {
            Some(word) if !apart => {
                word.text.push(letter.char);
                word.bbox = word.bbox.union(letter.bbox);
            }
            _ => {
                let text = letter.char.to_string();
                words.push(Word { text, bbox: letter.bbox, confidence: 1.0, bold, italic, ..Word::default() });
            }
        }
        let end =
            before.map_or(letter.bbox.x1, |(_, end)| if apart { letter.bbox.x1 } else { end.max(letter.bbox.x1) });
        before = Some((letter.word, end));
    }
    let bounds = Rect::around(words.iter().map(|w| w.bbox)).unwrap_or_default();
    let (left, right) = (bounds.x0, bounds.x1);
    let quad = Quad(
        [(left, bounds.y0), (right, bounds.y0), (right, bounds.y1), (left, bounds.y1)].map(|(x, y)| Point::new(x, y)),
    );
    let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    let mut line = Line { text, quad, confidence: 1.0, words };
    to_logical(&mut line);
    face_brackets(&mut line);
    line
}

/// Letters from left to right as they would be told in visual order: marks after their letters, and what one glyph
/// stands for (lam-alef) from its end to its beginning.
fn sorted(mut letters: Vec<Letter>) -> Vec<Letter> {
    let bases: Vec<Rect> = letters.iter().filter(|l| !is_mark(l.char)).map(|l| l.bbox).collect();
    for mark in letters.iter_mut().filter(|l| is_mark(l.char)) {
        let shared = |b: &&Rect| b.overlap_x(mark.bbox);
        let base = bases.iter().max_by(|a, b| shared(a).total_cmp(&shared(b)));
        mark.middle = base.filter(|b| shared(b) > 0.0).map_or(mark.middle, |b| b.center().x);
    }
    letters.sort_by(|a, b| a.middle.total_cmp(&b.middle).then(is_mark(a.char).cmp(&is_mark(b.char))));
    let mut start = 0;
    while start < letters.len() {
        let one = &letters[start];
        let same = |l: &&Letter| !is_mark(l.char) && (l.middle - one.middle).abs() < 0.01 && l.word == one.word;
        let count = letters[start..].iter().take_while(same).count().max(1);
        let glyph = &mut letters[start..start + count];
        if count > 1 && glyph.iter().any(|l| has_rtl(l.char.encode_utf8(&mut [0; 4]))) {
            glyph.reverse();
            if let [lam, alef] = glyph
                && lam.char == 'ل'
                && matches!(alef.char, 'ا' | 'أ' | 'إ' | 'آ')
            {
                glyph.reverse();
            }
        }
        start += count;
    }
    letters
}

/// Makes brackets face each other: PDFium mirrors those that it takes to stand in right-to-left text, by its own idea of
/// where that begins. Where a line has an even number of a kind they open and close in turn.
fn face_brackets(line: &mut Line) {
    for pair in [['(', ')'], ['[', ']'], ['{', '}'], ['«', '»']] {
        let count = line.text.matches(pair).count();
        if count == 0 || count % 2 == 1 {
            continue;
        }
        let faced = |text: &str, seen: &mut usize| -> String {
            let turn = |c| {
                if !pair.contains(&c) {
                    return c;
                }
                *seen += 1;
                pair[(*seen - 1) % 2]
            };
            text.chars().map(turn).collect()
        };
        line.text = faced(&line.text, &mut 0);
        let mut seen = 0;
        for word in &mut line.words {
            word.text = faced(&word.text, &mut seen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A piece of words that stand at these places, ten pixels a letter, their letters drawn from left to right as told.
    fn piece(words: &[(&str, f32)]) -> Piece {
        let letters: Vec<Vec<(char, Rect)>> = words
            .iter()
            .map(|(text, x)| {
                let place = |(i, c)| (c, Rect::new(x + i as f32 * 10.0, 0.0, x + i as f32 * 10.0 + 9.0, 20.0));
                text.chars().enumerate().map(place).collect()
            })
            .collect();
        let boxes = letters.iter().map(|l| Rect::around(l.iter().map(|(_, b)| *b)).unwrap());
        let word = |((text, _), bbox): (&(&str, f32), Rect)| Word { text: (*text).into(), bbox, ..Word::default() };
        let words: Vec<Word> = words.iter().zip(boxes).map(word).collect();
        let quad = Quad::from(Rect::around(words.iter().map(|w| w.bbox)).unwrap());
        let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        Piece { line: Line { text, quad, words, ..Line::default() }, letters, run: Run::Right, em: 20.0 }
    }

    fn texts(pieces: Vec<Piece>) -> Vec<String> {
        settle(pieces).into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn pieces_of_a_row_become_one_line_in_reading_order() {
        // «תוכנה Open Source חדשה», told in pieces and out of order.
        let pieces = vec![
            piece(&[("הנכות", 160.0)]),
            piece(&[("Source", 90.0)]),
            piece(&[("Open", 45.0)]),
            piece(&[("השדח", 0.0)]),
        ];
        assert_eq!(texts(pieces), ["תוכנה Open Source חדשה"]);
    }

    #[test]
    fn columns_stay_apart_and_latin_rows_as_they_are() {
        let pieces = vec![piece(&[("םולש", 0.0)]), piece(&[("םלוע", 300.0)]), piece(&[("left", 600.0)])];
        assert_eq!(texts(pieces), ["שלום", "עולם", "left"]);
        assert_eq!(texts(vec![piece(&[("b", 50.0)]), piece(&[("a", 0.0)])]), ["b", "a"]);
    }

    #[test]
    fn a_ligature_of_two_letters_reads_lam_before_alef() {
        for ligature in ["لا", "ال"] {
            let mut piece = piece(&[("مxس", 0.0)]);
            let (_, place) = piece.letters[0].remove(1);
            for (i, c) in ligature.chars().enumerate() {
                piece.letters[0].insert(1 + i, (c, place));
            }
            assert_eq!(texts(vec![Piece { line: Line { text: "مس".into(), ..piece.line }, ..piece }]), ["سلام"]);
        }
    }

    #[test]
    fn vowel_points_stay_with_their_letters() {
        let mut piece = piece(&[("םלש", 0.0)]);
        let (lamed, shin) = (piece.letters[0][1].1, piece.letters[0][2].1);
        // Qamats under both letters: the points are narrower than the letters and not in their middles.
        piece.letters[0].insert(0, ('\u{5b8}', Rect::new(shin.x0, 18.0, shin.x0 + 3.0, 20.0)));
        piece.letters[0].push(('\u{5b8}', Rect::new(lamed.x1 - 3.0, 18.0, lamed.x1, 20.0)));
        assert_eq!(texts(vec![piece]), ["ש\u{5b8}ל\u{5b8}ם"]);
    }

    #[test]
    fn brackets_face_each_other() {
        let pieces = vec![piece(&[("(םולש(", 0.0), ("רמא", 70.0)])];
        assert_eq!(texts(pieces), ["אמר (שלום)"]);
    }
}
