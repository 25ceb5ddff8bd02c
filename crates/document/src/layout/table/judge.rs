//! The evidence: whether rows that stand in columns are a table, and how many rows its head has. Refuses when in doubt:
//! rows that stay text can still be read, text cut into cells cannot.

use super::super::script;
use super::align::{Columns, PlacedRow, numeric};
use super::atoms::{is_number, is_year, text};
use super::build::Draft;
use crate::{Cell, Line, Table};

/// How much rules say already.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Evidence {
    /// So many level rules above, below and between.
    Ruled(usize),
    /// White alone.
    White,
    /// White alone, before the page was parted into columns: what stands beside it may be of another column.
    Page,
}

/// Cells of more words than this are running text.
const PROSE: f32 = 7.0;

/// Whether `rows`, placed in `columns`, are a table.
pub(super) fn is_table(rows: &[PlacedRow], columns: &Columns, evidence: Evidence, lines: &[Line]) -> bool {
    let cols = columns.len();
    let several: Vec<&PlacedRow> = rows.iter().filter(|r| r.cells.len() > 1).collect();
    let n = several.len();
    let single = |r: &&PlacedRow| r.cells.iter().filter(|p| p.first == p.last).count();
    let filled: usize = several.iter().map(single).sum();
    let spans: usize = several.iter().map(|r| r.cells.len()).sum::<usize>() - filled;
    let fill = filled as f32 / (n * cols).max(1) as f32;
    let cells = || several.iter().flat_map(|r| &r.cells).filter(|p| p.first == p.last);
    let texts: Vec<String> = cells().map(|p| text(&p.atoms, lines)).collect();
    let letters: Vec<&String> = texts.iter().filter(|t| !is_number(t)).collect();
    let words = letters.iter().map(|t| words(t)).sum::<f32>() / letters.len().max(1) as f32;
    let numbers = numeric(rows, cols, lines).iter().filter(|n| **n).count();
    // One place in each row of a large table may be empty.
    let full = several.iter().filter(|r| single(r) + usize::from(cols > 4 && n > 7) >= cols).count();
    let marker = columns_of_markers(&several, lines);
    let headed = rows
        .first()
        .is_some_and(|r| r.cells.len() == cols && r.cells.iter().all(|p| !is_number(&text(&p.atoms, lines))));
    // Lines of justified text may keep to columns by chance: they go on with sentences, and their white is hardly wide.
    let starts = several.iter().filter_map(|r| r.cells.first()).filter(|p| p.first == 0);
    let small = starts.filter(|p| script::starts_small(&text(&p.atoms, lines))).count();
    let h = several.iter().map(|r| r.h).fold(0.0, f32::max);
    let apart = (0..cols.saturating_sub(1)).all(|i| columns.white(i) >= h);
    let sets = 5 * small < 2 * n && apart;
    let aligned = alignment(&several, columns);
    if cols < 2 || (cols == 2 && marker) || spans * 4 > filled || words > PROSE {
        return false;
    }
    match evidence {
        // Names and numbers between two rules are pairs; under a head, or each between rules, they are a table.
        Evidence::Ruled(rules) => {
            let named = cols > 2 || headed || rules > 3;
            let worded = numbers > 0 || words <= 5.0;
            // Each row between its own rules: its cells may go on over lines of their own.
            let each = rules > 5 && numbers == 0 && 2 * full >= rules;
            let filled = (2 * full >= n && fill >= 0.5) || (each && fill >= 0.35);
            n >= 2 && filled && aligned >= 0.7 && named && worded
        }
        Evidence::White if cols == 2 => {
            // A list of names and numbers is a table only under a head.
            n >= 6 && headed && numbers == 1 && aligned >= 0.85 && fill >= 0.9 && words <= 4.0
        }
        Evidence::White if numbers > 0 => {
            n >= 3 && 2 * full >= n.max(6) && fill >= 0.6 && aligned >= 0.7 && words <= 5.0
        }
        Evidence::Page if numbers > 0 => {
            cols > 2
                && n >= 3
                && 2 * full >= n.max(6)
                && fill >= 0.6
                && aligned >= 0.75
                && !runs_on(&several, columns, lines)
        }
        // Rows of wrapped cells are told by their spacing, which `keeps_rows` asks for.
        Evidence::Page => cols > 2 && n >= 5 && aligned >= 0.85 && words <= 4.5 && !runs_on(&several, columns, lines),
        Evidence::White => sets && n >= 4 && fill >= 0.75 && aligned >= 0.8 && words <= 3.0,
    }
}

/// Whether some column is running text: many words on a line, which fill it.
fn runs_on(rows: &[&PlacedRow], columns: &Columns, lines: &[Line]) -> bool {
    (0..columns.len()).any(|c| {
        let (a, b) = columns.extents[c];
        let cells = rows.iter().flat_map(|r| &r.cells).filter(|p| p.first == c && p.last == c);
        let (mut sum, mut full, mut n) = (0.0, 0.0, 0.0);
        for p in cells {
            let u0 = p.atoms.iter().map(|a| a.u0).fold(f32::MAX, f32::min);
            let u1 = p.atoms.iter().map(|a| a.u1).fold(f32::MIN, f32::max);
            sum += words(&text(&p.atoms, lines));
            full += f32::from(u8::from(u1 - u0 > 0.85 * (b - a)));
            n += 1.0;
        }
        n > 2.0 && (sum > 4.0 * n && full > 0.6 * n || sum > 6.0 * n)
    })
}

/// Whether rows of words, told apart by their spacing (`of` says which row of the table each is of), are a table: rows
/// of several lines among them, and each begins in most columns.
pub(super) fn keeps_rows(rows: &[PlacedRow], of: &[usize], columns: &Columns) -> bool {
    let begins: Vec<usize> = (0..of.len()).filter(|&i| i == 0 || of[i] != of[i - 1]).collect();
    let cells: usize = begins.iter().map(|&i| rows[i].cells.len()).sum();
    begins.len() >= 4 && begins.len() < of.len() && 5 * cells >= 4 * begins.len() * columns.len()
}

/// How many words, with every four characters of a script without spaces for one.
fn words(text: &str) -> f32 {
    let cjk = text.chars().filter(|&c| script::is_cjk(c)).count();
    text.split_whitespace().count() as f32 + cjk as f32 / 4.0
}

/// Whether the first column holds nothing but the markers of a list.
fn columns_of_markers(rows: &[&PlacedRow], lines: &[Line]) -> bool {
    let marker = |t: &str| {
        let t = t.trim();
        let core: String = t.chars().filter(|c| c.is_alphanumeric()).collect();
        t.chars().count() <= 5
            && core.chars().count() <= 3
            && (core.is_empty() || t.ends_with(['.', ')', ']', ':']) || t.starts_with(['(', '[']))
    };
    let first = rows.iter().flat_map(|r| r.cells.iter().filter(|p| p.first == 0));
    let texts: Vec<String> = first.map(|p| text(&p.atoms, lines)).collect();
    !texts.is_empty() && texts.iter().filter(|t| marker(t)).count() * 5 >= 4 * texts.len()
}

/// How well the columns' cells are set under each other, by their left edges, their right edges or their middles: the
/// mean share.
fn alignment(rows: &[&PlacedRow], columns: &Columns) -> f32 {
    let share = |c: usize| {
        let cells = rows
            .iter()
            .flat_map(|r| r.cells.iter().map(move |p| (p, r.h)))
            .filter(|(p, _)| p.first == c && p.last == c);
        let edges: Vec<(f32, f32, f32)> = cells
            .map(|(p, h)| {
                let u0 = p.atoms.iter().map(|a| a.u0).fold(f32::MAX, f32::min);
                let u1 = p.atoms.iter().map(|a| a.u1).fold(f32::MIN, f32::max);
                (u0, u1, h)
            })
            .collect();
        let near = |at: &dyn Fn(&(f32, f32, f32)) -> f32| {
            let middle = super::super::frame::median(edges.iter().map(at)).unwrap_or(0.0);
            edges.iter().filter(|e| (at(e) - middle).abs() <= 0.6 * e.2).count() as f32 / edges.len().max(1) as f32
        };
        near(&|e| e.0).max(near(&|e| e.1)).max(near(&|e| (e.0 + e.1) / 2.0))
    };
    (0..columns.len()).map(share).sum::<f32>() / columns.len() as f32
}

/// Whether most words of a grid stand in cells of many rows: a ruled newspaper, a letter in a frame.
pub(super) fn is_newspaper(cells: &[&Draft]) -> bool {
    let all: usize = cells.iter().map(|d| d.atoms.len()).sum();
    let long = |d: &&&Draft| {
        let mut rows: Vec<usize> = d.atoms.iter().map(|a| a.row).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len() >= 8 && d.atoms.len() >= 30
    };
    let in_long: usize = cells.iter().filter(long).map(|d| d.atoms.len()).sum();
    2 * in_long > all
}

/// How many of the first rows are the table's head; `below` is how many rows stand above the first rule across.
pub(super) fn header_rows(table: &Table, above_rule: Option<u32>) -> u32 {
    if table.rows < 2 {
        return 0;
    }
    let row = |r: u32| table.cells.iter().filter(move |c| c.row == r && !c.text.is_empty());
    let body_number = |c: u32| {
        let cells: Vec<&Cell> =
            table.cells.iter().filter(|k| k.col == c && k.row > 0 && k.col_span == 1 && !k.text.is_empty()).collect();
        let numbers = cells.iter().filter(|k| is_number(&k.text)).count();
        numbers > 0 && 2 * numbers >= cells.len()
    };
    if let Some(rows) = above_rule.filter(|n| *n > 0 && *n < table.rows && *n <= 6) {
        return rows;
    }
    // Rows without numbers over columns of numbers; a spanning cell has its columns' heads under it.
    let mut rows = 0;
    for r in 0..table.rows.min(6) {
        let cells: Vec<&Cell> = row(r).collect();
        let names = cells.iter().all(|c| !is_number(&c.text) || (is_year(&c.text) && c.col > 0));
        let over_numbers = cells.iter().any(|c| c.col > 0 && (c.col_span > 1 || body_number(c.col)));
        if cells.is_empty() || !names || !over_numbers {
            break;
        }
        rows = r + 1;
    }
    if rows > 0 && rows < table.rows {
        return rows;
    }
    // Words alone: a first row of short cells, each filled but perhaps the first, in bold or over longer ones.
    let first: Vec<&Cell> = row(0).collect();
    let filled = first.iter().filter(|c| c.col > 0).map(|c| c.col_span).sum::<u32>() + 1 >= table.cols;
    let bold = first.iter().flat_map(|c| &c.lines).flat_map(|l| &l.words).all(|w| w.bold);
    let length = |cells: &mut dyn Iterator<Item = &Cell>| {
        let (sum, n) = cells.fold((0, 0), |(s, n), c| (s + c.text.chars().count(), n + 1));
        sum as f32 / n.max(1) as f32
    };
    let shorter =
        length(&mut row(0)) < 0.8 * length(&mut table.cells.iter().filter(|c| c.row > 0 && !c.text.is_empty()));
    u32::from(filled && !first.is_empty() && first.iter().all(|c| !is_number(&c.text)) && (bold || shorter))
}
