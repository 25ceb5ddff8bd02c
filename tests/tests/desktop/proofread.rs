//! The proofreader's story: doubtful words are corrected by keyboard alone, one correction is taken back, and what is
//! saved after a restart says what the proofreader said.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use document::Rect as Box;
use image::Rgb;
use serde_json::json;
use tests::desktop::page::{Mark, READ_LIMIT};
use tests::desktop::{Desktop, Options};
use tests::render::{Page, Rendered, Text};

use crate::{ink, overlap, save, save_as};

/// How long the window may take to follow a key.
const SOON: Duration = Duration::from_secs(20);
/// More words than this are not asked about: the page has fewer.
const MOST_WORDS: usize = 60;

/// Misprints, each in a worn place of the page, and what the proofreader writes for them. No recogniser can read the
/// corrections off the page: they do not stand there.
const PLANTED: [(&str, &str); 3] = [("harbuor", "harbour"), ("wardne", "warden"), ("cabni", "cabin")];

/// A page on which the words of [`PLANTED`] are worn: the printer left out rows in the midst of each.
fn worn() -> Rendered {
    let page = Page::a5(vec![
        Text::heading("Ferry timetable"),
        Text::new("The morning boat leaves the harbuor at seven and calls at every island before noon."),
        Text::new("Tickets are sold by the wardne on the quay, who also keeps the keys of the tower."),
        Text::new("Parcels travel in the forward cabni and must be claimed on the same day."),
    ]);
    let mut page = page.draw().expect("the fonts are installed");
    for (word, _) in PLANTED {
        let Box { x0, y0, x1, y1 } = page.words.iter().find(|w| w.text == word).expect("it is printed").ink;
        let (left, right, top, height) = (x0 as u32, x1.ceil() as u32, y0, y1 - y0);
        for y in (top + 0.45 * height) as u32..(top + 0.75 * height) as u32 {
            (left..right).for_each(|x| page.image.put_pixel(x, y, Rgb([255; 3])));
        }
    }
    page
}

fn managed() -> Options {
    Options { window_manager: true, ..Options::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn corrected_words_outlive_a_restart_and_are_in_what_is_saved() {
    let page = worn();
    let desktop = Desktop::start_with(managed()).await;
    let file = save(&page, desktop.folder(), "Fahrplan.png");
    desktop.drop_files(&[file]).await;
    let rows = desktop.wait_for_jobs(1, READ_LIMIT).await;
    desktop.wait_for_words(&["Ferry", "timetable", "island"], READ_LIMIT).await;
    let before = desktop.text_words().await;
    assert!(PLANTED.iter().all(|(_, right)| !says(&before, right)), "it stands there already: {before:?}");

    desktop.focus();
    desktop.xdotool(&["key", "F2"]);
    let mut corrected = Vec::new();
    let mut last = None;
    for _ in 0..MOST_WORDS {
        let mark = desktop.wait("the next doubtful word", SOON, || next(&desktop, last.as_ref())).await;
        if let Some(&(wrong, right)) = PLANTED.iter().find(|(wrong, _)| is_at(&page, &mark, wrong)) {
            desktop.xdotool(&["type", "--delay", "30", right]);
            desktop.xdotool(&["key", "Return"]);
            corrected.push((wrong, right));
        } else {
            desktop.xdotool(&["key", "Return"]);
        }
        if corrected.len() == PLANTED.len() {
            break;
        }
        last = Some(mark);
    }
    assert_eq!(corrected, PLANTED, "not every worn word was asked about");
    wait_for(&desktop, &["harbour", "warden", "cabin"], &[]).await;

    desktop.xdotool(&["key", "ctrl+z"]);
    wait_for(&desktop, &["harbour", "warden"], &["cabin"]).await;
    let job = &rows[0].job;
    let kept = desktop.call("edit_state", json!({ "job": job })).await.unwrap();
    assert_eq!(kept["redo"], 1, "{kept}");

    desktop.close().await;
    let desktop = desktop.start_again(managed()).await;

    wait_for(&desktop, &["harbour", "warden"], &["cabin"]).await;
    assert_eq!(desktop.call("edit_state", json!({ "job": job })).await.unwrap(), kept);
    for (format, read) in [("docx", docx_text as fn(&Path) -> Option<String>), ("pdf", pdf_text)] {
        let target = desktop.folder().join(format!("Fahrplan berichtigt.{format}"));
        save_as(&desktop, format, &target).await;
        let text = desktop.wait(&format!("a whole {format}"), READ_LIMIT, || async { read(&target) }).await;
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        assert!(says(&words, "harbour") && says(&words, "warden"), "{format}: {text}");
        assert!(!says(&words, "cabin"), "{format} says what was taken back: {text}");
        assert!(says(&words, "timetable"), "{format} has lost the rest: {text}");
    }
}

/// The word that the review has come to after `last`, once its editor has the keyboard.
async fn next(desktop: &Desktop, last: Option<&Mark>) -> Option<Mark> {
    const HAS_KEYBOARD: &str = "return document.activeElement?.dataset.testid === 'word-field'";
    let mark = desktop.mark().await.filter(|mark| Some(mark.rect) != last.map(|last| last.rect))?;
    desktop.evaluate::<bool>(HAS_KEYBOARD, Vec::new()).await.then_some(mark)
}

/// Whether `mark` lies over the ink of `word`, whatever it was read as.
fn is_at(page: &Rendered, mark: &Mark, word: &str) -> bool {
    let ink = ink(word, page, mark.picture);
    overlap(ink, mark.rect) > 0.5 * ink.width * ink.height
}

/// Whether one of `words` is `word`, with whatever punctuation around it.
fn says(words: &[String], word: &str) -> bool {
    words.iter().any(|w| w.trim_matches(|c: char| !c.is_alphanumeric()) == word)
}

/// Waits until the text has all words of `there` and none of `gone`.
async fn wait_for(desktop: &Desktop, there: &[&str], gone: &[&str]) {
    desktop
        .wait(&format!("{there:?} without {gone:?}"), READ_LIMIT, || async {
            let words = desktop.text_words().await;
            let fits = there.iter().all(|word| says(&words, word)) && !gone.iter().any(|word| says(&words, word));
            fits.then_some(())
        })
        .await;
}

/// The text that python-docx reads; `None` while there is no whole file.
fn docx_text(file: &Path) -> Option<String> {
    const READ: &str = "import docx, sys; print('\\n'.join(p.text for p in docx.Document(sys.argv[1]).paragraphs))";
    output(Command::new(tests::python::python()).args(["-c", READ]).arg(file))
}

/// The text that pdftotext reads; `None` while there is no whole file.
fn pdf_text(file: &Path) -> Option<String> {
    output(Command::new("pdftotext").arg(file).arg("-"))
}

fn output(command: &mut Command) -> Option<String> {
    let output = command.output().unwrap_or_else(|e| panic!("{}: {e}", command.get_program().display()));
    output.status.success().then(|| String::from_utf8(output.stdout).expect("it is written in UTF-8"))
}
