//! Events on words.

use super::align::{parted, united};
use super::place::{self, Boxes, Place};
use super::text::{Along, Parts, accept as accept_word, corrected, tidy};
use super::{Changed, EditError, WordPath};
use crate::{Page, Quad, Rect};

pub(super) fn set(page: &mut Page, at: WordPath, text: &str) -> Changed {
    let text = tidy(text);
    if text.is_empty() {
        return delete(page, &[at]);
    }
    let old = place::word(page, at)?;
    let same = old.text == text;
    let line = place::line_mut(page, at.line())?;
    let i = at.word as usize;
    if same {
        accept_word(&mut line.words[i]);
        let parts = Parts::of(line);
        parts.put(line);
    } else {
        let along = Along::of(line);
        let mut parts = Parts::of(line);
        let words = match text.contains(' ') {
            true => parted(&parts.words[i], &text, along),
            false => vec![corrected(&parts.words[i], &text)],
        };
        parts.splice(i, i + 1, words);
        parts.put(line);
    }
    place::settle(page, at.into(), Boxes::Stay);
    Ok(!same)
}

pub(super) fn accept(page: &mut Page, words: &[WordPath]) -> Changed {
    words.iter().try_for_each(|&at| place::word(page, at).map(drop))?;
    for &at in words {
        let line = place::line_mut(page, at.line())?;
        accept_word(&mut line.words[at.word as usize]);
        line.confidence = crate::MeanConfidence::of(&line.words).mean().unwrap_or(line.confidence);
        place::settle(page, at.into(), Boxes::Stay);
    }
    Ok(false)
}

pub(super) fn split(page: &mut Page, at: WordPath, offset: u32) -> Changed {
    let word = place::word(page, at)?;
    let cut = word.text.char_indices().nth(offset as usize).map(|(byte, _)| byte).filter(|byte| *byte > 0);
    let Some(cut) = cut else { return Err(EditError::Refused("a word is parted between two of its characters")) };
    let text = format!("{} {}", &word.text[..cut], &word.text[cut..]);
    set(page, at, &text)
}

pub(super) fn merge(page: &mut Page, at: WordPath, count: u32) -> Changed {
    place::word(page, at)?;
    if count < 2 {
        return Err(EditError::Refused("it takes two words to join them"));
    }
    let line = place::line_mut(page, at.line())?;
    let (from, to) = (at.word as usize, (at.word as usize).saturating_add(count as usize));
    if to > line.words.len() {
        return Err(EditError::Missing("word"));
    }
    let mut parts = Parts::of(line);
    let whole = united(&parts.words[from..to], &parts.gaps[from + 1..to]);
    let text: String = parts.words[from..to].iter().map(|w| w.text.as_str()).collect();
    parts.splice(from, to, vec![corrected(&whole, &text)]);
    parts.put(line);
    place::settle(page, at.into(), Boxes::Stay);
    Ok(true)
}

pub(super) fn delete(page: &mut Page, words: &[WordPath]) -> Changed {
    let one_name = |&at: &WordPath| {
        place::word(page, at)?;
        Ok(WordPath { cell: place::canonical(page, at.block, at.cell)?, ..at })
    };
    let mut words = words.iter().map(one_name).collect::<Result<Vec<_>, EditError>>()?;
    // From the back, so that the paths of those before stay true; those of one line or place together.
    words.sort_unstable_by_key(|w| (w.block, w.cell.map(|c| (c.row, c.col)), w.line, w.word));
    words.dedup();
    for group in words.chunk_by(|a, b| Place::from(*a) == Place::from(*b)).rev() {
        let place = Place::from(group[0]);
        for line_words in group.chunk_by(|a, b| a.line == b.line).rev() {
            let lines = place::lines_mut(page, place)?;
            let at = line_words[0].line as usize;
            let mut parts = Parts::of(&lines[at]);
            for word in line_words.iter().rev() {
                parts.splice(word.word as usize, word.word as usize + 1, Vec::new());
            }
            if parts.words.is_empty() {
                lines.remove(at);
            } else {
                parts.put(&mut lines[at]);
            }
        }
        place::settle(page, place, Boxes::Fit);
    }
    Ok(!words.is_empty())
}

pub(super) fn set_box(page: &mut Page, at: WordPath, bbox: Rect) -> Changed {
    place::word(page, at)?;
    let bbox = bbox.clamp_to(page.width as f32, page.height as f32);
    let line = place::line_mut(page, at.line())?;
    line.words[at.word as usize].bbox = bbox;
    let bounds = line.quad.bounds();
    let grown = bounds.union(bbox);
    if grown != bounds {
        line.quad = Quad::from(grown);
    }
    place::settle(page, at.into(), Boxes::Grow);
    Ok(false)
}
