//! Regions through the host, with real readers: read again, a word's readings, text, pictures, areas, and what is hostile.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

#[path = "server/place.rs"]
#[expect(dead_code, reason = "the place is the server's tests', of which these need the documents alone")]
mod place;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use app::contract::{
    AreaRequest, AreaScope, Commands, EngineChoice, JobRef, JobState, JobSummary, PageRef, RecogniseRegion,
    RegionFormat, RegionSource, RegionTextRequest, RerunJob, Ticket, WordAlternatives,
};
use app::{Crop, Home, Host, HostOptions, ImageKind};
use document::{Area, AreaPages, Code, Page, Rect};
use tempfile::TempDir;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

struct Desk {
    host: Host,
    dir: TempDir,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().join("home");
        let assets = Home::locate().unwrap().assets;
        let home = Home { config: at.clone(), data: at.clone(), cache: at.join("cache"), assets };
        let host = Host::start(HostOptions { home, program: place::reader() }).unwrap();
        Self { host, dir }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Reads a file to the end.
    async fn read(&self, path: &Path) -> String {
        let job = self.host.open(vec![path.to_owned()]).unwrap().remove(0);
        self.ended(&job).await
    }

    async fn ended(&self, job: &JobSummary) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let now = self.host.get_job(JobRef { job: job.id.clone() }).await.unwrap().summary;
            if matches!(now.state, JobState::Done | JobState::Failed) {
                return now.id;
            }
            assert!(Instant::now() < until, "it does not end: {now:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn page(&self, job: &str, page: u32) -> Page {
        self.host.get_page(PageRef { job: job.to_owned(), page }).await.unwrap()
    }
}

fn region(job: &str, bbox: Rect) -> RecogniseRegion {
    let engine = EngineChoice::Ppocr;
    RecogniseRegion { job: job.into(), page: 0, bbox, engine, language: None, password: None, ticket: None }
}

/// Around a page's first line.
fn first_line(page: &Page) -> Rect {
    let b = page.lines().next().unwrap().quad.bounds();
    Rect::new(b.x0 - 8.0, b.y0 - 8.0, b.x1 + 8.0, b.y1 + 8.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_is_read_again_and_its_words_have_other_readings() {
    let desk = Desk::new();
    let path = desk.file("letter.pdf", &place::pdf(2));
    let job = desk.read(&path).await;
    let page = desk.page(&job, 0).await;
    let area = first_line(&page);
    let read = desk.host.recognise_region(region(&job, area)).await.unwrap();
    assert_eq!((read.text.as_str(), read.before.as_str()), (place::line(1).as_str(), place::line(1).as_str()));
    assert_eq!((read.engine.as_str(), read.source), ("ppocr", RegionSource::File));
    assert!(read.dpi > 250.0, "a PDF is drawn larger to be read: {}", read.dpi);
    for (new, old) in read.lines[0].words.iter().zip(page.words()) {
        assert!(new.bbox.iou(old.bbox) > 0.4, "{}: {:?} and {:?}", new.text, new.bbox, old.bbox);
    }
    assert_eq!(desk.page(&job, 0).await, page, "nothing is stored");

    let word = page.words().find(|word| word.text == "evening").unwrap();
    let (language, password, ticket) = (None, None, None);
    let args = WordAlternatives { job: job.clone(), page: 0, bbox: word.bbox, language, password, ticket };
    let readings = desk.host.word_alternatives(args).await.unwrap().readings;
    assert_eq!(readings[0].text, "evening", "{readings:?}");
    desk.host.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_region_is_the_callers_mistake() {
    let desk = Desk::new();
    let job = desk.read(&desk.file("letter.pdf", &place::pdf(1))).await;
    let nan = Rect { x0: f32::NAN, y0: 0.0, x1: 9.0, y1: 9.0 };
    let turned = Rect { x0: 90.0, y0: 90.0, x1: 9.0, y1: 9.0 };
    for bad in [nan, turned, Rect::new(5.0, 5.0, 5.0, 5.0), Rect::new(9e9, 0.0, 9e10, 5.0)] {
        let error = desk.host.recognise_region(region(&job, bad)).await.unwrap_err();
        assert_eq!(error.code, Code::Usage, "{bad:?}");
        let format = RegionFormat::Txt;
        let text = RegionTextRequest { job: job.clone(), page: 0, bbox: bad, format };
        assert_eq!(desk.host.region_text(text).await.unwrap_err().code, Code::Usage, "{bad:?}");
        let crop = Crop { bbox: bad, scale: 1.0 };
        assert_eq!(desk.host.region_image(&job, 0, crop).await.unwrap_err().code, Code::Usage, "{bad:?}");
    }
    let all = Rect::new(-1e20, -1e20, 1e20, 1e20);
    assert_eq!(desk.host.recognise_region(region(&job, all)).await.unwrap().text, place::line(1));
    let hosted = RecogniseRegion { engine: EngineChoice::Hosted, ..region(&job, all) };
    let unknown = RecogniseRegion { language: Some("klingon-x".into()), ..region(&job, all) };
    let unread = RecogniseRegion { page: 7, ..region(&job, all) };
    for wrong in [hosted, unknown, unread, region("nobody", all)] {
        assert_eq!(desk.host.recognise_region(wrong.clone()).await.unwrap_err().code, Code::Usage, "{wrong:?}");
    }
    desk.host.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_is_given_up_by_its_ticket() {
    let desk = Desk::new();
    let job = desk.read(&desk.file("letter.pdf", &place::pdf(1))).await;
    let all = Rect::new(0.0, 0.0, 5000.0, 5000.0);
    let asked = RecogniseRegion { ticket: Some("t1".into()), ..region(&job, all) };
    let (host, again) = (desk.host.clone(), asked.clone());
    // A worker that has to start and load its models takes longer than this.
    let reading = tokio::spawn(async move { host.recognise_region(asked).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    desk.host.cancel_region(Ticket { ticket: "t1".into() }).await.unwrap();
    assert_eq!(reading.await.unwrap().unwrap_err().code, Code::Cancelled);
    // The ticket is free again, and the next reading is not disturbed by what was given up.
    assert_eq!(desk.host.recognise_region(again).await.unwrap().text, place::line(1));
    desk.host.cancel_region(Ticket { ticket: "nobody's".into() }).await.unwrap();
    desk.host.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_file_is_gone_the_stored_picture_is_read_and_that_is_said() {
    let desk = Desk::new();
    let path = desk.file("letter.pdf", &place::pdf(1));
    let job = desk.read(&path).await;
    let area = first_line(&desk.page(&job, 0).await);
    assert_eq!(desk.host.page_image(&job, 0, ImageKind::Preview).await.unwrap().mime, "image/jpeg");
    // Locked now, with the same name.
    let plain = desk.file("plain.pdf", &place::pdf(1));
    let locked =
        Command::new("qpdf").args(["--encrypt", "secret", "owner", "256", "--"]).arg(plain).arg(&path).status();
    assert!(locked.expect("qpdf is needed to make encrypted PDFs: apt install qpdf").success());
    let read = desk.host.recognise_region(region(&job, area)).await.unwrap();
    assert_eq!((read.text.as_str(), read.source), (place::line(1).as_str(), RegionSource::Preview));
    let wrong = RecogniseRegion { password: Some("guess".into()), ..region(&job, area) };
    assert_eq!(desk.host.recognise_region(wrong).await.unwrap_err().code, Code::PasswordWrong);
    let right = RecogniseRegion { password: Some("secret".into()), ..region(&job, area) };
    assert_eq!(desk.host.recognise_region(right).await.unwrap().source, RegionSource::File);
    // Another file under the name: its page has another shape.
    std::fs::write(&path, place::picture()).unwrap();
    assert_eq!(desk.host.recognise_region(region(&job, area)).await.unwrap().source, RegionSource::Preview);

    std::fs::remove_file(&path).unwrap();
    let read = desk.host.recognise_region(region(&job, area)).await.unwrap();
    assert_eq!((read.text.as_str(), read.source), (place::line(1).as_str(), RegionSource::Preview));
    let crop = Crop { bbox: area, scale: 2.0 };
    assert_eq!(desk.host.region_image(&job, 0, crop).await.unwrap().mime, "image/png");
    desk.host.clear_previews(app::contract::Empty {}).await.unwrap();
    assert_eq!(desk.host.recognise_region(region(&job, area)).await.unwrap_err().code, Code::InputMissing);
    assert_eq!(desk.host.region_image(&job, 0, crop).await.unwrap_err().code, Code::InputMissing);
    desk.host.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_is_text_or_a_table_or_a_picture() {
    let desk = Desk::new();
    let job = desk.read(&desk.file("letter.pdf", &place::pdf(1))).await;
    let page = desk.page(&job, 0).await;
    let (first, last) = (page.words().nth(1).unwrap().bbox, page.words().nth(3).unwrap().bbox);
    let bbox = first.union(last);
    let text = async |format| {
        let request = RegionTextRequest { job: job.clone(), page: 0, bbox, format };
        desk.host.region_text(request).await.unwrap().text
    };
    assert_eq!(text(RegionFormat::Txt).await.trim(), "evening train number");
    assert_eq!(text(RegionFormat::Md).await.trim(), "evening train number");
    assert_eq!(text(RegionFormat::Tsv).await, "evening train number\n");
    assert_eq!(text(RegionFormat::Csv).await, "evening train number\n");
    let png = async |scale| {
        let image = desk.host.region_image(&job, 0, Crop { bbox, scale }).await.unwrap();
        assert_eq!(&image.bytes[1..4], b"PNG");
        let number = |at: usize| u32::from_be_bytes(image.bytes[at..at + 4].try_into().unwrap());
        (number(16) as f32, number(20) as f32)
    };
    let (once, twice) = (png(1.0).await, png(2.0).await);
    assert!((once.0 - bbox.width()).abs() <= 2.0 && (once.1 - bbox.height()).abs() <= 2.0, "{once:?} of {bbox:?}");
    assert!((twice.0 - 2.0 * bbox.width()).abs() <= 3.0, "a PDF is drawn as large as is wanted: {twice:?}");
    desk.host.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_is_found_on_every_page_and_left_out_when_the_job_runs_again() {
    let desk = Desk::new();
    let job = desk.read(&desk.file("letter.pdf", &place::pdf(4))).await;
    let bbox = first_line(&desk.page(&job, 2).await);
    let ask = async |pages| {
        let request = AreaRequest { job: job.clone(), page: 2, bbox, pages };
        desk.host.area_on_pages(request).await.unwrap()
    };
    let pages = |found: &app::contract::AreaOnPages| found.pages.iter().map(|p| p.page).collect::<Vec<_>>();
    let (this, even) = (ask(AreaScope::This).await, ask(AreaScope::Even).await);
    assert_eq!((pages(&this), pages(&even)), (vec![2], vec![1, 3]));
    assert_eq!(even.area.pages, AreaPages::Even);
    assert!(ask(AreaScope::All).await.pages.iter().all(|page| page.words == 11));

    let rerun = |ignore| {
        let (engine, language, mode) = (EngineChoice::Auto, None, engine::worker::Mode::Auto);
        RerunJob { job: job.clone(), engine, language, mode, ignore }
    };
    let again = desk.host.rerun_job(rerun(Some(vec![even.area]))).await.unwrap();
    let again = desk.ended(&again).await;
    let detail = desk.host.get_job(JobRef { job: again.clone() }).await.unwrap();
    assert_eq!(detail.ignore, [even.area]);
    for (index, words) in [(0, 11), (1, 0), (2, 11), (3, 0)] {
        assert_eq!(desk.page(&again, index).await.words().count(), words, "page {index}");
    }
    let silly = Area { bbox: Rect::new(0.0, 0.0, 7.0, 1.0), pages: AreaPages::All };
    assert_eq!(desk.host.rerun_job(rerun(Some(vec![silly]))).await.unwrap_err().code, Code::Usage);
    desk.host.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_can_be_looked_at_before_it_is_read() {
    let desk = Desk::new();
    let path = desk.file("letter.pdf", &place::pdf(3));
    let job = desk.host.open(vec![path]).unwrap().remove(0);
    desk.host.pause_job(JobRef { job: job.id.clone() }).await.unwrap();
    let picture = desk.host.page_image(&job.id, 2, ImageKind::Thumbnail).await.unwrap();
    assert_eq!(picture.mime, "image/jpeg");
    desk.host.shutdown().await;
}
