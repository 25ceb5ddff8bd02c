//! What a page's content stream does to the state that outlives it, and the invisible text in it.
//!
//! The stream is not parsed into operations and written again: numbers, inline pictures and what is broken in it stay
//! byte for byte; only the operators that show invisible text are cut out. Text counts as invisible where the rendering
//! mode is 3 for the whole of its `BT … ET`: a block that mixes both stays, for what is shown moves what follows.

use std::collections::HashSet;
use std::ops::Range;

/// The rendering mode of invisible text.
const INVISIBLE: i64 = 3;

/// What was found in a content stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Content {
    /// How many `q` must stand before it so that none of its `Q` finds an empty stack.
    pub(super) missing: usize,
    /// How many `Q` must follow it to restore what was there before those.
    pub(super) open: usize,
    /// Marked content that it opens and does not close.
    pub(super) open_marks: usize,
    /// Whether it shows text that can be seen.
    pub(super) visible: bool,
    /// The operators that show invisible text, and what stands for each of them.
    pub(super) invisible: Vec<(Range<usize>, Vec<u8>)>,
    /// What it draws by name, and the rendering mode of text at that point.
    pub(super) drawn: Vec<(Vec<u8>, i64)>,
}

impl Content {
    /// Reads a stream that begins with rendering mode `mode`. `type3` are the names of Type 3 fonts: these are drawn in
    /// every mode.
    pub(super) fn read(bytes: &[u8], mode: i64, type3: &HashSet<Vec<u8>>) -> Self {
        let mut state = State { mode, ..State::default() };
        let mut found = Self::default();
        let mut operands: Vec<Range<usize>> = Vec::new();
        let mut tokens = Tokens { bytes, at: 0 };
        while let Some((range, kind)) = tokens.next() {
            if kind == Kind::Operand {
                operands.push(range);
                continue;
            }
            found.operator(bytes, &range, &operands, &mut state, type3);
            if &bytes[range] == b"ID" {
                tokens.skip_picture();
            }
            operands.clear();
        }
        found.end_block(&mut state);
        found.open = found.missing.saturating_add_signed(state.depth);
        found.open_marks = state.marks;
        found
    }

    /// The stream without its invisible text.
    pub(super) fn without_invisible(&self, bytes: &[u8]) -> Vec<u8> {
        let (mut kept, mut from) = (Vec::with_capacity(bytes.len()), 0);
        for (range, instead) in &self.invisible {
            kept.extend_from_slice(&bytes[from..range.start]);
            kept.extend_from_slice(instead);
            from = range.end;
        }
        kept.extend_from_slice(&bytes[from..]);
        kept
    }

    fn operator(
        &mut self,
        bytes: &[u8],
        range: &Range<usize>,
        operands: &[Range<usize>],
        state: &mut State,
        type3: &HashSet<Vec<u8>>,
    ) {
        let operand = |i: usize| operands.get(i).map(|r| &bytes[r.clone()]).unwrap_or_default();
        let name = |i: usize| operand(i).strip_prefix(b"/").unwrap_or_default().to_vec();
        let mut show = |state: &mut State, instead: Vec<u8>| {
            let whole = operands.first().map_or(range.start, |r| r.start)..range.end;
            if state.mode == INVISIBLE && !state.type3 {
                state.block.push((whole, instead));
            } else {
                state.seen = true;
                // Mode 7 only clips; whatever else is shown can be seen.
                self.visible |= state.mode != 7 && state.mode != INVISIBLE;
            }
        };
        match &bytes[range.clone()] {
            b"q" => {
                state.depth += 1;
                state.saved.push((state.mode, state.type3));
            }
            b"Q" => {
                state.depth -= 1;
                self.missing = self.missing.max(state.depth.min(0).unsigned_abs());
                if let Some((mode, type3)) = state.saved.pop() {
                    (state.mode, state.type3) = (mode, type3);
                }
            }
            b"BMC" | b"BDC" => state.marks += 1,
            b"EMC" => state.marks = state.marks.saturating_sub(1),
            b"Tr" => state.mode = std::str::from_utf8(operand(0)).ok().and_then(|m| m.parse().ok()).unwrap_or(0),
            b"Tf" => state.type3 = type3.contains(&name(0)),
            b"BT" | b"ET" => self.end_block(state),
            b"Tj" | b"TJ" => show(state, Vec::new()),
            b"'" => show(state, b"T*".to_vec()),
            b"\"" => show(state, [operand(0), b" Tw ", operand(1), b" Tc T*"].concat()),
            b"Do" => self.drawn.push((name(0), state.mode)),
            _ => {}
        }
    }

    fn end_block(&mut self, state: &mut State) {
        if !state.seen {
            self.invisible.append(&mut state.block);
        }
        state.block.clear();
        state.seen = false;
    }
}

/// What changes along the stream.
#[derive(Default)]
struct State {
    mode: i64,
    /// Whether the font is of Type 3.
    type3: bool,
    saved: Vec<(i64, bool)>,
    depth: isize,
    marks: usize,
    /// Invisible text since `BT`.
    block: Vec<(Range<usize>, Vec<u8>)>,
    /// Whether there was other text since `BT`.
    seen: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Operand,
    Operator,
}

/// The words of a content stream. What is not closed ends with the stream.
struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Tokens<'_> {
    fn next(&mut self) -> Option<(Range<usize>, Kind)> {
        loop {
            match *self.bytes.get(self.at)? {
                b if is_space(b) => self.at += 1,
                b'%' => self.skip_until(|b| matches!(b, b'\n' | b'\r')),
                _ => break,
            }
        }
        let start = self.at;
        let kind = match self.bytes[start] {
            b'(' => {
                self.literal();
                Kind::Operand
            }
            b'<' if self.bytes.get(start + 1) != Some(&b'<') => {
                self.skip_until(|b| b == b'>');
                self.at = (self.at + 1).min(self.bytes.len());
                Kind::Operand
            }
            b'[' => {
                self.nested(b']');
                Kind::Operand
            }
            b'<' => {
                self.at += 1;
                self.nested(b'>');
                // The second bracket of the pair.
                self.at = (self.at + 1).min(self.bytes.len());
                Kind::Operand
            }
            b'/' => {
                self.at += 1;
                self.skip_until(|b| is_space(b) || is_delimiter(b));
                Kind::Operand
            }
            b')' | b']' | b'>' | b'{' | b'}' => {
                self.at += 1;
                Kind::Operand
            }
            first => {
                self.skip_until(|b| is_space(b) || is_delimiter(b));
                let word = &self.bytes[start..self.at];
                let constant = matches!(word, b"true" | b"false" | b"null");
                let operand = constant || matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.');
                if operand { Kind::Operand } else { Kind::Operator }
            }
        };
        Some((start..self.at, kind))
    }

    fn skip_until(&mut self, end: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|b| end(*b)).unwrap_or(rest.len());
    }

    /// A string in round brackets, which nest and can be escaped.
    fn literal(&mut self) {
        let mut depth = 0;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at = (self.at + 1).min(self.bytes.len()),
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    /// An array or a dictionary, by counting brackets outside strings.
    fn nested(&mut self, close: u8) {
        let open = if close == b']' { b'[' } else { b'<' };
        let mut depth = 0;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'(' => {
                    self.literal();
                    continue;
                }
                b'%' => {
                    self.skip_until(|b| matches!(b, b'\n' | b'\r'));
                    continue;
                }
                _ if byte == open => depth += 1,
                _ if byte == close => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// The bytes of an inline picture, up to and with its `EI`: one that stands alone, with plain text after it.
    fn skip_picture(&mut self) {
        self.at = (self.at + 1).min(self.bytes.len());
        let mut from = self.at;
        while let Some(found) = self.bytes[from..].windows(2).position(|w| w == b"EI").map(|i| from + i) {
            let alone = found > 0 && is_space(self.bytes[found - 1]);
            let after = &self.bytes[found + 2..];
            let plain = |b: &u8| is_space(*b) && *b != 0 || b.is_ascii_graphic();
            let ends = after.first().is_none_or(|b| is_space(*b)) && after.iter().take(12).all(plain);
            if alone && ends {
                self.at = found + 2;
                return;
            }
            from = found + 2;
        }
        self.at = self.bytes.len();
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0xc | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    b"()<>[]{}/%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Content {
        Content::read(bytes, 0, &HashSet::new())
    }

    fn cut(bytes: &str) -> String {
        String::from_utf8(read(bytes.as_bytes()).without_invisible(bytes.as_bytes())).unwrap()
    }

    #[test]
    fn invisible_text_is_cut_out_and_the_rest_stays_as_it_was() {
        assert_eq!(
            cut("q BT 3 Tr /F 1 Tf 1 0 0 1 5 5 Tm (a\\)(b)) Tj ET Q 0.50 w"),
            "q BT 3 Tr /F 1 Tf 1 0 0 1 5 5 Tm  ET Q 0.50 w"
        );
        assert_eq!(cut("3 Tr BT [(a) -2 <62>] TJ (b) ' 1 2 (c) \" ET"), "3 Tr BT  T* 1 Tw 2 Tc T* ET");
        // The mode ends with the state that it was set in.
        assert_eq!(cut("q 3 Tr Q BT (a) Tj ET"), "q 3 Tr Q BT (a) Tj ET");
        assert!(read(b"q 3 Tr Q BT (a) Tj ET").visible);
    }

    #[test]
    fn a_block_with_visible_text_stays_whole() {
        let mixed = "BT 3 Tr (a) Tj 0 Tr (b) Tj ET";
        assert_eq!(cut(mixed), mixed);
        assert!(read(mixed.as_bytes()).visible);
    }

    #[test]
    fn type_3_fonts_are_drawn_in_every_mode() {
        let type3 = HashSet::from([b"T".to_vec()]);
        let found = Content::read(b"3 Tr BT /T 1 Tf (a) Tj ET", 0, &type3);
        assert!(found.invisible.is_empty());
    }

    #[test]
    fn strings_comments_and_pictures_hide_no_operators() {
        let bytes = b"% q q q\n(q q) pop <</A(Q)/B<71>>> pop BI /W 1 ID q Q q\xff EI \x01q EI Q q";
        let found = read(bytes);
        assert_eq!((found.missing, found.open), (1, 1));
    }

    #[test]
    fn an_unbalanced_stream_says_what_it_lacks() {
        let found = read(b"Q Q q q q /X Do");
        assert_eq!((found.missing, found.open), (2, 3));
        assert_eq!(found.drawn, [(b"X".to_vec(), 0)]);
        assert_eq!(read(b"/A BMC EMC EMC /B <</C 1>> BDC").open_marks, 1);
    }

    #[test]
    fn garbage_ends() {
        for bytes in [&b"((("[..], b"<<<", b"[[(", b"BI ID", b"/", b">>]})", b"\\", b"1 ("] {
            read(bytes);
        }
    }
}
