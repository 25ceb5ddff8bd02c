//! The routes of the OCR.chat API and of what this server adds to it, with their description.
//!
//! Every address is declared once, by the attribute of its handler: the router and `/openapi.json` come from the same. All
//! end with a slash, as in the contract; `slash` takes them without it too.

mod answer;
mod chat;
mod download;
mod events;
mod image;
mod inflow;
mod jobs;
mod list;
mod schema;
mod submit;
mod upload;
mod wait;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::{Json, Router};
use document::Code;
use serde::Serialize;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Authenticated;
use super::errors::{ApiError, ErrorBody};
use super::metrics::MEDIA_TYPE;
use super::state::ServerState;
use crate::contract::{Scope, WireError};
use crate::store::Job;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "OCR.chat API",
        description = "The OCR.chat API, served by OCR.chat Desktop from this machine. A script for the hosted service runs \
                       here by changing its base URL and its token. Addresses work with and without their last slash.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    components(schemas(ErrorBody)),
    modifiers(&Tokens),
    security(("bearer" = []), ("api_token" = [])),
    tags(
        (name = "ocr", description = "Jobs: send a file, ask how it stands, take its results."),
        (name = "chat", description = "Questions to a job's text, answered from that alone."),
        (name = "server", description = "The server itself.")
    )
)]
struct Description;

/// How a token is sent.
struct Tokens;

impl Modify for Tokens {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let components = description.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let query = ApiKeyValue::with_description("api_token", "Ends up in logs and histories: prefer the header.");
        components.add_security_scheme("api_token", SecurityScheme::ApiKey(ApiKey::Query(query)));
    }
}

/// What any address may answer.
const ALWAYS: [(&str, &str); 6] = [
    ("400", "What was asked is not understood"),
    ("403", "A host or a site that is not this server's"),
    ("429", "Too many requests; `Retry-After` says how many seconds to wait"),
    ("500", "A fault of this server"),
    ("503", "The server cannot read now: it is not set up, or another program holds its history"),
    ("507", "No space is left"),
];

/// Says of every address what any of them may answer.
fn complete(description: &mut utoipa::openapi::OpenApi) {
    for item in description.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            for (status, about) in ALWAYS {
                let error = Ref::from_schema_name("Error");
                let answer = ResponseBuilder::new()
                    .description(about)
                    .content("application/json", ContentBuilder::new().schema(Some(error)).build())
                    .build();
                operation.responses.responses.entry(status.to_owned()).or_insert_with(|| answer.into());
            }
        }
    }
}

/// Every route, and what they are.
pub fn routes() -> (Router<ServerState>, utoipa::openapi::OpenApi) {
    let (router, mut description) = declared();
    complete(&mut description);
    (router, description)
}

fn declared() -> (Router<ServerState>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(submit::submit, list::list))
        .routes(routes!(jobs::get_job, jobs::delete_job))
        .routes(routes!(download::download))
        .routes(routes!(events::events))
        .routes(routes!(image::image))
        .routes(routes!(chat::ask))
        .routes(routes!(chat::history))
        .routes(routes!(healthz))
        .routes(routes!(figures))
        // Uploads are bounded where they are read, by what the caller may send.
        .layer(DefaultBodyLimit::disable())
        .split_for_parts()
}

/// The description alone.
pub fn description() -> utoipa::openapi::OpenApi {
    routes().1
}

/// That the server answers.
#[derive(Serialize, ToSchema)]
struct Health {
    /// `ok`
    status: &'static str,
    /// The product's version.
    version: &'static str,
}

/// Whether the server answers and its store can be read. Needs no token.
#[utoipa::path(get, path = "/healthz", tag = "server", security(()), responses(
    (status = 200, body = Health),
))]
async fn healthz(State(state): State<ServerState>) -> Result<Json<Health>, ApiError> {
    state.ask(|state| state.runner().store().version()).await?;
    Ok(Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") }))
}

/// The server's figures in the text format of OpenMetrics, which Prometheus reads. For the owner's token.
#[utoipa::path(get, path = "/metrics", tag = "server", responses(
    (status = 200, description = "The figures", content_type = "application/openmetrics-text", body = String),
    (status = 401, description = "Missing or invalid API token", body = ErrorBody),
    (status = 403, description = "Not the owner's token", body = ErrorBody),
))]
async fn figures(State(state): State<ServerState>, caller: Authenticated) -> Result<impl IntoResponse, ApiError> {
    if caller.0.scope != Scope::Owner {
        let error = WireError::new(Code::TokenInvalid, "the figures are for the owner's token");
        return Err(ApiError::new(StatusCode::FORBIDDEN, error));
    }
    let text = state.ask(|state| state.metrics().text(state.runner().store())).await?;
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], text))
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::usage(rejection.body_text())
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        match rejection.status() {
            StatusCode::INTERNAL_SERVER_ERROR => WireError::internal(rejection.body_text()).into(),
            _ => Self::usage(rejection.body_text()),
        }
    }
}

impl ServerState {
    /// A job that this caller may see.
    ///
    /// # Errors
    /// 404 where there is none, or it is another token's.
    async fn job(&self, caller: &crate::access::Caller, uuid: &str) -> Result<Job, ApiError> {
        let id = uuid.to_owned();
        let job = self.ask(move |state| match state.runner().store().job(&id) {
            Ok(job) => Ok(Some(job)),
            Err(e) if e.is_unknown() => Ok(None),
            Err(e) => Err(e),
        });
        job.await?.filter(|job| caller.may_see(job)).ok_or_else(|| ApiError::no_job(uuid))
    }
}
