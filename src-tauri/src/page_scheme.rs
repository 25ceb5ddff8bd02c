//! `page://localhost/<job>/<page>/<preview|thumbnail>`: page pictures as bytes, past JSON; a part of one is
//! `…/region?crop=x0,y0,x1,y1&scale=2`, in pixels of the page.
//!
//! Owns the address and the HTTP side of the answer; the host decides what exists. No part of an address ever becomes a
//! file's path. On Windows the same scheme is spelt `http://page.localhost/…`.

use app::contract::WireError;
use app::{Crop, Host, ImageKind};
use percent_encoding::percent_decode_str;
use tauri::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, ORIGIN, VARY, X_CONTENT_TYPE_OPTIONS,
};
use tauri::http::{Method, Request, Response, StatusCode};
use tauri::{AppHandle, Manager, UriSchemeResponder, Url};

/// The scheme's name.
pub(crate) const NAME: &str = "page";

/// Where the interface itself comes from: the bundle on Linux and macOS, on Windows, and the development server.
const OWN_ORIGINS: [&str; 4] =
    ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost", "http://localhost:5173"];

/// The picture of a page that was read never changes under its address; another reading is another job.
const KEEP: &str = "private, max-age=31536000, immutable";
/// A picture that is not there yet may be there in a moment.
const DO_NOT_KEEP: &str = "no-store";

/// Answers one request without blocking the window.
pub(crate) fn answer(app: &AppHandle, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let host = app.try_state::<Host>().map(|host| host.inner().clone());
    tauri::async_runtime::spawn(async move {
        let origin = request.headers().get(ORIGIN).filter(|o| is_own_origin(o)).cloned();
        let image = match (host, Address::of(&request)) {
            (Some(host), Some(Address { job, page, picture })) => match picture {
                Picture::Page(kind) => host.page_image(&job, page, kind).await,
                Picture::Part(crop) => host.region_image(&job, page, crop).await,
            },
            _ => Err(WireError::usage("there is no such page")),
        };
        responder.respond(match image {
            Ok(image) => response((StatusCode::OK, image.is_final), image.mime, image.bytes, origin),
            Err(error) => refusal(&error, origin),
        });
    });
}

/// Whether the window may go to `url`: it shows our own interface and nothing else, ever.
pub(crate) fn is_own_page(url: &Url) -> bool {
    let url = url.as_str();
    OWN_ORIGINS
        .iter()
        .any(|origin| url.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

fn is_own_origin(origin: &HeaderValue) -> bool {
    OWN_ORIGINS.iter().any(|own| origin.as_bytes() == own.as_bytes())
}

/// Which picture of which page.
#[derive(Debug, PartialEq)]
struct Address {
    job: String,
    page: u32,
    picture: Picture,
}

/// All of a page, or a part of it.
#[derive(Debug, PartialEq)]
enum Picture {
    Page(ImageKind),
    Part(Crop),
}

impl Address {
    /// What `request` asks for; `None` unless it is exactly of the shape above.
    fn of(request: &Request<Vec<u8>>) -> Option<Self> {
        (request.method() == Method::GET).then(|| Self::parse(request.uri().path(), request.uri().query())).flatten()
    }

    fn parse(path: &str, query: Option<&str>) -> Option<Self> {
        let mut parts = path.strip_prefix('/')?.split('/');
        let job = percent_decode_str(parts.next()?).decode_utf8().ok()?.into_owned();
        let page = parts.next()?.parse().ok()?;
        let picture = match parts.next()? {
            "preview" => Picture::Page(ImageKind::Preview),
            "thumbnail" => Picture::Page(ImageKind::Thumbnail),
            "region" => Picture::Part(Crop::of_query(query?)?),
            _ => return None,
        };
        // A job's id is hexadecimal, so nothing that could be read as a path gets any further.
        let is_id = !job.is_empty() && job.bytes().all(|b| b.is_ascii_hexdigit());
        (is_id && parts.next().is_none()).then_some(Self { job, page, picture })
    }
}

/// 404 with the error as JSON: to a picture's element every failure is the picture's absence.
fn refusal(error: &WireError, origin: Option<HeaderValue>) -> Response<Vec<u8>> {
    let body = serde_json::to_vec(error).unwrap_or_default();
    response((StatusCode::NOT_FOUND, false), "application/json", body, origin)
}

/// The answer, and whether it stays the same.
fn response(
    (status, stays): (StatusCode, bool),
    mime: &str,
    body: Vec<u8>,
    origin: Option<HeaderValue>,
) -> Response<Vec<u8>> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Ok(mime) = HeaderValue::from_str(mime) {
        headers.insert(CONTENT_TYPE, mime);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(if stays { KEEP } else { DO_NOT_KEEP }));
    headers.insert(VARY, HeaderValue::from_static("origin"));
    // On errors too: without it the interface sees a network failure in place of the reason.
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOB: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn an_address_names_job_page_and_kind() {
        let address = Address::parse(&format!("/{JOB}/12/thumbnail"), None);
        assert_eq!(address, Some(Address { job: JOB.into(), page: 12, picture: Picture::Page(ImageKind::Thumbnail) }));
        assert_eq!(Address::parse("/%61b/0/preview", Some("v=1")).map(|a| a.job).as_deref(), Some("ab"));
    }

    #[test]
    fn anything_else_names_nothing() {
        for path in ["", "/", "/ab/0", "/ab/0/original", "/ab/-1/preview", "/ab/x/preview", "/ab/0/preview/more"] {
            assert_eq!(Address::parse(path, None), None, "{path}");
        }
    }

    #[test]
    fn a_path_in_the_place_of_a_job_names_nothing() {
        for path in ["/../0/preview", "/%2e%2e%2fetc/0/preview", "//etc/0/preview", "/%00/0/preview"] {
            assert_eq!(Address::parse(path, None), None, "{path}");
        }
    }

    #[test]
    fn a_part_is_named_by_its_box() {
        let part = Address::parse("/ab/0/region", Some("crop=1,2,3,4&scale=2")).unwrap().picture;
        assert_eq!(part, Picture::Part(Crop::of_query("crop=1,2,3,4&scale=2").unwrap()));
        assert_eq!(Address::parse("/ab/0/region", None), None);
        assert_eq!(Address::parse("/ab/0/region", Some("crop=1,2,3")), None);
    }

    #[test]
    fn errors_carry_the_origin_and_are_not_kept() {
        let origin = HeaderValue::from_static("tauri://localhost");
        let answer = refusal(&WireError::usage("no such page"), Some(origin.clone()));
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert_eq!(answer.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], origin);
        assert_eq!(answer.headers()[CACHE_CONTROL], DO_NOT_KEEP);
        assert!(String::from_utf8_lossy(answer.body()).contains("no such page"));
    }

    #[test]
    fn the_window_stays_on_its_own_pages() {
        let own = |url: &str| is_own_page(&Url::parse(url).unwrap());
        assert!(own("tauri://localhost/index.html") && own("http://tauri.localhost/"));
        assert!(!own("https://example.org/") && !own("http://tauri.localhost.example.org/"));
    }
}
