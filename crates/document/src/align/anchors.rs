//! Anchors: stretches of letters that stand once in a part of the text and once in a part of the page.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Stretch;
use super::letters::Letters;

/// The pairs of positions at which the same `length` letters begin, each standing once on either side, in the order of
/// the text and ascending on the page: the longest such row there is. Where `free` is false for a letter of the page, it is
/// somebody else's.
pub(super) fn anchors(
    text: &Letters,
    page: &Letters,
    Stretch { text: in_text, page: in_page }: &Stretch,
    length: usize,
    free: impl Fn(usize) -> bool,
) -> Vec<(usize, usize)> {
    if in_text.len() < length || in_page.len() < length {
        return Vec::new();
    }
    // Where a stretch begins on either side, and whether that is its only place there.
    let mut known: HashMap<&[char], Once> = HashMap::new();
    for at in in_page.start..=in_page.end - length {
        if !(at..at + length).all(&free) {
            continue;
        }
        match known.entry(&page.chars[at..at + length]) {
            Entry::Vacant(place) => drop(place.insert(Once { page: Some(at), text: None, often: false })),
            Entry::Occupied(mut place) => place.get_mut().page = None,
        }
    }
    for at in in_text.start..=in_text.end - length {
        if let Some(once) = known.get_mut(&text.chars[at..at + length]) {
            once.often |= once.text.replace(at).is_some();
        }
    }
    let mut pairs: Vec<(usize, usize)> =
        known.into_values().filter(|once| !once.often).filter_map(|once| Some((once.text?, once.page?))).collect();
    pairs.sort_unstable();
    increasing(&pairs)
}

struct Once {
    page: Option<usize>,
    text: Option<usize>,
    often: bool,
}

/// The longest subsequence of `pairs`, sorted by their first, whose second ascends: patience sorting, O(n log n).
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The pile's top for each length, and before each pair the one that it follows.
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (n, &(_, page)) in pairs.iter().enumerate() {
        let pile = tops.partition_point(|&top| pairs[top].1 < page);
        before.push(pile.checked_sub(1).map(|below| tops[below]));
        if pile == tops.len() { tops.push(n) } else { tops[pile] = n }
    }
    let mut row = Vec::with_capacity(tops.len());
    let mut at = tops.last().copied();
    while let Some(n) = at {
        row.push(pairs[n]);
        at = before[n];
    }
    row.reverse();
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ascending_row_is_found() {
        let pairs = [(0, 9), (1, 2), (2, 3), (3, 1), (4, 4), (5, 0)];
        assert_eq!(increasing(&pairs), [(1, 2), (2, 3), (4, 4)]);
        assert_eq!(increasing(&[]), []);
    }

    #[test]
    fn what_stands_twice_anchors_nothing() {
        let (text, page) = (Letters::of(["abcxyz"]), Letters::of(["abc", "abc", "xyz"]));
        let all = Stretch { text: 0..6, page: 0..9 };
        assert_eq!(anchors(&text, &page, &all, 3, |_| true), [(1, 4), (2, 5), (3, 6)], "bcx, cxy and xyz");
        assert_eq!(anchors(&text, &page, &all, 3, |at| at < 6), []);
    }
}
