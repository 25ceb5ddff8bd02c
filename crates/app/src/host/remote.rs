//! The hosted service within a host: where jobs would go, the token, the consent, and jobs that are sent.

use std::path::PathBuf;
use std::time::Instant;

use document::Code;

use super::{Host, blocking, files};
use crate::contract::{
    Event, HostedCheck, HostedOptions, HostedStatus, JobSummary, OpenHosted, Origin, RerunHosted, SetHostedConsent,
    SetHostedToken, WireError,
};
use crate::job::Runner;
use crate::remote::{Address, Secret, Secrets, account};
use crate::retention;
use crate::store::{Job, JobOptions, NewJob};

impl Host {
    pub(super) async fn hosted_state(&self) -> Result<HostedStatus, WireError> {
        let runner = self.runner.clone();
        // The keychain may take its time.
        blocking(move || status(&runner)).await
    }

    pub(super) async fn keep_hosted_token(&self, args: SetHostedToken) -> Result<HostedStatus, WireError> {
        let runner = self.runner.clone();
        blocking(move || {
            let address = account::address(&runner.settings().hosted)?;
            account::keep_token(&Secrets::of(runner.home()), &address, &Secret::new(&args.token)?)?;
            status(&runner)
        })
        .await
    }

    pub(super) async fn forget_hosted_token(&self) -> Result<HostedStatus, WireError> {
        let runner = self.runner.clone();
        blocking(move || {
            let address = Address::parse(&runner.settings().hosted.url, true)?;
            account::forget_token(&Secrets::of(runner.home()), &address)?;
            status(&runner)
        })
        .await
    }

    pub(super) async fn set_consent(&self, args: SetHostedConsent) -> Result<HostedStatus, WireError> {
        let runner = self.runner.clone();
        blocking(move || {
            let mut settings = runner.settings();
            settings.hosted.consent = args.consent;
            runner.set_settings(settings)?;
            status(&runner)
        })
        .await
    }

    pub(super) async fn try_hosted(&self) -> Result<HostedCheck, WireError> {
        let (runner, since) = (self.runner.clone(), Instant::now());
        let client = blocking(move || {
            let settings = runner.settings().hosted;
            // Not even the address is tried where nothing may ever be sent.
            account::may_send(&settings, true)?;
            account::client(runner.home(), &settings, &settings.url)
        })
        .await;
        let tried = match client {
            Ok(client) => client.check().await,
            Err(e) => Err(e),
        };
        let elapsed_ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(HostedCheck { ok: tried.is_ok(), error: tried.err(), elapsed_ms })
    }

    pub(super) async fn send_paths(&self, args: OpenHosted) -> Result<Vec<JobSummary>, WireError> {
        let runner = self.runner.clone();
        blocking(move || {
            let options = args.options.order()?;
            let url = agreed(&runner, &args.options)?;
            let mut started = Vec::new();
            for path in args.paths.into_iter().map(PathBuf::from) {
                let found = if path.is_dir() { files::readable(&path) } else { vec![path.clone()] };
                if found.is_empty() {
                    let message = format!("there is no image and no PDF in {}", path.display());
                    runner.tell(Event::Problem { error: WireError::new(Code::InputUnsupported, message) });
                }
                for file in found {
                    let new = NewJob {
                        name: files::name(&file),
                        source: std::path::absolute(&file).unwrap_or(file),
                        source_is_ours: false,
                        origin: Origin::App,
                        options: options.clone(),
                        token: None,
                    };
                    let job = runner.store().add_hosted_job(&new, &url, args.options.allow_upload)?;
                    runner.tell_job(&job.id);
                    started.push(runner.summary(&job));
                }
            }
            Ok(started)
        })
        .await
    }

    pub(super) async fn send_again(&self, args: RerunHosted) -> Result<JobSummary, WireError> {
        let runner = self.runner.clone();
        blocking(move || {
            let old = runner.store().job(&args.job)?;
            let order = JobOptions {
                pages: old.options.pages.clone(),
                ignore: old.options.ignore.clone(),
                ..args.options.order()?
            };
            rerun(&runner, &old, order, &args.options)
        })
        .await
    }
}

/// Makes a new job of the hosted engine on the source of an old one.
fn rerun(runner: &Runner, old: &Job, options: JobOptions, how: &HostedOptions) -> Result<JobSummary, WireError> {
    let url = agreed(runner, how)?;
    let new = again(runner, old, options)?;
    let job = runner.store().add_hosted_job(&new, &url, how.allow_upload)?;
    runner.store().tag_job(&job.id, &old.tags)?;
    runner.tell_job(&job.id);
    Ok(runner.summary(&runner.store().job(&job.id)?))
}

/// A job on the source of an old one.
pub(super) fn again(runner: &Runner, old: &Job, options: JobOptions) -> Result<NewJob, WireError> {
    // A copy of ours belongs to its job and goes with it, so the new job gets its own.
    let source =
        if old.source_is_ours { retention::copy_source(runner.home(), &old.source)? } else { old.source.clone() };
    Ok(NewJob {
        name: old.name.clone(),
        source,
        source_is_ours: old.source_is_ours,
        origin: old.origin,
        options,
        token: None,
    })
}

/// The address that a file may be sent to now.
fn agreed(runner: &Runner, how: &HostedOptions) -> Result<String, WireError> {
    let settings = runner.settings().hosted;
    account::may_send(&settings, how.allow_upload)?;
    Ok(account::address(&settings)?.text().to_owned())
}

fn status(runner: &Runner) -> Result<HostedStatus, WireError> {
    let settings = runner.settings().hosted;
    let (address, problem) = match account::address(&settings) {
        Ok(address) => (Some(address), None),
        // What may not be sent to still has its token.
        Err(e) => (Address::parse(&settings.url, true).ok(), Some(e)),
    };
    let (token, balance) = match &address {
        Some(address) => (
            account::token(&Secrets::of(runner.home()), &settings, address)?,
            runner.store().balance(&address.origin())?,
        ),
        None => (None, None),
    };
    Ok(HostedStatus {
        url: address.map_or(settings.url, |address| address.text().to_owned()),
        problem,
        has_token: token.is_some(),
        token_place: token.map(|(_, place)| place),
        consent: settings.consent,
        balance,
    })
}
