//! Regions of pages: read again, a word's other readings, the text inside, the same area on other pages.
//!
//! A region is read by a worker of its own, since those of the queue belong to a job until it ends. Nothing is stored: what
//! is kept of a reading is an edit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use document::{AreaPages, Block, Code, Document, Line, Page, Table, area, tabular};
use engine::worker::{EngineChoice, RegionTask, Reply, Request};
use tokio_util::sync::CancellationToken;

use super::pictures::{From, Place, falls_back, part_of};
use super::{Host, blocking, result_options};
use crate::contract::{
    Alternative, Alternatives, AreaOnPages, AreaRequest, AreaScope, PageArea, RecogniseRegion, RegionFormat,
    RegionReading, RegionSource, RegionText, RegionTextRequest, WireError, WordAlternatives,
};
use crate::job::Runner;
use crate::store::Job;
use crate::worker::{Pool, Session};

/// So many readings of a word are told.
const MOST_READINGS: usize = 8;

/// Who reads regions. Clones share it.
#[derive(Clone)]
pub(super) struct Regions {
    pool: Pool,
    tickets: Arc<Mutex<HashMap<String, CancellationToken>>>,
}

/// A reading that can be given up by its ticket, for as long as this lives.
struct Admitted<'a> {
    regions: &'a Regions,
    ticket: Option<String>,
    token: CancellationToken,
}

impl Regions {
    /// Those who read with the workers of `pool`.
    pub(super) fn new(pool: Pool) -> Self {
        Self { pool, tickets: Arc::default() }
    }

    /// Gives up what was asked for under `ticket`; one that nobody holds is none.
    pub(super) fn give_up(&self, ticket: &str) {
        if let Some(token) = self.tickets().get(ticket) {
            token.cancel();
        }
    }

    /// Ends the workers that wait.
    pub(super) async fn dismiss(&self) {
        self.tickets().values().for_each(CancellationToken::cancel);
        self.pool.dismiss().await;
    }

    /// # Errors
    /// `usage` for a ticket that is in use.
    fn admit(&self, ticket: Option<String>) -> Result<Admitted<'_>, WireError> {
        let token = CancellationToken::new();
        if let Some(ticket) = &ticket {
            let mut tickets = self.tickets();
            if tickets.contains_key(ticket) {
                return Err(WireError::usage("another request has this ticket"));
            }
            tickets.insert(ticket.clone(), token.clone());
        }
        Ok(Admitted { regions: self, ticket, token })
    }

    fn tickets(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        // Nothing panics while it is held; were it poisoned, the table would still be whole.
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admitted<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = &self.ticket {
            self.regions.tickets().remove(ticket);
        }
    }
}

impl Host {
    /// Reads a region again.
    ///
    /// # Errors
    /// `usage` for a box, a page or an engine that is none; `language_unsupported`, `engine_missing`, `model_missing`;
    /// `input_missing` where there is neither file nor picture; `password_*`; `cancelled`; `worker_*`.
    pub(super) async fn read_region(&self, args: RecogniseRegion) -> Result<RegionReading, WireError> {
        if args.engine == EngineChoice::Hosted {
            return Err(WireError::usage("a service reads whole files; choose an engine of this machine"));
        }
        let (place, before) = self.place(&args.job, args.page, args.bbox).await?;
        let language = language(&place, args.language, args.engine == EngineChoice::Tesseract);
        self.runner.check_language(language.as_deref(), args.engine)?;
        let task = task(&place, args.engine, language);
        let request = |index, task| Request::Region { index, task };
        let (reply, source) = self.ask_about(&place, &task, request, args.password, args.ticket).await?;
        let Reply::Region(read) = reply else { return Err(another_answer()) };
        let text = read.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        Ok(RegionReading {
            text,
            before,
            confidence: read.confidence,
            engine: read.engine,
            reading: read.reading,
            source,
            dpi: read.dpi,
            lines: read.lines,
        })
    }

    /// What a word may be.
    ///
    /// # Errors
    /// As [`Self::read_region`], but for engines, of which those at hand are asked.
    pub(super) async fn read_word(&self, args: WordAlternatives) -> Result<Alternatives, WireError> {
        let (place, _) = self.place(&args.job, args.page, args.bbox).await?;
        let language = language(&place, args.language, true);
        if let Some(language) = &language {
            engine::languages::check(language)?;
        }
        let task = task(&place, EngineChoice::Auto, language);
        let request = |index, task| Request::Word { index, task };
        let (reply, source) = self.ask_about(&place, &task, request, args.password, args.ticket).await?;
        let Reply::Word { readings } = reply else { return Err(another_answer()) };
        let mut readings: Vec<Alternative> = readings
            .into_iter()
            .map(|r| Alternative { text: r.text, engine: r.engine, confidence: r.confidence })
            .collect();
        // What the page's reader thought of beside what stands there.
        let inside: Vec<_> = place.page.words().filter(|word| area::holds(place.area, word.bbox)).collect();
        let stored = if let [word] = inside[..] { word.alternatives.as_slice() } else { &[] };
        for text in stored {
            if !readings.iter().any(|known| known.text == *text) {
                let engine = place.page.engine.clone();
                readings.push(Alternative { text: text.clone(), engine, confidence: 0.0 });
            }
        }
        readings.truncate(MOST_READINGS);
        Ok(Alternatives { readings, source })
    }

    /// A box of a page that was read, and the text that stands in it now.
    async fn place(&self, job: &str, page: u32, bbox: document::Rect) -> Result<(Place, String), WireError> {
        let (host, job) = (self.clone(), job.to_owned());
        blocking(move || {
            let row = host.runner.store().job(&job)?;
            let place = Place::of(&host, row, page, bbox)?;
            let now = page_now(&host.runner, &job, page)?;
            let before: Vec<String> = lines_within(&now, place.area).into_iter().map(|line| line.text).collect();
            Ok((place, before.join("\n")))
        })
        .await
    }

    /// Asks a worker about a place: with the file, or else with the stored picture.
    async fn ask_about(
        &self,
        place: &Place,
        task: &RegionTask,
        request: impl Fn(u32, RegionTask) -> Request,
        password: Option<String>,
        ticket: Option<String>,
    ) -> Result<(Reply, RegionSource), WireError> {
        let admitted = self.regions.admit(ticket)?;
        let mut last = None;
        for from in place.papers(self, password) {
            let From { paper, index, rotation, is_preview } = from;
            let request = request(index, RegionTask { rotation, ..task.clone() });
            let asked = async {
                let mut session = Session::open(&self.regions.pool, &paper.path, &paper.open).await?;
                session.request(&request).await
            };
            // Dropping the question in the middle ends its worker.
            let answer = tokio::select! {
                answer = asked => answer,
                () = admitted.token.cancelled() => {
                    return Err(WireError::new(Code::Cancelled, "the region is not wanted any more"));
                }
            };
            let source = if is_preview { RegionSource::Preview } else { RegionSource::File };
            match answer {
                Ok((reply, _)) => return Ok((reply, source)),
                Err(error) if falls_back(error.code) => last = last.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| place.nothing_left()))
    }
}

/// The words inside a region.
///
/// # Errors
/// `usage` for a box or a page that is none.
pub(super) fn text(runner: &Runner, args: &RegionTextRequest) -> Result<RegionText, WireError> {
    let job = runner.store().job(&args.job)?;
    let page = page_now(runner, &job.id, args.page)?;
    let area = part_of(&page, args.bbox)?;
    let blocks = area::blocks_within(&page.blocks, area);
    if blocks.is_empty() {
        return Ok(RegionText::default());
    }
    let text = match args.format {
        RegionFormat::Txt => exported(runner, &job, blocks, export::Format::Txt)?,
        RegionFormat::Md => exported(runner, &job, blocks, export::Format::Md)?,
        RegionFormat::Tsv => tables(blocks).iter().map(tab_separated).collect::<Vec<_>>().join("\n"),
        RegionFormat::Csv => {
            let block = |table| Block { kind: document::BlockKind::Table, table: Some(table), ..Block::default() };
            exported(runner, &job, tables(blocks).into_iter().map(block).collect(), export::Format::Csv)?
        }
    };
    Ok(RegionText { text })
}

/// The same share of the pages of a job that were read.
///
/// # Errors
/// `usage` for a box or a page that is none.
pub(super) fn area_on_pages(runner: &Runner, args: &AreaRequest) -> Result<AreaOnPages, WireError> {
    let job = runner.store().job(&args.job)?;
    let drawn_on = page_now(runner, &job.id, args.page)?;
    part_of(&drawn_on, args.bbox)?;
    let wanted = match args.pages {
        AreaScope::This | AreaScope::All => AreaPages::All,
        AreaScope::Odd => AreaPages::Odd,
        AreaScope::Even => AreaPages::Even,
    };
    let (width, height) = (drawn_on.width as f32, drawn_on.height as f32);
    let area = document::Area::of(args.bbox, width, height, wanted);
    let area = area.ok_or_else(|| WireError::usage("there is nothing of the page in this box"))?;
    let of_page = |page: &Page| {
        let bbox = area.on(page.width as f32, page.height as f32);
        let words = lines_within(page, bbox).iter().map(|line| line.words.len().max(1)).sum::<usize>();
        PageArea { page: page.index, bbox, words: u32::try_from(words).unwrap_or(u32::MAX) }
    };
    if args.pages == AreaScope::This {
        return Ok(AreaOnPages { area, pages: vec![of_page(&drawn_on)] });
    }
    let mut pages = Vec::new();
    for row in runner.store().page_rows(&job.id)? {
        if row.error.is_none() && wanted.has(row.number) {
            pages.push(of_page(&page_now(runner, &job.id, row.number)?));
        }
    }
    Ok(AreaOnPages { area, pages })
}

/// A page as it stands now.
fn page_now(runner: &Runner, job: &str, page: u32) -> Result<Page, WireError> {
    let missing = || WireError::usage(format!("page {} was not read yet", u64::from(page) + 1));
    runner.store().page(job, page)?.ok_or_else(missing)
}

/// In which language a region is read: as is said, as the job was, or as its page was found to be where an engine needs
/// to know that.
fn language(place: &Place, said: Option<String>, needed: bool) -> Option<String> {
    let found = || place.page.reading.as_ref().and_then(|reading| reading.language.clone());
    let is_foreign = place.page.engine == "tesseract";
    said.or_else(|| place.job.options.language.clone()).or_else(|| if needed || is_foreign { found() } else { None })
}

fn task(place: &Place, engine: EngineChoice, language: Option<String>) -> RegionTask {
    RegionTask { area: place.area, page: place.size, rotation: None, engine, language }
}

fn lines_within(page: &Page, area: document::Rect) -> Vec<Line> {
    area::within(page.lines(), area)
}

fn exported(runner: &Runner, job: &Job, blocks: Vec<Block>, format: export::Format) -> Result<String, WireError> {
    let document = Document { pages: vec![Page { blocks, ..Page::default() }], ..Document::default() };
    let bytes = runner.results().bytes(&document, format, &result_options(job))?;
    String::from_utf8(bytes).map_err(|e| WireError::internal(e.to_string()))
}

/// The tables in a region where they hold most of its words; otherwise all its words as one.
fn tables(blocks: Vec<Block>) -> Vec<Table> {
    let words = |block: &Block| block.all_lines().map(|line| line.words.len().max(1)).sum::<usize>();
    let (all, tabled): (usize, usize) = blocks.iter().fold((0, 0), |(all, tabled), block| {
        let n = words(block);
        (all + n, tabled + if block.table.is_some() { n } else { 0 })
    });
    if 2 * tabled >= all {
        return blocks.into_iter().filter_map(|block| block.table).collect();
    }
    let lines: Vec<Line> = blocks.iter().flat_map(|block| block.all_lines().cloned()).collect();
    vec![tabular::tabular(&lines)]
}

/// A line a row, each with all its columns: what a spreadsheet takes from the clipboard.
fn tab_separated(table: &Table) -> String {
    let mut out = String::new();
    for row in 0..table.rows {
        let cell = |col| table.cells.iter().find(|cell| cell.row == row && cell.col == col);
        let text = |col| cell(col).map(|cell| cell.text.split_whitespace().collect::<Vec<_>>().join(" "));
        let cells: Vec<String> = (0..table.cols).map(|col| text(col).unwrap_or_default()).collect();
        out.push_str(&cells.join("\t"));
        out.push('\n');
    }
    out
}

fn another_answer() -> WireError {
    WireError::internal("the reader process gave another answer than was asked for")
}
