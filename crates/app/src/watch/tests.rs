//! Looks at a real folder over a store in memory, with jobs whose end the test decides.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use document::{Block, Code, Line, Page};

use super::state::{Looked, State};
use super::*;
use crate::contract::JobState;
use crate::results::Results;
use crate::store::{PageRecord, Store};

const LOTS: usize = 100;

struct Place {
    dir: tempfile::TempDir,
    store: Store,
    options: WatchOptions,
    state: State,
    now: Instant,
    runtime: tokio::runtime::Runtime,
}

/// Results that need no source.
fn results(store: &Store) -> Results {
    let pool = crate::Settings::default().pool("nobody".into(), engine::Assets::new("nowhere"));
    Results::new(store.clone(), pool, engine::Limits::default())
}

impl Place {
    fn new(change: impl FnOnce(&mut WatchOptions)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir(at("in")).unwrap();
        let mut options = WatchOptions {
            input: at("in"),
            output: at("out"),
            formats: vec![export::Format::Txt],
            done: None,
            failed: None,
            recursive: true,
            settle: SETTLE,
            how: JobOptions::default(),
        };
        change(&mut options);
        let options = options.checked().unwrap();
        let store = Store::in_memory().unwrap();
        let state = State::new(store.clone(), results(&store), options.clone());
        Self { dir, store, options, state, now: Instant::now(), runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file whose kind does not say where it ends.
    fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default().trim().to_owned()
    }

    fn look(&mut self) -> Looked {
        self.look_with_room(LOTS)
    }

    fn look_with_room(&mut self, room: usize) -> Looked {
        // Within a runtime, as a look is in the product.
        let _within = self.runtime.enter();
        self.state.look(self.now, room)
    }

    /// Looks until every file has settled.
    fn settle(&mut self) -> Looked {
        let first = self.look();
        self.now += SETTLE;
        let mut second = self.look();
        second.notices.splice(0..0, first.notices);
        second
    }

    /// Ends the open jobs: read with their name as their text, or failed.
    fn end(&self, error: Option<Code>) {
        for open in self.store.open_results(&self.options.id()).unwrap() {
            let id = &open.job.id;
            let text = format!("read {}", std::fs::read_to_string(&open.job.source).unwrap());
            let blocks = vec![Block { lines: vec![Line { text, ..Line::default() }], ..Block::default() }];
            let page = Page { width: 9, height: 9, blocks, ..Page::default() };
            match error.map(|code| WireError::new(code, "why")) {
                Some(error) if error.code != Code::PagesFailed => {
                    self.store.set_state(id, JobState::Failed, Some(&error), 1).unwrap();
                }
                error => {
                    self.store.put_page(id, &PageRecord { page: &page, warnings: &[], elapsed_ms: 1 }).unwrap();
                    self.store.set_state(id, JobState::Done, error.as_ref(), 1).unwrap();
                }
            }
        }
    }

    /// Settles, ends the jobs as told, and looks at what follows.
    fn go(&mut self, error: Option<Code>) -> Vec<Notice> {
        let mut notices = self.settle().notices;
        self.end(error);
        notices.extend(self.look().notices);
        notices
    }

    fn jobs(&self) -> u32 {
        self.store.counts().unwrap().0
    }

    fn under(&self, name: &str) -> Vec<String> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() { walk(&entry.path(), found) } else { found.push(entry.path()) }
            }
        }
        let mut found = Vec::new();
        walk(&self.path(name), &mut found);
        let mut names: Vec<String> =
            found.iter().map(|p| p.strip_prefix(self.path(name)).unwrap().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

#[test]
fn a_file_is_read_once_and_its_folders_are_kept() {
    let mut place = Place::new(|_| {});
    place.put("in/a.bmp", "one");
    place.put("in/sub/b.bmp", "two");
    place.put("in/c.bmp.part", "three");
    assert_eq!(place.look().open, 0, "they have just come");
    let looked = place.settle();
    assert_eq!((looked.open, looked.waiting.len(), looked.is_settling), (2, 2, false));
    place.end(None);
    let looked = place.look();
    assert_eq!((looked.open, looked.notices.len()), (0, 2));
    assert_eq!(place.under("out"), ["a.txt", "sub/b.txt"]);
    assert_eq!(place.read("out/sub/b.txt"), "read two");
    assert_eq!(place.go(None), []);
    // Another watcher, after a restart.
    place.state = State::new(place.store.clone(), results(&place.store), place.options.clone());
    assert_eq!(place.go(None), []);
    assert_eq!(place.jobs(), 2);
}

#[test]
fn files_move_and_nothing_is_replaced() {
    let mut place = Place::new(|o| {
        o.done = Some(o.input.join("done"));
        o.failed = Some(o.input.with_file_name("failed"));
    });
    place.put("out/a.txt", "mine");
    place.put("in/done/a.bmp", "old");
    place.put("in/a.bmp", "one");
    place.go(None);
    assert_eq!(place.under("out"), ["a (2).txt", "a.txt"]);
    assert_eq!((place.read("out/a.txt"), place.read("out/a (2).txt")), ("mine".into(), "read one".into()));
    assert_eq!(place.under("in"), ["done/a (2).bmp", "done/a.bmp"]);
    assert_eq!(place.read("in/done/a.bmp"), "old");
    // The scanner that calls every file the same.
    place.put("in/a.bmp", "one");
    place.go(None);
    assert_eq!(place.under("out"), ["a (2).txt", "a (3).txt", "a.txt"]);
    place.put("in/sub/bad.bmp", "bad");
    let notices = place.go(Some(Code::InputBroken));
    assert!(
        matches!(notices.last(), Some(Notice::Failed { error, .. }) if error.code == Code::InputBroken),
        "{notices:?}"
    );
    assert_eq!(place.under("failed"), ["sub/bad.bmp"]);
    let sources: Vec<_> = place.store.list_jobs(&Default::default()).unwrap().0.into_iter().map(|j| j.source).collect();
    assert!(sources.iter().all(|source| source.exists()), "the history knows where they went: {sources:?}");
    // Put back, it is tried again.
    std::fs::rename(place.path("failed/sub/bad.bmp"), place.path("in/bad.bmp")).unwrap();
    assert_eq!(place.go(None).len(), 2);
}

#[test]
fn a_bad_file_that_stays_is_tried_again_once_it_changes() {
    let mut place = Place::new(|_| {});
    place.put("in/a.bmp", "bad");
    assert_eq!(place.go(Some(Code::InputBroken)).len(), 2);
    assert_eq!(place.go(None), []);
    place.put("in/a.bmp", "better");
    assert_eq!(place.go(None).len(), 2);
    assert_eq!(place.read("out/a.txt"), "read better");
    place.put("in/a.bmp", "best of all");
    place.go(None);
    assert_eq!((place.under("out"), place.read("out/a.txt")), (vec!["a.txt".into()], "read best of all".into()));
}

#[test]
fn a_file_read_in_part_has_its_results_and_counts_as_failed() {
    let mut place = Place::new(|o| o.failed = Some(o.input.with_file_name("failed")));
    place.put("in/a.bmp", "part");
    let notices = place.go(Some(Code::PagesFailed));
    assert!(matches!(&notices[1], Notice::Done { results, error: Some(_), .. } if results.len() == 1), "{notices:?}");
    assert_eq!((place.under("out"), place.under("failed")), (vec!["a.txt".into()], vec!["a.bmp".into()]));
}

#[test]
fn results_are_no_files_to_read() {
    let mut place = Place::new(|o| o.output = o.input.clone());
    place.put("in/a.bmp", "one");
    place.put("in/b.txt", "a note");
    place.put("in/b.bmp", "two");
    place.go(None);
    assert_eq!(place.under("in"), ["a.bmp", "a.txt", "b (2).txt", "b (3).txt", "b.bmp", "b.txt"]);
    assert_eq!(place.jobs(), 3);
    // A person corrects a result, and deletes the history.
    place.put("in/a.txt", "corrected");
    let ids: Vec<String> = place.store.ids_beginning("", 9).unwrap();
    place.store.delete_jobs(&ids).unwrap();
    place.state = State::new(place.store.clone(), results(&place.store), place.options.clone());
    assert_eq!(place.go(None), []);
}

#[test]
fn a_crash_at_any_step_leaves_one_result_and_one_file() {
    for step in 0..4 {
        let mut place = Place::new(|o| o.done = Some(o.input.with_file_name("done")));
        place.put("in/a.bmp", "one");
        place.settle();
        place.end(None);
        let id = place.options.id();
        let open = place.store.open_results(&id).unwrap().remove(0);
        let to = place.path("done/a.bmp");
        if step >= 1 {
            place.put("out/a.txt", "half");
        }
        if step >= 2 {
            place.store.set_moving(&open.job.id, &to).unwrap();
            place.put("done/a.bmp", "");
        }
        if step >= 3 {
            std::fs::rename(place.path("in/a.bmp"), &to).unwrap();
        }
        place.state = State::new(place.store.clone(), results(&place.store), place.options.clone());
        place.go(None);
        assert_eq!(
            (place.under("in"), place.under("out"), place.under("done")),
            (vec![], vec!["a.txt".to_owned()], vec!["a.bmp".to_owned()]),
            "step {step}"
        );
        assert_eq!(
            (place.read("out/a.txt"), place.read("done/a.bmp")),
            ("read one".into(), "one".into()),
            "step {step}"
        );
        assert_eq!((place.jobs(), place.store.job(&open.job.id).unwrap().source), (1, to), "step {step}");
    }
}

#[test]
fn a_result_that_cannot_be_written_is_tried_again_and_told_of_once() {
    let mut place = Place::new(|_| {});
    place.put("in/a.bmp", "one");
    place.put("out", "a file where a folder should be");
    place.settle();
    place.end(None);
    let looked = place.look();
    assert!(
        matches!(&looked.notices[..], [Notice::Trouble { error, .. }] if error.code == Code::OutputUnwritable),
        "{looked:?}"
    );
    assert_eq!((looked.open, place.look().notices.len()), (1, 0));
    std::fs::remove_file(place.path("out")).unwrap();
    let looked = place.look();
    assert!(matches!(&looked.notices[..], [Notice::Done { .. }]), "{looked:?}");
    assert_eq!(place.read("out/a.txt"), "read one");
}

#[test]
fn a_cancelled_or_deleted_job_is_not_begun_again() {
    let mut place = Place::new(|_| {});
    place.put("in/a.bmp", "one");
    place.put("in/b.bmp", "two");
    place.settle();
    let open = place.store.open_results(&place.options.id()).unwrap();
    place.store.wish(&open[0].job.id, crate::store::Wish::Cancel).unwrap();
    place.store.delete_jobs(std::slice::from_ref(&open[1].job.id)).unwrap();
    let notices = place.look().notices;
    assert!(matches!(&notices[..], [Notice::Dropped { .. }, Notice::Dropped { .. }]), "{notices:?}");
    assert_eq!(place.go(None), []);
    assert_eq!(place.jobs(), 1);
}

#[test]
fn a_folder_that_goes_is_waited_for() {
    let mut place = Place::new(|_| {});
    place.put("in/a.bmp", "one");
    place.go(None);
    std::fs::rename(place.path("in"), place.path("away")).unwrap();
    assert_eq!(place.look().notices, [Notice::Gone]);
    assert_eq!(place.look().notices, []);
    std::fs::rename(place.path("away"), place.path("in")).unwrap();
    let looked = place.look();
    assert_eq!((looked.notices, looked.is_back), (vec![Notice::Back], true));
    assert_eq!(place.go(None), [], "what was read stays read");
}

#[test]
fn a_file_that_looks_cut_off_is_waited_for_longer() {
    let mut place = Place::new(|_| {});
    place.put("in/a.pdf", "%PDF-1.7 and so");
    place.put("in/empty.bmp", "");
    assert_eq!(place.settle().open, 0);
    place.put("in/a.pdf", "%PDF-1.7 and so on %%EOF");
    let looked = place.settle();
    assert_eq!((looked.open, looked.is_settling), (1, true));
    place.now += Duration::from_secs(60);
    assert_eq!(place.look().open, 2, "nobody writes to it any more");
}

#[test]
fn no_more_jobs_are_open_than_there_is_room_for() {
    let mut place = Place::new(|_| {});
    for name in ["in/a.bmp", "in/b.bmp", "in/c.bmp"] {
        place.put(name, name);
    }
    place.look_with_room(2);
    place.now += SETTLE;
    let looked = place.look_with_room(2);
    assert_eq!((looked.open, looked.is_settling), (2, true));
    place.end(None);
    let looked = place.look_with_room(2);
    assert_eq!((looked.open, looked.is_settling), (1, false));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_somebody_writes_is_waited_for() {
    let mut place = Place::new(|_| {});
    place.put("in/a.bmp", "one");
    let writer = std::fs::File::options().append(true).open(place.path("in/a.bmp")).unwrap();
    assert_eq!(place.settle().open, 0);
    place.now += Duration::from_secs(600);
    assert_eq!(place.look().open, 0);
    drop(writer);
    assert_eq!(place.settle().open, 1);
}
