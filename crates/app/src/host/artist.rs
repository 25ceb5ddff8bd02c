//! Draws pictures of pages that are looked at, one after the other, the most wanted first.
//!
//! Owns the order: parts of pages (somebody waits with a word before the eyes), then pages that are said to be in view, then
//! whatever was asked for last, since who scrolls has passed the rest. A wish whose asker has gone is not drawn, and of
//! very many only the newest are kept: so a long document costs what is looked at. One file stays open between two wishes, and is
//! let go after a while. Refuses to know where pictures are kept.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use document::{Code, Rect};
use engine::source::OpenOptions;
use engine::worker::{PageSize, Pictures, Reply, Request};
use tokio::sync::{Notify, oneshot};

use crate::contract::WireError;
use crate::job::{PREVIEW_SIDE, THUMBNAIL_SIDE};
use crate::worker::{Drawn, Pool, Session};

/// So many wishes wait; more are not in view.
const MOST_WAITING: usize = 96;
/// How long a file stays open for the next wish.
const STAYS_OPEN: Duration = Duration::from_secs(20);

/// What of a page is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum What {
    /// The preview, and with it the thumbnail.
    Preview,
    /// The thumbnail alone, which is much less work for a PDF.
    Thumbnail,
    /// A part of the page: in pixels of the page, its size, and pixels of the picture to one of the page.
    Part { area: Rect, page: PageSize, scale: f32 },
}

/// A file to draw from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paper {
    pub(super) path: PathBuf,
    pub(super) open: OpenOptions,
}

/// A picture that somebody waits for.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) job: String,
    /// 0-based, as the view counts.
    pub(super) page: u32,
    /// 0-based, as the file counts: a stored picture has one page.
    pub(super) index: u32,
    pub(super) rotation: Option<u16>,
    pub(super) what: What,
    pub(super) paper: Paper,
}

struct Waiting {
    wish: Wish,
    reply: oneshot::Sender<Result<Drawn, WireError>>,
}

#[derive(Default)]
struct Queue {
    /// The newest last.
    waiting: Vec<Waiting>,
    /// Which pages are in view, the most wanted first.
    shown: Option<(String, Vec<u32>)>,
    /// Whether somebody draws.
    at_work: bool,
}

/// The artist. Clones share it.
#[derive(Clone)]
pub(super) struct Artist {
    pool: Pool,
    queue: Arc<Mutex<Queue>>,
    more: Arc<Notify>,
}

impl Artist {
    /// One who draws with the workers of `pool`.
    pub(super) fn new(pool: Pool) -> Self {
        Self { pool, queue: Arc::default(), more: Arc::default() }
    }

    /// Draws, once it is this wish's turn. Dropping the future takes the wish back.
    ///
    /// # Errors
    /// `cancelled` where newer wishes went before it; what the source says of the page; `worker_*`.
    pub(super) async fn draw(&self, wish: Wish) -> Result<Drawn, WireError> {
        let (reply, drawn) = oneshot::channel();
        let begin = {
            let mut queue = self.queue();
            queue.waiting.retain(|waiting| !waiting.reply.is_closed());
            queue.waiting.push(Waiting { wish, reply });
            if queue.waiting.len() > MOST_WAITING {
                let last = queue.least_wanted();
                queue.waiting.remove(last).refuse();
            }
            !std::mem::replace(&mut queue.at_work, true)
        };
        if begin {
            tokio::spawn(self.clone().work());
        } else {
            self.more.notify_one();
        }
        drawn.await.unwrap_or_else(|_| Err(WireError::internal("the artist ended early")))
    }

    /// Says which pages of a job are in view: wishes for its other pages are let go.
    pub(super) fn show(&self, job: &str, pages: &[u32]) {
        let mut queue = self.queue();
        let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut queue.waiting).into_iter().partition(|waiting| {
            let wish = &waiting.wish;
            wish.job != job || pages.contains(&wish.page) || matches!(wish.what, What::Part { .. })
        });
        queue.waiting = kept;
        queue.shown = Some((job.to_owned(), pages.to_vec()));
        drop(queue);
        gone.into_iter().for_each(Waiting::refuse);
    }

    /// Ends the workers that wait.
    pub(super) async fn dismiss(&self) {
        let waiting = std::mem::take(&mut self.queue().waiting);
        waiting.into_iter().for_each(Waiting::refuse);
        self.pool.dismiss().await;
    }

    /// Draws until nobody has wanted anything for a while.
    async fn work(self) {
        let _at_work = AtWork(&self.queue);
        let mut open: Option<(Paper, Option<SystemTime>, Session)> = None;
        loop {
            let next = self.queue().next();
            let Some(Waiting { wish, reply }) = next else {
                if tokio::time::timeout(STAYS_OPEN, self.more.notified()).await.is_ok() {
                    continue;
                }
                let mut queue = self.queue();
                if queue.waiting.is_empty() {
                    queue.at_work = false;
                    return;
                }
                continue;
            };
            let changed = wish.paper.path.metadata().and_then(|file| file.modified()).ok();
            if open.as_ref().is_some_and(|(paper, when, _)| *paper != wish.paper || *when != changed) {
                open = None;
            }
            if open.is_none() {
                match Session::open(&self.pool, &wish.paper.path, &wish.paper.open).await {
                    Ok(session) => open = Some((wish.paper.clone(), changed, session)),
                    Err(error) => {
                        let _ = reply.send(Err(error));
                        continue;
                    }
                }
            }
            if let Some((.., session)) = &mut open {
                let _ = reply.send(draw(session, &wish).await);
            }
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Nothing panics while it is held; were it poisoned, the list would still be whole.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody draws. Where that ends in a panic, the next wish begins anew.
struct AtWork<'a>(&'a Mutex<Queue>);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).at_work = false;
        }
    }
}

impl Waiting {
    fn refuse(self) {
        let _ = self.reply.send(Err(WireError::new(Code::Cancelled, "the page is not in view any more")));
    }
}

impl Queue {
    /// The most wanted wish whose asker is still there.
    fn next(&mut self) -> Option<Waiting> {
        self.waiting.retain(|waiting| !waiting.reply.is_closed());
        // Of equal ones the newest, which stands last.
        let best = (0..self.waiting.len()).rev().min_by_key(|&i| self.rank(&self.waiting[i].wish))?;
        Some(self.waiting.remove(best))
    }

    /// The place of the wish that is given up first: of the least wanted the oldest.
    fn least_wanted(&self) -> usize {
        (0..self.waiting.len()).rev().max_by_key(|&i| self.rank(&self.waiting[i].wish)).unwrap_or(0)
    }

    /// How long a wish may wait: the less the sooner.
    fn rank(&self, wish: &Wish) -> usize {
        let shown = self.shown.as_ref().filter(|(job, _)| *job == wish.job);
        let place = shown.and_then(|(_, pages)| pages.iter().position(|page| *page == wish.page));
        let small = usize::from(wish.what == What::Thumbnail);
        match (wish.what, place) {
            (What::Part { .. }, _) => 0,
            (_, Some(place)) => 1 + 2 * place + small,
            (_, None) => usize::MAX - 1 + small,
        }
    }
}

async fn draw(session: &mut Session, wish: &Wish) -> Result<Drawn, WireError> {
    let pictures = match wish.what {
        What::Preview => Pictures { preview: Some(PREVIEW_SIDE), thumbnail: Some(THUMBNAIL_SIDE) },
        What::Thumbnail => Pictures { preview: None, thumbnail: Some(THUMBNAIL_SIDE) },
        What::Part { area, page, scale } => {
            let request = Request::PartPicture { index: wish.index, area, page, rotation: wish.rotation, scale };
            return match session.request(&request).await? {
                (Reply::Part, png) => Ok(Drawn { preview: png, ..Drawn::default() }),
                _ => Err(WireError::internal("the reader process gave another answer than was asked for")),
            };
        }
    };
    session.pictures(wish.index, wish.rotation, pictures).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(page: u32, what: What) -> Wish {
        let paper = Paper { path: "/nowhere".into(), open: OpenOptions::default() };
        Wish { job: "ab".into(), page, index: page, rotation: None, what, paper }
    }

    fn part() -> What {
        What::Part { area: Rect::new(0.0, 0.0, 1.0, 1.0), page: PageSize::default(), scale: 1.0 }
    }

    type Asker = oneshot::Receiver<Result<Drawn, WireError>>;

    fn ask(queue: &mut Queue, page: u32, what: What) -> Asker {
        let (reply, asker) = oneshot::channel();
        queue.waiting.push(Waiting { wish: wish(page, what), reply });
        asker
    }

    fn order(queue: &mut Queue) -> Vec<u32> {
        std::iter::from_fn(|| queue.next()).map(|waiting| waiting.wish.page).collect()
    }

    #[test]
    fn who_scrolls_gets_the_newest_first_and_whoever_left_nothing() {
        let mut queue = Queue::default();
        let mut askers: Vec<Asker> = (0..5).map(|page| ask(&mut queue, page, What::Thumbnail)).collect();
        let _part = ask(&mut queue, 99, part());
        let _large = ask(&mut queue, 1, What::Preview);
        askers.remove(3);
        assert_eq!(order(&mut queue), [99, 1, 4, 2, 1, 0]);
    }

    #[test]
    fn pages_in_view_come_in_the_views_order() {
        let mut queue = Queue { shown: Some(("ab".into(), vec![7, 6, 8])), ..Queue::default() };
        let _askers: Vec<Asker> = [6, 8, 3, 7].map(|page| ask(&mut queue, page, What::Thumbnail)).into();
        let _large = ask(&mut queue, 7, What::Preview);
        let _far = ask(&mut queue, 50, What::Preview);
        assert_eq!(order(&mut queue), [7, 7, 6, 8, 50, 3]);
    }

    #[test]
    fn of_too_many_the_oldest_out_of_view_goes() {
        let mut queue = Queue { shown: Some(("ab".into(), vec![0])), ..Queue::default() };
        let _askers: Vec<Asker> = (0..4).map(|page| ask(&mut queue, page, What::Thumbnail)).collect();
        let last = queue.least_wanted();
        assert_eq!(queue.waiting[last].wish.page, 1);
    }

    #[tokio::test]
    async fn what_is_scrolled_past_is_told_so() {
        let options = crate::Settings::default().pool("/nonexistent".into(), engine::Assets::new("/nowhere"));
        let artist = Artist::new(Pool::new(options));
        let (mut past, mut here, mut a_part) = {
            let mut queue = artist.queue();
            // Nobody draws here.
            queue.at_work = true;
            (ask(&mut queue, 3, What::Preview), ask(&mut queue, 4, What::Preview), ask(&mut queue, 5, part()))
        };
        artist.show("ab", &[4]);
        assert_eq!(past.try_recv().unwrap().unwrap_err().code, Code::Cancelled);
        assert!(here.try_recv().is_err() && a_part.try_recv().is_err(), "they wait");
        artist.show("another job", &[]);
        assert!(here.try_recv().is_err());
    }
}
