// Generated from crates/app/src/contract by `cargo xtask bindings`. Do not edit.
/* eslint-disable */

export type Code = "internal" | "usage" | "input_missing" | "input_directory" | "input_empty" | "input_unsupported" | "input_broken" | "input_unreadable" | "password_required" | "password_wrong" | "limit_file_bytes" | "limit_pixels" | "limit_pages" | "limit_memory" | "engine_missing" | "model_missing" | "model_broken" | "language_unsupported" | "worker_crashed" | "worker_timeout" | "worker_memory" | "pages_failed" | "output_unwritable" | "output_exists" | "disk_full" | "remote_refused" | "cancelled";

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
 * 0–1.
 */
confidence: number, 
/**
 * What the engine read, where a person corrected it.
 */
original?: string | null, 
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
 * 0–1.
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
 * Why the page is empty, where it failed.
 */
error?: PageError | null, };

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

export type JobState = "queued" | "running" | "paused" | "done" | "failed" | "cancelled";

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
error: WireError | null, };

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
 * What the reader should know.
 */
warnings: Array<string>, };

export type JobRef = { 
/**
 * Its id.
 */
job: string, };

export type PageRef = { 
/**
 * The job's id.
 */
job: string, 
/**
 * 0-based.
 */
page: number, };

export type OpenPaths = { 
/**
 * Absolute paths.
 */
paths: Array<string>, };

export type ExportFormat = "txt" | "md" | "docx" | "csv" | "xlsx" | "pdf" | "json" | "hocr" | "alto";

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
page: PageStatus, } | { "type": "problem", 
/**
 * What.
 */
error: WireError, };

/** Every command of the host, with its arguments and its reply. */
export interface Commands {
  about: { args: Empty; reply: About };
  open_paths: { args: OpenPaths; reply: Array<JobSummary> };
  list_jobs: { args: Empty; reply: Array<JobSummary> };
  get_job: { args: JobRef; reply: JobDetail };
  get_page: { args: PageRef; reply: Page };
  cancel_job: { args: JobRef; reply: Empty };
  remove_job: { args: JobRef; reply: Empty };
  export_text: { args: ExportRequest; reply: ExportedText };
}
