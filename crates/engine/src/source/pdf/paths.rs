//! The straight lines that a PDF page draws: stroked lines and rectangles, filled rectangles as thin as a line, and the
//! edges of shaded rows and cells, in forms too, placed on the rendering. Refuses curves, white on white, shadings and
//! patterns; a clip is kept to the page's edge: the lines of tables are rarely cut, and a line too long is found out by
//! what it meets.

use document::{Point, Rect, Ruling};
use pdfium_render::prelude::*;

use super::Placed;

/// A filled rectangle is a line where its short side is no longer than this, in points...
const THIN: f32 = 3.0;
/// ...and its long side so many times its short one.
const SLENDER: f32 = 4.0;
/// The shade of a row or a cell of a table is at least so wide, and between so much and so much high (points).
const SHADE_WIDTH: f32 = 20.0;
const SHADE_HEIGHT: (f32, f32) = (7.0, 120.0);
/// Lines shorter than this are parts of letters and of drawings (points).
const SHORTEST: f32 = 4.0;
/// How deep forms within forms are searched.
const FORM_DEPTH: u32 = 4;
/// A map or a plot has more segments than this; what it draws is no table.
const MOST_SEGMENTS: usize = 60_000;
/// A colour with all parts at least this is white.
const WHITE: u8 = 250;

/// The lines drawn on `page`, in pixels of the rendering that `placed` describes.
pub(super) fn rulings(page: &PdfPage<'_>, placed: &Placed) -> Vec<Ruling> {
    let mut found = Found { placed, rulings: Vec::new(), left: MOST_SEGMENTS };
    found.objects(page.objects().iter(), PdfMatrix::IDENTITY, FORM_DEPTH);
    found.rulings
}

struct Found<'a> {
    placed: &'a Placed,
    rulings: Vec<Ruling>,
    /// How many segments may still be looked at.
    left: usize,
}

impl Found<'_> {
    fn objects<'a>(&mut self, objects: impl Iterator<Item = PdfPageObject<'a>>, outer: PdfMatrix, depth: u32) {
        for object in objects {
            if self.left == 0 {
                return;
            }
            match &object {
                PdfPageObject::Path(path) => {
                    self.left = self.left.saturating_sub(1 + path.segments().len() as usize);
                    self.path(path, outer);
                }
                PdfPageObject::XObjectForm(form) if depth > 0 => {
                    let Ok(own) = form.matrix() else { continue };
                    self.objects(form.iter(), own.multiply(outer), depth - 1);
                }
                _ => {}
            }
        }
    }

    fn path(&mut self, path: &PdfPagePathObject<'_>, outer: PdfMatrix) {
        let Ok(own) = path.matrix() else { return };
        let matrix = own.multiply(outer);
        let visible = |colour: Result<PdfColor, PdfiumError>| {
            colour.is_ok_and(|c| c.alpha() > 8 && [c.red(), c.green(), c.blue()].iter().any(|p| *p < WHITE))
        };
        let stroked = path.is_stroked().unwrap_or(false) && visible(path.stroke_color());
        let filled = path.fill_mode().is_ok_and(|m| m != PdfPathFillMode::None) && visible(path.fill_color());
        let segments = path.segments();
        if (!stroked && !filled) || self.left == 0 {
            return;
        }
        for outline in outlines(&segments.transform(matrix)) {
            if stroked {
                let scale = (matrix.a() * matrix.d() - matrix.b() * matrix.c()).abs().sqrt();
                let width = path.stroke_width().map_or(1.0, |w| w.value) * scale;
                for edge in outline.windows(2) {
                    self.push(edge[0], edge[1], width);
                }
            } else if let Some((a, b, width)) = thin(&outline) {
                self.push(a, b, width);
            } else if let Some(corners) = shade(&outline) {
                // The shade of a row or a cell ends where a rule would stand.
                for i in 0..4 {
                    self.push(corners[i], corners[(i + 1) % 4], 0.0);
                }
            }
        }
    }

    /// Adds a line of user space, `width` in points, where it is long enough and on the page.
    fn push(&mut self, a: Point, b: Point, width: f32) {
        if !(a.distance(b) >= SHORTEST && width.is_finite()) {
            return;
        }
        let (a, b) = (self.placed.point(a), self.placed.point(b));
        let page = Rect::new(0.0, 0.0, self.placed.width as f32, self.placed.height as f32);
        let Some((from, to)) = clip(a, b, page) else { return };
        let thickness = (width * self.placed.dpi / 72.0).max(1.0);
        self.rulings.push(Ruling::new(from, to, thickness));
    }
}

/// The corners of each subpath without its curves; a closed one ends where it began.
fn outlines<'a>(segments: &impl PdfPathSegments<'a>) -> Vec<Vec<Point>> {
    let mut outlines: Vec<Vec<Point>> = Vec::new();
    for segment in (0..segments.len()).filter_map(|i| segments.get(i).ok()) {
        let (x, y) = segment.point();
        let point = Point::new(x.value, y.value);
        match (segment.segment_type(), outlines.last_mut()) {
            (PdfPathSegmentType::LineTo, Some(outline)) => outline.push(point),
            _ => outlines.push(vec![point]),
        }
        if segment.is_close()
            && let Some(outline) = outlines.last_mut()
            && outline.last() != outline.first()
        {
            outline.push(outline[0]);
        }
    }
    outlines
}

/// The middle line and the thickness of a filled rectangle that is as thin as a line.
fn thin(outline: &[Point]) -> Option<(Point, Point, f32)> {
    let corners = if outline.len() == 5 && outline[0].distance(outline[4]) < 0.01 { &outline[..4] } else { outline };
    let [a, b, c, d] = *corners else { return None };
    let (ab, bc) = (a.distance(b), b.distance(c));
    // A rectangle: opposite edges alike, corners square.
    let even = (c.distance(d) - ab).abs() < 0.1 + 0.01 * ab && (d.distance(a) - bc).abs() < 0.1 + 0.01 * bc;
    let square = ((b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y)).abs() <= 0.05 * ab * bc + 0.01;
    let (long, short) = (ab.max(bc), ab.min(bc));
    if !even || !square || short > THIN || long < SLENDER * short {
        return None;
    }
    let (from, to) = if ab >= bc { (a.lerp(d, 0.5), b.lerp(c, 0.5)) } else { (a.lerp(b, 0.5), d.lerp(c, 0.5)) };
    Some((from, to, short))
}

/// The corners of a filled upright rectangle of the size that the shade of a table's row or cell has.
fn shade(outline: &[Point]) -> Option<[Point; 4]> {
    let corners = if outline.len() == 5 && outline[0].distance(outline[4]) < 0.01 { &outline[..4] } else { outline };
    let [a, b, c, d] = *corners else { return None };
    let upright = |p: Point, q: Point| (p.x - q.x).abs() < 0.01 || (p.y - q.y).abs() < 0.01;
    let (w, h) = ((a.x - c.x).abs(), (a.y - c.y).abs());
    let fits = w >= SHADE_WIDTH && (SHADE_HEIGHT.0..=SHADE_HEIGHT.1).contains(&h);
    (fits && upright(a, b) && upright(b, c) && upright(c, d)).then_some([a, b, c, d])
}

/// The part of a segment inside `page` (Liang and Barsky); `None` where nothing is.
fn clip(a: Point, b: Point, page: Rect) -> Option<(Point, Point)> {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let (mut t0, mut t1) = (0.0_f32, 1.0_f32);
    for (p, q) in [(-dx, a.x - page.x0), (dx, page.x1 - a.x), (-dy, a.y - page.y0), (dy, page.y1 - a.y)] {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            t0 = t0.max(q / p);
        } else {
            t1 = t1.min(q / p);
        }
    }
    (t0 < t1).then(|| (a.lerp(b, t0), a.lerp(b, t1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(all: &[(f32, f32)]) -> Vec<Point> {
        all.iter().map(|p| Point::new(p.0, p.1)).collect()
    }

    #[test]
    fn a_thin_rectangle_is_its_middle_line() {
        let flat = points(&[(10.0, 5.0), (110.0, 5.0), (110.0, 6.0), (10.0, 6.0), (10.0, 5.0)]);
        assert_eq!(thin(&flat), Some((Point::new(10.0, 5.5), Point::new(110.0, 5.5), 1.0)));
        let tall = points(&[(0.0, 0.0), (0.0, 80.0), (0.5, 80.0), (0.5, 0.0)]);
        assert_eq!(thin(&tall), Some((Point::new(0.25, 0.0), Point::new(0.25, 80.0), 0.5)));
        assert_eq!(thin(&points(&[(0.0, 0.0), (80.0, 0.0), (80.0, 20.0), (0.0, 20.0)])), None);
        assert_eq!(thin(&points(&[(0.0, 0.0), (80.0, 0.0), (60.0, 1.0), (0.0, 1.0)])), None);
        assert_eq!(thin(&points(&[(0.0, 0.0), (80.0, 0.0)])), None);
    }

    #[test]
    fn a_shaded_row_has_four_edges() {
        let row = points(&[(50.0, 100.0), (450.0, 100.0), (450.0, 114.0), (50.0, 114.0), (50.0, 100.0)]);
        assert_eq!(shade(&row).map(|c| c.to_vec()), Some(row[..4].to_vec()));
        assert_eq!(shade(&points(&[(0.0, 0.0), (400.0, 0.0), (400.0, 500.0), (0.0, 500.0)])), None);
        assert_eq!(shade(&points(&[(0.0, 0.0), (400.0, 20.0), (400.0, 40.0), (0.0, 20.0)])), None);
    }

    #[test]
    fn lines_end_at_the_edge_of_the_page() {
        let page = Rect::new(0.0, 0.0, 100.0, 50.0);
        let cut = |a: (f32, f32), b: (f32, f32)| clip(Point::new(a.0, a.1), Point::new(b.0, b.1), page);
        assert_eq!(cut((-20.0, 10.0), (120.0, 10.0)), Some((Point::new(0.0, 10.0), Point::new(100.0, 10.0))));
        assert_eq!(cut((10.0, 60.0), (90.0, 60.0)), None);
        assert_eq!(cut((10.0, 10.0), (90.0, 10.0)), Some((Point::new(10.0, 10.0), Point::new(90.0, 10.0))));
    }
}
