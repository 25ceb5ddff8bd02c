//! The review of doubtful words: how many there are, and which comes next. Counts come from what the store keeps beside
//! each page, so that a document of hundreds of pages is counted without opening one.

use std::collections::HashSet;

use document::Page;
use document::edit::{LinePath, WordPath, line_at, words_with_paths};

use super::page;
use crate::contract::{Doubt, DoubtReply, NextDoubtful, PageReview, ReviewRequest, ReviewState, WireError};
use crate::store::{Store, doubtful};

/// How a job's review stands, at `default` where the request names no threshold.
///
/// # Errors
/// `not_found` for an unknown job.
pub fn review(store: &Store, args: &ReviewRequest, default: f32) -> Result<ReviewState, WireError> {
    let threshold = args.threshold.unwrap_or(default);
    let dictionary = store.dictionary()?;
    let mut state = ReviewState { threshold, ..ReviewState::default() };
    for doubts in store.doubts(&args.job)? {
        let (total, left) = doubts.counts(threshold, &dictionary);
        state.total += total;
        state.left += left;
        state.pages.push(PageReview { page: doubts.page, total, left });
    }
    Ok(state)
}

/// The next doubtful word, or the one before.
///
/// # Errors
/// `not_found` for an unknown job.
pub fn next_doubtful(store: &Store, args: &NextDoubtful, default: f32) -> Result<DoubtReply, WireError> {
    let threshold = args.threshold.unwrap_or(default);
    let dictionary = store.dictionary()?;
    let all = store.doubts(&args.job)?;
    let pages: Vec<u32> = all.iter().filter(|d| d.counts(threshold, &dictionary).1 > 0).map(|d| d.page).collect();
    // The page to begin at, those towards the end that is sought, and those behind; the first once more, for its other half.
    let beyond = |n: &u32| if args.back { *n < args.page } else { *n > args.page };
    let behind = |n: &u32| if args.back { *n > args.page } else { *n < args.page };
    let mut order: Vec<(u32, bool)> = vec![(args.page, false)];
    order.extend(pages.iter().copied().filter(beyond).map(|n| (n, false)));
    order.extend(pages.iter().copied().filter(behind).map(|n| (n, true)));
    if args.back {
        // Both halves run towards the beginning.
        let half = order.iter().position(|(_, wrapped)| *wrapped).unwrap_or(order.len());
        order[1..half].reverse();
        order[half..].reverse();
    }
    order.push((args.page, true));
    for (number, wrapped) in order {
        if !pages.contains(&number) {
            continue;
        }
        let page = page(store, &args.job, number)?;
        let from = args.after.filter(|_| number == args.page && !wrapped);
        if let Some(doubt) = seek(&page, number, from, args.back, &|w| doubtful(w, threshold, &dictionary)) {
            return Ok(DoubtReply { doubt: Some(doubt), wrapped });
        }
    }
    Ok(DoubtReply::default())
}

fn seek(
    page: &Page,
    number: u32,
    from: Option<WordPath>,
    back: bool,
    is_doubtful: &dyn Fn(&document::Word) -> bool,
) -> Option<Doubt> {
    let ranks: HashSet<u32> = page.blocks.iter().map(|b| b.id).collect();
    // A block that is gone tells no place: the page is looked through from its beginning.
    let from = from.filter(|at| ranks.contains(&at.block)).map(|at| rank(page, at));
    let fits = |at: WordPath| from.is_none_or(|from| if back { rank(page, at) < from } else { rank(page, at) > from });
    let mut found = words_with_paths(page).filter(|(_, word)| is_doubtful(word)).filter(|(at, _)| fits(*at));
    let (at, word) = if back { found.last() } else { found.next() }?;
    let line = line_at(page, LinePath { block: at.block, cell: at.cell, line: at.line }).ok()?;
    let (text, bounds) = (line.text.clone(), line.quad.bounds());
    Some(Doubt { page: number, at, word: word.clone(), line: text, line_box: bounds })
}

/// Where a path stands in the reading order, whether or not there is a word.
fn rank(page: &Page, at: WordPath) -> (usize, Option<(u32, u32)>, u32, u32) {
    let block = page.blocks.iter().position(|b| b.id == at.block).unwrap_or(usize::MAX);
    (block, at.cell.map(|c| (c.row, c.col)), at.line, at.word)
}
