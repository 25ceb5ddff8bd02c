//! A small CCITT encoder (T.4, T.6) for rows of cells of eight pixels, so that eight run codes are enough.

/// Which scheme to write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Modified Huffman: rows aligned to bytes, no line ends.
    Huffman,
    /// Group 3, one dimension.
    Group3,
    /// Group 3, two dimensions: every second row by its predecessor.
    Group3TwoD,
    /// Group 4.
    Group4,
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: usize,
}

impl Bits {
    fn push(&mut self, code: &str) {
        for bit in code.bytes() {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= (bit - b'0') << (7 - self.used % 8);
            self.used += 1;
        }
    }

    fn align(&mut self) {
        self.used = self.bytes.len() * 8;
    }
}

fn run(black: bool, pixels: usize) -> &'static str {
    match (black, pixels) {
        (false, 0) => "00110101",
        (false, 8) => "10011",
        (false, 16) => "101010",
        (false, 24) => "0101000",
        (true, 0) => "0000110111",
        (true, 8) => "000101",
        (true, 16) => "0000010111",
        (true, 24) => "00000010111",
        _ => panic!("no code for a run of {pixels}"),
    }
}

const END_OF_LINE: &str = "000000000001";

/// Encodes rows of cells (`true` is black), at most three a row.
pub fn encode(rows: &[Vec<bool>], scheme: Scheme) -> Vec<u8> {
    let mut bits = Bits::default();
    let mut before = vec![false; rows[0].len()];
    for (y, row) in rows.iter().enumerate() {
        let two_d = scheme == Scheme::Group4 || (scheme == Scheme::Group3TwoD && y % 2 == 1);
        match scheme {
            Scheme::Group3 => bits.push(END_OF_LINE),
            Scheme::Group3TwoD => {
                bits.push(END_OF_LINE);
                bits.push(if two_d { "0" } else { "1" });
            }
            Scheme::Huffman | Scheme::Group4 => {}
        }
        if two_d {
            by_predecessor(&mut bits, row, &before);
        } else {
            by_runs(&mut bits, row);
        }
        if scheme == Scheme::Huffman {
            bits.align();
        }
        before.clone_from(row);
    }
    if scheme == Scheme::Group4 {
        bits.push(END_OF_LINE);
        bits.push(END_OF_LINE);
    }
    bits.bytes
}

fn by_runs(bits: &mut Bits, row: &[bool]) {
    let (mut at, mut black) = (0, false);
    while at < row.len() {
        let length = row[at..].iter().take_while(|c| **c == black).count();
        bits.push(run(black, length * 8));
        at += length;
        black = !black;
    }
}

/// The first cell after `from` (-1: before the row) where `row` changes to the other colour than `black`.
fn change(row: &[bool], from: isize, black: bool) -> usize {
    let start = (from + 1) as usize;
    (start..row.len())
        .find(|i| row[*i] != black && (*i == 0 && !black || *i > 0 && row[*i - 1] == black))
        .unwrap_or(row.len())
}

fn by_predecessor(bits: &mut Bits, row: &[bool], before: &[bool]) {
    let (mut a0, mut black) = (-1_isize, false);
    while a0 < row.len() as isize {
        let start = a0.max(0) as usize;
        let a1 = (start..row.len()).find(|i| row[*i] != black).unwrap_or(row.len());
        let b1 = change(before, a0, black);
        let b2 = (b1..before.len()).find(|i| before[*i] == black).unwrap_or(before.len());
        if b2 < a1 {
            bits.push("0001");
            a0 = b2 as isize;
        } else if a1 == b1 {
            bits.push("1");
            a0 = a1 as isize;
            black = !black;
        } else {
            let a2 = (a1..row.len()).find(|i| row[*i] == black).unwrap_or(row.len());
            bits.push("001");
            bits.push(run(black, (a1 - start) * 8));
            bits.push(run(!black, (a2 - a1) * 8));
            a0 = a2 as isize;
        }
        if a0 == row.len() as isize {
            break;
        }
    }
}
