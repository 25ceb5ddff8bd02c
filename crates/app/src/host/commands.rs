//! The contract's commands.

use document::Code;

use super::remote::again;
use super::{Host, blocking, regions};
use crate::contract::{
    About, AddToken, AddedToken, Alternatives, ApplyReplacements, AreaOnPages, AreaRequest, AskChat, ChangeReply,
    ChatHit, ChatMessage, ChatMessageRef, ChatReply, ChatRequestRef, Commands, DoubtReply, EditPage, EditPages,
    EditReply, EditState, Empty, EndpointStatus, EngineChoice, ExportJobs, ExportNames, ExportPlan, ExportRequest,
    ExportedText, Facets, FindReply, FindText, HostedCheck, HostedOptions, HostedStatus, JobDetail, JobList, JobRef,
    JobRefs, JobSummary, LanguageRef, LanguageStatus, ListJobs, ModelPack, ModelRef, MoveJob, NextDoubtful, OpenHosted,
    OpenPaths, PageRef, RecogniseRegion, RegionReading, RegionText, RegionTextRequest, RenameJob, ReplaceText,
    Replacements, RerunHosted, RerunJob, RestartJobs, RetryChat, ReviewRequest, ReviewState, Search, SearchChats,
    SearchHit, SearchHits, ServerStatus, SetEndpointKey, SetHostedConsent, SetHostedToken, SetPriority, SetToken,
    ShowPages, Storage, TagJob, Ticket, TokenInfo, TokenList, TokenRef, WireError, WordAlternatives, Words,
};
use crate::job::Runner;
use crate::store::Store;
use crate::{Settings, access, correct, doctor, endpoint, retention};

impl Host {
    /// Asks the store on a thread where that holds nobody up.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Runner) -> Result<T, WireError> + Send + 'static,
    ) -> Result<T, WireError> {
        let runner = self.runner.clone();
        blocking(move || question(&runner)).await
    }

    /// Changes a job and tells of it.
    async fn change(
        &self,
        job: String,
        change: impl FnOnce(&Runner, &str) -> Result<(), WireError> + Send + 'static,
    ) -> Result<Empty, WireError> {
        self.ask(move |runner| {
            change(runner, &job)?;
            runner.tell_job(&job);
            Ok(Empty {})
        })
        .await
    }
}

impl Commands for Host {
    async fn about(&self, _: Empty) -> Result<About, WireError> {
        let mut problems = doctor::quick(self.runner.home());
        problems.extend(self.report.as_ref().clone());
        Ok(About { version: env!("CARGO_PKG_VERSION").to_owned(), problems })
    }

    async fn open_paths(&self, args: OpenPaths) -> Result<Vec<JobSummary>, WireError> {
        let host = self.clone();
        blocking(move || host.open(args.paths.into_iter().map(Into::into).collect())).await
    }

    async fn list_jobs(&self, args: ListJobs) -> Result<JobList, WireError> {
        self.ask(move |runner| {
            let (jobs, total) = runner.store().list_jobs(&args)?;
            Ok(JobList { jobs: jobs.iter().map(|job| runner.summary(job)).collect(), total })
        })
        .await
    }

    async fn search(&self, args: Search) -> Result<SearchHits, WireError> {
        self.ask(move |runner| {
            let (hits, total) = runner.store().search(&args)?;
            let wire = |hit: crate::store::Hit| SearchHit {
                job: runner.summary(&hit.job),
                page: hit.page,
                snippet: hit.snippet,
            };
            Ok(SearchHits { hits: hits.into_iter().map(wire).collect(), total })
        })
        .await
    }

    async fn facets(&self, _: Empty) -> Result<Facets, WireError> {
        self.ask(|runner| Ok(runner.store().facets()?)).await
    }

    async fn get_job(&self, args: JobRef) -> Result<JobDetail, WireError> {
        self.ask(move |runner| runner.detail(&args.job)).await
    }

    async fn get_page(&self, args: PageRef) -> Result<document::Page, WireError> {
        self.ask(move |runner| {
            runner.store().job(&args.job)?;
            let missing = || WireError::new(Code::Usage, format!("page {} was not read yet", u64::from(args.page) + 1));
            runner.store().page(&args.job, args.page)?.ok_or_else(missing)
        })
        .await
    }

    async fn cancel_job(&self, args: JobRef) -> Result<Empty, WireError> {
        self.change(args.job, Runner::cancel).await
    }

    async fn pause_job(&self, args: JobRef) -> Result<Empty, WireError> {
        self.change(args.job, Runner::pause).await
    }

    async fn resume_job(&self, args: JobRef) -> Result<Empty, WireError> {
        self.change(args.job, |runner, job| Ok(runner.store().requeue(job)?)).await
    }

    async fn retry_job(&self, args: JobRef) -> Result<Empty, WireError> {
        self.change(args.job, |runner, job| {
            runner.store().forget_failed_pages(job)?;
            Ok(runner.store().requeue(job)?)
        })
        .await
    }

    async fn rerun_job(&self, args: RerunJob) -> Result<JobSummary, WireError> {
        if args.engine == EngineChoice::Hosted {
            let tier = self.runner.settings().hosted.tier;
            let options = HostedOptions { tier, language: args.language, ..HostedOptions::default() };
            return self.send_again(RerunHosted { job: args.job, options }).await;
        }
        self.ask(move |runner| {
            runner.check_language(args.language.as_deref(), args.engine)?;
            let old = runner.store().job(&args.job)?;
            let mut options = old.options.clone();
            (options.engine, options.language, options.mode) = (args.engine, args.language, args.mode);
            options.ignore = args.ignore.unwrap_or(options.ignore);
            options.check()?;
            let new = again(runner, &old, options)?;
            let job = runner.store().add_job(&new)?;
            runner.store().tag_job(&job.id, &old.tags)?;
            runner.tell_job(&job.id);
            Ok(runner.summary(&runner.store().job(&job.id)?))
        })
        .await
    }

    async fn restart_jobs(&self, args: RestartJobs) -> Result<Vec<JobSummary>, WireError> {
        self.restart(args).await
    }

    async fn export_names(&self, args: ExportPlan) -> Result<ExportNames, WireError> {
        let host = self.clone();
        blocking(move || host.export_names_of(&args).map(|names| ExportNames { names })).await
    }

    async fn export_jobs(&self, args: ExportJobs) -> Result<Empty, WireError> {
        self.begin_export(args).await.map(|()| Empty {})
    }

    async fn cancel_export(&self, _: Empty) -> Result<Empty, WireError> {
        self.stop_export();
        Ok(Empty {})
    }

    async fn move_job(&self, args: MoveJob) -> Result<Empty, WireError> {
        self.change(args.job, move |runner, job| Ok(runner.store().move_job(job, args.before.as_deref())?)).await
    }

    async fn set_priority(&self, args: SetPriority) -> Result<Empty, WireError> {
        self.change(args.job, move |runner, job| Ok(runner.store().set_priority(job, args.priority)?)).await
    }

    async fn rename_job(&self, args: RenameJob) -> Result<Empty, WireError> {
        let name = args.name.trim().to_owned();
        if name.is_empty() {
            return Err(WireError::usage("a job's name cannot be empty"));
        }
        self.change(args.job, move |runner, job| Ok(runner.store().rename_job(job, &name)?)).await
    }

    async fn tag_job(&self, args: TagJob) -> Result<Empty, WireError> {
        self.change(args.job, move |runner, job| Ok(runner.store().tag_job(job, &args.tags)?)).await
    }

    async fn delete_jobs(&self, args: JobRefs) -> Result<Empty, WireError> {
        self.ask(move |runner| runner.delete_jobs(&args.jobs).map(|()| Empty {})).await
    }

    async fn delete_everything(&self, _: Empty) -> Result<Empty, WireError> {
        self.ask(|runner| runner.delete_everything().map(|()| Empty {})).await
    }

    async fn get_settings(&self, _: Empty) -> Result<Settings, WireError> {
        Ok(self.runner.settings())
    }

    async fn set_settings(&self, args: Settings) -> Result<Empty, WireError> {
        self.ask(move |runner| {
            runner.set_settings(args)?;
            // What is no longer kept goes now, not some day.
            runner.sweep()?;
            Ok(Empty {})
        })
        .await
    }

    async fn storage(&self, _: Empty) -> Result<Storage, WireError> {
        self.ask(retention::storage).await
    }

    async fn clear_previews(&self, _: Empty) -> Result<Storage, WireError> {
        self.ask(|runner| {
            retention::clear_previews(runner.home());
            retention::storage(runner)
        })
        .await
    }

    async fn export_text(&self, args: ExportRequest) -> Result<ExportedText, WireError> {
        let host = self.clone();
        let bytes = blocking(move || host.export(&args)).await?;
        String::from_utf8(bytes).map(|text| ExportedText { text }).map_err(|e| WireError::internal(e.to_string()))
    }

    async fn recognise_region(&self, args: RecogniseRegion) -> Result<RegionReading, WireError> {
        self.read_region(args).await
    }

    async fn word_alternatives(&self, args: WordAlternatives) -> Result<Alternatives, WireError> {
        self.read_word(args).await
    }

    async fn cancel_region(&self, args: Ticket) -> Result<Empty, WireError> {
        self.regions.give_up(&args.ticket);
        Ok(Empty {})
    }

    async fn region_text(&self, args: RegionTextRequest) -> Result<RegionText, WireError> {
        self.ask(move |runner| regions::text(runner, &args)).await
    }

    async fn area_on_pages(&self, args: AreaRequest) -> Result<AreaOnPages, WireError> {
        self.ask(move |runner| regions::area_on_pages(runner, &args)).await
    }

    async fn show_pages(&self, args: ShowPages) -> Result<Empty, WireError> {
        self.artist.show(&args.job, &args.pages);
        Ok(Empty {})
    }

    async fn list_models(&self, _: Empty) -> Result<Vec<ModelPack>, WireError> {
        let host = self.clone();
        blocking(move || Ok(host.downloads.packs(&host.models))).await
    }

    async fn add_model(&self, args: ModelRef) -> Result<Empty, WireError> {
        self.downloads.begin(&self.runner, &self.models, &args.pack).map(|()| Empty {})
    }

    async fn cancel_model(&self, args: ModelRef) -> Result<Empty, WireError> {
        self.downloads.cancel(&self.runner, &self.models, &args.pack);
        Ok(Empty {})
    }

    async fn remove_model(&self, args: ModelRef) -> Result<Vec<ModelPack>, WireError> {
        let host = self.clone();
        blocking(move || {
            host.downloads.remove(&host.runner, &host.models, &args.pack)?;
            Ok(host.downloads.packs(&host.models))
        })
        .await
    }

    async fn languages(&self, _: Empty) -> Result<Vec<LanguageStatus>, WireError> {
        self.ask(|runner| Ok(runner.languages())).await
    }

    async fn install_language(&self, args: LanguageRef) -> Result<Vec<LanguageStatus>, WireError> {
        self.runner.install_language(&args.language).await?;
        // Workers that wait know only what was there when they looked.
        self.runner.pool().dismiss().await;
        self.languages(Empty {}).await
    }

    async fn server_status(&self, _: Empty) -> Result<ServerStatus, WireError> {
        Ok(self.server.status(self.runner.home()))
    }

    async fn list_tokens(&self, _: Empty) -> Result<TokenList, WireError> {
        self.ask(|runner| access::list_tokens(runner.store())).await
    }

    async fn add_token(&self, args: AddToken) -> Result<AddedToken, WireError> {
        self.ask(move |runner| access::add_token(runner.store(), &args)).await
    }

    async fn revoke_token(&self, args: TokenRef) -> Result<Empty, WireError> {
        self.ask(move |runner| access::revoke_token(runner.store(), &args).map(|()| Empty {})).await
    }

    async fn set_token(&self, args: SetToken) -> Result<TokenInfo, WireError> {
        self.ask(move |runner| access::set_token(runner.store(), &args)).await
    }

    async fn hosted_status(&self, _: Empty) -> Result<HostedStatus, WireError> {
        self.hosted_state().await
    }

    async fn set_hosted_token(&self, args: SetHostedToken) -> Result<HostedStatus, WireError> {
        self.keep_hosted_token(args).await
    }

    async fn clear_hosted_token(&self, _: Empty) -> Result<HostedStatus, WireError> {
        self.forget_hosted_token().await
    }

    async fn set_hosted_consent(&self, args: SetHostedConsent) -> Result<HostedStatus, WireError> {
        self.set_consent(args).await
    }

    async fn check_hosted(&self, _: Empty) -> Result<HostedCheck, WireError> {
        self.try_hosted().await
    }

    async fn open_hosted(&self, args: OpenHosted) -> Result<Vec<JobSummary>, WireError> {
        self.send_paths(args).await
    }

    async fn rerun_hosted(&self, args: RerunHosted) -> Result<JobSummary, WireError> {
        self.send_again(args).await
    }

    async fn edit_page(&self, args: EditPage) -> Result<EditReply, WireError> {
        self.correct_page(args).await
    }

    async fn edit_pages(&self, args: EditPages) -> Result<ChangeReply, WireError> {
        self.correct_job(args.job, move |store, job| Ok(correct::edit(store, job, &args.pages)?.into())).await
    }

    async fn undo_edit(&self, args: JobRef) -> Result<ChangeReply, WireError> {
        self.turn(args.job, Store::undo).await
    }

    async fn redo_edit(&self, args: JobRef) -> Result<ChangeReply, WireError> {
        self.turn(args.job, Store::redo).await
    }

    async fn edit_state(&self, args: JobRef) -> Result<EditState, WireError> {
        self.ask(move |runner| Ok(runner.store().steps(&args.job)?.into())).await
    }

    async fn original_page(&self, args: PageRef) -> Result<document::Page, WireError> {
        self.ask(move |runner| {
            runner.store().job(&args.job)?;
            let missing = || WireError::new(Code::Usage, format!("page {} was not read yet", u64::from(args.page) + 1));
            runner.store().original_page(&args.job, args.page)?.ok_or_else(missing)
        })
        .await
    }

    async fn review_state(&self, args: ReviewRequest) -> Result<ReviewState, WireError> {
        self.ask(move |runner| correct::review(runner.store(), &args, runner.settings().review.confidence())).await
    }

    async fn next_doubtful(&self, args: NextDoubtful) -> Result<DoubtReply, WireError> {
        self.ask(move |runner| correct::next_doubtful(runner.store(), &args, runner.settings().review.confidence()))
            .await
    }

    async fn find_text(&self, args: FindText) -> Result<FindReply, WireError> {
        self.ask(move |runner| correct::find(runner.store(), &args)).await
    }

    async fn replace_text(&self, args: ReplaceText) -> Result<ChangeReply, WireError> {
        self.correct_job(args.job.clone(), move |store, _| correct::replace(store, &args)).await
    }

    async fn get_dictionary(&self, _: Empty) -> Result<Words, WireError> {
        self.change_dictionary(|_| Ok(())).await
    }

    async fn add_words(&self, args: Words) -> Result<Words, WireError> {
        self.change_dictionary(move |store| store.add_words(&args.words)).await
    }

    async fn remove_words(&self, args: Words) -> Result<Words, WireError> {
        self.change_dictionary(move |store| store.remove_words(&args.words)).await
    }

    async fn get_replacements(&self, _: Empty) -> Result<Replacements, WireError> {
        self.ask(|runner| Ok(Replacements { list: runner.store().replacements()? })).await
    }

    async fn set_replacements(&self, args: Replacements) -> Result<Replacements, WireError> {
        self.ask(move |runner| {
            correct::check(&args.list)?;
            runner.store().set_replacements(&args.list)?;
            Ok(args)
        })
        .await
    }

    async fn apply_replacements(&self, args: ApplyReplacements) -> Result<ChangeReply, WireError> {
        self.correct_job(args.job.clone(), move |store, _| correct::replace_by_list(store, &args)).await
    }

    async fn ask_chat(&self, args: AskChat) -> Result<ChatReply, WireError> {
        self.answer_question(args).await
    }

    async fn cancel_chat(&self, args: ChatRequestRef) -> Result<Empty, WireError> {
        self.chats.take_back(&args.request);
        Ok(Empty {})
    }

    async fn retry_chat(&self, args: RetryChat) -> Result<ChatMessage, WireError> {
        self.answer_again(args).await
    }

    async fn chat_history(&self, args: JobRefs) -> Result<Vec<ChatMessage>, WireError> {
        let chats = self.chats().clone();
        blocking(move || chats.history(&args.jobs)).await
    }

    async fn delete_chat_message(&self, args: ChatMessageRef) -> Result<Empty, WireError> {
        self.ask(move |runner| Ok(runner.store().delete_chat(args.message).map(|()| Empty {})?)).await
    }

    async fn delete_chat(&self, args: JobRefs) -> Result<Empty, WireError> {
        let chats = self.chats().clone();
        blocking(move || chats.delete(&args.jobs).map(|()| Empty {})).await
    }

    async fn search_chats(&self, args: SearchChats) -> Result<Vec<ChatHit>, WireError> {
        let chats = self.chats().clone();
        blocking(move || chats.search(&args)).await
    }

    async fn endpoint_status(&self, _: Empty) -> Result<EndpointStatus, WireError> {
        self.ask(|runner| endpoint::status(runner.home(), &runner.settings().endpoint)).await
    }

    async fn set_endpoint_key(&self, args: SetEndpointKey) -> Result<EndpointStatus, WireError> {
        self.ask(move |runner| {
            let settings = runner.settings().endpoint;
            endpoint::keep_key(runner.home(), &settings, &args.key)?;
            endpoint::status(runner.home(), &settings)
        })
        .await
    }
}
