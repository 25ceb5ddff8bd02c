//! A document with one of everything: what the readers are asked to find again.

use document::{Block, BlockKind, Cell, Code, Document, Line, Page, Quad, Rect, Source, Table, Warning, Word};

/// Pixels of a page at 150 dots per inch: A4.
const WIDTH: f32 = 1240.0;
const HEIGHT: f32 = 1754.0;
const LINE: f32 = 30.0;

/// A page that is written from top to bottom.
struct Sheet {
    page: Page,
    y: f32,
}

impl Sheet {
    fn new(index: u32) -> Self {
        let page = Page {
            index,
            width: WIDTH as u32,
            height: HEIGHT as u32,
            dpi: 150.0,
            engine: "ppocr".into(),
            ..Page::default()
        };
        Self { page, y: 80.0 }
    }

    /// Adds a block of lines. `**word**` is bold, `_word_` in italics.
    fn add(&mut self, kind: BlockKind, texts: &[&str]) -> &mut Block {
        let mut lines = Vec::new();
        for text in texts {
            lines.push(line(text, 100.0, self.y, 1000.0));
            self.y += LINE + 8.0;
        }
        self.push(Block { kind, lines, ..Block::default() })
    }

    fn push(&mut self, block: Block) -> &mut Block {
        self.y += 20.0;
        let id = self.page.blocks.len() as u32;
        let bbox = Rect::around(block.all_lines().map(|line| line.quad.bounds())).unwrap_or_default();
        self.page.blocks.push(Block { id, bbox, confidence: 0.93, ..block });
        self.page.blocks.last_mut().expect("it was just pushed")
    }

    /// Adds a table. Rows by `\n`, cells by `|`; `<` goes on with the cell on the left, `^` with the one above.
    fn table(&mut self, kind: BlockKind, header_rows: u32, rtl: bool, text: &str) -> &mut Block {
        let grid: Vec<Vec<&str>> = text.lines().map(|row| row.split('|').map(str::trim).collect()).collect();
        let cols = grid[0].len();
        let width = 1000.0 / cols as f32;
        let mut cells = Vec::new();
        for (r, row) in grid.iter().enumerate() {
            for (c, text) in row.iter().enumerate().filter(|(_, text)| !matches!(**text, "<" | "^")) {
                let col_span = 1 + row[c + 1..].iter().take_while(|t| **t == "<").count();
                let row_span = 1 + grid[r + 1..].iter().take_while(|row| row[c] == "^").count();
                let place = if rtl { cols - c - col_span } else { c };
                let x = 100.0 + place as f32 * width;
                let y = self.y + r as f32 * 40.0;
                let lines: Vec<Line> =
                    Some(line(text, x, y, width - 20.0)).filter(|_| !text.is_empty()).into_iter().collect();
                let bbox = Rect::new(x, y, x + width * col_span as f32, y + 40.0 * row_span as f32);
                let (row, col, row_span, col_span) = (r as u32, c as u32, row_span as u32, col_span as u32);
                let text = lines.iter().map(|line| line.text.as_str()).collect();
                cells.push(Cell { row, col, row_span, col_span, text, bbox, lines });
            }
        }
        self.y += grid.len() as f32 * 40.0;
        let table = Table { rows: grid.len() as u32, cols: cols as u32, header_rows, cells };
        self.push(Block { kind, table: Some(table), ..Block::default() })
    }
}

/// A line whose words share its width by their letters; the first word of text from right to left stands on the right.
fn line(marked: &str, x: f32, y: f32, width: f32) -> Line {
    let plain = |word: &str| word.replace("**", "").replace('_', "");
    let text = plain(marked);
    let rtl = text.chars().any(|c| ('\u{590}'..'\u{700}').contains(&c));
    let step = width / text.chars().count().max(1) as f32;
    let mut at = 0.0;
    let words = marked.split(' ').map(|word| {
        let length = plain(word).chars().count() as f32 * step;
        let left = if rtl { x + width - at - length } else { x + at };
        at += length + step;
        Word {
            text: plain(word),
            bbox: Rect::new(left, y, left + length, y + LINE),
            confidence: 0.93,
            bold: word.contains("**"),
            italic: word.starts_with('_'),
            ..Word::default()
        }
    });
    let words = words.collect();
    Line { text, quad: Quad::from(Rect::new(x, y, x + width, y + LINE)), confidence: 0.93, words }
}

fn heading(sheet: &mut Sheet, level: u8, text: &str) {
    sheet.add(BlockKind::Heading, &[text]).level = level;
}

fn item(sheet: &mut Sheet, level: u8, marker: &str, text: &str) {
    let block = sheet.add(BlockKind::ListItem, &[&format!("{marker} {text}")]);
    (block.level, block.marker) = (level, Some(marker.to_owned()));
}

fn english() -> Page {
    let mut sheet = Sheet::new(0);
    sheet.add(BlockKind::Header, &["The Almanac of Small Things"]);
    heading(&mut sheet, 1, "On the keeping of gardens");
    sheet.add(
        BlockKind::Paragraph,
        &[
            "A garden wants **constant care** and a little _neglect_ as well; the one for its",
            "beds, the other for its hedges, where birds are under-",
            "standably fond of the quiet <corners> & \"shade\".",
        ],
    );
    heading(&mut sheet, 2, "What to do");
    item(&mut sheet, 1, "1.", "Dig in the autumn");
    item(&mut sheet, 2, "•", "to a spade's depth");
    item(&mut sheet, 3, "a)", "or two in clay");
    item(&mut sheet, 3, "b)", "never when wet");
    item(&mut sheet, 1, "2.", "Sow in the spring");
    item(&mut sheet, 1, "7.", "Rest");
    sheet.add(BlockKind::Quote, &["He who plants a garden", "plants happiness."]);
    sheet.add(BlockKind::Caption, &["Table 1: Yields of three years"]);
    sheet.table(
        BlockKind::Table,
        2,
        false,
        "Crop | Yield | < | Code\n^ | 2023 | 2024 | ^\nBeans | 1,204.50 | 980.25 | 007\nPeas | 88.00 | 12% | 12.05.2024\nAll | =1+1 | -3.5 | 1234567890",
    );
    sheet.table(BlockKind::KeyValue, 0, false, "Total: | 12.50\nPaid by | card");
    sheet.push(Block { kind: BlockKind::Figure, ..Block::default() }).bbox = Rect::new(100.0, 1400.0, 600.0, 1500.0);
    sheet.add(BlockKind::PageNumber, &["12"]);
    sheet.page
}

fn right_to_left() -> Page {
    let mut sheet = Sheet::new(1);
    heading(&mut sheet, 1, "العناية بالحدائق");
    sheet.add(
        BlockKind::Paragraph,
        &["تحتاج الحديقة إلى عناية دائمة، كما كتب John Smith", "في عام 1948، وإلى قليل من الإهمال (أحيانا)."],
    );
    item(&mut sheet, 1, "1.", "الحفر في الخريف");
    item(&mut sheet, 1, "2.", "الزرع في الربيع");
    sheet.table(BlockKind::Table, 1, true, "المحصول | الكمية\nفول | 120\nبازلاء | 88");
    sheet.add(BlockKind::Paragraph, &["הגן צריך טיפול קבוע, וגם מעט הזנחה."]);
    sheet.page
}

fn east_asian() -> Page {
    let mut sheet = Sheet::new(2);
    heading(&mut sheet, 1, "庭の手入れ");
    sheet.add(BlockKind::Paragraph, &["庭は絶え間ない世話と、少しの", "放置を必要とする。"]);
    sheet.table(BlockKind::Table, 1, false, "作物 | 収量\n豆 | 1,204\n人参 | 88.5");
    let quad = Quad(
        [(700.0, 900.0), (700.0, 1200.0), (670.0, 1200.0), (670.0, 900.0)].map(|(x, y)| document::Point::new(x, y)),
    );
    let vertical = Line { text: "縦書きの行".into(), quad, confidence: 0.8, words: Vec::new() };
    sheet.push(Block { lines: vec![vertical], ..Block::default() });
    sheet.page
}

/// The document: English, Arabic and Hebrew, Japanese, a page that failed.
pub(crate) fn document() -> Document {
    Document {
        source: Source { name: "Gärten & \"Höfe\".pdf".into(), format: "pdf".into() },
        pages: vec![
            english(),
            right_to_left(),
            east_asian(),
            Page::failed(3, Code::WorkerCrashed, "page 4: it crashed"),
        ],
        language: Some("eng+ara+jpn".into()),
        engine: "ppocr".into(),
        warnings: vec![Warning { page: Some(1), message: "a warning".into() }],
    }
}

/// The document without its tables.
pub(crate) fn without_tables() -> Document {
    let mut document = document();
    for page in &mut document.pages {
        page.blocks.retain(|block| block.table.is_none());
    }
    document
}
