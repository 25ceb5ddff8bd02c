// Generated from crates/app/src/contract by `cargo xtask bindings`. Do not edit.
/* eslint-disable */

export type Code = "internal" | "usage" | "input_missing" | "input_directory" | "input_empty" | "input_unsupported" | "input_broken" | "input_unreadable" | "password_required" | "password_wrong" | "limit_file_bytes" | "limit_pixels" | "limit_pages" | "limit_memory" | "engine_missing" | "model_missing" | "model_broken" | "language_unsupported" | "worker_crashed" | "worker_timeout" | "worker_memory" | "pages_failed" | "output_unwritable" | "output_exists" | "disk_full" | "store_newer" | "store_damaged" | "store_busy" | "not_found" | "not_finished" | "token_invalid" | "quota_exceeded" | "too_many_requests" | "host_refused" | "not_implemented" | "remote_refused" | "remote_unreachable" | "remote_forbidden" | "cancelled";

export type Point = [number, number];

export type Rect = [number, number, number, number];

export type Quad = [Point, Point, Point, Point];

export type Word = { 
/**
 * The text without surrounding space.
 */
text: string, 
/**
 * Its box.
 */
bbox: Rect, 
/**
 * The chance that all of it is right, 0–1, by engine and script: of the words at 0.9, nine in ten are. In scripts
 * that put no space between words it is the chance of one character.
 */
confidence: number, 
/**
 * What the engine read, where a person corrected it.
 */
original?: string | null, 
/**
 * Whether a person has looked at it: corrected it, or accepted it as it stands.
 */
reviewed?: boolean, 
/**
 * What the engine would have read next, the likeliest first; never `text` itself.
 */
alternatives?: Array<string>, 
/**
 * Set in bold, where that is known.
 */
bold?: boolean, 
/**
 * Set in italics, where that is known.
 */
italic?: boolean, };

export type Line = { 
/**
 * The text in logical order.
 */
text: string, 
/**
 * Its corners, along the text.
 */
quad: Quad, 
/**
 * 0–1: the mean of its words, each weighted by its length.
 */
confidence: number, 
/**
 * Its words in logical order.
 */
words: Array<Word>, };

export type Cell = { 
/**
 * Its first row, 0-based.
 */
row: number, 
/**
 * Its first column, 0-based.
 */
col: number, 
/**
 * How many rows it spans, at least 1.
 */
row_span: number, 
/**
 * How many columns it spans, at least 1.
 */
col_span: number, 
/**
 * Its text: that of its lines, parted by spaces.
 */
text: string, 
/**
 * Its box.
 */
bbox: Rect, 
/**
 * Its lines from top to bottom; empty for an empty cell.
 */
lines: Array<Line>, };

export type Table = { 
/**
 * Number of rows.
 */
rows: number, 
/**
 * Number of columns.
 */
cols: number, 
/**
 * How many of the first rows are its head.
 */
header_rows: number, 
/**
 * The cells, row by row; a place that a spanning cell covers has none of its own.
 */
cells: Array<Cell>, };

export type BlockKind = "paragraph" | "quote" | "heading" | "list_item" | "table" | "key_value" | "figure" | "caption" | "header" | "footer" | "page_number";

export type Block = { 
/**
 * Unique on its page and stable under correction.
 */
id: number, 
/**
 * What it is.
 */
kind: BlockKind, 
/**
 * Its box.
 */
bbox: Rect, 
/**
 * 0–1: the mean of its words, each weighted by its length.
 */
confidence: number, 
/**
 * A heading's level from 1 (the greatest) to 6, a list item's depth from 1; 0 for every other kind.
 */
level: number, 
/**
 * What a list item's first line begins with: `•`, `–`, `1.`, `a)`. Formats with lists of their own leave it out.
 */
marker?: string | null, 
/**
 * Its lines from top to bottom; empty where there is a `table`, whose cells hold them.
 */
lines: Array<Line>, 
/**
 * Its cells, for a table.
 */
table?: Table | null, };

export type TextSource = "ocr" | "pdf" | "corrected";

export type Reading = { 
/**
 * The language of the text, by its code in ISO 639-3; absent where it is not certain.
 */
language?: string | null, 
/**
 * Its script, by its code in ISO 15924; absent for a page without letters.
 */
script?: string | null, 
/**
 * Why the page's engine was taken.
 */
reason: ReadingReason, };

export type ReadingReason = "asked" | "legible" | "script" | "language" | "mixed" | "undecided";

export type PageError = { 
/**
 * What went wrong.
 */
code: Code, 
/**
 * One sentence in English that says what to do.
 */
message: string, };

export type Page = { 
/**
 * 0-based place in the source.
 */
index: number, 
/**
 * Width of the upright page image in pixels.
 */
width: number, 
/**
 * Height of the upright page image in pixels.
 */
height: number, 
/**
 * Pixels an inch; 0 where the source does not say.
 */
dpi: number, 
/**
 * Degrees clockwise that the source was turned by to stand upright: 0, 90, 180 or 270.
 */
rotation: number, 
/**
 * Blocks in reading order.
 */
blocks: Array<Block>, 
/**
 * Who wrote the text.
 */
text_source: TextSource, 
/**
 * The engine that read it: `ppocr`, or `pdf` for a text layer.
 */
engine: string, 
/**
 * What was chosen to read it by, and why; absent where nothing was read, and for a text layer.
 */
reading?: Reading | null, 
/**
 * Why the page is empty, where it failed.
 */
error?: PageError | null, 
/**
 * Ids under this one may have been given to blocks that are gone; 0 before the first correction of blocks.
 */
next_block?: number, };

export type Empty = Record<symbol, never>;

export type WireError = { 
/**
 * What went wrong.
 */
code: Code, 
/**
 * One sentence that says what to do.
 */
message: string, 
/**
 * What a developer wants to see, where there is more.
 */
details?: string, };

export type Limits = { 
/**
 * Bytes of a file.
 */
file_bytes: number, 
/**
 * Pixels of one page image (width × height).
 */
page_pixels: number, 
/**
 * Pages of a document.
 */
pages: number, 
/**
 * Bytes that decoding one page may hold at once: the decoder's own buffers and the result.
 */
decoded_bytes: number, };

export type EngineChoice = "auto" | "ppocr" | "tesseract" | "ocrs" | "hosted";

export type Mode = "auto" | "skip" | "force" | "redo";

export type JobState = "queued" | "running" | "paused" | "done" | "failed" | "cancelled";

export type Priority = "low" | "normal" | "high";

export type Origin = "app" | "command_line" | "watch" | "server";

export type RemotePhase = "sending" | "waiting" | "reading" | "fetching";

export type RemoteProgress = { 
/**
 * What is being done.
 */
phase: RemotePhase, 
/**
 * Bytes of the file that are on their way.
 */
sent_bytes: number, 
/**
 * Bytes of the file; 0 before it is opened.
 */
total_bytes: number, };

export type JobSummary = { 
/**
 * 32 hex digits.
 */
id: string, 
/**
 * The file's name.
 */
name: string, 
/**
 * Content kind (`pdf`, `png` …); empty until the file was opened.
 */
format: string, 
/**
 * Where the job stands.
 */
state: JobState, 
/**
 * How many pages it has; 0 until the file was opened.
 */
pages: number, 
/**
 * How many pages were read.
 */
pages_done: number, 
/**
 * How many pages failed.
 */
pages_failed: number, 
/**
 * Which engine was asked for.
 */
engine: EngineChoice, 
/**
 * The language that was asked for; `None` is automatic.
 */
language: string | null, 
/**
 * How urgent it is.
 */
priority: Priority, 
/**
 * Who made it.
 */
origin: Origin, 
/**
 * The user's tags, sorted.
 */
tags: Array<string>, 
/**
 * When it was made, in milliseconds since 1970 (UTC).
 */
created_ms: number, 
/**
 * How long it has run, in milliseconds.
 */
elapsed_ms: number, 
/**
 * 0–1 over all words so far.
 */
mean_confidence: number | null, 
/**
 * Why it failed.
 */
error: WireError | null, 
/**
 * How far it is at a service, while it runs there.
 */
remote?: RemoteProgress, };

export type PageState = "waiting" | "running" | "done" | "failed";

export type PageStatus = { 
/**
 * 0-based.
 */
index: number, 
/**
 * Where it stands.
 */
state: PageState, 
/**
 * Pixels; 0 until known.
 */
width: number, 
/**
 * Pixels; 0 until known.
 */
height: number, 
/**
 * Whether `page://` has its picture.
 */
has_image: boolean, 
/**
 * Why it failed.
 */
error: WireError | null, };

export type JobDetail = { 
/**
 * As in the list.
 */
summary: JobSummary, 
/**
 * Every page in order.
 */
pages: Array<PageStatus>, 
/**
 * The source file as a person reads it; absent where it is a copy of ours (pasted, uploaded) or was deleted.
 */
source: string | null, 
/**
 * The source's size; absent where it is gone.
 */
source_bytes: number | null, 
/**
 * What the reader should know.
 */
warnings: Array<string>, 
/**
 * What of each page was left out.
 */
ignore: Array<Area>, };

export type JobRef = { 
/**
 * Its id.
 */
job: string, };

export type JobRefs = { 
/**
 * Their ids.
 */
jobs: Array<string>, };

export type JobFilter = { 
/**
 * The name or a tag holds this, whatever the case and the accents.
 */
name: string, 
/**
 * Its state is one of these.
 */
states: Array<JobState>, 
/**
 * A page of it was read by one of these engines (`ppocr`, `pdf`).
 */
engines: Array<string>, 
/**
 * The language that was asked for is one of these; `auto` for none.
 */
languages: Array<string>, 
/**
 * It has all of these tags.
 */
tags: Array<string>, 
/**
 * Its content's kind is one of these (`pdf`, `png`).
 */
formats: Array<string>, 
/**
 * Made at this moment or later, in milliseconds since 1970 (UTC).
 */
from_ms: number | null, 
/**
 * Made before this moment.
 */
until_ms: number | null, };

export type JobSort = "created" | "name" | "pages" | "confidence" | "queue";

export type ListJobs = { 
/**
 * Which jobs.
 */
filter: JobFilter, 
/**
 * In which order.
 */
sort: JobSort, 
/**
 * The other way round. By default names begin at A, everything else with the newest or the greatest.
 */
reverse: boolean, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many at most; 0 for the default of 100, never more than 1,000.
 */
limit: number, };

export type JobList = { 
/**
 * The jobs of the window.
 */
jobs: Array<JobSummary>, 
/**
 * How many jobs the filter lets through.
 */
total: number, };

export type Search = { 
/**
 * Words, all of which a page must hold; the last may be the beginning of one. Words in double quotes stand together.
 */
text: string, 
/**
 * In which jobs.
 */
filter: JobFilter, 
/**
 * How many hits to pass over.
 */
offset: number, 
/**
 * How many hits at most; 0 for the default of 50, never more than 500.
 */
limit: number, };

export type SnippetPart = { 
/**
 * The text.
 */
text: string, 
/**
 * Whether it is what was sought.
 */
hit: boolean, };

export type SearchHit = { 
/**
 * Its job.
 */
job: JobSummary, 
/**
 * 0-based.
 */
page: number, 
/**
 * The place in its text, on one line.
 */
snippet: Array<SnippetPart>, };

export type SearchHits = { 
/**
 * The hits of the window, best first.
 */
hits: Array<SearchHit>, 
/**
 * How many pages there are in all.
 */
total: number, };

export type Facets = { 
/**
 * Engines that have read a page.
 */
engines: Array<string>, 
/**
 * Languages that were asked for; `auto` for none.
 */
languages: Array<string>, 
/**
 * Tags.
 */
tags: Array<string>, 
/**
 * Content kinds.
 */
formats: Array<string>, };

export type RerunJob = { 
/**
 * Its id.
 */
job: string, 
/**
 * With which engine.
 */
engine: EngineChoice, 
/**
 * In which language; `None` is automatic.
 */
language: string | null, 
/**
 * Text layer or recognition.
 */
mode: Mode, 
/**
 * What of each page is left out; absent for what the job left out.
 */
ignore?: Array<Area>, };

export type JobSettings = { 
/**
 * Its id.
 */
job: string, 
/**
 * With which engine; `hosted` is not for several at once.
 */
engine: EngineChoice, 
/**
 * In which language; `None` is automatic.
 */
language: string | null, 
/**
 * Text layer or recognition.
 */
mode: Mode, 
/**
 * Which pages, as a person types them (`1,3-5,8-end`); empty for all.
 */
pages: string, };

export type RestartJobs = { 
/**
 * Each with its settings.
 */
jobs: Array<JobSettings>, };

export type ExportPlan = { 
/**
 * The jobs, in the order in which `{n}` counts them.
 */
jobs: Array<string>, 
/**
 * A file for each of these.
 */
formats: Array<ExportFormat>, 
/**
 * The file's name without its ending: text with `{name}`, `{date}`, `{n}` and `{lang}`.
 */
pattern: string, };

export type ExportJobs = { 
/**
 * Which.
 */
plan: ExportPlan, 
/**
 * Into which folder: an absolute path, out of a native dialog.
 */
folder: string, };

export type ExportNames = { 
/**
 * A name for each job and format, job after job.
 */
names: Array<string>, };

export type FailedExport = { 
/**
 * Its job.
 */
job: string, 
/**
 * The job's name.
 */
name: string, 
/**
 * In which format.
 */
format: ExportFormat, 
/**
 * Why.
 */
error: WireError, };

export type ExportProgress = { 
/**
 * How many files were tried.
 */
done: number, 
/**
 * How many there are to be.
 */
total: number, 
/**
 * Those that could not be written; the others go on.
 */
failed: Array<FailedExport>, 
/**
 * Where they go.
 */
folder: string, 
/**
 * Whether it has ended: all were tried, or it was stopped.
 */
ended: boolean, };

export type MoveJob = { 
/**
 * Its id.
 */
job: string, 
/**
 * The waiting job before which it goes; `None` for the end.
 */
before: string | null, };

export type SetPriority = { 
/**
 * Its id.
 */
job: string, 
/**
 * How urgent.
 */
priority: Priority, };

export type RenameJob = { 
/**
 * The job's id.
 */
job: string, 
/**
 * Its name from now on; not empty.
 */
name: string, };

export type TagJob = { 
/**
 * The job's id.
 */
job: string, 
/**
 * All its tags from now on.
 */
tags: Array<string>, };

export type Storage = { 
/**
 * Jobs in the history.
 */
jobs: number, 
/**
 * Pages in the history.
 */
pages: number, 
/**
 * The database with its index.
 */
database_bytes: number, 
/**
 * Previews and thumbnails.
 */
preview_bytes: number, 
/**
 * Copies of sources that are ours: pasted, uploaded, watched.
 */
source_bytes: number, };

export type Keep = "always" | { "days": number } | "never";

export type WatchFolder = { 
/**
 * Whether it is watched.
 */
enabled: boolean, 
/**
 * The folder that is watched.
 */
input: string, 
/**
 * Where results go.
 */
output: string, 
/**
 * In which formats.
 */
formats: Array<ExportFormat>, 
/**
 * Whether folders beneath are watched as well.
 */
recursive: boolean, 
/**
 * The language of its files; `None` is automatic.
 */
language: string | null, 
/**
 * Where files go that were converted; `None` leaves them.
 */
done: string | null, 
/**
 * Where files go that could not be converted; `None` leaves them.
 */
failed: string | null, };

export type ReadingSettings = { 
/**
 * With which engine. Never `hosted`: a file leaves the machine only where that is said for it.
 */
engine: EngineChoice, 
/**
 * In which language; empty is automatic.
 */
language: string, 
/**
 * When a PDF's own text is taken.
 */
mode: Mode, };

export type ExportSettings = { 
/**
 * In which formats.
 */
formats: Array<ExportFormat>, 
/**
 * Into which folder; empty asks.
 */
folder: string, 
/**
 * What the files are called: text with `{name}`, `{date}`, `{n}` and `{lang}`.
 */
pattern: string, };

export type ServerSettings = { 
/**
 * Whether the window runs it. `ocrchat serve` runs whatever this says.
 */
enabled: boolean, 
/**
 * Where it listens: a numeric address with its port. Every other than 127.0.0.1 and `[::1]` lets other machines in.
 */
bind: string, 
/**
 * Whether it serves the interface as well.
 */
ui: boolean, 
/**
 * Names by which it may be called beside those of its address: what a reverse proxy passes on as Host.
 */
allow_hosts: Array<string>, 
/**
 * How many requests a minute one token may send.
 */
requests_a_minute: number, 
/**
 * How many unfinished jobs one token may have.
 */
waiting_jobs: number, };

export type Consent = "ask" | "allowed" | "forbidden";

export type EndpointSettings = { 
/**
 * Its address, beneath which `chat/completions` lies; empty for none.
 */
url: string, 
/**
 * The model that is asked for; empty for none.
 */
model: string, 
/**
 * Whether text may be sent to it where it is not on this machine or its own network.
 */
consent: Consent, 
/**
 * Seconds that it may say nothing.
 */
timeout_seconds: number, 
/**
 * Tokens that one answer may have.
 */
most_tokens: number, };

export type HostedSettings = { 
/**
 * Its address: the hosted service's, or another machine's `ocrchat serve`.
 */
url: string, 
/**
 * Whether files may be sent there.
 */
consent: Consent, 
/**
 * Which of its engines reads where nothing else is said.
 */
tier: Tier, 
/**
 * Whether a token may travel unencrypted beyond this machine and its own network.
 */
allow_plain_http: boolean, };

export type Settings = { 
/**
 * What is refused before it is decoded.
 */
limits: Limits, 
/**
 * How many worker processes run at once; 0 chooses by the machine.
 */
workers: number, 
/**
 * Seconds that one page may take before its worker is stopped.
 */
page_seconds: number, 
/**
 * MiB of resident memory at which a worker is stopped; 0 chooses by the machine.
 */
worker_memory_mb: number, 
/**
 * Minutes that a worker waits for work before it leaves.
 */
idle_minutes: number, 
/**
 * How long copies of sources are kept (what was pasted or uploaded; a user's own files are never deleted).
 */
keep_sources: Keep, 
/**
 * How long previews are kept.
 */
keep_previews: Keep, 
/**
 * MiB that previews may take together; those that were not looked at for longest go first. 0 is no limit.
 */
preview_cache_mb: number, 
/**
 * Whether the end of a long job is announced while the window is not in front.
 */
notify: boolean, 
/**
 * Watched folders.
 */
watch: Array<WatchFolder>, 
/**
 * Where Tesseract lies (the program, or its folder); empty searches for it.
 */
tesseract_path: string, 
/**
 * How new documents are read.
 */
reading: ReadingSettings, 
/**
 * How results are written.
 */
exports: ExportSettings, 
/**
 * The local server.
 */
server: ServerSettings, 
/**
 * The hosted service.
 */
hosted: HostedSettings, 
/**
 * The review of doubtful words.
 */
review: ReviewSettings, 
/**
 * The model that generates answers.
 */
endpoint: EndpointSettings, };

export type PageRef = { 
/**
 * The job's id.
 */
job: string, 
/**
 * 0-based.
 */
page: number, };

export type ChatRole = "user" | "assistant";

export type AnswererChoice = "extractive" | "generative";

export type ChatStanding = "supported" | "not_found" | "unsupported";

export type ChatCitation = { 
/**
 * The job whose page it is.
 */
job: string, 
/**
 * 0-based.
 */
page: number, 
/**
 * The words, as they stand on the page.
 */
snippet: string, 
/**
 * The box of each of its words, in pixels of the page.
 */
boxes: Array<Rect>, };

export type ChatMessage = { 
/**
 * Its place in the order of all chats.
 */
id: number, 
/**
 * The jobs that the chat is over.
 */
jobs: Array<string>, 
/**
 * Who says it.
 */
role: ChatRole, 
/**
 * What is said. Plain text.
 */
text: string, 
/**
 * The places that an answer rests on.
 */
citations: Array<ChatCitation>, 
/**
 * Of an answer: whether the documents bear it out.
 */
standing: ChatStanding | null, 
/**
 * Of an answer: who answered.
 */
answerer: AnswererChoice | null, 
/**
 * When, in milliseconds since 1970 (UTC).
 */
created_ms: number, };

export type AskChat = { 
/**
 * The jobs that are asked, 1 to 100.
 */
jobs: Array<string>, 
/**
 * The question.
 */
question: string, 
/**
 * Who shall answer.
 */
answerer: AnswererChoice, 
/**
 * A name of the caller's choice, for the events and to take the question back.
 */
request: string, 
/**
 * The user's consent for this very question, where the endpoint is not on this machine or its network.
 */
allow_upload: boolean, };

export type ChatReply = { 
/**
 * The question as it is kept.
 */
question: ChatMessage, 
/**
 * The answer as it is kept.
 */
answer: ChatMessage, };

export type RetryChat = { 
/**
 * The answer's (or its question's) id.
 */
message: number, 
/**
 * Who shall answer.
 */
answerer: AnswererChoice, 
/**
 * As in [`AskChat`].
 */
request: string, 
/**
 * As in [`AskChat`].
 */
allow_upload: boolean, };

export type ChatRequestRef = { 
/**
 * The name that it was asked with.
 */
request: string, };

export type ChatMessageRef = { 
/**
 * Its id.
 */
message: number, };

export type SearchChats = { 
/**
 * All of these words, whatever the case and the accents; empty for the latest chats.
 */
text: string, 
/**
 * In the chats of this job alone.
 */
job: string | null, 
/**
 * How many at most; 0 for the default of 50, never more than 500.
 */
limit: number, };

export type ChatHit = { 
/**
 * The message.
 */
message: ChatMessage, 
/**
 * The jobs that its chat is over.
 */
jobs: Array<JobSummary>, };

export type EndpointStatus = { 
/**
 * Its address, as settings have it; empty where there is none.
 */
url: string, 
/**
 * The model that is asked for.
 */
model: string, 
/**
 * Why it cannot be used.
 */
problem: WireError | null, 
/**
 * Whether it is on this machine or its own network: then nothing leaves that.
 */
is_near: boolean, 
/**
 * Whether there is a key for it.
 */
has_key: boolean, 
/**
 * Where that key is kept.
 */
key_place: SecretPlace | null, 
/**
 * Whether text may be sent where it is not near: with `ask`, ask before each question.
 */
consent: Consent, };

export type SetEndpointKey = { 
/**
 * The key; space around it is cut off. Empty forgets the one there is.
 */
key: string, };

export type OpenPaths = { 
/**
 * Absolute paths.
 */
paths: Array<string>, };

export type ExportFormat = "txt" | "md" | "pdf" | "docx" | "csv" | "xlsx" | "json" | "hocr" | "alto";

export type ExportRequest = { 
/**
 * The job's id.
 */
job: string, 
/**
 * Which format.
 */
format: ExportFormat, 
/**
 * Only this page (0-based); absent for all.
 */
page?: number, };

export type ExportedText = { 
/**
 * The whole file's content.
 */
text: string, };

export type About = { 
/**
 * The product's version.
 */
version: string, 
/**
 * What keeps it from recognising; empty when all is well.
 */
problems: Array<WireError>, };

export type ModelState = { "state": "missing" } | { "state": "partial", 
/**
 * Bytes that are there.
 */
done: number, } | { "state": "downloading", 
/**
 * Bytes that are there.
 */
done: number, 
/**
 * Bytes of all; `None` where nobody said.
 */
total: number | null, } | { "state": "installed" } | { "state": "broken" };

export type ModelFile = { 
/**
 * Its short name, e.g. `ppocr-v5-rec-korean`.
 */
name: string, 
/**
 * What it does, in one line of English.
 */
about: string, 
/**
 * Where it lies, or would.
 */
file: string, 
/**
 * SHA-256 in lower-case hex.
 */
sha256: string, 
/**
 * Exact size in bytes, where it is known.
 */
bytes: number | null, 
/**
 * The languages that it was made for; empty for one that reads what the product reads by itself.
 */
languages: Array<string>, 
/**
 * Whether the user added it.
 */
added: boolean, 
/**
 * How far it is.
 */
state: ModelState, };

export type ModelPack = { 
/**
 * Its name: what `add_model` takes.
 */
name: string, 
/**
 * The engine that uses it.
 */
engine: string, 
/**
 * The licence of the weights.
 */
licence: string, 
/**
 * Bytes of all its files; `None` where that is not known before they are there.
 */
bytes: number | null, 
/**
 * Whether it comes with the product.
 */
shipped: boolean, 
/**
 * Whether the user added it, so that it can be removed.
 */
removable: boolean, 
/**
 * How far it is: installed when all its files are.
 */
state: ModelState, 
/**
 * Its files.
 */
files: Array<ModelFile>, };

export type ModelRef = { 
/**
 * Its name.
 */
pack: string, };

export type Tier = "cpu" | "vlm";

export type Scope = "api" | "owner";

export type TokenLimits = { 
/**
 * Pages a day.
 */
pages_a_day: number | null, 
/**
 * Pages a month.
 */
pages_a_month: number | null, 
/**
 * Pages in all, from the moment at which this was set.
 */
balance: number | null, 
/**
 * Pages of one file.
 */
pages_a_file: number | null, 
/**
 * Bytes of one file.
 */
bytes_a_file: number | null, };

export type TokenUsage = { 
/**
 * Since the day began (UTC).
 */
today: number, 
/**
 * Since the month began (UTC).
 */
this_month: number, 
/**
 * Of its balance, since that was set.
 */
of_balance: number, 
/**
 * Pages of the fast tier that were ever read for it.
 */
pages_cpu: number, 
/**
 * Pages of the premium tier that were ever read for it.
 */
pages_vlm: number, };

export type TokenInfo = { 
/**
 * 32 hex digits; not a secret.
 */
id: string, 
/**
 * Its name, one of its kind among tokens that were not revoked.
 */
name: string, 
/**
 * What it may do.
 */
scope: Scope, 
/**
 * What it may use.
 */
limits: TokenLimits, 
/**
 * What it has used.
 */
usage: TokenUsage, 
/**
 * When it was made, in milliseconds since 1970 (UTC).
 */
created_ms: number, 
/**
 * When it was last used, to the minute.
 */
used_ms: number | null, };

export type TokenList = { 
/**
 * In the order of their names.
 */
tokens: Array<TokenInfo>, };

export type AddToken = { 
/**
 * Its name: 1–64 characters, none of them a control character.
 */
name: string, 
/**
 * What it may do.
 */
scope: Scope, 
/**
 * What it may use.
 */
limits: TokenLimits, };

export type AddedToken = { 
/**
 * The token.
 */
token: TokenInfo, 
/**
 * What its holder sends. Shown this once: only its digest is kept.
 */
secret: string, };

export type TokenRef = { 
/**
 * Its id or its name.
 */
token: string, };

export type SetToken = { 
/**
 * Its id or its name.
 */
token: string, 
/**
 * What it may use from now on. Another balance than before begins anew with nothing used of it.
 */
limits: TokenLimits, };

export type ServerStatus = { 
/**
 * Whether it answers.
 */
running: boolean, 
/**
 * Where, as `http://127.0.0.1:8117`; absent where it does not run.
 */
address: string | null, 
/**
 * Whether other machines can reach it.
 */
exposed: boolean, 
/**
 * Whether it serves the interface as well.
 */
ui: boolean, 
/**
 * The file that holds the owner's token, as a person reads its path.
 */
token_file: string, 
/**
 * What keeps it from running though it should.
 */
problem: WireError | null, };

export type SecretPlace = "environment" | "keychain" | "file";

export type Balance = { 
/**
 * Pages (or credits) used; absent where the service does not say.
 */
used: number | null, 
/**
 * Pages (or credits) that may be used; absent where the service does not say.
 */
cap: number | null, 
/**
 * When it said so, in milliseconds since 1970 (UTC).
 */
at_ms: number, };

export type HostedStatus = { 
/**
 * The address that files would be sent to, as settings have it.
 */
url: string, 
/**
 * Why nothing can be sent there (an address that cannot be read, or plain http to another network).
 */
problem: WireError | null, 
/**
 * Whether there is a token for this address.
 */
has_token: boolean, 
/**
 * Where that token is kept.
 */
token_place: SecretPlace | null, 
/**
 * Whether files may be sent: with `ask`, ask before each job that is sent.
 */
consent: Consent, 
/**
 * What the service last said of the account.
 */
balance: Balance | null, };

export type HostedCheck = { 
/**
 * Whether the service is there and takes the token.
 */
ok: boolean, 
/**
 * Why not: `remote_unreachable`, `token_invalid`, `remote_refused`, `usage` for the address.
 */
error: WireError | null, 
/**
 * How long the answer took, in milliseconds.
 */
elapsed_ms: number, };

export type SetHostedToken = { 
/**
 * The token; space around it is cut off.
 */
token: string, };

export type SetHostedConsent = { 
/**
 * Asked before each job, always, or never.
 */
consent: Consent, };

export type HostedOptions = { 
/**
 * Which of the service's engines.
 */
tier: Tier, 
/**
 * The language as the user gave it; `None` lets the service choose.
 */
language: string | null, 
/**
 * The slug of one of the service's tools, whose preset applies.
 */
tool: string | null, 
/**
 * The language that the tool `translate` is to translate into.
 */
translate_to: string | null, 
/**
 * The user's consent for this very call; needed unless it was given for good.
 */
allow_upload: boolean, };

export type OpenHosted = { 
/**
 * Absolute paths.
 */
paths: Array<string>, 
/**
 * How they are sent.
 */
options: HostedOptions, };

export type RerunHosted = { 
/**
 * Its id.
 */
job: string, 
/**
 * How its file is sent.
 */
options: HostedOptions, };

export type Event = { "type": "job_changed", 
/**
 * Its new state.
 */
job: JobSummary, } | { "type": "job_removed", 
/**
 * Its id.
 */
job: string, } | { "type": "page_changed", 
/**
 * The job's id.
 */
job: string, 
/**
 * Its new state.
 */
page: PageStatus, } | { "type": "pages_corrected", 
/**
 * The job's id.
 */
job: string, 
/**
 * 0-based, ascending.
 */
pages: Array<number>, } | { "type": "list_changed" } | { "type": "model_changed", 
/**
 * Its new state.
 */
pack: ModelPack, 
/**
 * Why its download ended without it.
 */
error: WireError | null, } | { "type": "export_changed", 
/**
 * How far it is.
 */
progress: ExportProgress, } | { "type": "chat_progress", 
/**
 * The name that the question was asked with.
 */
request: string, 
/**
 * The part; it goes after those before.
 */
text: string, } | { "type": "problem", 
/**
 * What.
 */
error: WireError, };

export type LanguageStatus = { 
/**
 * What a job's `language` takes: ISO 639-3, or Tesseract's code where that says more.
 */
code: string, 
/**
 * BCP 47, for `Intl` to name; empty where there is none of its own.
 */
tag: string, 
/**
 * Its name in English.
 */
name: string, 
/**
 * Its name in itself, where that is known.
 */
autonym: string | null, 
/**
 * ISO 15924.
 */
script: string, 
/**
 * Whether it is written from right to left.
 */
rtl: boolean, 
/**
 * The engine that reads it, or would: `ppocr`, `tesseract`.
 */
engine: string, 
/**
 * Whether it can be read now.
 */
ready: boolean, 
/**
 * The command that makes it ready; `None` where it is, and where none is known.
 */
install: string | null, 
/**
 * Whether `install_language` can do that: the system then asks for an administrator's password itself.
 */
installable: boolean, };

export type LanguageRef = { 
/**
 * Its code, or another of its names.
 */
language: string, };

export type CellPath = { 
/**
 * 0-based.
 */
row: number, 
/**
 * 0-based.
 */
col: number, };

export type LinePath = { 
/**
 * The block's id.
 */
block: number, 
/**
 * The cell that it stands in, in a table.
 */
cell?: CellPath, 
/**
 * Its place among the lines of the block or cell, 0-based.
 */
line: number, };

export type WordPath = { 
/**
 * The block's id.
 */
block: number, 
/**
 * The cell that it stands in, in a table.
 */
cell?: CellPath, 
/**
 * Its line's place among the lines of the block or cell, 0-based.
 */
line: number, 
/**
 * Its place in the line, 0-based.
 */
word: number, };

export type Edit = { "type": "set_word", 
/**
 * Which.
 */
at: WordPath, 
/**
 * Its new text.
 */
text: string, } | { "type": "accept_words", 
/**
 * Which.
 */
words: Array<WordPath>, } | { "type": "set_line", 
/**
 * Which.
 */
at: LinePath, 
/**
 * Its new text.
 */
text: string, } | { "type": "split_word", 
/**
 * Which.
 */
at: WordPath, 
/**
 * How many characters (Unicode scalars) the first part has.
 */
offset: number, } | { "type": "merge_words", 
/**
 * The first.
 */
at: WordPath, 
/**
 * How many, at least 2.
 */
count: number, } | { "type": "split_line", 
/**
 * The word; not its line's first.
 */
at: WordPath, } | { "type": "merge_lines", 
/**
 * The first.
 */
at: LinePath, 
/**
 * How many, at least 2.
 */
count: number, } | { "type": "split_block", 
/**
 * The line; not its block's first, and in no table.
 */
at: LinePath, } | { "type": "merge_blocks", 
/**
 * Their ids, in the order in which their lines shall stand.
 */
blocks: Array<number>, } | { "type": "set_block", 
/**
 * Its id.
 */
block: number, 
/**
 * What it is.
 */
kind: BlockKind, 
/**
 * A heading's level (1–6) or a list item's depth from 1; 1 where it is left out.
 */
level?: number, } | { "type": "move_block", 
/**
 * Its id.
 */
block: number, 
/**
 * The block that it shall stand before; none for the end.
 */
before?: number, } | { "type": "order_blocks", 
/**
 * Every block's id, each once.
 */
blocks: Array<number>, } | { "type": "delete_words", 
/**
 * Which.
 */
words: Array<WordPath>, } | { "type": "delete_lines", 
/**
 * Which.
 */
lines: Array<LinePath>, } | { "type": "delete_blocks", 
/**
 * Their ids.
 */
blocks: Array<number>, } | { "type": "set_word_box", 
/**
 * Which.
 */
at: WordPath, 
/**
 * Its new box.
 */
bbox: Rect, } | { "type": "set_line_box", 
/**
 * Which.
 */
at: LinePath, 
/**
 * Its new box.
 */
bbox: Rect, } | { "type": "set_block_box", 
/**
 * Its id.
 */
block: number, 
/**
 * Its new box.
 */
bbox: Rect, } | { "type": "add_line", 
/**
 * Where: the line that then stands after it, or one past the last.
 */
at: LinePath, 
/**
 * Its text.
 */
text: string, 
/**
 * Its box.
 */
bbox: Rect, } | { "type": "add_block", 
/**
 * What it is; no table.
 */
kind: BlockKind, 
/**
 * Its lines, parted by `\n`.
 */
text: string, 
/**
 * Its box, which the lines share.
 */
bbox: Rect, 
/**
 * The block that it shall stand before; none for the end.
 */
before?: number, } | { "type": "remove_area", 
/**
 * The area.
 */
area: Rect, } | { "type": "replace_area", 
/**
 * The area.
 */
area: Rect, 
/**
 * What stands there now, in reading order.
 */
blocks: Array<Block>, } | { "type": "set_cell", 
/**
 * The table's id.
 */
block: number, 
/**
 * Which cell.
 */
cell: CellPath, 
/**
 * Its new text, lines parted by `\n`.
 */
text: string, } | { "type": "insert_row", 
/**
 * The table's id.
 */
block: number, 
/**
 * The row that then stands after it, or the number of rows for the end.
 */
at: number, } | { "type": "delete_rows", 
/**
 * The table's id.
 */
block: number, 
/**
 * The first.
 */
at: number, 
/**
 * How many; some must stay.
 */
count: number, } | { "type": "insert_column", 
/**
 * The table's id.
 */
block: number, 
/**
 * The column that then stands after it, or the number of columns for the end.
 */
at: number, } | { "type": "delete_columns", 
/**
 * The table's id.
 */
block: number, 
/**
 * The first.
 */
at: number, 
/**
 * How many; some must stay.
 */
count: number, } | { "type": "merge_cells", 
/**
 * The table's id.
 */
block: number, 
/**
 * One corner.
 */
from: CellPath, 
/**
 * The opposite corner.
 */
to: CellPath, } | { "type": "split_cell", 
/**
 * The table's id.
 */
block: number, 
/**
 * Which cell.
 */
cell: CellPath, } | { "type": "set_header_rows", 
/**
 * The table's id.
 */
block: number, 
/**
 * How many.
 */
rows: number, } | { "type": "to_table", 
/**
 * The block's id; its lines are all that it has.
 */
block: number, } | { "type": "from_table", 
/**
 * The table's id.
 */
block: number, } | { "type": "add_table", 
/**
 * Its box.
 */
bbox: Rect, 
/**
 * How many rows, at least 1.
 */
rows: number, 
/**
 * How many columns, at least 1.
 */
cols: number, 
/**
 * The block that it shall stand before; none for the end.
 */
before?: number, };

export type AreaPages = "all" | "odd" | "even";

export type Area = { 
/**
 * Its edges as shares of the upright page's width and height, 0 to 1.
 */
bbox: Rect, 
/**
 * On which pages.
 */
pages: AreaPages, };

export type RegionSource = "file" | "preview";

export type RecogniseRegion = { 
/**
 * The job's id.
 */
job: string, 
/**
 * 0-based.
 */
page: number, 
/**
 * Which part; it is cut at the page's edge.
 */
bbox: Rect, 
/**
 * With which engine; not the hosted one, which reads whole files.
 */
engine?: EngineChoice, 
/**
 * In which language; absent for the job's, or the page's own.
 */
language?: string, 
/**
 * The password of an encrypted PDF.
 */
password?: string, 
/**
 * A name of the caller's for this request, by which it can be given up.
 */
ticket?: string, };

export type RegionReading = { 
/**
 * Its lines in reading order, with boxes in pixels of the page.
 */
lines: Array<Line>, 
/**
 * Their text, lines by `\n`.
 */
text: string, 
/**
 * The text of the words that stand there now.
 */
before: string, 
/**
 * 0–1 over its words; null with no word.
 */
confidence: number | null, 
/**
 * The engine that read it.
 */
engine: string, 
/**
 * What was chosen to read it by, and why.
 */
reading?: Reading, 
/**
 * What it was read from.
 */
source: RegionSource, 
/**
 * Pixels an inch of what was read; 0 where that is not known.
 */
dpi: number, };

export type WordAlternatives = { 
/**
 * The job's id.
 */
job: string, 
/**
 * 0-based.
 */
page: number, 
/**
 * The word's box.
 */
bbox: Rect, 
/**
 * In which language; absent for the job's, or the page's own.
 */
language?: string, 
/**
 * The password of an encrypted PDF.
 */
password?: string, 
/**
 * A name of the caller's for this request, by which it can be given up.
 */
ticket?: string, };

export type Alternative = { 
/**
 * The text.
 */
text: string, 
/**
 * Which engine says so; several are joined by `+`.
 */
engine: string, 
/**
 * How likely, 0–1, among the readings told; 0 for one that was stored with the page and that nobody reads now.
 */
confidence: number, };

export type Alternatives = { 
/**
 * The readings; what stands there now may be one of them.
 */
readings: Array<Alternative>, 
/**
 * What they were read from.
 */
source: RegionSource, };

export type Ticket = { 
/**
 * As it was given.
 */
ticket: string, };

export type RegionFormat = "txt" | "md" | "tsv" | "csv";

export type RegionTextRequest = { 
/**
 * The job's id.
 */
job: string, 
/**
 * 0-based.
 */
page: number, 
/**
 * Which part.
 */
bbox: Rect, 
/**
 * As what.
 */
format: RegionFormat, };

export type RegionText = { 
/**
 * In the format that was asked for; empty where no word stands there.
 */
text: string, };

export type AreaScope = "this" | "all" | "odd" | "even";

export type AreaRequest = { 
/**
 * The job's id.
 */
job: string, 
/**
 * The page it was drawn on, 0-based.
 */
page: number, 
/**
 * Where, in that page's pixels.
 */
bbox: Rect, 
/**
 * On which pages it is wanted.
 */
pages: AreaScope, };

export type PageArea = { 
/**
 * 0-based.
 */
page: number, 
/**
 * In that page's pixels.
 */
bbox: Rect, 
/**
 * How many words stand there.
 */
words: number, };

export type AreaOnPages = { 
/**
 * Its shares of the page, as a job takes them to leave it out.
 */
area: Area, 
/**
 * Where it lies, page by page.
 */
pages: Array<PageArea>, };

export type ShowPages = { 
/**
 * The job's id.
 */
job: string, 
/**
 * 0-based, the most wanted first.
 */
pages: Array<number>, };

export type EditPage = { 
/**
 * The job's id.
 */
job: string, 
/**
 * 0-based.
 */
page: number, 
/**
 * What to do, in order: each finds the page as those before it left it. All or none; one undo takes all back.
 */
edits: Array<Edit>, };

export type PageEdits = { 
/**
 * 0-based.
 */
page: number, 
/**
 * What to do, in order.
 */
edits: Array<Edit>, };

export type EditPages = { 
/**
 * The job's id.
 */
job: string, 
/**
 * What to do on which page.
 */
pages: Array<PageEdits>, };

export type EditState = { 
/**
 * How many steps hold: so often can be undone.
 */
undo: number, 
/**
 * How many steps were undone and can be done again.
 */
redo: number, };

export type EditReply = { 
/**
 * The page as it is now.
 */
page: Page, 
/**
 * What can be undone.
 */
history: EditState, };

export type ChangeReply = { 
/**
 * The pages that have changed, 0-based, ascending; empty where nothing was to be done.
 */
pages: Array<number>, 
/**
 * The page to show: the last that the step touched.
 */
page: number | null, 
/**
 * How many edits it was, or for replacements how many places.
 */
changes: number, 
/**
 * What can be undone.
 */
history: EditState, };

export type ReviewRequest = { 
/**
 * The job's id.
 */
job: string, 
/**
 * Words under this confidence (0–1) are doubtful; the setting's where it is left out.
 */
threshold?: number, };

export type PageReview = { 
/**
 * 0-based.
 */
page: number, 
/**
 * How many words of it were doubtful before anybody reviewed it.
 */
total: number, 
/**
 * How many are.
 */
left: number, };

export type ReviewState = { 
/**
 * The threshold that was taken.
 */
threshold: number, 
/**
 * Over all pages.
 */
total: number, 
/**
 * Over all pages.
 */
left: number, 
/**
 * Each page that was read, in order.
 */
pages: Array<PageReview>, };

export type NextDoubtful = { 
/**
 * The job's id.
 */
job: string, 
/**
 * The page to begin at, 0-based.
 */
page: number, 
/**
 * The word there to go on from, which is not found itself; its place is enough, it may be gone. Absent: from the
 * page's beginning, or backwards from its end.
 */
after?: WordPath, 
/**
 * Whether to look towards the document's beginning.
 */
back: boolean, 
/**
 * As in `review_state`.
 */
threshold?: number, };

export type Doubt = { 
/**
 * 0-based.
 */
page: number, 
/**
 * Where.
 */
at: WordPath, 
/**
 * The word.
 */
word: Word, 
/**
 * Its line's text.
 */
line: string, 
/**
 * Its line's box.
 */
line_box: Rect, };

export type DoubtReply = { 
/**
 * The word; none where none is left.
 */
doubt: Doubt | null, 
/**
 * Whether the search went on at the document's other end.
 */
wrapped: boolean, };

export type FindPattern = { 
/**
 * The text, or a regular expression. It is sought within lines, never over their end.
 */
text: string, 
/**
 * Whether small and capital letters are told apart.
 */
case: boolean, 
/**
 * Whether it must not be a part of a longer word.
 */
whole_word: boolean, 
/**
 * Whether `text` is a regular expression (the syntax of the Rust crate regex).
 */
regex: boolean, };

export type FindText = { 
/**
 * The job's id.
 */
job: string, 
/**
 * Only this page (0-based); absent for all.
 */
page?: number, 
/**
 * What.
 */
pattern: FindPattern, 
/**
 * How many places to give at most; 1,000 where it is left out.
 */
limit?: number, };

export type TextMatch = { 
/**
 * 0-based.
 */
page: number, 
/**
 * The line.
 */
at: LinePath, 
/**
 * The first character (Unicode scalar) of the line's text.
 */
start: number, 
/**
 * The character after the last.
 */
end: number, 
/**
 * The first word that it touches; none where the line's words are not known.
 */
first_word: number | null, 
/**
 * The last word that it touches.
 */
last_word: number | null, 
/**
 * The line's whole text.
 */
text: string, };

export type FindReply = { 
/**
 * The places, in reading order.
 */
matches: Array<TextMatch>, 
/**
 * How many there are in all.
 */
total: number, };

export type MatchRef = { 
/**
 * 0-based.
 */
page: number, 
/**
 * The line.
 */
at: LinePath, 
/**
 * Its first character.
 */
start: number, };

export type ReplaceText = { 
/**
 * The job's id.
 */
job: string, 
/**
 * Only this page (0-based); absent for all.
 */
page?: number, 
/**
 * What.
 */
pattern: FindPattern, 
/**
 * By what; of a regular expression `$1` is its first group, `$$` a dollar sign.
 */
replacement: string, 
/**
 * Only these places; absent for all.
 */
only?: Array<MatchRef>, };

export type Replacement = { 
/**
 * What is sought.
 */
pattern: FindPattern, 
/**
 * By what it is replaced, as in `replace_text`.
 */
replacement: string, };

export type Replacements = { 
/**
 * The pairs.
 */
list: Array<Replacement>, };

export type ApplyReplacements = { 
/**
 * The job's id.
 */
job: string, 
/**
 * Only this page (0-based); absent for all.
 */
page?: number, };

export type Words = { 
/**
 * Sorted in replies.
 */
words: Array<string>, };

export type ReviewSettings = { 
/**
 * Words under this confidence are doubtful, in percent.
 */
threshold: number, };

/** Every command of the host, with its arguments and its reply. */
export interface Commands {
  about: { args: Empty; reply: About };
  open_paths: { args: OpenPaths; reply: Array<JobSummary> };
  list_jobs: { args: ListJobs; reply: JobList };
  search: { args: Search; reply: SearchHits };
  facets: { args: Empty; reply: Facets };
  get_job: { args: JobRef; reply: JobDetail };
  get_page: { args: PageRef; reply: Page };
  cancel_job: { args: JobRef; reply: Empty };
  pause_job: { args: JobRef; reply: Empty };
  resume_job: { args: JobRef; reply: Empty };
  retry_job: { args: JobRef; reply: Empty };
  rerun_job: { args: RerunJob; reply: JobSummary };
  restart_jobs: { args: RestartJobs; reply: Array<JobSummary> };
  export_names: { args: ExportPlan; reply: ExportNames };
  export_jobs: { args: ExportJobs; reply: Empty };
  cancel_export: { args: Empty; reply: Empty };
  move_job: { args: MoveJob; reply: Empty };
  set_priority: { args: SetPriority; reply: Empty };
  rename_job: { args: RenameJob; reply: Empty };
  tag_job: { args: TagJob; reply: Empty };
  delete_jobs: { args: JobRefs; reply: Empty };
  delete_everything: { args: Empty; reply: Empty };
  get_settings: { args: Empty; reply: Settings };
  set_settings: { args: Settings; reply: Empty };
  storage: { args: Empty; reply: Storage };
  clear_previews: { args: Empty; reply: Storage };
  export_text: { args: ExportRequest; reply: ExportedText };
  recognise_region: { args: RecogniseRegion; reply: RegionReading };
  word_alternatives: { args: WordAlternatives; reply: Alternatives };
  cancel_region: { args: Ticket; reply: Empty };
  region_text: { args: RegionTextRequest; reply: RegionText };
  area_on_pages: { args: AreaRequest; reply: AreaOnPages };
  show_pages: { args: ShowPages; reply: Empty };
  list_models: { args: Empty; reply: Array<ModelPack> };
  add_model: { args: ModelRef; reply: Empty };
  cancel_model: { args: ModelRef; reply: Empty };
  remove_model: { args: ModelRef; reply: Array<ModelPack> };
  languages: { args: Empty; reply: Array<LanguageStatus> };
  install_language: { args: LanguageRef; reply: Array<LanguageStatus> };
  server_status: { args: Empty; reply: ServerStatus };
  list_tokens: { args: Empty; reply: TokenList };
  add_token: { args: AddToken; reply: AddedToken };
  revoke_token: { args: TokenRef; reply: Empty };
  set_token: { args: SetToken; reply: TokenInfo };
  hosted_status: { args: Empty; reply: HostedStatus };
  set_hosted_token: { args: SetHostedToken; reply: HostedStatus };
  clear_hosted_token: { args: Empty; reply: HostedStatus };
  set_hosted_consent: { args: SetHostedConsent; reply: HostedStatus };
  check_hosted: { args: Empty; reply: HostedCheck };
  open_hosted: { args: OpenHosted; reply: Array<JobSummary> };
  rerun_hosted: { args: RerunHosted; reply: JobSummary };
  edit_page: { args: EditPage; reply: EditReply };
  edit_pages: { args: EditPages; reply: ChangeReply };
  undo_edit: { args: JobRef; reply: ChangeReply };
  redo_edit: { args: JobRef; reply: ChangeReply };
  edit_state: { args: JobRef; reply: EditState };
  original_page: { args: PageRef; reply: Page };
  review_state: { args: ReviewRequest; reply: ReviewState };
  next_doubtful: { args: NextDoubtful; reply: DoubtReply };
  find_text: { args: FindText; reply: FindReply };
  replace_text: { args: ReplaceText; reply: ChangeReply };
  get_dictionary: { args: Empty; reply: Words };
  add_words: { args: Words; reply: Words };
  remove_words: { args: Words; reply: Words };
  get_replacements: { args: Empty; reply: Replacements };
  set_replacements: { args: Replacements; reply: Replacements };
  apply_replacements: { args: ApplyReplacements; reply: ChangeReply };
  ask_chat: { args: AskChat; reply: ChatReply };
  cancel_chat: { args: ChatRequestRef; reply: Empty };
  retry_chat: { args: RetryChat; reply: ChatMessage };
  chat_history: { args: JobRefs; reply: Array<ChatMessage> };
  delete_chat_message: { args: ChatMessageRef; reply: Empty };
  delete_chat: { args: JobRefs; reply: Empty };
  search_chats: { args: SearchChats; reply: Array<ChatHit> };
  endpoint_status: { args: Empty; reply: EndpointStatus };
  set_endpoint_key: { args: SetEndpointKey; reply: EndpointStatus };
}
