//! What is asked of a service: to take a file, how a job stands, for an export, to stop.
//!
//! What may pass is asked again, a bounded number of times, with waits that grow: 500, 502, 503, 504, a connection that
//! breaks, an answer that is cut short. A repeated upload carries the key of the first, so that a service that knows such
//! keys makes one job of them. Redirects are followed within the origin alone.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use document::Code;
use reqwest::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Request, Response, StatusCode, Url};

use super::answer::{RemoteJob, RemoteStatus};
use super::pace::{Pace, retry_after};
use super::refusal::Refusal;
use super::transfer::{self, Bounds, Cut, Meter, Sent};
use super::{Address, Secret};
use crate::atomic::Overwrite;
use crate::contract::{Balance, WireError};
use crate::net::{self, NetOptions, Redirects};
use crate::store::now_ms;

/// How often one request may be sent on within its origin.
const HOPS: usize = 3;
/// How much of an answer that says no is read.
const REFUSAL_BYTES: u64 = 64 << 10;
/// The header by which a repeated upload is known.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// A job that no service has: asking for it tries the address and the token.
const NOBODY: &str = "00000000000000000000000000000000";

/// How a client behaves. All of it has sound defaults ([`ClientOptions::new`]).
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// The service's address.
    pub url: String,
    /// The token that belongs to it.
    pub token: Option<Secret>,
    /// Whether the token may travel unencrypted beyond this machine and its own network.
    pub allow_plain_http: bool,
    /// How long a connection may take to be made.
    pub connect: Duration,
    /// How long an upload may stand still.
    pub stalled_upload: Duration,
    /// How long the answer to a whole upload may take to begin: short documents are read before it does.
    pub reading: Duration,
    /// How long any other answer may take to begin, and every answer may stand still.
    pub silence: Duration,
    /// How long an answer may take from its first byte to its last.
    pub whole: Duration,
    /// Bytes of a job's answer at most.
    pub answer_bytes: u64,
    /// Bytes of an export at most.
    pub export_bytes: u64,
    /// How often one thing is tried in all.
    pub attempts: u32,
    /// The first wait before something is tried again, and the longest.
    pub again: (Duration, Duration),
    /// The longest wait that a service may ask for (`Retry-After`); with a longer one the request has failed.
    pub patience: Duration,
    /// The first wait before a job is asked for again, and the longest.
    pub poll: (Duration, Duration),
}

impl ClientOptions {
    /// A client of the service at `url`.
    pub fn new(url: impl Into<String>, token: Option<Secret>) -> Self {
        let seconds = Duration::from_secs;
        Self {
            url: url.into(),
            token,
            allow_plain_http: false,
            connect: seconds(15),
            stalled_upload: seconds(60),
            reading: seconds(15 * 60),
            silence: seconds(60),
            whole: seconds(15 * 60),
            answer_bytes: 256 << 20,
            export_bytes: 4 << 30,
            attempts: 5,
            again: (Duration::from_millis(500), seconds(20)),
            patience: seconds(5 * 60),
            poll: (seconds(1), seconds(15)),
        }
    }
}

/// A file to send.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// Its name at the service.
    pub name: &'a str,
    /// Its media type, e.g. `application/pdf`.
    pub media_type: &'a str,
    /// `cpu` or `vlm`.
    pub tier: &'a str,
    /// The language's code; `None` is automatic.
    pub language: Option<&'a str>,
    /// The slug of a tool.
    pub tool: Option<&'a str>,
    /// The code of the language to translate into.
    pub translate_to: Option<&'a str>,
    /// By which the service knows this upload again.
    pub key: &'a str,
}

/// A client of one service. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    address: Address,
    options: Arc<ClientOptions>,
    balance: Arc<Mutex<Option<Balance>>>,
}

/// Why an attempt gave nothing.
enum Fault {
    /// It may pass, after the wait that the service asks for.
    Passing(WireError, Option<Duration>),
    /// The connection broke before there was an answer.
    Broken(WireError),
    /// It will not pass.
    Final(WireError),
}

impl From<WireError> for Fault {
    fn from(e: WireError) -> Self {
        Self::Final(e)
    }
}

/// What is sent.
enum Ask<'a, 'b> {
    Upload(&'a Upload<'a>, &'b mut (dyn FnMut(Sent) + Send)),
    Get(String),
}

impl Client {
    /// A client. Connects nowhere yet.
    ///
    /// # Errors
    /// `usage` for an address to which nothing may be sent; `internal` where the system's certificates cannot be used.
    pub fn new(options: ClientOptions) -> Result<Self, WireError> {
        let address = Address::parse(&options.url, options.allow_plain_http)?;
        let http = net::client(&NetOptions {
            connect: options.connect,
            // Uploads are watched piece by piece (`Meter::stall`), answers by `transfer`.
            silence: None,
            redirects: Redirects::Never,
            // A proxy would see what plain http carries, and this machine's own network needs none.
            proxy: !address.is_near(),
        })?;
        Ok(Self { http, address, options: Arc::new(options), balance: Arc::default() })
    }

    /// Where it asks.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// What the service last said of the account, to this client.
    pub fn balance(&self) -> Option<Balance> {
        *self.balance.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a file. The job may be over already.
    ///
    /// # Errors
    /// `input_*` where the file cannot be read; `token_invalid`, `quota_exceeded`, `too_many_requests`, `remote_refused`;
    /// `remote_unreachable` where it may pass.
    pub async fn submit(
        &self,
        upload: &Upload<'_>,
        report: &mut (dyn FnMut(Sent) + Send),
    ) -> Result<RemoteJob, WireError> {
        let mut tries = self.tries();
        loop {
            let fault = match self.job_once(&mut Ask::Upload(upload, report)).await {
                Ok(job) => return Ok(job),
                Err(fault) => fault,
            };
            // A service that says no before it has the whole file may hang up in the middle of it; what it said is lost
            // with the connection, so it is asked again without a file.
            if matches!(fault, Fault::Broken(_))
                && let Err(Fault::Final(e)) = self.check_once().await
            {
                return Err(e);
            }
            tries.again(fault).await?;
        }
    }

    /// How a job stands.
    ///
    /// # Errors
    /// `not_found`, and those of [`Self::submit`].
    pub async fn job(&self, uuid: &str) -> Result<RemoteJob, WireError> {
        let mut tries = self.tries();
        loop {
            match self.job_once(&mut Ask::Get(format!("ocr/{}/", checked(uuid)?))).await {
                Ok(job) => return Ok(job),
                Err(fault) => tries.again(fault).await?,
            }
        }
    }

    /// Asks for a job until it is over. Reports every answer.
    ///
    /// # Errors
    /// Those of [`Self::job`].
    pub async fn wait(
        &self,
        mut job: RemoteJob,
        report: &mut (dyn FnMut(&RemoteJob) + Send),
    ) -> Result<RemoteJob, WireError> {
        let mut pace = Pace::new(self.options.poll.0, self.options.poll.1);
        loop {
            report(&job);
            if job.status.is_over() {
                return Ok(job);
            }
            let wait = pace.step().max(job.retry_after.unwrap_or_default().min(self.options.patience));
            tokio::time::sleep(wait).await;
            job = self.job(&job.uuid).await?;
        }
    }

    /// Downloads an export that the service makes (`txt md docx pdf csv json`) to a file. Gives its length.
    ///
    /// # Errors
    /// `not_finished`, `output_*`, and those of [`Self::job`].
    pub async fn download(
        &self,
        uuid: &str,
        format: &str,
        path: PathBuf,
        overwrite: Overwrite,
    ) -> Result<u64, WireError> {
        let mut tries = self.tries();
        let bounds = Bounds { bytes: self.options.export_bytes, ..self.bounds() };
        loop {
            let ask = format!("ocr/{}/download/?format={format}", checked(uuid)?);
            let fault = match self.send(&mut Ask::Get(ask)).await {
                Ok(answer) => {
                    match transfer::save(answer, &self.address.host(), bounds, path.clone(), overwrite).await {
                        Ok(length) => return Ok(length),
                        Err(e) if e.code == Code::RemoteUnreachable => Fault::Passing(e, None),
                        Err(e) => Fault::Final(e),
                    }
                }
                Err(fault) => fault,
            };
            tries.again(fault).await?;
        }
    }

    /// Asks the service to stop a job and to forget it. Tried once: `ocrchat serve` can do that, other services may not.
    ///
    /// # Errors
    /// What the service says.
    pub async fn cancel(&self, uuid: &str) -> Result<(), WireError> {
        let request = self.request(Method::DELETE, self.address.api(&format!("ocr/{}/", checked(uuid)?)))?;
        let sent = tokio::time::timeout(self.options.silence, self.http.execute(request)).await;
        let answer = sent.map_err(|_| self.late())?.map_err(|e| net::unreachable(&self.address.host(), e))?;
        if answer.status().is_success() { Ok(()) } else { Err(self.refusal(answer).await.1) }
    }

    /// Tries the address and the token, without sending a file.
    ///
    /// # Errors
    /// `remote_unreachable`, `token_invalid`, `remote_refused`.
    pub async fn check(&self) -> Result<(), WireError> {
        match self.check_once().await {
            Ok(()) => Ok(()),
            Err(Fault::Passing(e, _) | Fault::Broken(e) | Fault::Final(e)) => Err(e),
        }
    }

    async fn check_once(&self) -> Result<(), Fault> {
        let answer = self.reach(&mut Ask::Get(format!("ocr/{NOBODY}/"))).await?;
        let json = HeaderValue::from_static("application/json");
        let is_json =
            answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(json.as_bytes()));
        match answer.status() {
            // What speaks the API says so in JSON; every web server has a page for what it does not have.
            StatusCode::NOT_FOUND | StatusCode::OK if is_json => Ok(()),
            StatusCode::NOT_FOUND | StatusCode::OK => {
                let message = format!("{} answers, but is no service of this kind", self.address.host());
                Err(Fault::Final(WireError::new(Code::RemoteRefused, message)))
            }
            _ => Err(self.fault(answer).await),
        }
    }

    /// Sends a request once, and reads a job from what comes.
    async fn job_once(&self, ask: &mut Ask<'_, '_>) -> Result<RemoteJob, Fault> {
        let is_upload = matches!(ask, Ask::Upload(..));
        let answer = self.send(ask).await?;
        let wait = retry_after(answer.headers(), SystemTime::now());
        let host = self.address.host();
        let (body, cut) = match transfer::collect(answer, &host, self.bounds()).await {
            Ok(body) => (body, None),
            Err(Cut { error, came }) => (came, Some(error)),
        };
        let job = match (serde_json::from_slice::<RemoteJob>(&body), cut) {
            (Ok(job), None) => job,
            // The service has the file: its name for the job is all that is needed to go on without sending it again.
            (_, Some(_)) | (Err(_), None) if is_upload && is_cut(&body) && uuid_in(&body).is_some() => {
                RemoteJob::pending(uuid_in(&body).unwrap_or_default())
            }
            (_, Some(error)) if error.code == Code::RemoteUnreachable => return Err(Fault::Passing(error, None)),
            (_, Some(error)) => return Err(Fault::Final(error)),
            (Err(e), None) if e.is_eof() => {
                let message = format!("the answer of {host} was cut short; try again");
                return Err(Fault::Passing(WireError::new(Code::RemoteUnreachable, message), None));
            }
            (Err(e), None) => {
                let message = format!("{host} answers something else than a job; check the address");
                let details = Some(format!("{e}"));
                return Err(Fault::Final(WireError { details, ..WireError::new(Code::RemoteRefused, message) }));
            }
        };
        checked(&job.uuid)?;
        self.note(job.used, job.cap);
        Ok(RemoteJob { retry_after: wait, ..job })
    }

    /// Sends a request once; an answer that says yes.
    async fn send(&self, ask: &mut Ask<'_, '_>) -> Result<Response, Fault> {
        let answer = self.reach(ask).await?;
        if answer.status().is_success() { Ok(answer) } else { Err(self.fault(answer).await) }
    }

    /// Sends a request once, and on within its origin; any answer.
    async fn reach(&self, ask: &mut Ask<'_, '_>) -> Result<Response, Fault> {
        let mut url = match ask {
            Ask::Upload(..) => self.address.api("ocr/"),
            Ask::Get(path) => self.address.api(path),
        };
        for _ in 0..=HOPS {
            let answer = self.deliver(ask, url.clone()).await?;
            if !answer.status().is_redirection() {
                return Ok(answer);
            }
            url = self.onward(&answer, &url, matches!(ask, Ask::Upload(..)))?;
        }
        let message = format!("{} sends in circles", self.address.host());
        Err(Fault::Final(WireError::new(Code::RemoteRefused, message)))
    }

    /// Where a redirect leads, if it may be followed.
    fn onward(&self, answer: &Response, from: &Url, is_upload: bool) -> Result<Url, WireError> {
        let host = self.address.host();
        let refused = |what: String| WireError::new(Code::RemoteRefused, what);
        let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).and_then(|to| from.join(to).ok());
        let to = to.ok_or_else(|| refused(format!("{host} sends elsewhere, but does not say where")))?;
        if !self.address.is_origin_of(&to) {
            let there = to.origin().ascii_serialization();
            let why = if from.scheme() == "https" && to.scheme() == "http" && from.host() == to.host() {
                format!("{host} sends from https to http, where the token could be read; it was not followed")
            } else {
                format!(
                    "{host} sends to {there}, where the token must not follow; set that address if it is the right one"
                )
            };
            return Err(refused(why));
        }
        // With any other of them the file would be left behind.
        let keeps_body = matches!(answer.status(), StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
        if is_upload && !keeps_body {
            return Err(refused(format!(
                "{host} sends the upload to {}; set the address without a redirect",
                to.path()
            )));
        }
        Ok(to)
    }

    /// Sends a request to this very address, and waits for the beginning of the answer.
    async fn deliver(&self, ask: &mut Ask<'_, '_>, url: Url) -> Result<Response, Fault> {
        let broken = |e| Fault::Broken(net::unreachable(&self.address.host(), e));
        match ask {
            Ask::Get(_) => {
                let sent = self.http.execute(self.request(Method::GET, url)?);
                let sent = tokio::time::timeout(self.options.silence, sent).await;
                sent.map_err(|_| Fault::Passing(self.late(), None))?.map_err(broken)
            }
            Ask::Upload(upload, report) => {
                let (file, size) = transfer::open(upload.path).await?;
                let meter = Meter::new(size);
                let mut request = self.request(Method::POST, url)?;
                let body = reqwest::Body::wrap_stream(meter.pieces(file));
                let file = Part::stream_with_length(body, size).file_name(upload.name.to_owned());
                let file = file.mime_str(upload.media_type).map_err(|e| WireError::internal(e.to_string()))?;
                // The file last, so that a service that reads as it comes knows what to do with it.
                let mut form = Form::new().text("tier", upload.tier.to_owned());
                form = form.text("language", upload.language.unwrap_or("auto").to_owned());
                for (name, value) in [("tool", upload.tool), ("translate_to", upload.translate_to)] {
                    if let Some(value) = value {
                        form = form.text(name, value.to_owned());
                    }
                }
                let form = form.part("file", file);
                let key = HeaderValue::from_str(upload.key).map_err(|e| WireError::internal(e.to_string()))?;
                request.headers_mut().insert(IDEMPOTENCY_KEY, key);
                let builder = reqwest::RequestBuilder::from_parts(self.http.clone(), request).multipart(form);
                let answer = tokio::select! {
                    biased;
                    answer = builder.send() => answer.map_err(broken),
                    () = meter.stall((self.options.stalled_upload, self.options.reading), *report) => {
                        let sent = meter.sent();
                        Err(if sent.bytes < sent.total {
                            let message = format!("the upload to {} stands still; try again", self.address.host());
                            Fault::Passing(WireError::new(Code::RemoteUnreachable, message), None)
                        } else {
                            Fault::Final(self.late())
                        })
                    }
                };
                report(meter.sent());
                answer
            }
        }
    }

    fn request(&self, method: Method, url: Url) -> Result<Request, WireError> {
        let mut request = self.http.request(method, url);
        if let Some(token) = &self.options.token {
            request = request.bearer_auth(token.expose());
        }
        request.build().map_err(|e| net::unreachable(&self.address.host(), e))
    }

    async fn fault(&self, answer: Response) -> Fault {
        let status = answer.status();
        let (wait, error) = self.refusal(answer).await;
        match status.as_u16() {
            408 | 429 | 500 | 502 | 503 | 504 => Fault::Passing(error, wait),
            _ => Fault::Final(error),
        }
    }

    /// What an answer that says no says, and when to come back.
    async fn refusal(&self, answer: Response) -> (Option<Duration>, WireError) {
        let (status, wait) = (answer.status(), retry_after(answer.headers(), SystemTime::now()));
        let bounds = Bounds { bytes: REFUSAL_BYTES, ..self.bounds() };
        // Where the words are cut short, or too many, the status says enough.
        let body = transfer::collect(answer, &self.address.host(), bounds).await.unwrap_or_else(|cut| cut.came);
        let refusal = Refusal::read(&body, self.options.token.as_ref());
        self.note(refusal.used, refusal.cap);
        (wait, refusal.error(status, &self.address.host(), wait))
    }

    /// Remembers what the service says of the account.
    fn note(&self, used: Option<f64>, cap: Option<f64>) {
        if used.is_some() || cap.is_some() {
            let whole = |n: f64| n.max(0.0).ceil() as u64;
            let balance = Balance { used: used.map(whole), cap: cap.map(whole), at_ms: now_ms() };
            *self.balance.lock().unwrap_or_else(PoisonError::into_inner) = Some(balance);
        }
    }

    fn late(&self) -> WireError {
        let message = format!("{} did not answer in time; try again", self.address.host());
        WireError::new(Code::RemoteUnreachable, message)
    }

    fn bounds(&self) -> Bounds {
        let ClientOptions { answer_bytes: bytes, silence, whole, .. } = *self.options;
        Bounds { bytes, silence, whole }
    }

    fn tries(&self) -> Tries {
        let ClientOptions { attempts, again, patience, .. } = *self.options;
        Tries { left: attempts.max(1) - 1, pace: Pace::new(again.0, again.1), patience }
    }
}

/// How often something is still tried.
struct Tries {
    left: u32,
    pace: Pace,
    patience: Duration,
}

impl Tries {
    /// Waits until it may be tried again.
    ///
    /// # Errors
    /// The fault's own, where it will not be.
    async fn again(&mut self, fault: Fault) -> Result<(), WireError> {
        let (error, asked) = match fault {
            Fault::Final(error) => return Err(error),
            Fault::Broken(error) => (error, None),
            Fault::Passing(error, wait) => (error, wait),
        };
        if self.left == 0 || asked.is_some_and(|wait| wait > self.patience) {
            return Err(error);
        }
        self.left -= 1;
        tokio::time::sleep(self.pace.step().max(asked.unwrap_or_default())).await;
        Ok(())
    }
}

impl RemoteJob {
    /// A job of which nothing is known but its name.
    pub fn pending(uuid: impl Into<String>) -> Self {
        Self {
            uuid: uuid.into(),
            status: RemoteStatus::Pending,
            page_count: None,
            mean_confidence: None,
            text: String::new(),
            pages: Vec::new(),
            error: None,
            used: None,
            cap: None,
            retry_after: None,
        }
    }

    /// Whether it is what the service said, and not only a name.
    pub fn is_known(&self) -> bool {
        self.status.is_over() || self.page_count.is_some()
    }
}

/// The name of a job as it may stand in a path.
fn checked(uuid: &str) -> Result<&str, WireError> {
    let is_name =
        (1..=128).contains(&uuid.len()) && uuid.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if is_name {
        Ok(uuid)
    } else {
        Err(WireError::new(Code::RemoteRefused, "the service names a job as none can be named"))
    }
}

/// Whether a body is the beginning of a JSON value.
fn is_cut(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err_and(|e| e.is_eof())
}

/// The job's name in the beginning of an answer.
fn uuid_in(body: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        Err(e) => std::str::from_utf8(&body[..e.valid_up_to()]).ok()?,
    };
    let (_, rest) = text.split_once("\"uuid\"")?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let (uuid, _) = rest.split_once('"')?;
    checked(uuid).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_found_in_an_answer_that_was_cut_short() {
        assert_eq!(uuid_in(br#"{"uuid": "9f2c", "status": "do"#), Some("9f2c"));
        assert_eq!(uuid_in(b"{\"uuid\":\"9f2c\",\"text\":\"\xc3"), Some("9f2c"));
        assert_eq!(uuid_in(br#"{"uuid": "9f2"#), None);
        assert_eq!(uuid_in(br#"{"uuid": "../../x", "status""#), None);
        assert!(is_cut(br#"{"uuid": "9f2c", "sta"#) && !is_cut(b"<html>") && !is_cut(b"{}"));
    }
}
