//! The commands of corrections: each does its work where it holds nobody up and tells of what has changed.

use super::Host;
use crate::contract::{ChangeReply, EditPage, EditReply, Event, PageEdits, PageRef, WireError, Words};
use crate::correct;
use crate::job::Runner;
use crate::store::{Step, Store};

impl Host {
    /// Corrects one page.
    pub(super) async fn correct_page(&self, args: EditPage) -> Result<EditReply, WireError> {
        self.ask(move |runner| {
            let EditPage { job, page, edits } = args;
            let step = correct::edit(runner.store(), &job, &[PageEdits { page, edits }])?;
            let history = step.steps.into();
            let there = match step.pages.first() {
                Some(page) => page.clone(),
                None => first_of(runner, &PageRef { job: job.clone(), page })?,
            };
            tell(runner, &job, &step.into());
            Ok(EditReply { page: there, history })
        })
        .await
    }

    /// Does what changes pages of a job, and tells of it.
    pub(super) async fn correct_job(
        &self,
        job: String,
        work: impl FnOnce(&Store, &str) -> Result<ChangeReply, WireError> + Send + 'static,
    ) -> Result<ChangeReply, WireError> {
        self.ask(move |runner| {
            let reply = work(runner.store(), &job)?;
            tell(runner, &job, &reply);
            Ok(reply)
        })
        .await
    }

    /// Takes a step back or does it again.
    pub(super) async fn turn(
        &self,
        job: String,
        turn: fn(&Store, &str) -> Result<Step, crate::store::StoreError>,
    ) -> Result<ChangeReply, WireError> {
        self.correct_job(job, move |store, job| Ok(turn(store, job)?.into())).await
    }

    /// Changes the dictionary.
    pub(super) async fn change_dictionary(
        &self,
        change: impl FnOnce(&Store) -> Result<(), crate::store::StoreError> + Send + 'static,
    ) -> Result<Words, WireError> {
        self.ask(move |runner| {
            change(runner.store())?;
            let mut words: Vec<String> = runner.store().dictionary()?.into_iter().collect();
            words.sort_unstable();
            Ok(Words { words })
        })
        .await
    }
}

/// The page as it stands, where there was nothing to do.
fn first_of(runner: &Runner, at: &PageRef) -> Result<document::Page, WireError> {
    let missing = || WireError::usage(format!("page {} was not read yet", u64::from(at.page) + 1));
    runner.store().page(&at.job, at.page)?.ok_or_else(missing)
}

fn tell(runner: &Runner, job: &str, reply: &ChangeReply) {
    if !reply.pages.is_empty() {
        runner.tell(Event::PagesCorrected { job: job.to_owned(), pages: reply.pages.clone() });
        runner.tell_job(job);
    }
}
