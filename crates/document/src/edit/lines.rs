//! Events on lines.

use super::align;
use super::place::{self, Boxes, Place};
use super::text::{Along, Parts, gap, tidy, typed_line};
use super::{Changed, EditError, LinePath, WordPath};
use crate::{Line, Page, Point, Quad, Rect};

pub(super) fn set(page: &mut Page, at: LinePath, text: &str) -> Changed {
    let text = tidy(text);
    if text.is_empty() {
        return delete(page, &[at]);
    }
    let line = place::line(page, at)?;
    if line.text == text {
        return Ok(false);
    }
    let parts = align::carry(line, &text);
    parts.put(place::line_mut(page, at)?);
    place::settle(page, at.into(), Boxes::Stay);
    Ok(true)
}

pub(super) fn split(page: &mut Page, at: WordPath) -> Changed {
    place::word(page, at)?;
    if at.word == 0 {
        return Err(EditError::Refused("a line is parted before a word that is not its first"));
    }
    let lines = place::lines_mut(page, at.into())?;
    let (i, cut) = (at.line as usize, at.word as usize);
    let line = &lines[i];
    let parts = Parts::of(line);
    let (first, second) = (piece(line, parts.cut(0, cut)), piece(line, parts.cut(cut, parts.words.len())));
    lines.splice(i..=i, [first, second]);
    place::settle(page, at.into(), Boxes::Stay);
    Ok(false)
}

/// A part of `line`: its words, and the part of its quad that they lie in.
pub(super) fn piece(line: &Line, parts: Parts) -> Line {
    let bounds = Rect::around(parts.words.iter().map(|w| w.bbox)).unwrap_or_default();
    let whole = line.quad.bounds();
    let level = Along::of(line) != Along::Down && line.quad.0[1].x > line.quad.0[0].x;
    let share = |x: f32| ((x - whole.x0) / whole.width().max(1.0)).clamp(0.0, 1.0);
    let quad = if level { line.quad.slice(share(bounds.x0), share(bounds.x1)) } else { Quad::from(bounds) };
    let mut out = Line { quad, confidence: line.confidence, ..Line::default() };
    parts.put(&mut out);
    out
}

pub(super) fn merge(page: &mut Page, at: LinePath, count: u32) -> Changed {
    place::line(page, at)?;
    if count < 2 {
        return Err(EditError::Refused("it takes two lines to join them"));
    }
    let lines = place::lines_mut(page, at.into())?;
    let (from, to) = (at.line as usize, (at.line as usize).saturating_add(count as usize));
    if to > lines.len() {
        return Err(EditError::Missing("line"));
    }
    let whole = joined(&lines[from..to]);
    lines.splice(from..to, [whole]);
    place::settle(page, at.into(), Boxes::Stay);
    Ok(false)
}

/// One line of several, one after the other.
pub(super) fn joined(lines: &[Line]) -> Line {
    let mut all = Parts { words: Vec::new(), gaps: vec![String::new()] };
    for line in lines {
        let parts = Parts::of(line);
        let (last, first) = (all.words.last().map_or("", |w| &w.text), parts.words.first().map_or("", |w| &w.text));
        let between = gap(last, first).to_owned();
        all.gaps.pop();
        all.gaps.push(between);
        all.gaps.extend(parts.gaps.into_iter().skip(1));
        all.words.extend(parts.words);
    }
    let bounds = Rect::around(lines.iter().map(|l| l.quad.bounds())).unwrap_or_default();
    let mut out = Line { quad: Quad::from(bounds), ..Line::default() };
    out.confidence = lines.first().map_or(0.0, |l| l.confidence);
    all.put(&mut out);
    out
}

pub(super) fn delete(page: &mut Page, lines: &[LinePath]) -> Changed {
    let one_name = |&at: &LinePath| {
        place::line(page, at)?;
        Ok(LinePath { cell: place::canonical(page, at.block, at.cell)?, ..at })
    };
    let mut lines = lines.iter().map(one_name).collect::<Result<Vec<_>, EditError>>()?;
    lines.sort_unstable_by_key(|l| (l.block, l.cell.map(|c| (c.row, c.col)), l.line));
    lines.dedup();
    for group in lines.chunk_by(|a, b| Place::from(*a) == Place::from(*b)).rev() {
        let place = Place::from(group[0]);
        let there = place::lines_mut(page, place)?;
        for at in group.iter().rev() {
            there.remove(at.line as usize);
        }
        place::settle(page, place, Boxes::Fit);
    }
    Ok(!lines.is_empty())
}

pub(super) fn set_box(page: &mut Page, at: LinePath, bbox: Rect) -> Changed {
    place::line(page, at)?;
    let bbox = bbox.clamp_to(page.width as f32, page.height as f32);
    let line = place::line_mut(page, at)?;
    move_to(line, bbox);
    place::settle(page, at.into(), Boxes::Grow);
    Ok(false)
}

/// Moves a line and its words into another box, whatever shape it has.
fn move_to(line: &mut Line, to: Rect) {
    let from = line.quad.bounds();
    let scale = |v: f32, a: f32, size: f32, b: f32, new: f32| if size > 0.0 { b + (v - a) / size * new } else { b };
    let x = |v: f32| scale(v, from.x0, from.width(), to.x0, to.width());
    let y = |v: f32| scale(v, from.y0, from.height(), to.y0, to.height());
    for word in &mut line.words {
        let b = word.bbox;
        word.bbox = Rect::new(x(b.x0), y(b.y0), x(b.x1), y(b.y1));
    }
    line.quad = match from.width() > 0.0 && from.height() > 0.0 {
        true => Quad(line.quad.0.map(|p| Point::new(x(p.x), y(p.y)))),
        false => Quad::from(to),
    };
}

pub(super) fn add(page: &mut Page, at: LinePath, text: &str, bbox: Rect) -> Changed {
    let bbox = bbox.clamp_to(page.width as f32, page.height as f32);
    let line = typed_line(text, bbox);
    if line.words.is_empty() {
        return Err(EditError::Refused("a line without text is none"));
    }
    if at.line as usize > place::lines(page, at.into())?.len() {
        return Err(EditError::Missing("line"));
    }
    place::lines_mut(page, at.into())?.insert(at.line as usize, line);
    place::settle(page, at.into(), Boxes::Grow);
    Ok(true)
}
