//! Connected components of a text mask, each as the ends of its pixel rows.
//!
//! Owns labelling by runs with a union-find (eight neighbours). Gives only the outermost pixels of every row: a convex
//! hull needs no more, and a page has few of them.

use super::hull::P;

/// One blob of mask pixels.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Component {
    /// For each row that it touches: `(y, first x, last x)`, both inclusive.
    pub(super) rows: Vec<(u32, u32, u32)>,
}

impl Component {
    /// The corners of its pixels that can lie on its convex hull.
    pub(super) fn corners(&self) -> Vec<P> {
        let mut points = Vec::with_capacity(self.rows.len() * 4);
        for &(y, x0, x1) in &self.rows {
            let (y, x0, x1) = (f64::from(y), f64::from(x0), f64::from(x1) + 1.0);
            points.extend([[x0, y], [x1, y], [x0, y + 1.0], [x1, y + 1.0]]);
        }
        points
    }
}

/// A run of mask pixels in one row.
struct Run {
    y: u32,
    x0: u32,
    x1: u32,
    parent: usize,
}

/// The components of `map > threshold`, `width` × `height` values in rows.
pub(super) fn components(map: &[f32], width: usize, threshold: f32) -> Vec<Component> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut previous, mut current) = (0..0, 0..0);
    for (y, row) in map.chunks_exact(width).enumerate() {
        current.start = runs.len();
        let mut x = 0;
        while x < width {
            if row[x] <= threshold {
                x += 1;
                continue;
            }
            let start = x;
            while x < width && row[x] > threshold {
                x += 1;
            }
            let parent = runs.len();
            runs.push(Run { y: y as u32, x0: start as u32, x1: x as u32 - 1, parent });
        }
        current.end = runs.len();
        join_rows(&mut runs, previous, current.clone());
        previous = current.clone();
    }
    collect(&mut runs)
}

/// Joins the runs of two neighbouring rows that touch, corners included.
fn join_rows(runs: &mut [Run], previous: std::ops::Range<usize>, current: std::ops::Range<usize>) {
    let mut above = previous.start;
    for i in current {
        while above < previous.end && runs[above].x1 + 1 < runs[i].x0 {
            above += 1;
        }
        let mut j = above;
        while j < previous.end && runs[j].x0 <= runs[i].x1 + 1 {
            let (a, b) = (root(runs, i), root(runs, j));
            runs[a.max(b)].parent = a.min(b);
            j += 1;
        }
    }
}

/// The run that stands for the component of run `i`.
fn root(runs: &mut [Run], mut i: usize) -> usize {
    while runs[i].parent != i {
        let up = runs[runs[i].parent].parent;
        runs[i].parent = up;
        i = up;
    }
    i
}

/// Gathers runs by component, in the order of their first pixel.
fn collect(runs: &mut [Run]) -> Vec<Component> {
    let mut place = vec![usize::MAX; runs.len()];
    let mut found: Vec<Component> = Vec::new();
    for i in 0..runs.len() {
        let root = root(runs, i);
        if place[root] == usize::MAX {
            place[root] = found.len();
            found.push(Component::default());
        }
        let (rows, run) = (&mut found[place[root]].rows, &runs[i]);
        match rows.last_mut() {
            Some(last) if last.0 == run.y => last.2 = run.x1,
            _ => rows.push((run.y, run.x0, run.x1)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(rows: &[&str]) -> Vec<f32> {
        rows.iter().flat_map(|r| r.bytes()).map(|b| if b == b'#' { 0.9 } else { 0.1 }).collect()
    }

    #[test]
    fn blobs_join_across_corners_and_from_below() {
        let found = components(&map(&["#..#..#", "#..#...", ".##...#", ".......", "####..#"]), 7, 0.3);
        assert_eq!(found.len(), 5);
        assert_eq!(found[0].rows, vec![(0, 0, 3), (1, 0, 3), (2, 1, 2)]);
        assert_eq!(found[3].rows, vec![(4, 0, 3)]);
    }

    #[test]
    fn a_pixel_has_four_corners() {
        let found = components(&map(&["...", ".#."]), 3, 0.3);
        assert_eq!(found[0].corners(), vec![[1.0, 1.0], [2.0, 1.0], [1.0, 2.0], [2.0, 2.0]]);
    }

    #[test]
    fn an_empty_map_has_none() {
        assert!(components(&map(&["....", "...."]), 4, 0.3).is_empty());
    }
}
