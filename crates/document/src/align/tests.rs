use super::*;

/// A page of lines, 20 pixels a line and 10 a letter.
fn page(lines: &[&str]) -> Vec<Word> {
    let mut words = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        let (y, mut x) = (20.0 * row as f32, 0.0);
        for text in line.split(' ') {
            let width = 10.0 * text.chars().count() as f32;
            let bbox = Rect::new(x, y, x + width, y + 15.0);
            words.push(Word { text: text.to_owned(), bbox, confidence: 0.97, ..Word::default() });
            x += width + 10.0;
        }
    }
    words
}

fn aligned(text: &[&str], words: &[Word]) -> Alignment {
    let blocks: Vec<Vec<&str>> = text.iter().map(|block| block.split_whitespace().collect()).collect();
    align(&blocks, &words.iter().collect::<Vec<_>>())
}

fn flagged(alignment: &Alignment, text: &[&str]) -> Vec<String> {
    let words = text.iter().flat_map(|block| block.split_whitespace());
    let placed = alignment.blocks.iter().flatten();
    placed.zip(words).filter(|(p, _)| p.trust != Trust::Agreed).map(|(_, word)| word.to_owned()).collect()
}

const LETTER: [&str; 5] = [
    "Dear Mrs Miller,",
    "thank you for your order of 12 March 2024. The goods",
    "left our house yesterday and will be with you soon.",
    "The amount due is 1,284.50 EUR, payable by 11 April.",
    "Yours faithfully, J. Abernathy",
];

#[test]
fn a_text_that_is_the_page_lies_on_it() {
    let words = page(&LETTER);
    let whole = LETTER.join(" ");
    let alignment = aligned(&[&whole], &words);
    assert_eq!(alignment.missed, [0usize; 0]);
    assert!(flagged(&alignment, &[&whole]).is_empty());
    for (placed, word) in alignment.blocks[0].iter().zip(&words) {
        assert_eq!(placed.bbox, Some(word.bbox), "{}", word.text);
        assert!(placed.confidence > 0.97);
    }
}

#[test]
fn blocks_in_another_order_are_found() {
    let words = page(&LETTER);
    let text = [LETTER[3], LETTER[0], LETTER[4], LETTER[2], LETTER[1]];
    let alignment = aligned(&text, &words);
    assert!(flagged(&alignment, &text).is_empty());
    assert_eq!(alignment.blocks[0][3].bbox.unwrap().y0, 60.0);
    assert_eq!(alignment.missed, [0usize; 0]);
}

#[test]
fn inventions_are_flagged_and_true_words_are_not() {
    let words = page(&LETTER);
    let text = [
        LETTER[0],
        LETTER[1],
        "We have added a bonus of your favourite chocolate to the parcel.",
        LETTER[2],
        "The amount due is 7,284.50 EUR, payable by 11 April. Please wire it to our new account.",
        LETTER[4],
    ];
    let alignment = aligned(&text, &words);
    let flagged = flagged(&alignment, &text);
    let invented =
        "We have added a bonus of your favourite chocolate to the parcel. 7,284.50 Please wire it to our new account.";
    assert_eq!(flagged, invented.split(' ').collect::<Vec<_>>());
    let amount = &alignment.blocks[4][4];
    assert_eq!((amount.trust, amount.bbox.map(|b| b.y0)), (Trust::Disputed, Some(60.0)));
    assert!(alignment.blocks[2].iter().all(|p| p.bbox.is_none() && p.confidence < 0.1));
}

#[test]
fn what_the_text_leaves_out_is_told() {
    let words = page(&LETTER);
    let text = [LETTER[0], LETTER[1], LETTER[3], LETTER[4]];
    let alignment = aligned(&text, &words);
    let missed: Vec<&str> = alignment.missed.iter().map(|&n| words[n].text.as_str()).collect();
    assert_eq!(missed, LETTER[2].split(' ').collect::<Vec<_>>());
    assert!(flagged(&alignment, &text).is_empty());
}

#[test]
fn words_may_be_parted_otherwise() {
    let words = page(&["to gether theamount is", "東京都は 日本の首都"]);
    let alignment = aligned(&["together the amount is", "東京 都は日本 の首都"], &words);
    assert!(alignment.blocks.iter().flatten().all(|p| p.trust == Trust::Agreed), "{alignment:?}");
    assert_eq!(alignment.blocks[0][0].bbox, words[0].bbox.union(words[1].bbox).into());
    assert_eq!(alignment.blocks[0][1].bbox, Some(Rect::new(100.0, 0.0, 130.0, 15.0)));
}

#[test]
fn an_unsure_word_speaks_against_nothing() {
    let mut words = page(&LETTER);
    let name = words.iter().position(|w| w.text == "Abernathy").unwrap();
    words[name].text = "Abemathy".into();
    let text = [LETTER.join(" ")];
    let text = [text[0].as_str()];
    assert_eq!(flagged(&aligned(&text, &words), &text), ["Abernathy"]);
    words[name].confidence = 0.4;
    let alignment = aligned(&text, &words);
    assert!(flagged(&alignment, &text).is_empty());
    assert!((0.3..0.7).contains(&alignment.blocks[0].last().unwrap().confidence));
}

#[test]
fn nothing_and_everything_is_survived() {
    assert_eq!(aligned(&[], &[]), Alignment::default());
    let words = page(&["a"]);
    assert_eq!(aligned(&[], &words).missed, [0]);
    assert_eq!(aligned(&["of tales untold"], &[]).blocks[0].len(), 3);
    let long = vec!["x"; 20_000].join(" ");
    let alignment = aligned(&[&long], &page(&[&long]));
    assert_eq!(alignment.blocks[0].len(), 20_000);
}
