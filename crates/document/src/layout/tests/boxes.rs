//! Whatever the boxes: nothing is lost, nothing comes twice, nothing panics, and the answer is always the same.

use super::{Dice, line};
use crate::layout::arrange;
use crate::{Block, Line, Point, Quad, Rect, Ruling, Surface};

/// A box of one of the kinds that engines and broken files come up with.
fn any_box(dice: &mut Dice) -> Quad {
    let mut at = |reach: f32| dice.roll() * reach;
    let (x, y, w, h) = (at(1000.0), at(1400.0), at(400.0), at(60.0));
    match dice.below(10) {
        0 => Rect::new(x, y, x, y).into(),
        1 => Rect::new(0.0, 0.0, 1000.0, 1400.0).into(),
        2 => Quad([
            Point::new(f32::NAN, y),
            Point::new(x, f32::INFINITY),
            Point::new(f32::NEG_INFINITY, f32::NAN),
            Point::new(x, y),
        ]),
        3 => Quad(std::array::from_fn(|_| Point::new(dice.roll() * 1e30, -dice.roll() * 1e30))),
        4 => Quad(std::array::from_fn(|_| Point::new(dice.roll() * 1000.0, dice.roll() * 1400.0))),
        5 => Rect::new(x, y, x + h / 4.0, y + w).into(),
        6 => Rect::new((x / 500.0).floor() * 500.0, (y / 30.0).floor() * 30.0, x, y + 24.0).into(),
        _ => Rect::new(x, y, x + w, y + h).into(),
    }
}

/// The words of a page, sorted.
fn words(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = texts.flat_map(|t| t.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    words.retain(|w| !w.is_empty());
    words.sort();
    words
}

#[test]
fn no_line_is_lost_and_none_comes_twice() {
    for seed in 0..400 {
        let mut dice = Dice::new(seed);
        let count = dice.below(if seed % 10 == 0 { 300 } else { 40 });
        let lines: Vec<Line> = (0..count)
            .map(|i| {
                let quad = any_box(&mut dice);
                let text = match dice.below(8) {
                    0 => format!("שורה{i} אחת"),
                    1 => format!("第{i}行"),
                    2 => String::new(),
                    3 => format!("{i}.00"),
                    _ => format!("line{i} of words"),
                };
                Line { quad, ..line(&text, Rect::new(0.0, 0.0, 1.0, 1.0)) }
            })
            .collect();
        let (width, height) = [(1000.0, 1400.0), (0.0, 0.0), (f32::NAN, f32::INFINITY)][dice.below(3)];
        // Rules anywhere, as a drawing has them.
        let rulings = (0..dice.below(60)).map(|i| {
            let (a, b) = (dice.roll() * 1000.0, dice.roll() * 1400.0);
            let (c, d) = (dice.roll() * 1000.0, dice.roll() * 1400.0);
            let to = if i % 2 == 0 { Point::new(c, b) } else { Point::new(a, d) };
            Ruling::new(Point::new(a, b), to, 2.0)
        });
        let rulings = rulings.collect();
        let surface = Surface { rulings, ..Surface::blank(width, height) };
        let before = words(lines.iter().map(|l| l.text.clone()));
        let blocks = arrange(lines.clone(), &surface);
        let after = || blocks.iter().flat_map(Block::all_lines);
        // CJK pieces may be joined with no space between, so they are counted by their letters alone.
        let letters = |w: &[String]| {
            let mut all: Vec<char> = w.iter().flat_map(|w| w.chars()).collect();
            all.sort_unstable();
            all
        };
        let read = words(after().map(|l| l.text.clone()));
        assert_eq!(letters(&before), letters(&read), "seed {seed}");
        let kept = after().flat_map(|l| &l.words).map(|w| w.text.clone());
        assert_eq!(before, words(kept), "seed {seed}");
        assert!(
            blocks.iter().enumerate().all(|(i, b)| b.id as usize == i && b.all_lines().next().is_some()),
            "seed {seed}"
        );
        assert_eq!(format!("{:?}", arrange(lines, &surface)), format!("{blocks:?}"), "seed {seed}");
    }
}

#[test]
fn the_order_of_the_lines_does_not_matter() {
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let mut lines: Vec<Line> = (0..60)
            .map(|i| {
                let (x, y) = (dice.roll() * 900.0, dice.roll() * 1300.0);
                line(&format!("line{i}"), Rect::new(x, y, x + 40.0 + dice.roll() * 300.0, y + 20.0 + dice.roll() * 4.0))
            })
            .collect();
        let surface = Surface::blank(1000.0, 1400.0);
        let text = |lines| arrange(lines, &surface).iter().map(Block::text).collect::<Vec<_>>();
        let first = text(lines.clone());
        lines.reverse();
        assert_eq!(first, text(lines), "seed {seed}");
    }
}

#[test]
fn no_lines_make_no_blocks() {
    assert!(arrange(Vec::new(), &Surface::blank(100.0, 100.0)).is_empty());
}
