//! In which direction text runs on the upright page, and the corners of a line along it.

use document::{Point, Quad, Rect, Word};

/// The direction in which text runs on the upright page, in steps of a right angle where it is within 3° of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Run {
    Right,
    Down,
    Left,
    Up,
    /// Degrees clockwise from rightwards.
    Slanted(f32),
}

impl Run {
    /// The direction of text that runs `degrees` (0 to 360) clockwise from rightwards.
    pub(super) fn of(degrees: f32) -> Self {
        let nearest = (degrees / 90.0).round();
        if (degrees - nearest * 90.0).abs() > 3.0 {
            return Self::Slanted(degrees);
        }
        match nearest as u32 % 4 {
            0 => Self::Right,
            1 => Self::Down,
            2 => Self::Left,
            _ => Self::Up,
        }
    }
}

/// The corners of a line along its text.
pub(super) fn quad(run: Run, b: Rect, words: &[Word]) -> Quad {
    let (tl, tr) = (Point::new(b.x0, b.y0), Point::new(b.x1, b.y0));
    let (br, bl) = (Point::new(b.x1, b.y1), Point::new(b.x0, b.y1));
    match run {
        Run::Right => Quad([tl, tr, br, bl]),
        Run::Down => Quad([tr, br, bl, tl]),
        Run::Left => Quad([br, bl, tl, tr]),
        Run::Up => Quad([bl, tl, tr, br]),
        Run::Slanted(degrees) => slanted(degrees, b, words),
    }
}

/// The turned rectangle inside the upright box of a slanted line: a box of `w` × `h` turned by `a` measures
/// `w·cos a + h·sin a` across and `w·sin a + h·cos a` down, which is solved for `w` and `h`.
fn slanted(degrees: f32, b: Rect, words: &[Word]) -> Quad {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (s, c) = (sin.abs(), cos.abs());
    let det = c * c - s * s;
    // Near 45° the equations say nothing; the letters' mean width stands for the height.
    let (length, height) = if det.abs() > 0.2 {
        ((b.width() * c - b.height() * s) / det, (b.height() * c - b.width() * s) / det)
    } else {
        let letters: usize = words.iter().map(|w| w.text.chars().count()).sum();
        let diagonal = b.width().hypot(b.height());
        (diagonal, diagonal / letters.max(1) as f32 * 1.5)
    };
    let (length, height) = (length.max(1.0) / 2.0, height.max(1.0) / 2.0);
    let middle = b.center();
    let corner = |along: f32, across: f32| {
        let (along, across) = (along * length, across * height);
        Point::new(middle.x + along * cos - across * sin, middle.y + along * sin + across * cos)
    };
    Quad([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)])
}
