//! Headings: which blocks are headings, by the size and weight of their letters, by their number, by capitals, by their
//! words; and of what level. Refuses to guess: a block stays a paragraph unless it is clearly a heading, because a
//! wrong one shows in every export.

use super::print::{self, Body};
use super::{margins, script};
use crate::{Block, BlockKind};

/// A line this much larger than the body is a heading whatever else.
const TALLER: f32 = 1.4;
/// What is read with less confidence may be a stain or a signature, whose size says nothing.
const SURE: f32 = 0.6;
/// Headings are no longer than this, in characters.
const LONGEST: usize = 160;
/// Headings told by anything but size are no longer than this.
const SHORT: usize = 90;
/// A page says what its running text looks like from this many letters on.
const BODY: usize = 120;
/// What is bold among bold text is no heading: the body must be less bold than this.
const BOLD_BODY: f32 = 0.4;
/// Headings of one level differ in size by less than this factor.
const SAME: f32 = 1.08;

/// The words that a heading begins with before its number, in small letters.
const NAMES: [&str; 40] = [
    "chapter",
    "section",
    "article",
    "part",
    "book",
    "appendix",
    "annex",
    "act",
    "scene",
    "lesson",
    "unit",
    "kapitel",
    "abschnitt",
    "artikel",
    "teil",
    "buch",
    "anhang",
    "chapitre",
    "article",
    "partie",
    "livre",
    "annexe",
    "capítulo",
    "artículo",
    "sección",
    "parte",
    "libro",
    "artigo",
    "capitolo",
    "articolo",
    "sezione",
    "hoofdstuk",
    "rozdział",
    "artykuł",
    "článek",
    "članak",
    "статья",
    "глава",
    "раздел",
    "стаття",
];

/// Whether `text` is a heading by its words: `Chapter 4`, `ARTICLE IX.`, `§ 1 Würde`, `第三条`.
pub(super) fn is_named(text: &str) -> bool {
    let text = text.trim();
    if text.chars().count() > SHORT {
        return false;
    }
    if let Some(rest) = text.strip_prefix('第') {
        let number =
            rest.trim_start().trim_start_matches(|c: char| c.is_numeric() || "一二三四五六七八九十百零〇 ".contains(c));
        let after: Vec<char> = number.chars().take(2).collect();
        let parted = after.get(1).is_none_or(|c| c.is_whitespace());
        return number.len() < rest.len()
            && after.first().is_some_and(|c| "章节節条條編篇部回课課".contains(*c))
            && parted;
    }
    // The space after the sign of a paragraph is narrow, and often lost.
    let spread = text.strip_prefix('§').map(|rest| format!("§ {rest}"));
    let mut words = spread.as_deref().unwrap_or(text).split_whitespace();
    let (Some(name), Some(number)) = (words.next(), words.next()) else { return false };
    let counts = |w: &str| {
        let w = w.trim_end_matches(['.', ':', '-', '–', '—']);
        !w.is_empty() && w.len() <= 6 && (w.chars().all(char::is_numeric) || w.chars().all(|c| "IVXLC".contains(c)))
    };
    let goes_on = words.next().is_some_and(|w| w.starts_with(char::is_lowercase));
    let closes = text.ends_with([',', ';']) || (script::ends_sentence(text) && words.next().is_some());
    let named = name == "§" || (name.starts_with(char::is_uppercase) && NAMES.contains(&name.to_lowercase().as_str()));
    named && counts(number) && !goes_on && !closes
}

/// How many parts the number has that a heading begins with: 2 for `1.2 Terms`; 0 for none.
fn depth(text: &str) -> usize {
    let Some(number) = text.split_whitespace().next() else { return 0 };
    let number = number.trim_end_matches(['.', ')', ':']);
    let parts: Vec<&str> = number.split('.').collect();
    let counts = |p: &&str| !p.is_empty() && p.len() <= 3 && p.chars().all(|c| c.is_ascii_digit());
    let begins = |p: &&str| counts(p) || (parts.len() > 1 && p.len() == 1 && p.chars().all(|c| c.is_ascii_uppercase()));
    let sound = parts.first().is_some_and(begins) && parts[1..].iter().all(counts);
    if sound && text.len() > number.len() + 1 { parts.len() } else { 0 }
}

/// Whether `block`, which `next` follows, is a heading on a page of this body.
pub(super) fn is_heading(block: &Block, next: Option<&Block>, body: &Body) -> bool {
    let text = block.text();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let chars = text.chars().count();
    // The head of a table stands in parts; a heading's number may stand off its words.
    let parts = block.lines.first().map(margins::parts).unwrap_or_default();
    let whole = parts.len() < 2 || (parts.len() == 2 && script::weight(&parts[0]) <= 4);
    let plain = body.letters >= BODY
        && whole
        && block.confidence >= SURE
        && (1..=4).contains(&block.lines.len())
        && letters >= 2
        && !script::has_leader(&text)
        && 2 * letters > text.chars().filter(|c| !c.is_whitespace()).count()
        && chars <= LONGEST;
    if !plain {
        return false;
    }
    let named = is_named(&text);
    let end = text.trim_end().chars().next_back();
    let stops = end.is_some_and(|c| matches!(c, '.' | ',' | ';' | '-' | '。' | '、' | '，' | '：'));
    let small = block.lines.iter().map(print::size).fold(f32::MAX, f32::min) / body.size;
    let numbered = depth(&text);
    if !stops && !script::starts_small(&text) && small >= TALLER && block.lines.len() <= 3 {
        return true;
    }
    // Whatever follows says it too: a heading stands over running text or another heading, not over its like.
    let over = next.is_some_and(|n| {
        n.table.is_none() && (n.lines.len() > 1 || script::weight(&n.text()) > letters || n.kind == BlockKind::ListItem)
    });
    if chars > SHORT || block.lines.len() > 2 {
        return false;
    }
    if named && block.lines.len() == 1 && over {
        return true;
    }
    let bold = body.bold < BOLD_BODY && print::bold_share(&block.lines) >= 0.9;
    let plainer = next.is_none_or(|n| print::bold_share(&n.lines) < 0.9 || small > 1.05);
    let larger = small >= body.grown.max(1.15);
    // What begins with a small letter is a heading in the manuals of programs, where it is bold and alone.
    let begins = !script::starts_small(&text) || (bold && block.lines.len() == 1 && over && plainer);
    if stops || end == Some(':') || !begins {
        return false;
    }
    if bold && (plainer || larger) {
        return true;
    }
    // Size alone must be plain; a number helps it.
    let nested = numbered >= 1 && (larger || (numbered >= 2 && over && block.marker.is_none()));
    nested || (larger && small >= 1.2 && over && block.lines.len() == 1)
}

/// What tells one level from another: larger first, then bold, then the number's depth.
struct Style {
    place: (usize, usize),
    ratio: f32,
    bold: bool,
    depth: usize,
}

/// Sets the level of every heading of the pages from 1: pages come as their blocks and the size of their body.
pub(super) fn levels(pages: &mut [(&mut [Block], f32)]) {
    let mut styles: Vec<Style> = Vec::new();
    for (p, (blocks, size)) in pages.iter().enumerate() {
        for (b, block) in blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Heading) {
            let mut sizes: Vec<f32> = block.lines.iter().map(|l| print::size(l) / size.max(1.0)).collect();
            sizes.sort_by(f32::total_cmp);
            let ratio = sizes.get(sizes.len() / 2).copied().unwrap_or(1.0);
            let bold = print::bold_share(&block.lines) >= 0.5;
            styles.push(Style { place: (p, b), ratio, bold, depth: depth(&block.text()) });
        }
    }
    styles.sort_by(|a, b| b.ratio.total_cmp(&a.ratio));
    // Sizes that run into each other are one: engines' boxes are not exact.
    let mut ranks: Vec<usize> = Vec::new();
    for (i, style) in styles.iter().enumerate() {
        let same = i > 0 && styles[i - 1].ratio < SAME * style.ratio;
        ranks.push(ranks.last().map_or(0, |r| if same { *r } else { r + 1 }));
    }
    // A heading without a number is of the level of the least deep that have one and look like it.
    let least = |rank: usize, bold: bool| {
        let like = styles.iter().zip(&ranks).filter(|(s, r)| **r == rank && s.bold == bold && s.depth > 0);
        like.map(|(s, _)| s.depth).min().unwrap_or(0)
    };
    let key = |(s, r): (&Style, &usize)| (*r, !s.bold, if s.depth > 0 { s.depth } else { least(*r, s.bold) });
    let mut keys: Vec<(usize, bool, usize)> = styles.iter().zip(&ranks).map(key).collect();
    let of = keys.clone();
    keys.sort_unstable();
    keys.dedup();
    for (style, key) in styles.iter().zip(of) {
        let rank = keys.iter().position(|k| *k == key).unwrap_or(0);
        pages[style.place.0].0[style.place.1].level = (rank + 1).min(6) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_named() {
        for text in [
            "Chapter 4",
            "ARTICLE IX.",
            "Article 12",
            "§ 1 Würde",
            "§1 Würde",
            "第三条",
            "第12章 总则",
            "Kapitel 2: Der Weg",
        ] {
            assert!(is_named(text), "{text}");
        }
        for text in [
            "Chapter and verse",
            "Article 5 of the treaty says",
            "第一次",
            "Part of it",
            "Section 3, where",
            "chapter 4",
        ] {
            assert!(!is_named(text), "{text}");
        }
    }

    #[test]
    fn numbers_nest() {
        assert_eq!(["1 Scope", "1.2 Terms", "A.1 More", "3.1.4. Pi", "1948", "Terms"].map(depth), [1, 2, 2, 3, 0, 0]);
    }
}
