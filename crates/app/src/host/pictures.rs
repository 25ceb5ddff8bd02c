//! Pictures of pages: from the cache, or drawn anew where they were never made or have been let go.

use std::path::PathBuf;
use std::time::SystemTime;

use document::Code;
use engine::source::OpenOptions;
use engine::worker::Pictures;

use super::Host;
use crate::contract::WireError;
use crate::job::{PREVIEW_SIDE, THUMBNAIL_SIDE, write_pictures};
use crate::settings::Keep;
use crate::worker::{Drawn, Session};

/// Which picture of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// The page as large as the screen can use.
    Preview,
    /// The page as a small picture for lists.
    Thumbnail,
}

/// A picture for the web view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedImage {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub mime: &'static str,
}

impl Host {
    /// A picture of a page (0-based).
    ///
    /// # Errors
    /// `usage` for an unknown job; `input_missing` where there is no picture and the source is gone; what the source
    /// says of the page.
    pub async fn page_image(&self, job: &str, page: u32, kind: ImageKind) -> Result<EncodedImage, WireError> {
        // The id is looked up before it becomes part of a path.
        let row = self.runner.store().job(job)?;
        let path = self.picture(&row.id, page, kind);
        if let Ok(bytes) = tokio::fs::read(&path).await {
            touch(&path);
            return Ok(EncodedImage { bytes, mime: "image/jpeg" });
        }
        if !row.source.exists() {
            let message = format!("page {} has no picture, and the file is not there any more", page + 1);
            return Err(WireError::new(Code::InputMissing, message));
        }
        // The boxes of a page that was read are those of its picture as it was turned then.
        let read = self.runner.store().page(&row.id, page)?;
        let rotation = read.filter(|page| page.error.is_none()).map(|page| page.rotation);
        let settings = self.runner.settings();
        let open = OpenOptions {
            limits: settings.limits,
            dpi: row.options.dpi.map(|dpi| dpi as f32),
            ..OpenOptions::default()
        };
        let mut session = Session::open(&self.artist, &row.source, &open).await?;
        // Another request may have drawn it while this one waited for its turn.
        if let Ok(bytes) = tokio::fs::read(&path).await {
            return Ok(EncodedImage { bytes, mime: "image/jpeg" });
        }
        let pictures = Pictures { preview: Some(PREVIEW_SIDE), thumbnail: Some(THUMBNAIL_SIDE) };
        let Drawn { preview, thumbnail, .. } = session.pictures(page, rotation, pictures).await?;
        if settings.keep_previews != Keep::Never {
            // What cannot be kept is drawn again the next time.
            let _ = write_pictures(&self.runner, &row.id, page, &preview, &thumbnail);
        }
        let bytes = match kind {
            ImageKind::Preview => preview,
            ImageKind::Thumbnail => thumbnail,
        };
        Ok(EncodedImage { bytes, mime: "image/jpeg" })
    }

    fn picture(&self, job: &str, page: u32, kind: ImageKind) -> PathBuf {
        let kind = match kind {
            ImageKind::Preview => "preview",
            ImageKind::Thumbnail => "thumbnail",
        };
        self.runner.home().previews().join(job).join(format!("{page}-{kind}.jpg"))
    }
}

/// Marks a picture as looked at: those that were not for longest are let go first.
fn touch(path: &std::path::Path) {
    let _ = std::fs::File::options().append(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
}
