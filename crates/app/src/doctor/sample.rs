//! The page that every engine reads to show that it works: two words drawn dot by dot, so that no font is needed.

/// What stands on the page.
pub(super) const TEXT: &str = "TEST PAGE";

/// Pixels of a dot's side.
const DOT: usize = 6;
/// White round the words, in dots.
const MARGIN: usize = 8;
/// Rows of a letter, in dots.
const ROWS: usize = 7;
/// Columns of a letter and the gap behind it, in dots.
const COLUMNS: usize = 6;

/// The rows of a letter, the leftmost dot in the highest of five bits.
fn letter(c: char) -> [u8; ROWS] {
    match c {
        'A' => [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        'E' => [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        'G' => [0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01110],
        'P' => [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000],
        'S' => [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
        'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
        _ => [0; ROWS],
    }
}

/// The page as a bitmap of 24 bits a pixel at 200 dpi.
pub(super) fn bmp() -> Vec<u8> {
    let (width, height) = ((TEXT.len() * COLUMNS + 2 * MARGIN) * DOT, (ROWS + 2 * MARGIN) * DOT);
    let (row_bytes, header) = ((width * 3).next_multiple_of(4), 54);
    let mut out = b"BM".to_vec();
    let sizes = [header + row_bytes * height, 0, header, 40, width, height];
    sizes.iter().for_each(|&n| out.extend_from_slice(&(n as u32).to_le_bytes()));
    out.extend_from_slice(&[1, 0, 24, 0]);
    let rest = [0, row_bytes * height, 7874, 7874, 0, 0];
    rest.iter().for_each(|&n| out.extend_from_slice(&(n as u32).to_le_bytes()));
    // A bitmap's rows go from the bottom upwards.
    for y in (0..height).rev() {
        let row = (0..width).flat_map(|x| if is_ink(x / DOT, y / DOT) { [0; 3] } else { [255; 3] });
        out.extend(row);
        out.resize(out.len() + row_bytes - width * 3, 255);
    }
    out
}

/// Whether a dot of the page is black.
fn is_ink(x: usize, y: usize) -> bool {
    let (Some(x), Some(y)) = (x.checked_sub(MARGIN), y.checked_sub(MARGIN)) else { return false };
    let (Some(c), true) = (TEXT.chars().nth(x / COLUMNS), y < ROWS) else { return false };
    // The sixth column is the gap.
    x % COLUMNS < 5 && letter(c)[y] >> (4 - x % COLUMNS) & 1 == 1
}

/// Whether an engine that read `text` works: all the letters, however it parted the words.
pub(super) fn is_read(text: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    letters(text).contains(&letters(TEXT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_a_bitmap_of_its_size() {
        let bytes = bmp();
        let image = engine::source::sniff(&bytes);
        assert_eq!(image, Some(engine::source::Format::Bmp));
        let declared = u32::from_le_bytes([bytes[2], bytes[3], bytes[4], bytes[5]]);
        assert_eq!(bytes.len(), declared as usize);
    }

    #[test]
    fn letters_count_and_spaces_do_not() {
        assert!(is_read("Test page\n") && is_read("TESTPAGE") && is_read("x TEST PAGE."));
        assert!(!is_read("TEST") && !is_read(""));
    }
}
