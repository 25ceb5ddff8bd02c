//! The wire between a user interface and its host, declared once: commands, events, and the types they carry.
//!
//! Each command is one line of `commands!`. From it come the trait [`Commands`] (a host that lacks one does not
//! compile), [`dispatch`] (name and JSON in, JSON out: all that an adapter needs), and the TypeScript that
//! `cargo xtask bindings` writes to `ui/src/platform/bindings.ts`.

mod batch;
mod chat;
mod corrections;
mod history;
mod languages;
mod models;
mod regions;
mod remote;
mod server;
mod types;
pub mod typescript;

use std::future::Future;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub use batch::*;
pub use chat::*;
pub use corrections::*;
pub use history::*;
pub use languages::*;
pub use models::*;
pub use regions::*;
pub use remote::*;
pub use server::*;
pub use types::*;

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($args:ty) -> $reply:ty;)*) => {
        /// What a host offers to the user interface.
        pub trait Commands: Send + Sync {
            $($(#[$doc])* fn $name(&self, args: $args) -> impl Future<Output = Result<$reply, WireError>> + Send;)*
        }

        /// The name of every command.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),*];

        /// Runs the command called `name` with `args` as JSON.
        ///
        /// # Errors
        /// What the command answers, or `usage` for an unknown name or arguments of another shape.
        pub async fn dispatch<H: Commands>(host: &H, name: &str, args: Value) -> Result<Value, WireError> {
            match name {
                $(stringify!($name) => to_json(&host.$name(from_json(name, args)?).await?),)*
                _ => Err(WireError::usage(format!("there is no command {name}"))),
            }
        }

        /// Name, argument type and reply type of every command, in TypeScript.
        fn signatures(cfg: &ts_rs::Config) -> Vec<(&'static str, String, String)> {
            use ts_rs::TS;
            vec![$((stringify!($name), <$args>::name(cfg), <$reply>::name(cfg)),)*]
        }
    };
}

commands! {
    /// What this installation is and whether it can recognise.
    about(Empty) -> About;
    /// Starts a job for each file; folders are searched for files of a readable kind. Files that cannot be opened
    /// become failed jobs, so that nothing dropped disappears without a word.
    open_paths(OpenPaths) -> Vec<JobSummary>;
    /// One window of the list of jobs.
    list_jobs(ListJobs) -> JobList;
    /// Pages whose text holds all the words that are sought, best first; newest first where they are very many.
    search(Search) -> SearchHits;
    /// The engines, languages, tags and formats that the filters can choose from.
    facets(Empty) -> Facets;
    /// One job with the state of each page.
    get_job(JobRef) -> JobDetail;
    /// A finished page with its blocks, lines and words.
    get_page(PageRef) -> document::Page;
    /// Stops a job for good. What it has finished stays.
    cancel_job(JobRef) -> Empty;
    /// Stops a job until it is resumed, also over a restart. Pages that are being read are finished.
    pause_job(JobRef) -> Empty;
    /// Lets a paused job go on, and takes up a cancelled one at its first missing page.
    resume_job(JobRef) -> Empty;
    /// Reads the failed pages of a job again.
    retry_job(JobRef) -> Empty;
    /// Reads a job's source again as a new job, with another engine, language or mode. The old result stays.
    rerun_job(RerunJob) -> JobSummary;
    /// Begins documents anew with settings of their own, in their order. What was read of them before is deleted.
    restart_jobs(RestartJobs) -> Vec<JobSummary>;
    /// What the files of a plan would be called.
    export_names(ExportPlan) -> ExportNames;
    /// Begins to write the results of several documents into a folder; events tell how far it is.
    export_jobs(ExportJobs) -> Empty;
    /// Stops the writing of several results. Files that are written stay.
    cancel_export(Empty) -> Empty;
    /// Moves a waiting job before another, or to the end.
    move_job(MoveJob) -> Empty;
    /// Changes how urgent a job is.
    set_priority(SetPriority) -> Empty;
    /// Gives a job another name; the source file keeps its own.
    rename_job(RenameJob) -> Empty;
    /// Replaces a job's tags.
    tag_job(TagJob) -> Empty;
    /// Deletes jobs with their text, pictures, index and the copies of sources that are ours, stopping them first. A
    /// source file of the user's is not touched.
    delete_jobs(JobRefs) -> Empty;
    /// Deletes every job, every picture and every kept source.
    delete_everything(Empty) -> Empty;
    /// The settings.
    get_settings(Empty) -> crate::Settings;
    /// Replaces the settings.
    set_settings(crate::Settings) -> Empty;
    /// What the product keeps, and how much of it there is.
    storage(Empty) -> Storage;
    /// Deletes every preview; they are made again when they are wanted.
    clear_previews(Empty) -> Storage;
    /// A job's result in a text format (txt, md, json), for the clipboard and the previews.
    export_text(ExportRequest) -> ExportedText;
    /// Reads a part of a page again, with another engine or language. Nothing is stored.
    recognise_region(RecogniseRegion) -> RegionReading;
    /// What a word may be: by every engine at hand, and what was stored with the page.
    word_alternatives(WordAlternatives) -> Alternatives;
    /// Gives up a reading of a region or a word, which then ends with `cancelled`.
    cancel_region(Ticket) -> Empty;
    /// The words inside a part of a page, as text or as a table.
    region_text(RegionTextRequest) -> RegionText;
    /// The same share of other pages, and how many words stand there.
    area_on_pages(AreaRequest) -> AreaOnPages;
    /// Tells which pages of a job are in view: their pictures are drawn first, and those of its other pages that nobody has
    /// begun are not drawn at all.
    show_pages(ShowPages) -> Empty;
    /// Every pack of models and how far it is.
    list_models(Empty) -> Vec<ModelPack>;
    /// Begins to download a pack of models; events tell how far it is.
    add_model(ModelRef) -> Empty;
    /// Stops a download. What has arrived stays, and adding the pack again goes on with it.
    cancel_model(ModelRef) -> Empty;
    /// Removes a pack that the user added, and what there is of a download.
    remove_model(ModelRef) -> Vec<ModelPack>;
    /// Every language and script: which engine reads it, and whether it is ready or how it is got.
    languages(Empty) -> Vec<LanguageStatus>;
    /// Brings what reads a language, where `installable` says so, and waits for it; then every language.
    install_language(LanguageRef) -> Vec<LanguageStatus>;
    /// Whether the local server runs, where, and what keeps it from running.
    server_status(Empty) -> ServerStatus;
    /// The tokens that may call the local server, with what they have used.
    list_tokens(Empty) -> TokenList;
    /// Makes a token. Its secret is in this reply and nowhere else.
    add_token(AddToken) -> AddedToken;
    /// Takes a token's rights away, at once and for good. Its jobs and its usage stay.
    revoke_token(TokenRef) -> Empty;
    /// Changes what a token may use.
    set_token(SetToken) -> TokenInfo;
    /// Where hosted jobs would go, and whether they may. Asks nobody.
    hosted_status(Empty) -> HostedStatus;
    /// Keeps a token for the address of the settings, in the system's keychain where there is one.
    set_hosted_token(SetHostedToken) -> HostedStatus;
    /// Forgets the token for the address of the settings.
    clear_hosted_token(Empty) -> HostedStatus;
    /// Says whether files may be sent from now on.
    set_hosted_consent(SetHostedConsent) -> HostedStatus;
    /// Tries the address and the token, without sending a file.
    check_hosted(Empty) -> HostedCheck;
    /// Starts a job of the hosted engine for each file; folders are searched. `remote_forbidden` without consent.
    open_hosted(OpenHosted) -> Vec<JobSummary>;
    /// Sends a job's source to the service as a new job. The old result stays. `remote_forbidden` without consent.
    rerun_hosted(RerunHosted) -> JobSummary;
    /// Corrects a page. All edits hold or none; one undo takes them all back.
    edit_page(EditPage) -> EditReply;
    /// Corrects several pages as one step.
    edit_pages(EditPages) -> ChangeReply;
    /// Takes a job's last step back.
    undo_edit(JobRef) -> ChangeReply;
    /// Does the step again that was undone last.
    redo_edit(JobRef) -> ChangeReply;
    /// What can be undone and done again in a job.
    edit_state(JobRef) -> EditState;
    /// A page as it was first read, before any correction.
    original_page(PageRef) -> document::Page;
    /// How many doubtful words a job had and has, page by page.
    review_state(ReviewRequest) -> ReviewState;
    /// The next or previous doubtful word, across pages.
    next_doubtful(NextDoubtful) -> DoubtReply;
    /// Every place of a text in a page or document.
    find_text(FindText) -> FindReply;
    /// Replaces a text in a page or document, as one step.
    replace_text(ReplaceText) -> ChangeReply;
    /// The personal dictionary.
    get_dictionary(Empty) -> Words;
    /// Adds words to the dictionary.
    add_words(Words) -> Words;
    /// Takes words out of the dictionary.
    remove_words(Words) -> Words;
    /// The replacement list.
    get_replacements(Empty) -> Replacements;
    /// Replaces the replacement list.
    set_replacements(Replacements) -> Replacements;
    /// Applies the replacement list to a page or document, as one step.
    apply_replacements(ApplyReplacements) -> ChangeReply;
    /// Asks documents a question and waits for the answer; `chat_progress` tells its parts. Both are kept. The generative
    /// answerer sends passages to the endpoint: `remote_forbidden` without consent, unless it is near.
    ask_chat(AskChat) -> ChatReply;
    /// Takes a question back that is being answered. Nothing of it is kept.
    cancel_chat(ChatRequestRef) -> Empty;
    /// Answers a question of the history once more, in place of the answer that there is.
    retry_chat(RetryChat) -> ChatMessage;
    /// The chat over these jobs, from its beginning.
    chat_history(JobRefs) -> Vec<ChatMessage>;
    /// Deletes a message; with a question goes its answer.
    delete_chat_message(ChatMessageRef) -> Empty;
    /// Deletes the chat over these jobs.
    delete_chat(JobRefs) -> Empty;
    /// What was said in chats, the newest first.
    search_chats(SearchChats) -> Vec<ChatHit>;
    /// The endpoint that generates answers, and whether text may be sent there. Asks nobody.
    endpoint_status(Empty) -> EndpointStatus;
    /// Keeps a key for the endpoint of the settings, in the system's keychain where there is one; an empty one forgets it.
    set_endpoint_key(SetEndpointKey) -> EndpointStatus;
}

fn from_json<T: DeserializeOwned>(name: &str, args: Value) -> Result<T, WireError> {
    serde_json::from_value(args).map_err(|e| WireError::usage(format!("arguments of {name}: {e}")))
}

fn to_json<T: serde::Serialize>(reply: &T) -> Result<Value, WireError> {
    serde_json::to_value(reply).map_err(|e| WireError::internal(format!("a reply that is not JSON: {e}")))
}
