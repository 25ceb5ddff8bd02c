//! Corrections over the store: what everybody reads afterwards, and what is there after a restart.

use std::path::Path;

use document::edit::{Edit, LinePath, WordPath};
use document::{Block, Line, Page, Quad, Rect, TextSource, Word};

use super::*;
use crate::Home;
use crate::contract::{
    ApplyReplacements, FindPattern, FindText, MatchRef, NextDoubtful, Origin, ReplaceText, Replacement, ReviewRequest,
    Search,
};
use crate::results::{ResultOptions, Results};
use crate::store::{JobOptions, NewJob, PageRecord};

fn home(dir: &Path) -> Home {
    Home { config: dir.into(), data: dir.into(), cache: dir.into(), assets: engine::Assets::new(dir) }
}

fn page(index: u32, lines: &[&str]) -> Page {
    let line = |(n, text): (usize, &&str)| {
        let y = 30.0 * n as f32;
        let words = text.split(' ').enumerate().map(|(i, w)| {
            let bbox = Rect::new(50.0 * i as f32, y, 50.0 * i as f32 + 40.0, y + 20.0);
            Word { text: w.into(), bbox, confidence: if w.len() > 3 { 0.5 } else { 1.0 }, ..Word::default() }
        });
        let words: Vec<Word> = words.collect();
        let quad = Quad::from(Rect::around(words.iter().map(|w| w.bbox)).unwrap());
        Line { text: (*text).into(), quad, confidence: 0.5, words }
    };
    let mut block = Block::default();
    block.set_lines(lines.iter().enumerate().map(line).collect());
    Page { index, width: 800, height: 900, blocks: vec![block], engine: "ppocr".into(), ..Page::default() }
}

fn put(store: &Store, job: &str, page: &Page) {
    store.put_page(job, &PageRecord { page, warnings: &[], elapsed_ms: 5 }).unwrap();
}

fn job(store: &Store, pages: &[Page]) -> String {
    let new = NewJob {
        name: "a.pdf".into(),
        source: "/a.pdf".into(),
        source_is_ours: false,
        origin: Origin::App,
        options: JobOptions::default(),
        token: None,
    };
    let id = store.add_job(&new).unwrap().id;
    let count = pages.len() as u32;
    store.set_opened(&id, "pdf", (count, count), &[]).unwrap();
    pages.iter().for_each(|page| put(store, &id, page));
    id
}

fn word(line: u32, word: u32) -> WordPath {
    WordPath { block: 0, cell: None, line, word }
}

fn set(page: u32, at: WordPath, text: &str) -> PageEdits {
    PageEdits { page, edits: vec![Edit::SetWord { at, text: text.into() }] }
}

fn found(store: &Store, text: &str) -> Vec<u32> {
    let search = Search { text: text.into(), ..Search::default() };
    store.search(&search).unwrap().0.into_iter().map(|hit| hit.page).collect()
}

fn bytes(store: &Store, id: &str) -> Vec<u8> {
    serde_json::to_vec(&store.pages(id).unwrap()).unwrap()
}

#[test]
fn everybody_reads_the_corrected_document_and_the_first_reading_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(&home(dir.path())).unwrap();
    let id = job(&store, &[page(0, &["the quikc fox"]), page(1, &["over it"])]);
    let before = store.job(&id).unwrap().mean_confidence.unwrap();
    edit(&store, &id, &[set(0, word(0, 1), "quick")]).unwrap();
    assert_eq!((found(&store, "quick "), found(&store, "quikc ")), (vec![0], vec![]));
    assert!(store.job(&id).unwrap().mean_confidence.unwrap() > before);
    let now = store.page(&id, 0).unwrap().unwrap();
    assert_eq!((now.text().as_str(), now.text_source), ("the quick fox", TextSource::Corrected));
    assert_eq!(store.original_page(&id, 0).unwrap().unwrap().text(), "the quikc fox");
    let pool = crate::Settings::default().pool("nobody".into(), engine::Assets::new(dir.path()));
    let results = Results::new(store.clone(), pool, engine::Limits::default());
    let row = store.job(&id).unwrap();
    let export = |format: export::Format, original: bool| {
        let how = ResultOptions { original, ..ResultOptions::default() };
        let document = results.document(&row, &how).unwrap();
        String::from_utf8_lossy(&results.bytes(&document, format, &how).unwrap()).into_owned()
    };
    for format in [export::Format::Txt, export::Format::Md, export::Format::Json, export::Format::Hocr] {
        assert!(export(format, false).contains("quick"), "{format:?}");
        assert!(export(format, true).contains("quikc") && !export(format, true).contains("quick"), "{format:?}");
    }
    let json = export(export::Format::Json, false);
    assert!(json.contains(r#""original":"quikc""#) && json.contains(r#""text_source":"corrected""#));
}

#[test]
fn undo_goes_back_to_the_first_byte_over_restarts_and_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(&home(dir.path())).unwrap();
    let id = job(&store, &[page(0, &["the quikc brown fox", "jumps over"]), page(1, &["it is late"])]);
    let first = bytes(&store, &id);
    let mut states = vec![first.clone()];
    for n in 0..20u32 {
        let edits = [
            set(n % 2, word(0, 1), &format!("w{n}")),
            PageEdits {
                page: (n + 1) % 2,
                edits: vec![Edit::SetLine { at: word(0, 0).line(), text: format!("all new {n}") }],
            },
        ];
        edit(&store, &id, &edits).unwrap();
        states.push(bytes(&store, &id));
    }
    assert!(edit(&store, &id, &[set(0, word(0, 0), "x"), set(1, word(9, 9), "x")]).is_err());
    assert_eq!(Some(&bytes(&store, &id)), states.last(), "all or nothing");
    // As after a kill: nobody closes the first one.
    std::mem::forget(store);
    let (store, _) = Store::open(&home(dir.path())).unwrap();
    assert_eq!(Some(&bytes(&store, &id)), states.last());
    assert_eq!(store.steps(&id).unwrap(), Steps { undo: 20, redo: 0 });
    for state in states.iter().rev().skip(1) {
        let step = store.undo(&id).unwrap();
        assert_eq!(step.pages.len(), 2);
        assert_eq!(&bytes(&store, &id), state);
    }
    assert_eq!(store.undo(&id).unwrap().pages, []);
    drop(store);
    let (store, _) = Store::open(&home(dir.path())).unwrap();
    for state in &states[1..] {
        store.redo(&id).unwrap();
        assert_eq!(&bytes(&store, &id), state);
    }
    assert_eq!(store.redo(&id).unwrap().pages, []);
    store.undo(&id).unwrap();
    edit(&store, &id, &[set(0, word(0, 0), "other")]).unwrap();
    assert_eq!(store.steps(&id).unwrap(), Steps { undo: 20, redo: 0 });
    assert_eq!(first, serde_json::to_vec(&store.original_pages(&id).unwrap()).unwrap());
}

#[test]
fn a_page_that_is_read_again_keeps_its_corrections() {
    let store = Store::in_memory().unwrap();
    let id = job(&store, &[page(0, &["the quikc fox"])]);
    edit(&store, &id, &[set(0, word(0, 1), "quick")]).unwrap();
    let mut same = page(0, &["the quikc fox"]);
    same.blocks[0].kind = document::BlockKind::Header;
    put(&store, &id, &same);
    let now = store.page(&id, 0).unwrap().unwrap();
    assert_eq!((now.text().as_str(), now.blocks[0].kind), ("the quick fox", document::BlockKind::Header));
    put(&store, &id, &page(0, &["something else entirely"]));
    assert_eq!(store.page(&id, 0).unwrap().unwrap(), now);
    assert_eq!((found(&store, "quick "), store.job(&id).unwrap().pages_done), (vec![0], 1));
    store.undo(&id).unwrap();
    put(&store, &id, &page(0, &["something else entirely"]));
    assert_eq!(store.page(&id, 0).unwrap().unwrap().text(), "something else entirely");
    assert_eq!(store.steps(&id).unwrap(), Steps::default());
}

#[test]
fn a_review_goes_from_doubt_to_doubt_over_pages() {
    let store = Store::in_memory().unwrap();
    let id = job(&store, &[page(0, &["a Mueller b"]), page(1, &["no way"]), page(2, &["some thing else"])]);
    let state = || {
        let all = review(&store, &ReviewRequest { job: id.clone(), threshold: None }, 0.9).unwrap();
        (all.total, all.left, all.pages.iter().map(|p| p.left).collect::<Vec<_>>())
    };
    let next = |page, after, back| {
        let args = NextDoubtful { job: id.clone(), page, after, back, threshold: None };
        let reply = next_doubtful(&store, &args, 0.9).unwrap();
        reply.doubt.map(|d| (d.page, d.word.text, reply.wrapped))
    };
    let is = |page, text: &str, wrapped| Some((page, text.to_owned(), wrapped));
    assert_eq!(state(), (4, 4, vec![1, 0, 3]));
    assert_eq!(next(0, None, false), is(0, "Mueller", false));
    assert_eq!(next(0, Some(word(0, 1)), false), is(2, "some", false));
    assert_eq!(next(2, Some(word(0, 2)), false), is(0, "Mueller", true));
    assert_eq!(next(0, Some(word(0, 1)), true), is(2, "else", true));
    assert_eq!(next(1, None, true), is(0, "Mueller", false));
    edit(&store, &id, &[PageEdits { page: 2, edits: vec![Edit::AcceptWords { words: vec![word(0, 0)] }] }]).unwrap();
    edit(&store, &id, &[set(2, word(0, 1), "thong")]).unwrap();
    assert_eq!(state(), (4, 2, vec![1, 0, 1]));
    store.add_words(&["\"Mueller\",".into(), " ".into()]).unwrap();
    assert_eq!(state(), (3, 1, vec![0, 0, 1]));
    assert_eq!(next(0, None, false), is(2, "else", false));
    assert_eq!(
        next(2, Some(word(0, 2)), false),
        is(2, "else", true),
        "the only one is found again, round the document"
    );
    store.remove_words(&["Mueller".into()]).unwrap();
    store.undo(&id).unwrap();
    assert_eq!(state(), (4, 3, vec![1, 0, 2]));
}

#[test]
fn found_places_name_their_words_and_are_replaced_in_one_step() {
    let store = Store::in_memory().unwrap();
    let id = job(&store, &[page(0, &["the cat sat", "cats and Cat"]), page(1, &["concat a cat"])]);
    let pattern = |text: &str| FindPattern { text: text.into(), ..FindPattern::default() };
    let search = |pattern| find(&store, &FindText { job: id.clone(), page: None, pattern, limit: None });
    let places = |pattern| {
        let all = search(pattern).unwrap().matches;
        all.iter().map(|m| (m.page, m.at.line, m.start, m.first_word.unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(places(pattern("cat")), [(0, 0, 4, 1), (0, 1, 0, 0), (0, 1, 9, 2), (1, 0, 3, 0), (1, 0, 9, 2)]);
    let exact = FindPattern { case: true, whole_word: true, ..pattern("cat") };
    assert_eq!(places(exact.clone()), [(0, 0, 4, 1), (1, 0, 9, 2)]);
    let wide = search(FindPattern { regex: true, ..pattern(r"the \w+ s") }).unwrap();
    assert_eq!((wide.matches[0].first_word, wide.matches[0].last_word, wide.total), (Some(0), Some(2), 1));
    assert!(search(FindPattern { regex: true, ..pattern("(") }).is_err() && search(pattern("")).is_err());
    let first = bytes(&store, &id);
    let swap = |pattern, by: &str, only| {
        replace(&store, &ReplaceText { job: id.clone(), page: None, pattern, replacement: by.into(), only }).unwrap()
    };
    let reply = swap(FindPattern { regex: true, ..pattern(r"(c)at") }, "${1}ow $$", None);
    assert_eq!((reply.changes, reply.pages, reply.history.undo), (5, vec![0, 1], 1));
    assert_eq!(store.page(&id, 1).unwrap().unwrap().text(), "concow $ a cow $");
    store.undo(&id).unwrap();
    assert_eq!(bytes(&store, &id), first);
    let at = LinePath { block: 0, cell: None, line: 0 };
    assert_eq!(swap(exact, "$1", Some(vec![MatchRef { page: 1, at, start: 9 }])).changes, 1);
    assert_eq!(store.page(&id, 1).unwrap().unwrap().text(), "concat a $1");
    let list = vec![
        Replacement { pattern: pattern("sat"), replacement: "sits".into() },
        Replacement { pattern: pattern("the cat sits"), replacement: String::new() },
    ];
    store.set_replacements(&list).unwrap();
    let reply = replace_by_list(&store, &ApplyReplacements { job: id.clone(), page: None }).unwrap();
    assert_eq!((reply.changes, store.page(&id, 0).unwrap().unwrap().text().as_str()), (2, "cats and Cat"));
    assert_eq!(store.replacements().unwrap(), list);
}
