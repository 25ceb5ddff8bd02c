//! The TypeScript side of the contract, as one file.

use ts_rs::{Config, TS};

use super::*;

/// The whole of `ui/src/platform/bindings.ts`.
pub fn bindings() -> String {
    let cfg = Config::new();
    let mut out = String::from(
        "// Generated from crates/app/src/contract by `cargo xtask bindings`. Do not edit.\n/* eslint-disable */\n\n",
    );
    macro_rules! declare {
        ($($ty:ty),* $(,)?) => { $(declare::<$ty>(&cfg, &mut out);)* };
    }
    declare!(
        document::Code,
        document::Point,
        document::Rect,
        document::Quad,
        document::Word,
        document::Line,
        document::Cell,
        document::Table,
        document::BlockKind,
        document::Block,
        document::TextSource,
        document::Reading,
        document::ReadingReason,
        document::PageError,
        document::Page,
        Empty,
        WireError,
        engine::Limits,
        EngineChoice,
        Mode,
        JobState,
        Priority,
        Origin,
        RemotePhase,
        RemoteProgress,
        JobSummary,
        PageState,
        PageStatus,
        JobDetail,
        JobRef,
        JobRefs,
        JobFilter,
        JobSort,
        ListJobs,
        JobList,
        Search,
        SnippetPart,
        SearchHit,
        SearchHits,
        Facets,
        RerunJob,
        JobSettings,
        RestartJobs,
        ExportPlan,
        ExportJobs,
        ExportNames,
        FailedExport,
        ExportProgress,
        MoveJob,
        SetPriority,
        RenameJob,
        TagJob,
        Storage,
        crate::settings::Keep,
        crate::settings::WatchFolder,
        crate::settings::ReadingSettings,
        crate::settings::ExportSettings,
        crate::settings::ServerSettings,
        Consent,
        crate::settings::EndpointSettings,
        crate::settings::HostedSettings,
        crate::Settings,
        PageRef,
        ChatRole,
        AnswererChoice,
        ChatStanding,
        ChatCitation,
        ChatMessage,
        AskChat,
        ChatReply,
        RetryChat,
        ChatRequestRef,
        ChatMessageRef,
        SearchChats,
        ChatHit,
        EndpointStatus,
        SetEndpointKey,
        OpenPaths,
        ExportFormat,
        ExportRequest,
        ExportedText,
        About,
        ModelState,
        ModelFile,
        ModelPack,
        ModelRef,
        Tier,
        Scope,
        TokenLimits,
        TokenUsage,
        TokenInfo,
        TokenList,
        AddToken,
        AddedToken,
        TokenRef,
        SetToken,
        ServerStatus,
        SecretPlace,
        Balance,
        HostedStatus,
        HostedCheck,
        SetHostedToken,
        SetHostedConsent,
        HostedOptions,
        OpenHosted,
        RerunHosted,
        Event,
        LanguageStatus,
        LanguageRef,
        document::edit::CellPath,
        document::edit::LinePath,
        document::edit::WordPath,
        document::edit::Edit,
        document::AreaPages,
        document::Area,
        RegionSource,
        RecogniseRegion,
        RegionReading,
        WordAlternatives,
        Alternative,
        Alternatives,
        Ticket,
        RegionFormat,
        RegionTextRequest,
        RegionText,
        AreaScope,
        AreaRequest,
        PageArea,
        AreaOnPages,
        ShowPages,
        EditPage,
        PageEdits,
        EditPages,
        EditState,
        EditReply,
        ChangeReply,
        ReviewRequest,
        PageReview,
        ReviewState,
        NextDoubtful,
        Doubt,
        DoubtReply,
        FindPattern,
        FindText,
        TextMatch,
        FindReply,
        MatchRef,
        ReplaceText,
        Replacement,
        Replacements,
        ApplyReplacements,
        Words,
        crate::settings::ReviewSettings,
    );
    out.push_str("/** Every command of the host, with its arguments and its reply. */\nexport interface Commands {\n");
    for (name, args, reply) in signatures(&cfg) {
        out.push_str(&format!("  {name}: {{ args: {args}; reply: {reply} }};\n"));
    }
    out.push_str("}\n");
    out
}

fn declare<T: TS + ?Sized + 'static>(cfg: &Config, out: &mut String) {
    out.push_str("export ");
    out.push_str(&T::decl(cfg));
    out.push_str("\n\n");
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_command_is_in_the_bindings() {
        let text = super::bindings();
        assert!(text.contains("get_page: { args: PageRef; reply: Page };"), "{text}");
        assert!(text.contains("open_paths: { args: OpenPaths; reply: Array<JobSummary> };"), "{text}");
        assert!(text.contains("export type Rect = [number, number, number, number];"), "{text}");
    }
}
