//! Which letter of the page each letter of the text is.

use std::collections::HashMap;
use std::ops::Range;

use super::Stretch;
use super::anchors::anchors;
use super::letters::Letters;

/// Letters of a first anchor, which may stand anywhere on the page. Shorter ones meet by chance.
const FAR: [usize; 2] = [10, 6];
/// The same where a letter is a word.
const FAR_DENSE: [usize; 2] = [5, 3];
/// Letters of an anchor between two others.
const NEAR: [usize; 3] = [8, 5, 3];
/// Comparing every letter with every other is affordable up to so many comparisons.
const AFFORDABLE: usize = 400_000;
/// How much longer than its text the part of the page may be that is searched beyond the outer anchors of a block.
const SLACK: usize = 12;
const SCORE: Score = Score { equal: 2, other: -1, gap: -1 };

struct Score {
    equal: i32,
    other: i32,
    gap: i32,
}

/// For each block of the text, for each of its letters, the letter of the page that it is. No letter of the page is used
/// twice. Letters that differ are paired where both lie between the same neighbours.
pub(super) fn pairs(text: &[Letters], page: &Letters) -> Vec<Vec<Option<usize>>> {
    let mut words: HashMap<&[char], Vec<Range<usize>>> = HashMap::new();
    for place in &page.words {
        words.entry(&page.chars[place.clone()]).or_default().push(place.clone());
    }
    let mut pairing = Pairing { page, words, free: vec![true; page.len()] };
    let mut pairs: Vec<Vec<Option<usize>>> = text.iter().map(|block| vec![None; block.len()]).collect();
    // Long blocks are placed first: the more letters, the surer their place.
    let mut order: Vec<usize> = (0..text.len()).collect();
    order.sort_by_key(|&n| std::cmp::Reverse(text[n].len()));
    for round in 0..FAR.len() {
        for &n in &order {
            pairing.anchor(&text[n], &mut pairs[n], round);
        }
    }
    for (block, pairs) in text.iter().zip(&mut pairs) {
        pairing.fill(block, pairs);
    }
    // What is left may stand where nobody looked: a cell that is read in another order, a line that was put elsewhere.
    for &n in &order {
        pairing.strays(text, &mut pairs, n);
    }
    pairs
}

struct Pairing<'a> {
    page: &'a Letters,
    /// Where each word of the page stands.
    words: HashMap<&'a [char], Vec<Range<usize>>>,
    free: Vec<bool>,
}

impl Pairing<'_> {
    fn take(&mut self, pairs: &mut [Option<usize>], text: usize, page: usize) {
        if pairs[text].is_none() && std::mem::replace(&mut self.free[page], false) {
            pairs[text] = Some(page);
        }
    }

    /// Pairs the stretches of a block that stand once on the page.
    fn anchor(&mut self, text: &Letters, pairs: &mut [Option<usize>], round: usize) {
        for open in open(pairs, 0..text.len()) {
            let length = if text.is_dense(open.clone()) { FAR_DENSE[round] } else { FAR[round] };
            let whole = Stretch { text: open, page: 0..self.page.len() };
            self.take_anchors(text, pairs, &whole, length);
        }
    }

    fn take_anchors(&mut self, text: &Letters, pairs: &mut [Option<usize>], stretch: &Stretch, length: usize) -> bool {
        let found = anchors(text, self.page, stretch, length, |at| self.free[at]);
        for &(from, to) in &found {
            for k in 0..length {
                self.take(pairs, from + k, to + k);
            }
        }
        !found.is_empty()
    }

    /// Pairs what lies between the letters of a block that are paired, and before the first and after the last.
    fn fill(&mut self, text: &Letters, pairs: &mut [Option<usize>]) {
        for gap in open(pairs, 0..text.len()) {
            let before = gap.start.checked_sub(1).and_then(|at| pairs[at]);
            let after = pairs.get(gap.end).copied().flatten();
            let reach = gap.len() + gap.len() / 4 + SLACK;
            let page = match (before, after) {
                (Some(before), Some(after)) if before < after && after - before <= 4 * reach => before + 1..after,
                // The neighbours stand apart: what lies between them may follow the one or precede the other.
                (Some(before), _) => before + 1..self.page.len().min(before + 1 + reach),
                (None, Some(after)) => after.saturating_sub(reach)..after,
                (None, None) => continue,
            };
            let page = self.clear(page, before.is_none());
            self.near(text, pairs, &Stretch { text: gap, page }, 0);
        }
    }

    /// The part of `page` that nobody has, from its end or from its beginning.
    fn clear(&self, page: Range<usize>, from_end: bool) -> Range<usize> {
        if from_end {
            let taken = page.clone().rev().find(|&at| !self.free[at]);
            taken.map_or(page.start, |at| at + 1)..page.end
        } else {
            let taken = page.clone().find(|&at| !self.free[at]);
            page.start..taken.unwrap_or(page.end)
        }
    }

    /// Pairs a stretch with its like: by shorter anchors as long as it is too long to compare letter by letter.
    fn near(&mut self, text: &Letters, pairs: &mut [Option<usize>], stretch: &Stretch, depth: usize) {
        if stretch.text.is_empty() || stretch.page.is_empty() {
            return;
        }
        if stretch.text.len() * stretch.page.len() <= AFFORDABLE {
            for (from, to) in compare(text, self.page, stretch) {
                self.take(pairs, from, to);
            }
            return;
        }
        let Some(&length) = NEAR.get(depth) else { return };
        self.take_anchors(text, pairs, stretch, length);
        for gap in open(pairs, stretch.text.clone()) {
            let before = pairs[stretch.text.start..gap.start].iter().rev().find_map(|p| *p);
            let after = pairs[gap.end..stretch.text.end].iter().find_map(|p| *p);
            let from = before.map_or(stretch.page.start, |at| at + 1);
            let to = after.unwrap_or(stretch.page.end);
            if from < to {
                self.near(text, pairs, &Stretch { text: gap, page: from..to }, depth + 1);
            }
        }
    }

    /// Looks on the whole page for the words of block `n` that have no place: those that stand there as they are, the one
    /// nearest to the block's own words first.
    fn strays(&mut self, text: &[Letters], pairs: &mut [Vec<Option<usize>>], n: usize) {
        let block = &text[n];
        let known = |pairs: &[Option<usize>]| pairs.iter().flatten().copied().collect::<Vec<_>>();
        let mut near = known(&pairs[n]);
        if near.is_empty() {
            // A block without a place stands by its neighbours.
            near = pairs[..n].iter().rev().map(|p| known(p)).find(|p| !p.is_empty()).unwrap_or_default();
        }
        near.sort_unstable();
        let home = near.get(near.len() / 2).copied().unwrap_or(0);
        for word in &block.words {
            if word.is_empty() || pairs[n][word.clone()].iter().filter(|p| p.is_some()).count() * 2 > word.len() {
                continue;
            }
            let before = word.start.checked_sub(1).and_then(|at| pairs[n][at]).unwrap_or(home);
            let places = self.words.get(&block.chars[word.clone()]).map_or(&[][..], Vec::as_slice);
            let whole = places.iter().filter(|place| (*place).clone().all(|at| self.free[at]));
            let Some(place) = whole.min_by_key(|place| place.start.abs_diff(before)).cloned() else { continue };
            for (from, to) in word.clone().zip(place) {
                if let Some(was) = pairs[n][from].take() {
                    self.free[was] = true;
                }
                self.take(&mut pairs[n], from, to);
            }
        }
    }
}

/// The stretches of `within` that have no pair.
fn open(pairs: &[Option<usize>], within: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut begin = None;
    for at in within.clone() {
        match (pairs[at], begin) {
            (None, None) => begin = Some(at),
            (Some(_), Some(from)) => {
                found.push(from..at);
                begin = None;
            }
            _ => {}
        }
    }
    found.extend(begin.map(|from| from..within.end));
    found
}

/// Needleman and Wunsch over two stretches: the pairs of the best alignment, those of letters that differ too.
fn compare(text: &Letters, page: &Letters, Stretch { text: rows, page: cols }: &Stretch) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy)]
    enum From {
        Both,
        Text,
        Page,
    }
    let width = cols.len() + 1;
    let mut moves = vec![From::Page; (rows.len() + 1) * width];
    let mut above: Vec<i32> = (0..width as i32).map(|n| n * SCORE.gap).collect();
    for (r, at) in rows.clone().enumerate() {
        let mut left = (r as i32 + 1) * SCORE.gap;
        let mut diagonal = above[0];
        above[0] = left;
        moves[(r + 1) * width] = From::Text;
        for (c, to) in cols.clone().enumerate() {
            let both = diagonal + if text.chars[at] == page.chars[to] { SCORE.equal } else { SCORE.other };
            let (down, right) = (above[c + 1] + SCORE.gap, left + SCORE.gap);
            let best = both.max(down).max(right);
            moves[(r + 1) * width + c + 1] = match best {
                best if best == both => From::Both,
                best if best == down => From::Text,
                _ => From::Page,
            };
            diagonal = above[c + 1];
            (above[c + 1], left) = (best, best);
        }
    }
    let (mut r, mut c) = (rows.len(), cols.len());
    let mut found = Vec::new();
    while r > 0 && c > 0 {
        match moves[r * width + c] {
            From::Both => {
                (r, c) = (r - 1, c - 1);
                found.push((rows.start + r, cols.start + c));
            }
            From::Text => r -= 1,
            From::Page => c -= 1,
        }
    }
    found
}
