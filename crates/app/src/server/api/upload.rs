//! A multipart upload: its fields, in any order, and its file, written to disk as it arrives with its size bounded.
//!
//! What is cut off leaves nothing: the file is a temporary one until its job is stored. A file's name is the job's name and
//! never a path.

use std::io::Write;
use std::path::Path;

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use document::Code;
use engine::source::{SNIFF_BYTES, sniff};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::inflow::{Inflow, Line, drain};
use crate::atomic::write_error;
use crate::contract::{Tier, WireError};
use crate::server::errors::ApiError;
use crate::store::JobOptions;
use crate::tools;

/// Bytes that a field other than the file may have.
const FIELD_BYTES: usize = 4 << 10;
/// Fields that an upload may have.
const FIELDS: usize = 100;
/// Characters of a job's name.
const NAME_CHARS: usize = 200;

/// What was sent.
pub(super) struct Upload {
    /// The file, which goes with this value.
    pub(super) file: NamedTempFile,
    /// Its kind, told by its first bytes.
    pub(super) format: engine::source::Format,
    /// What the job is called.
    pub(super) name: String,
    /// How its pages are read.
    pub(super) options: JobOptions,
    /// Of the file and of what was asked for: two uploads with the same one are the same.
    pub(super) digest: Vec<u8>,
}

/// Reads an upload into a temporary file in `folder`, of `most` bytes at most.
///
/// # Errors
/// 400 for whatever is wrong with what was sent, its size too; 413 for a field beside the file that is too long; 415 for a body
/// that is no form.
pub(super) async fn receive(request: Request, folder: &Path, most: u64) -> Result<Upload, ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or_default().to_owned());
    let is_form =
        kind.as_ref().is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data"));
    if !is_form {
        refuse_body(request).await;
        return Err(match kind {
            None => ApiError::usage("no file: send it as the field `file` of a multipart/form-data body"),
            Some(_) => ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                WireError::usage("the body must be multipart/form-data, with the file as its field `file`"),
            ),
        });
    }
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| length > most.saturating_add(FIELDS as u64 * FIELD_BYTES as u64)) {
        refuse_body(request).await;
        return Err(too_large(most));
    }
    let (parts, body) = request.into_parts();
    let (inflow, line) = Inflow::new(body);
    let request = Request::from_parts(parts, Body::from_stream(inflow));
    let form = match Multipart::from_request(request, &()).await {
        Ok(mut multipart) => read(&mut multipart, folder, most, &line).await,
        Err(e) => Err(ApiError::usage(e.body_text())),
    };
    // Of a whole form too: what follows its end stands in the way of the next request.
    line.rest().await;
    form?.finish()
}

/// Reads what is left of a body that nobody wants, within bounds.
pub(super) async fn refuse_body(request: Request) {
    // A sender that waits to be asked for its body is better left unasked.
    if !request.headers().contains_key(header::EXPECT) {
        drain(request.into_body().into_data_stream()).await;
    }
}

/// What a form held so far.
#[derive(Default)]
struct Form {
    file: Option<Received>,
    tier: Option<String>,
    language: Option<String>,
    tool: Option<String>,
    translate_to: Option<String>,
}

struct Received {
    file: NamedTempFile,
    head: Vec<u8>,
    name: Option<String>,
    digest: Sha256,
}

async fn read(multipart: &mut Multipart, folder: &Path, most: u64, line: &Line) -> Result<Form, ApiError> {
    let mut form = Form::default();
    let mut fields = 0;
    while let Some(field) = multipart.next_field().await.map_err(|e| broken(&e))? {
        fields += 1;
        if fields > FIELDS {
            return Err(ApiError::usage(format!("a form of more than {FIELDS} fields")));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let into = match name.as_str() {
            "file" => {
                if form.file.is_some() {
                    return Err(ApiError::usage("one file a request; this one has two fields `file`"));
                }
                form.file = Some(write(field, folder, most, line).await?);
                continue;
            }
            "tier" => Some(&mut form.tier),
            "language" => Some(&mut form.language),
            "tool" => Some(&mut form.tool),
            "translate_to" => Some(&mut form.translate_to),
            _ => None,
        };
        let text = text(field, &name, into.is_some(), line).await?;
        if let Some(into) = into
            && into.replace(text).is_some()
        {
            return Err(ApiError::usage(format!("the field `{name}` stands twice in the form")));
        }
    }
    Ok(form)
}

/// Writes the file as it arrives.
async fn write(mut field: Field<'_>, folder: &Path, most: u64, line: &Line) -> Result<Received, ApiError> {
    let failed = |e: &std::io::Error| ApiError::from(write_error(folder, e));
    std::fs::create_dir_all(folder).map_err(|e| failed(&e))?;
    let mut file = tempfile::Builder::new().prefix("upload-").tempfile_in(folder).map_err(|e| failed(&e))?;
    let name = field.file_name().map(str::to_owned);
    let (mut head, mut digest, mut length) = (Vec::with_capacity(SNIFF_BYTES), Sha256::new(), 0);
    while let Some(piece) = field.chunk().await.map_err(|e| broken(&e))? {
        line.took(piece.len());
        length += piece.len() as u64;
        if length > most {
            return Err(too_large(most));
        }
        let missing = SNIFF_BYTES.saturating_sub(head.len()).min(piece.len());
        head.extend_from_slice(&piece[..missing]);
        digest.update(&piece);
        // Into the system's memory: a piece is some hundred kilobytes at most.
        file.write_all(&piece).map_err(|e| failed(&e))?;
    }
    Ok(Received { file, head, name, digest })
}

/// A field of text; one that is not known is read and forgotten.
async fn text(mut field: Field<'_>, name: &str, known: bool, line: &Line) -> Result<String, ApiError> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|e| broken(&e))? {
        line.took(piece.len());
        if bytes.len() + piece.len() > FIELD_BYTES {
            let error = WireError::usage(format!("a field of the form is longer than {FIELD_BYTES} bytes"));
            return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, error));
        }
        bytes.extend_from_slice(&piece);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(_) if known => Err(ApiError::usage(format!("the field `{name}` is not UTF-8"))),
        Err(_) => Ok(String::new()),
    }
}

impl Form {
    /// Judges what was sent, once all of it is there.
    fn finish(self) -> Result<Upload, ApiError> {
        let Some(Received { file, head, name, mut digest }) = self.file else {
            return Err(ApiError::usage("no file: the form has no field `file`"));
        };
        if head.is_empty() {
            return Err(WireError::new(Code::InputEmpty, "the file is empty").into());
        }
        let Some(format) = sniff(&head) else {
            let message =
                "it is not of a kind that is read: PNG, JPEG, WebP, GIF, BMP, TIFF and PDF, told apart by content";
            return Err(WireError::new(Code::InputUnsupported, message).into());
        };
        let given = |field: Option<String>| field.map(|f| f.trim().to_owned()).filter(|field| !field.is_empty());
        let tier = match given(self.tier).as_deref() {
            None | Some("cpu") => Tier::Cpu,
            Some("vlm") => Tier::Vlm,
            Some(other) => return Err(ApiError::usage(format!("there is no tier `{other}`: cpu or vlm"))),
        };
        let language = given(self.language).filter(|language| !language.eq_ignore_ascii_case("auto"));
        if let Some(language) = &language {
            engine::languages::check(language).map_err(WireError::from)?;
        }
        let translate_to = given(self.translate_to);
        let tool = given(self.tool);
        if let Some(slug) = &tool {
            tools::find(slug)?;
        }
        if let Some(target) = &translate_to {
            return Err(tools::translation(target).into());
        }
        let options = JobOptions { tier, language, tool, translate_to, ..JobOptions::default() };
        for part in
            [options.tier.name(), options.language.as_deref().unwrap_or(""), options.tool.as_deref().unwrap_or("")]
        {
            digest.update([0]);
            digest.update(part);
        }
        Ok(Upload { file, format, name: job_name(name.as_deref()), options, digest: digest.finalize().to_vec() })
    }
}

/// What a job is called whose file was sent under `name`: the last part of it, without what could mislead a reader.
fn job_name(name: Option<&str>) -> String {
    let last = name.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
    let misleading = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = last.chars().filter(|c| !misleading(*c)).collect();
    let clean = clean.trim();
    if clean.is_empty() || clean.chars().all(|c| c == '.') {
        return "upload".to_owned();
    }
    let count = clean.chars().count();
    // The end of a long name says what it is.
    clean.chars().skip(count.saturating_sub(NAME_CHARS)).collect()
}

fn too_large(most: u64) -> ApiError {
    let message = format!("the file is too large: {most} bytes are the most that this server takes of this caller");
    WireError::new(Code::LimitFileBytes, message).into()
}

fn broken(error: &axum::extract::multipart::MultipartError) -> ApiError {
    ApiError::usage(format!("the form cannot be read: {}", error.body_text()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_path_and_misleads_nobody() {
        let cases = [
            (Some("../../etc/passwd"), "passwd"),
            (Some("C:\\scans\\Rechnung März.pdf"), "Rechnung März.pdf"),
            (Some("a\u{202e}fdp.exe\n"), "afdp.exe"),
            (Some(".."), "upload"),
            (Some("  "), "upload"),
            (None, "upload"),
        ];
        for (sent, name) in cases {
            assert_eq!(job_name(sent), name);
        }
        let long = format!("{}.pdf", "é".repeat(400));
        assert_eq!(job_name(Some(&long)).chars().count(), NAME_CHARS);
        assert!(job_name(Some(&long)).ends_with("é.pdf"));
    }
}
