//! Pictures of pages and of parts of them: from the cache, or drawn where they were never made or have been let go.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use document::{Code, Page, Rect, area};
use engine::source::OpenOptions;
use engine::worker::PageSize;

use super::Host;
use super::artist::{Paper, What, Wish};
use crate::contract::WireError;
use crate::job::write_picture;
use crate::settings::Keep;
use crate::store::Job;

/// Which picture of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// The page as large as the screen can use.
    Preview,
    /// The page as a small picture for lists.
    Thumbnail,
}

/// A part of a page as a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crop {
    /// In pixels of the page.
    pub bbox: Rect,
    /// Pixels of the picture to one of the page.
    pub scale: f32,
}

impl Crop {
    /// From an address: `crop` is `x0,y0,x1,y1`, `scale` may be absent.
    pub fn parse(crop: &str, scale: Option<&str>) -> Option<Self> {
        let edges: Vec<f32> = crop.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
        let [x0, y0, x1, y1] = edges.try_into().ok()?;
        let scale = scale.map_or(Some(1.0), |scale| scale.parse().ok())?;
        Some(Self { bbox: Rect { x0, y0, x1, y1 }, scale })
    }

    /// From the query of an address, `crop=x0,y0,x1,y1&scale=2`.
    pub fn of_query(query: &str) -> Option<Self> {
        let value = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        Self::parse(&value("crop")?.replace("%2C", ",").replace("%2c", ","), value("scale"))
    }
}

/// A picture for the web view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedImage {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub mime: &'static str,
    /// Whether it stays the same under its address: a page that was not read yet may still be turned.
    pub is_final: bool,
}

impl EncodedImage {
    fn jpeg(bytes: Vec<u8>, is_final: bool) -> Self {
        Self { bytes, mime: "image/jpeg", is_final }
    }
}

impl Host {
    /// A picture of a page (0-based).
    ///
    /// # Errors
    /// `usage` for an unknown job; `input_missing` where there is no picture and the source is gone; `cancelled` where
    /// other pages came into view; what the source says of the page.
    pub async fn page_image(&self, job: &str, page: u32, kind: ImageKind) -> Result<EncodedImage, WireError> {
        // The id is looked up before it becomes part of a path.
        let row = self.runner.store().job(job)?;
        let path = self.picture(&row.id, page, kind, true);
        if let Some(bytes) = kept(&path).await {
            return Ok(EncodedImage::jpeg(bytes, true));
        }
        // The boxes of a page that was read are those of its picture as it was turned then. What is drawn before it was
        // read is kept under another name, since the reader may turn it.
        let read = self.runner.store().page(&row.id, page)?;
        let is_read = read.is_some();
        let path = self.picture(&row.id, page, kind, is_read);
        if !is_read && let Some(bytes) = kept(&path).await {
            return Ok(EncodedImage::jpeg(bytes, false));
        }
        if !row.source.exists() {
            let message = format!("page {} has no picture, and the file is not there any more", page + 1);
            return Err(WireError::new(Code::InputMissing, message));
        }
        let what = match kind {
            ImageKind::Preview => What::Preview,
            ImageKind::Thumbnail => What::Thumbnail,
        };
        let rotation = read.as_ref().and_then(rotation);
        let paper = Paper { path: row.source.clone(), open: self.opening(&row, None) };
        let drawn = self.artist.draw(Wish { job: row.id.clone(), page, index: page, rotation, what, paper }).await?;
        if self.runner.settings().keep_previews != Keep::Never {
            for (kind, bytes) in [(ImageKind::Preview, &drawn.preview), (ImageKind::Thumbnail, &drawn.thumbnail)] {
                if !bytes.is_empty() {
                    // What cannot be kept is drawn again the next time.
                    let _ = write_picture(&self.picture(&row.id, page, kind, is_read), bytes);
                }
            }
        }
        let bytes = match kind {
            ImageKind::Preview => drawn.preview,
            ImageKind::Thumbnail => drawn.thumbnail,
        };
        Ok(EncodedImage::jpeg(bytes, is_read))
    }

    /// A part of a page (0-based) that was read, as a PNG: of a PDF drawn as large as is wanted, of an image with the
    /// pixels that it has. Where the file is gone or cannot be opened, the stored picture is cut.
    ///
    /// # Errors
    /// `usage` for an unknown job, a page that was not read and a box with nothing of the page in it; `input_missing`
    /// where there is neither file nor picture; what the source says of the page.
    pub async fn region_image(&self, job: &str, page: u32, crop: Crop) -> Result<EncodedImage, WireError> {
        let row = self.runner.store().job(job)?;
        let place = Place::of(self, row, page, crop.bbox)?;
        let scale = if crop.scale.is_finite() { crop.scale } else { 1.0 };
        let what = What::Part { area: place.area, page: place.size, scale };
        let mut last = None;
        for from in place.papers(self, None) {
            let (job, paper) = (place.job.id.clone(), from.paper);
            let wish = Wish { job, page, index: from.index, rotation: from.rotation, what, paper };
            match self.artist.draw(wish).await {
                Ok(drawn) => return Ok(EncodedImage { bytes: drawn.preview, mime: "image/png", is_final: true }),
                Err(error) if falls_back(error.code) => last = last.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| place.nothing_left()))
    }

    /// Where a picture is kept. One that was drawn before its page was read has a name of its own.
    pub(super) fn picture(&self, job: &str, page: u32, kind: ImageKind, is_read: bool) -> PathBuf {
        let kind = match kind {
            ImageKind::Preview => "preview",
            ImageKind::Thumbnail => "thumbnail",
        };
        let unread = if is_read { "" } else { "unread-" };
        self.runner.home().previews().join(job).join(format!("{page}-{unread}{kind}.jpg"))
    }

    /// How a job's file is opened.
    pub(super) fn opening(&self, job: &Job, password: Option<String>) -> OpenOptions {
        OpenOptions { password, limits: self.runner.settings().limits, dpi: job.options.dpi.map(|dpi| dpi as f32) }
    }
}

/// A part of a page that was read.
pub(super) struct Place {
    pub(super) job: Job,
    pub(super) page: Page,
    /// What of the page.
    pub(super) area: Rect,
    pub(super) size: PageSize,
}

/// What a part can be taken from.
pub(super) struct From {
    pub(super) paper: Paper,
    /// The page's place in it, 0-based.
    pub(super) index: u32,
    /// How it is turned in all; `None` where it stands right.
    pub(super) rotation: Option<u16>,
    /// Whether it is the stored picture.
    pub(super) is_preview: bool,
}

impl Place {
    /// Holds a box of a page (0-based) against what was read.
    ///
    /// # Errors
    /// `usage`.
    pub(super) fn of(host: &Host, job: Job, page: u32, bbox: Rect) -> Result<Self, WireError> {
        let read = host.runner.store().page(&job.id, page)?.filter(|page| page.width > 0 && page.height > 0);
        let read = read.ok_or_else(|| WireError::usage(format!("page {} was not read yet", u64::from(page) + 1)))?;
        let (width, height) = (read.width, read.height);
        let area = part_of(&read, bbox)?;
        let size = PageSize { width, height, dpi: read.dpi, rotation: read.rotation };
        Ok(Self { job, page: read, area, size })
    }

    /// What there is to take it from, the best first.
    pub(super) fn papers(&self, host: &Host, password: Option<String>) -> Vec<From> {
        let mut papers = Vec::new();
        if self.job.source.exists() {
            let paper = Paper { path: self.job.source.clone(), open: host.opening(&self.job, password) };
            papers.push(From { paper, index: self.page.index, rotation: rotation(&self.page), is_preview: false });
        }
        let picture = host.picture(&self.job.id, self.page.index, ImageKind::Preview, true);
        if picture.exists() {
            let paper = Paper { path: picture, open: host.opening(&self.job, None) };
            papers.push(From { paper, index: 0, rotation: None, is_preview: true });
        }
        papers
    }

    /// The error where there is neither file nor picture.
    pub(super) fn nothing_left(&self) -> WireError {
        let message = format!("the file of {} is not there any more, and no picture of the page", self.job.name);
        WireError::new(Code::InputMissing, message)
    }
}

/// What of `bbox` lies on a page.
///
/// # Errors
/// `usage`.
pub(super) fn part_of(page: &Page, bbox: Rect) -> Result<Rect, WireError> {
    area::on_page(bbox, page.width as f32, page.height as f32)
        .ok_or_else(|| WireError::usage("there is nothing of the page in this box: give x0, y0, x1, y1 in its pixels"))
}

/// Whether what is wrong with a file leaves its stored picture to be looked at.
pub(super) fn falls_back(code: Code) -> bool {
    matches!(
        code,
        Code::InputMissing
            | Code::InputUnreadable
            | Code::InputEmpty
            | Code::InputDirectory
            | Code::InputUnsupported
            | Code::InputBroken
            | Code::PasswordRequired
            | Code::EngineMissing
    )
}

/// How a page was turned by its reader; one that failed lies as its source has it.
fn rotation(page: &Page) -> Option<u16> {
    page.error.is_none().then_some(page.rotation)
}

/// The content of a picture that is kept.
async fn kept(path: &Path) -> Option<Vec<u8>> {
    let bytes = tokio::fs::read(path).await.ok()?;
    touch(path);
    Some(bytes)
}

/// Marks a picture as looked at: those that were not for longest are let go first.
fn touch(path: &Path) {
    let _ = std::fs::File::options().append(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crop_is_four_numbers_and_a_scale() {
        let crop = Crop::of_query("crop=1,2.5,30,40&scale=2").unwrap();
        assert_eq!((crop.bbox, crop.scale), (Rect::new(1.0, 2.5, 30.0, 40.0), 2.0));
        assert_eq!(Crop::of_query("v=1&crop=1%2C2%2C3%2C4").map(|crop| crop.scale), Some(1.0));
        for query in ["", "crop=", "crop=1,2,3", "crop=1,2,3,4,5", "crop=a,b,c,d", "crop=1,2,3,4&scale=x", "scale=2"] {
            assert_eq!(Crop::of_query(query), None, "{query}");
        }
    }
}
