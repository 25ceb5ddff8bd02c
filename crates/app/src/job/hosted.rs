//! What a job's owner does where a service reads: the file goes up, the service is asked until it is done, and what it
//! found is taken over page after page.
//!
//! The service's name for the job is stored the moment it is known, so a job whose program was killed goes on with the
//! next start by that name, without sending the file again. Refuses to send anything that the user has not agreed to
//! (`remote::account::may_send`), and files that only a password opens: the service has no way to ask for it.

use std::time::{Duration, Instant};

use document::{Code, Warning};
use engine::source::{Format, OpenOptions};
use tokio::sync::mpsc;

use super::active::Command;
use super::owner::{End, Progress, RunOptions, began, keep, opened};
use super::runner::Runner;
use crate::contract::{RemotePhase, RemoteProgress, WireError};
use crate::pipeline::format_name;
use crate::remote::map::Mapping;
use crate::remote::{Client, RemoteJob, RemoteStatus, Sent, Upload, account};
use crate::store::{Job, RemoteRow, StoreError};
use crate::worker::{Drawn, PageResult, Session};

/// How often whoever watches is told of an upload's progress.
const TELL: Duration = Duration::from_millis(200);
/// How long before a service is asked again that could not be reached while it reads.
const AGAIN: Duration = Duration::from_secs(30);
/// How long a service may take to hear that a job is cancelled.
const FAREWELL: Duration = Duration::from_secs(5);

/// Runs a job of the hosted engine.
pub(super) async fn send(
    runner: &Runner,
    job: &Job,
    options: &RunOptions,
    commands: &mut mpsc::UnboundedReceiver<Command>,
    report: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<End, End> {
    let open = OpenOptions {
        // What a password opens here cannot be opened there.
        password: None,
        limits: options.limits,
        dpi: job.options.dpi.map(|dpi| dpi as f32),
    };
    let session = tokio::select! {
        session = Session::open(runner.pool(), &job.source, &open) => session.map_err(|e| End::Failed(sealed(e)))?,
        command = commands.recv() => return Ok(End::Command(command.unwrap_or(Command::Leave))),
    };
    let missing = opened(runner, job, session.opened(), report)?;
    if missing.is_empty() {
        return Ok(End::Tried);
    }
    let (format, kind) = (session.opened().format, format_name(session.opened()));
    // Nobody knows how long the service takes; the worker is for others meanwhile.
    drop(session);
    let row = agreed(runner, job)?;
    let client = connect(runner, &row).await?;
    let told = Told { runner, job: &job.id, report, last: None };
    let found = {
        let read = reading(runner, job, &row, (&client, &kind), options.patient, told);
        tokio::select! {
            biased;
            command = commands.recv() => Err(End::Command(command.unwrap_or(Command::Leave))),
            found = read => found,
        }
    };
    if let Some(balance) = client.balance() {
        // One that is not kept is said again the next time.
        let _ = runner.store().set_balance(&client.address().origin(), &balance);
    }
    let found = match found {
        Ok(found) => found,
        Err(End::Command(Command::Cancel)) => {
            farewell(runner, job, &client).await;
            return Ok(End::Command(Command::Cancel));
        }
        Err(end) => return Err(end),
    };
    let mut told = Told { runner, job: &job.id, report, last: None };
    told.tell(RemotePhase::Fetching, Sent::default());
    let end = take_over(runner, job, options, (&open, format), (&found, missing), commands, report).await?;
    if matches!(end, End::Tried) {
        over(runner, job)?;
    }
    Ok(end)
}

/// A file that wants a password, in the words of this engine.
fn sealed(e: WireError) -> WireError {
    if e.code != Code::PasswordRequired {
        return e;
    }
    let message = "the file is encrypted, and a service cannot open it; nothing was sent: take the encryption away \
                   first, or let an engine of this machine read it";
    WireError::new(e.code, message)
}

/// Where the job goes, if it may.
fn agreed(runner: &Runner, job: &Job) -> Result<RemoteRow, End> {
    let (store, settings) = (runner.store(), runner.settings().hosted);
    let failed = |e: StoreError| End::Held(e.into());
    let known = store.remote(&job.id).map_err(failed)?;
    account::may_send(&settings, known.as_ref().is_some_and(|row| row.allowed)).map_err(End::Failed)?;
    match known {
        Some(row) if !row.is_over => Ok(row),
        known => {
            // The service's last word was not enough: somebody wants it read again.
            match known {
                Some(_) => store.renew_remote(&job.id).map_err(failed)?,
                None => store.plan_remote(&job.id, &settings.url, false).map_err(failed)?,
            }
            store.remote(&job.id).map_err(failed)?.ok_or(End::Deleted)
        }
    }
}

async fn connect(runner: &Runner, row: &RemoteRow) -> Result<Client, End> {
    let (runner, url) = (runner.clone(), row.url.clone());
    // The keychain may take its time.
    let made = tokio::task::spawn_blocking(move || account::client(runner.home(), &runner.settings().hosted, &url));
    let made = made.await.unwrap_or_else(|e| Err(WireError::internal(format!("it ended early: {e}"))));
    made.map_err(End::Failed)
}

/// Sends the file unless the service has it, and waits until it was read.
async fn reading(
    runner: &Runner,
    job: &Job,
    row: &RemoteRow,
    (client, format): (&Client, &str),
    patient: bool,
    mut told: Told<'_, '_>,
) -> Result<RemoteJob, End> {
    let mut found = match &row.uuid {
        Some(uuid) => RemoteJob::pending(uuid),
        None => {
            let (name, how) = (sent_name(&job.name, format), &job.options);
            let upload = Upload {
                path: &job.source,
                name: &name,
                media_type: media_type(format),
                tier: how.tier.name(),
                language: spoken(how.language.as_deref()),
                tool: how.tool.as_deref(),
                translate_to: spoken(how.translate_to.as_deref()),
                key: &row.upload_key,
            };
            let sent = client.submit(&upload, &mut |sent| told.tell(RemotePhase::Sending, sent)).await;
            let sent = sent.map_err(ended)?;
            runner.store().set_remote_uuid(&job.id, &sent.uuid).map_err(|e| match e {
                StoreError::Unknown(_) => End::Deleted,
                e => End::Held(e.into()),
            })?;
            sent
        }
    };
    let mut troubled = false;
    loop {
        // A name alone, as after a restart, is asked for at once.
        let asked = if found.is_known() { Ok(found.clone()) } else { client.job(&found.uuid).await };
        let waited = match asked {
            Ok(job) => client.wait(job, &mut |job| told.tell_status(job.status)).await,
            Err(e) => Err(e),
        };
        match waited {
            Ok(job) => {
                found = job;
                break;
            }
            // The service goes on reading; a train leaves its tunnel.
            Err(e) if patient && matches!(e.code, Code::RemoteUnreachable | Code::TooManyRequests) => {
                if !std::mem::replace(&mut troubled, true) {
                    runner.active().set_trouble(&job.id, Some(e));
                    runner.tell_job(&job.id);
                }
                found = RemoteJob::pending(&found.uuid);
                tokio::time::sleep(AGAIN).await;
            }
            Err(e) if e.code == Code::NotFound => {
                over(runner, job)?;
                let message = format!(
                    "{} does not have the job any more; try again, and the file is sent anew",
                    client.address().host()
                );
                return Err(End::Failed(WireError::new(Code::RemoteRefused, message)));
            }
            Err(e) => return Err(ended(e)),
        }
    }
    if troubled {
        runner.active().set_trouble(&job.id, None);
    }
    if found.status == RemoteStatus::Failed {
        over(runner, job)?;
        let words = found.error.as_ref().and_then(|e| e.words()).unwrap_or("it does not say why");
        let message = format!("{} could not read the file: {words}", client.address().host());
        return Err(End::Failed(WireError::new(Code::RemoteRefused, message)));
    }
    Ok(found)
}

/// Takes the result over, page after page, each with the picture that a worker draws of it.
async fn take_over(
    runner: &Runner,
    job: &Job,
    options: &RunOptions,
    (open, format): (&OpenOptions, Format),
    (found, missing): (&RemoteJob, Vec<u32>),
    commands: &mut mpsc::UnboundedReceiver<Command>,
    report: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<End, End> {
    let mut session = tokio::select! {
        // A file that has gone meanwhile costs its pictures, not its text.
        session = Session::open(runner.pool(), &job.source, open) => session.ok(),
        command = commands.recv() => return Ok(End::Command(command.unwrap_or(Command::Leave))),
    };
    let mut mapping: Option<Mapping> = None;
    let mut end = End::Tried;
    for index in missing {
        match commands.try_recv() {
            Ok(Command::Pause) => {
                end = End::Command(Command::Pause);
                break;
            }
            Ok(at_once) => return Ok(End::Command(at_once)),
            Err(_) => {}
        }
        began(runner, &job.id, index);
        let drawn = match &mut session {
            Some(session) => session.pictures(index, None, options.wanted_pictures()).await,
            None => Ok(Drawn::default()),
        };
        let (Drawn { preview, thumbnail, size }, trouble) = match drawn {
            Ok(drawn) => (drawn, None),
            Err(e) => {
                let lost = matches!(e.code, Code::WorkerCrashed | Code::WorkerTimeout | Code::WorkerMemory);
                if lost {
                    // Its worker is gone, and the file with it.
                    session = Session::open(runner.pool(), &job.source, open).await.ok();
                }
                let message = format!("the page has no picture: {}", e.message);
                (Drawn::default(), Some(Warning { page: Some(index), message }))
            }
        };
        let mapping = mapping.get_or_insert_with(|| Mapping::of(found, size, format == Format::Pdf));
        let (mut page, mut warnings) = mapping.page(found, index, size);
        let left_out = job.options.ignore.iter().filter(|area| area.pages.has(index));
        let left_out: Vec<_> = left_out.map(|area| area.on(page.width as f32, page.height as f32)).collect();
        document::area::clear(&mut page, &left_out);
        warnings.extend(trouble);
        let mut result = PageResult { page, warnings, preview, thumbnail };
        keep(runner, &job.id, &mut result, options.patient, commands).await?;
        report(Progress::Page(&result));
    }
    Ok(end)
}

/// Tells the service that nobody wants the job any more, and forgets its name.
async fn farewell(runner: &Runner, job: &Job, client: &Client) {
    let store = runner.store();
    let Ok(Some(uuid)) = store.remote(&job.id).map(|row| row.and_then(|row| row.uuid)) else { return };
    // Not every service can be told, and none has to be.
    let _ = tokio::time::timeout(FAREWELL, client.cancel(&uuid)).await;
    let _ = store.set_remote_over(&job.id);
}

/// The service has said its last word.
fn over(runner: &Runner, job: &Job) -> Result<(), End> {
    match runner.store().set_remote_over(&job.id) {
        Err(StoreError::Unknown(_)) => Err(End::Deleted),
        set => set.map_err(|e| End::Held(e.into())),
    }
}

/// How a run ends that the service did not let go on. What may pass keeps the job, with the key of its upload.
fn ended(e: WireError) -> End {
    match e.code {
        Code::RemoteUnreachable | Code::TooManyRequests => End::Held(e),
        _ => End::Failed(e),
    }
}

/// Tells whoever watches how far a job is.
struct Told<'a, 'b> {
    runner: &'a Runner,
    job: &'a str,
    report: &'b mut (dyn FnMut(Progress<'_>) + Send),
    last: Option<(Instant, RemoteProgress)>,
}

impl Told<'_, '_> {
    fn tell(&mut self, phase: RemotePhase, sent: Sent) {
        let now = RemoteProgress { phase, sent_bytes: sent.bytes, total_bytes: sent.total };
        let is_news = match &self.last {
            Some((since, last)) if last.phase == phase => *last != now && since.elapsed() >= TELL,
            _ => true,
        };
        if is_news || sent.bytes == sent.total && self.last.as_ref().is_some_and(|(_, last)| *last != now) {
            (self.report)(Progress::Remote(&now));
            self.runner.active().set_remote(self.job, now.clone());
            self.runner.tell_job(self.job);
            self.last = Some((Instant::now(), now));
        }
    }

    fn tell_status(&mut self, status: RemoteStatus) {
        let sent = self
            .last
            .as_ref()
            .map_or_else(Sent::default, |(_, last)| Sent { bytes: last.total_bytes, total: last.total_bytes });
        match status {
            RemoteStatus::Pending => self.tell(RemotePhase::Waiting, sent),
            RemoteStatus::Processing => self.tell(RemotePhase::Reading, sent),
            RemoteStatus::Done | RemoteStatus::Failed => {}
        }
    }
}

/// The name under which a file goes: one without an ending gets that of its kind, by which services tell files apart.
fn sent_name(name: &str, format: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_control() || c == '/' || c == '\\' { '_' } else { c }).collect();
    let has_ending = std::path::Path::new(&name).extension().is_some_and(|ending| ending.len() <= 5);
    if has_ending { name } else { format!("{name}.{}", if format == "jpeg" { "jpg" } else { format }) }
}

fn media_type(format: &str) -> &'static str {
    match format {
        "png" => "image/png",
        "jpeg" => "image/jpeg",
        "web_p" | "webp" => "image/webp",
        "gif" => "image/gif",
        "bmp" => "image/bmp",
        "tiff" => "image/tiff",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

/// The code of a language as services have it. Of several, the service finds out itself.
fn spoken(typed: Option<&str>) -> Option<&str> {
    typed.filter(|typed| !typed.contains('+')).map(engine::languages::short_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_under_a_name_that_says_what_it_is() {
        assert_eq!(sent_name("scan.PDF", "pdf"), "scan.PDF");
        assert_eq!(sent_name("stdin", "jpeg"), "stdin.jpg");
        assert_eq!(sent_name("a/b\n\"c\"", "png"), "a_b_\"c\".png");
        assert_eq!([spoken(Some("deu")), spoken(Some("deu+eng")), spoken(None)], [Some("de"), None, None]);
    }

    #[test]
    fn every_kind_of_file_has_its_media_type() {
        for format in [Format::Png, Format::Jpeg, Format::WebP, Format::Gif, Format::Bmp, Format::Tiff, Format::Pdf] {
            let opened = engine::worker::Opened { format, pages: 1, warnings: Vec::new() };
            assert_ne!(media_type(&format_name(&opened)), "application/octet-stream", "{format}");
        }
    }
}
