//! Stacks: vertical lines of Chinese or Japanese that come as single characters, as from the text layer of a PDF that
//! places each by itself. They become lines again before anything else is measured. Refuses pages that are not set so:
//! characters must stand closer to what is below them than to what is beside them.

use super::frame::median;
use super::script;
use crate::{Line, Point, Quad, Rect};

/// Fewer characters than this do not show how a page is set.
const FEWEST: usize = 12;
/// A piece of a stack has no more characters than this.
const PIECE: usize = 2;
/// The next character's middle is no farther down than this, in sizes of a character, and no farther aside.
const DOWN: f32 = 1.75;
const ASIDE: f32 = 0.5;
/// Characters stand this much closer along the writing than across it.
const CLOSER: f32 = 0.9;

/// `lines` with stacked characters joined to vertical lines.
pub(super) fn join(lines: Vec<Line>) -> Vec<Line> {
    let chars = |l: &Line| l.text.chars().filter(|c| !c.is_whitespace()).count();
    let single = |l: &Line| (1..=PIECE).contains(&chars(l)) && l.text.chars().any(script::is_cjk);
    let cjk: usize = lines.iter().map(|l| l.text.chars().filter(|c| script::is_cjk(*c)).count()).sum();
    // By their middle across the page, so that a stack is a narrow window.
    let mut places: Vec<(Point, usize)> =
        lines.iter().enumerate().filter(|(_, l)| single(l)).map(|(i, l)| (l.quad.bounds().center(), i)).collect();
    places.retain(|p| p.0.x.is_finite() && p.0.y.is_finite());
    if places.len() < FEWEST || 2 * places.len() < cjk {
        return lines;
    }
    places.sort_by(|a, b| a.0.x.total_cmp(&b.0.x).then(a.0.y.total_cmp(&b.0.y)).then(a.1.cmp(&b.1)));
    let side = |&(_, i): &(Point, usize)| lines[i].quad.bounds().width().max(lines[i].quad.bounds().height());
    let Some(em) = median(places.iter().map(side)).filter(|em| *em > 0.0) else { return lines };
    let below = nearest(&places, em, false);
    let beside = nearest(&places, em, true);
    let pitch = |links: &[Option<(usize, f32)>]| median(links.iter().flatten().map(|l| l.1)).unwrap_or(f32::MAX);
    let linked = below.iter().flatten().count();
    if 2 * linked < places.len() || pitch(&below) > CLOSER * pitch(&beside) {
        return lines;
    }
    gather(lines, &places, &below)
}

/// For each place the nearest one below it (or right of it), and how far its middle is.
fn nearest(places: &[(Point, usize)], em: f32, across: bool) -> Vec<Option<(usize, f32)>> {
    let reach = if across { 2.0 * DOWN * em } else { ASIDE * em };
    let next = |p: Point| {
        let from = places.partition_point(|q| q.0.x < if across { p.x + 0.3 * em } else { p.x - reach });
        let near = places[from..].iter().enumerate().take_while(|(_, q)| q.0.x <= p.x + reach);
        let offs = near.map(|(k, q)| (from + k, q.0.x - p.x, q.0.y - p.y));
        let steps = offs.filter_map(|(k, dx, dy)| {
            let (step, aside) = if across { (dx, dy.abs()) } else { (dy, dx.abs()) };
            let most = if across { reach } else { DOWN * em };
            (step > 0.1 * em && step <= most && aside <= ASIDE * em).then_some((k, step, aside))
        });
        steps.min_by(|a, b| (a.1 + a.2).total_cmp(&(b.1 + b.2))).map(|(k, step, _)| (k, step))
    };
    places.iter().map(|p| next(p.0)).collect()
}

/// Follows the links downwards from every place that none leads to.
fn gather(mut lines: Vec<Line>, places: &[(Point, usize)], below: &[Option<(usize, f32)>]) -> Vec<Line> {
    // Where two lead to one, the nearer goes on.
    let mut above: Vec<Option<(usize, f32)>> = vec![None; places.len()];
    for (k, link) in below.iter().enumerate() {
        if let Some((to, step)) = *link
            && above[to].is_none_or(|a| step < a.1)
        {
            above[to] = Some((k, step));
        }
    }
    let mut out = Vec::new();
    for first in (0..places.len()).filter(|k| above[*k].is_none()) {
        let mut run = vec![first];
        let mut at = first;
        while let Some((to, _)) = below[at].filter(|(to, _)| above[*to].is_some_and(|a| a.0 == at)) {
            run.push(to);
            at = to;
        }
        let parts: Vec<Line> = run.iter().map(|k| std::mem::take(&mut lines[places[*k].1])).collect();
        out.push(vertical(parts));
    }
    let stacked: std::collections::HashSet<usize> = places.iter().map(|p| p.1).collect();
    out.extend(lines.into_iter().enumerate().filter(|(i, _)| !stacked.contains(i)).map(|(_, l)| l));
    out
}

/// One line of the parts of a stack, from top to bottom.
fn vertical(mut parts: Vec<Line>) -> Line {
    if parts.len() == 1 {
        return parts.swap_remove(0);
    }
    let b = Rect::around(parts.iter().map(|l| l.quad.bounds())).unwrap_or_default();
    let corners = [(b.x1, b.y0), (b.x1, b.y1), (b.x0, b.y1), (b.x0, b.y0)];
    Line {
        text: parts.iter().map(|l| l.text.trim()).collect(),
        quad: Quad(corners.map(|(x, y)| Point::new(x, y))),
        confidence: parts.iter().map(|l| l.confidence).sum::<f32>() / parts.len() as f32,
        words: parts.into_iter().flat_map(|l| l.words).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters of 20 pixels, `down` and `across` from middle to middle; each text is a column, from the right.
    fn set(texts: &[&str], down: f32, across: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        for (k, text) in texts.iter().enumerate() {
            for (i, c) in text.chars().enumerate() {
                let (x, y) = (400.0 - across * k as f32, 40.0 + down * i as f32);
                lines.push(Line {
                    text: c.into(),
                    quad: Rect::new(x, y, x + 20.0, y + 20.0).into(),
                    ..Line::default()
                });
            }
        }
        lines.reverse();
        lines
    }

    #[test]
    fn stacked_characters_become_lines() {
        let mut texts: Vec<String> =
            join(set(&["一二三四五六七", "八九十甲乙丙"], 22.0, 34.0)).into_iter().map(|l| l.text).collect();
        texts.sort();
        assert_eq!(texts, ["一二三四五六七", "八九十甲乙丙"]);
    }

    #[test]
    fn characters_that_stand_in_rows_stay() {
        let lines = set(&["一二三四五六七", "八九十甲乙丙丁"], 34.0, 22.0);
        assert_eq!(join(lines.clone()), lines);
    }
}
