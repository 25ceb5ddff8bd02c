//! Pages that mix layouts: headlines over some columns, figures between them, notes, vertical and right-to-left pages.

use super::{SIZE, Sheet, arrange, line};
use crate::{Line, Rect};

const MARGIN: f32 = 60.0;
const GAP: f32 = 40.0;
const WIDTH: f32 = 420.0;

fn left(column: usize) -> f32 {
    MARGIN + column as f32 * (WIDTH + GAP)
}

fn sheet(columns: usize) -> Sheet {
    Sheet::new(left(columns) + MARGIN - GAP, 1400.0)
}

#[test]
fn a_figure_with_its_caption_parts_the_columns_above_from_those_below() {
    let mut sheet = sheet(2);
    sheet.column(left(0), 60.0, WIDTH, 12, SIZE);
    let y = sheet.column(left(1), 60.0, WIDTH, 12, SIZE) + 300.0;
    sheet.put(left(0) + 180.0, y, 16.0, "Figure 1. What stands between the columns of the page");
    sheet.expect("Figure 1. What stands between the columns of the page");
    sheet.column(left(0), y + 60.0, WIDTH, 12, SIZE);
    sheet.column(left(1), y + 60.0, WIDTH, 12, SIZE);
    sheet.reads_in_order();
}

#[test]
fn a_figure_in_one_column_leaves_the_other_whole() {
    let mut sheet = sheet(2);
    let y = sheet.column(left(0), 60.0, WIDTH, 10, SIZE) + 220.0;
    sheet.put(left(0) + 60.0, y, 16.0, "Figure 1. Only on the left");
    sheet.expect("Figure 1. Only on the left");
    sheet.column(left(0), y + 50.0, WIDTH, 14, SIZE);
    sheet.column(left(1), 60.0, WIDTH, 34, SIZE);
    sheet.reads_in_order();
}

#[test]
fn a_headline_over_two_of_three_columns() {
    let mut sheet = sheet(3);
    sheet.put(left(0), 60.0, 40.0, "A Headline Over Two Of Them");
    sheet.expect("A Headline Over Two Of Them");
    sheet.column(left(0), 130.0, WIDTH, 30, SIZE);
    sheet.column(left(1), 130.0, WIDTH, 30, SIZE);
    sheet.column(left(2), 60.0, WIDTH, 32, SIZE);
    sheet.reads_in_order();
}

#[test]
fn a_paper_with_its_title_authors_abstract_and_columns() {
    let mut sheet = sheet(2);
    sheet.row(30.0, &[(left(0), "Proceedings of the Society, vol. 12"), (left(1) + 380.0, "345")]);
    sheet.put(left(0) + 120.0, 100.0, 36.0, "On the Order of Printed Pages");
    sheet.expect("On the Order of Printed Pages");
    sheet.row(160.0, &[(left(0) + 330.0, "Anna Writer, Ben Reader")]);
    sheet.column(left(0) + 60.0, 220.0, 2.0 * WIDTH - 80.0, 6, 17.0);
    sheet.column(left(0), 400.0, WIDTH, 30, SIZE);
    sheet.column(left(1), 400.0, WIDTH, 29, SIZE);
    sheet.row(1330.0, &[(left(1) - 30.0, "345")]);
    sheet.reads_in_order();
}

#[test]
fn one_column_in_the_middle_of_two() {
    let mut sheet = sheet(2);
    sheet.column(left(0), 60.0, WIDTH, 12, SIZE);
    let y = sheet.column(left(1), 60.0, WIDTH, 12, SIZE) + 30.0;
    let y = sheet.column(left(0), y, 2.0 * WIDTH + GAP, 4, SIZE) + 30.0;
    sheet.column(left(0), y, WIDTH, 12, SIZE);
    sheet.column(left(1), y, WIDTH, 12, SIZE);
    sheet.reads_in_order();
}

#[test]
fn columns_of_unlike_width_with_a_narrow_gutter() {
    let mut sheet = Sheet::new(1000.0, 1400.0);
    sheet.column(60.0, 60.0, 560.0, 40, SIZE);
    sheet.column(640.0, 66.0, 300.0, 38, SIZE);
    sheet.reads_in_order();
}

#[test]
fn four_columns_under_a_headline_with_a_box_below() {
    let mut sheet = Sheet::new(1500.0, 1600.0);
    let width = 320.0;
    sheet.put(60.0, 40.0, 60.0, "Four Columns Of News For Everybody");
    sheet.expect("Four Columns Of News For Everybody");
    for i in 0..4 {
        sheet.column(60.0 + 350.0 * i as f32, 150.0, width, 36 + (i % 2), SIZE);
    }
    sheet.column(60.0, 1200.0, 1350.0, 5, SIZE);
    sheet.reads_in_order();
}

#[test]
fn paragraphs_with_white_between_them_do_not_break_the_columns() {
    let mut sheet = sheet(2);
    for column in 0..2 {
        let mut y = 60.0 + 7.0 * column as f32;
        for rows in [5, 8, 4 + column, 7] {
            y = sheet.column(left(column), y, WIDTH, rows, SIZE) + 22.0;
        }
    }
    assert_eq!(sheet.reads_in_order().len(), 8);
}

#[test]
fn notes_on_both_sides_of_the_text() {
    let mut sheet = Sheet::new(1300.0, 1200.0);
    sheet.column(280.0, 100.0, 640.0, 34, SIZE);
    sheet.column(60.0, 213.0, 170.0, 4, 14.0);
    sheet.column(980.0, 507.0, 170.0, 5, 14.0);
    let blocks = arrange(sheet.shuffled(), 1300.0, 1200.0);
    assert_eq!(blocks[0].lines.len(), 34);
}

#[test]
fn a_figure_over_both_columns_parts_them_though_its_caption_is_short() {
    let mut sheet = sheet(2);
    sheet.column(left(0), 60.0, WIDTH, 12, SIZE);
    let y = sheet.column(left(1), 60.0, WIDTH, 12, SIZE) + 300.0;
    sheet.put(left(0), y, 16.0, "Figure 1. Over both of them");
    sheet.expect("Figure 1. Over both of them");
    sheet.column(left(0), y + 40.0, WIDTH, 12, SIZE);
    sheet.column(left(1), y + 40.0, WIDTH, 12, SIZE);
    sheet.reads_in_order();
}

#[test]
fn figures_side_by_side_leave_each_column_whole() {
    let mut sheet = sheet(2);
    for column in 0..2 {
        let y = sheet.column(left(column), 60.0, WIDTH, 12, SIZE) + 250.0;
        let caption = format!("Figure {}. In its own column", column + 1);
        sheet.put(left(column), y, 16.0, &caption);
        sheet.expect(&caption);
        sheet.column(left(column), y + 50.0, WIDTH, 12, SIZE);
    }
    sheet.reads_in_order();
}

#[test]
fn articles_side_by_side_are_read_before_those_under_them() {
    let mut sheet = sheet(2);
    let mut y = 60.0;
    for row in ["Upper", "Lower"] {
        let mut foot = y;
        for column in 0..2 {
            let headline = format!("{row} article {}", column + 1);
            sheet.put(left(column), y, 32.0, &headline);
            sheet.expect(&headline);
            foot = sheet.column(left(column), y + 60.0, WIDTH, 12 + column, SIZE).max(foot);
        }
        y = foot + 24.0;
    }
    sheet.reads_in_order();
}

#[test]
fn a_heading_under_three_columns_is_read_after_all_of_them() {
    let mut sheet = sheet(3);
    for column in 0..3 {
        sheet.column(left(column), 60.0, WIDTH, 16 - column, SIZE);
    }
    sheet.put(left(0), 520.0, 30.0, "What Comes After The Three Of Them");
    sheet.expect("What Comes After The Three Of Them");
    let wide = 1.5 * WIDTH;
    sheet.column(left(0), 580.0, wide, 14, SIZE);
    sheet.column(left(0) + wide + GAP, 580.0, wide, 14, SIZE);
    sheet.reads_in_order();
}

#[test]
fn a_right_to_left_page_with_a_headline_over_two_columns() {
    let words = ["ראשון", "שני", "שלישי", "רביעי", "חמישי", "שישי", "שביעי"];
    let text = |i: usize, n: usize| (0..n).map(|k| words[(i * 3 + k * k) % 7]).collect::<Vec<_>>().join(" ");
    let mut lines = vec![line("כותרת", Rect::new(400.0, 30.0, 660.0, 80.0))];
    let mut expected = vec!["כותרת".to_owned()];
    for (side, x) in [(0, 560.0), (1, 60.0)] {
        for i in 0..12 {
            let (y, short) = (120.0 + 30.0 * i as f32, if i == 11 { 200.0 } else { 0.0 });
            let text = format!("{side}{i:02} {}", text(i + side, 6));
            lines.push(line(&text, Rect::new(x + short, y, x + 440.0, y + 24.0)));
            expected.push(text);
        }
    }
    lines.reverse();
    let blocks = arrange(lines, 1060.0, 1200.0);
    let read: Vec<&str> = blocks.iter().flat_map(|b| &b.lines).map(|l| l.text.as_str()).collect();
    assert_eq!(read, expected);
}

#[test]
fn two_tiers_of_vertical_lines_are_read_one_after_the_other() {
    let text = |tier: usize, i: usize| {
        let all: Vec<char> = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸".chars().collect();
        (0..12).map(|k| all[(tier * 7 + i * 3 + k) % all.len()]).collect::<String>()
    };
    let (mut lines, mut expected) = (Vec::new(), Vec::new());
    for tier in 0..2 {
        for i in 0..9 {
            let (x, y) = (500.0 - 45.0 * i as f32, 60.0 + 420.0 * tier as f32);
            lines.push(Line {
                quad: Rect::new(x, y, x + 28.0, y + 360.0).into(),
                text: text(tier, i),
                ..Line::default()
            });
            expected.push(text(tier, i));
        }
    }
    lines.reverse();
    let blocks = arrange(lines, 600.0, 900.0);
    let read: Vec<&str> = blocks.iter().flat_map(|b| &b.lines).map(|l| l.text.as_str()).collect();
    assert_eq!(read, expected);
}
