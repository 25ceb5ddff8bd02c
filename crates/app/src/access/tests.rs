//! Quotas and tokens over a store.

use std::path::Path;

use super::*;
use crate::contract::{AddToken, JobState, Origin, SetToken, TokenLimits, TokenRef};
use crate::store::{JobOptions, PageRecord};

struct Desk {
    store: Store,
    access: Access,
    caller: Caller,
}

fn desk(limits: TokenLimits) -> Desk {
    let store = Store::in_memory().unwrap();
    let added = add_token(&store, &AddToken { name: "script".into(), limits, ..AddToken::default() }).unwrap();
    let access = Access::new(store.clone());
    let caller = access.check(&added.secret).unwrap();
    assert_eq!((caller.name.as_str(), caller.scope), ("script", Scope::Api));
    Desk { store, access, caller }
}

fn new(tier: Tier) -> NewJob {
    NewJob {
        name: "a.pdf".into(),
        source: Path::new("/a.pdf").into(),
        source_is_ours: false,
        origin: Origin::Server,
        options: JobOptions { tier, ..JobOptions::default() },
        token: None,
    }
}

impl Desk {
    fn submit(&self, pages: u32, tier: Tier) -> Result<Job, Refusal> {
        self.access.submit(&self.caller, &new(tier), pages)
    }

    fn usage(&self) -> crate::contract::TokenUsage {
        list_tokens(&self.store).unwrap().tokens[0].usage
    }

    /// Lets so many pages of a job be read, and the job end.
    fn end(&self, job: &Job, read: u32, state: JobState) {
        for index in 0..read {
            let page = document::Page { index, ..document::Page::default() };
            self.store.put_page(&job.id, &PageRecord { page: &page, warnings: &[], elapsed_ms: 1 }).unwrap();
        }
        self.store.set_state(&job.id, state, None, 1).unwrap();
    }
}

fn said(refusal: &Refusal) -> (Code, Option<u64>, Option<u64>) {
    (refusal.error.code, refusal.used, refusal.cap)
}

#[test]
fn each_quota_refuses_with_what_was_used_and_the_cap() {
    let day = desk(TokenLimits { pages_a_day: Some(10), ..TokenLimits::default() });
    let month = desk(TokenLimits { pages_a_month: Some(10), ..TokenLimits::default() });
    let balance = desk(TokenLimits { balance: Some(10), ..TokenLimits::default() });
    for desk in [&day, &month, &balance] {
        assert_eq!(desk.submit(7, Tier::Cpu).unwrap().token.as_deref(), Some(desk.caller.token.as_str()));
        assert_eq!(said(&desk.submit(4, Tier::Cpu).unwrap_err()), (Code::QuotaExceeded, Some(7), Some(10)));
        assert!(desk.access.welcome(&desk.caller, Tier::Cpu).is_ok());
        let premium = desk.access.welcome(&desk.caller, Tier::Vlm).unwrap_err();
        assert_eq!(said(&premium), (Code::QuotaExceeded, Some(7), Some(10)));
        desk.submit(3, Tier::Cpu).unwrap();
        assert_eq!(said(&desk.access.welcome(&desk.caller, Tier::Cpu).unwrap_err()).1, Some(10));
    }
    assert!(day.submit(1, Tier::Cpu).unwrap_err().error.message.contains("10 of 10 pages of today (UTC) are used up"));
}

#[test]
fn premium_pages_cost_more_and_are_metered_apart() {
    let desk = desk(TokenLimits { pages_a_day: Some(100), ..TokenLimits::default() });
    let jobs = [desk.submit(3, Tier::Cpu).unwrap(), desk.submit(2, Tier::Vlm).unwrap()];
    for (job, pages) in jobs.iter().zip([3, 2]) {
        desk.end(job, pages, JobState::Done);
    }
    let usage = desk.usage();
    assert_eq!((usage.pages_cpu, usage.pages_vlm), (3, 2));
    assert_eq!((usage.today, usage.this_month), (3 + 2 * Tier::Vlm.pages_charged(), 3 + 2 * Tier::Vlm.pages_charged()));
    let days: Vec<_> = desk.store.metered(None).unwrap().into_iter().map(|day| (day.tier, day.pages)).collect();
    assert_eq!(days, [("cpu".to_owned(), 3), ("vlm".to_owned(), 2)]);
}

#[test]
fn what_was_not_read_is_given_back_once_however_the_job_ends() {
    let desk = desk(TokenLimits { balance: Some(100), ..TokenLimits::default() });
    for (read, state) in [(4, JobState::Failed), (3, JobState::Cancelled), (10, JobState::Done)] {
        let before = desk.usage();
        let job = desk.submit(10, Tier::Cpu).unwrap();
        assert_eq!(desk.usage().of_balance, before.of_balance + 10);
        desk.end(&job, read, state);
        let after = desk.usage();
        assert_eq!(after.of_balance, before.of_balance + u64::from(read));
        assert_eq!(after.pages_cpu, before.pages_cpu + u64::from(read));
        // Neither a second end nor the job's deletion gives anything back again.
        desk.store.set_state(&job.id, JobState::Cancelled, None, 1).unwrap();
        desk.store.delete_jobs(std::slice::from_ref(&job.id)).unwrap();
        assert_eq!(desk.usage(), after);
    }
    let before = desk.usage();
    let job = desk.submit(10, Tier::Vlm).unwrap();
    desk.store.delete_jobs(std::slice::from_ref(&job.id)).unwrap();
    assert_eq!(desk.usage(), before);
    let paused = desk.submit(10, Tier::Cpu).unwrap();
    desk.store.set_state(&paused.id, JobState::Paused, None, 1).unwrap();
    assert_eq!(desk.usage().of_balance, before.of_balance + 10, "a job that is paused goes on some day");
    desk.store.delete_everything().unwrap();
    assert_eq!(desk.usage(), before);
}

#[test]
fn a_flood_at_once_does_not_pass_the_cap() {
    let dir = tempfile::tempdir().unwrap();
    let home = crate::Home {
        config: dir.path().into(),
        data: dir.path().into(),
        cache: dir.path().into(),
        assets: engine::Assets::new(dir.path()),
    };
    let open = || Store::open(&home).unwrap().0;
    let limits = TokenLimits { pages_a_day: Some(50), ..TokenLimits::default() };
    let secret = add_token(&open(), &AddToken { name: "script".into(), limits, ..AddToken::default() }).unwrap().secret;
    // Two programs, each with a connection of its own, and each with threads.
    let programs = [Access::new(open()), Access::new(open())];
    let taken: usize = std::thread::scope(|scope| {
        let ask = |n: usize| {
            let (access, secret) = (&programs[n % 2], &secret);
            scope.spawn(move || {
                let caller = access.check(secret).unwrap();
                (0..10).filter(|_| access.submit(&caller, &new(Tier::Cpu), 3).is_ok()).count()
            })
        };
        let threads: Vec<_> = (0..8).map(ask).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(taken, 16, "48 of 50 pages in files of 3");
    assert_eq!(open().token_usage(&open().token("script").unwrap().unwrap().id).unwrap().today, 48);
}

#[test]
fn a_token_that_is_revoked_elsewhere_is_refused_at_once() {
    let desk = desk(TokenLimits::default());
    let added = add_token(&desk.store, &AddToken { name: "second".into(), ..AddToken::default() }).unwrap();
    assert!(desk.access.check(&added.secret).is_ok());
    assert_eq!(desk.access.check("").unwrap_err().code, Code::TokenInvalid);
    assert_eq!(desk.access.check(&added.secret.to_uppercase()).unwrap_err().code, Code::TokenInvalid);
    revoke_token(&desk.store, &TokenRef { token: "second".into() }).unwrap();
    assert_eq!(desk.access.check(&added.secret).unwrap_err().code, Code::TokenInvalid);
    let again = revoke_token(&desk.store, &TokenRef { token: added.token.id }).unwrap_err();
    assert_eq!(again.code, Code::NotFound);
    // Its name is free, and what it used stays its own.
    assert!(add_token(&desk.store, &AddToken { name: "second".into(), ..AddToken::default() }).is_ok());
    revoke_token(&desk.store, &TokenRef { token: "script".into() }).unwrap();
    assert_eq!(desk.submit(1, Tier::Cpu).unwrap_err().error.code, Code::TokenInvalid);
}

#[test]
fn limits_can_be_changed_and_a_new_balance_begins_anew() {
    let desk = desk(TokenLimits { balance: Some(5), pages_a_file: Some(4), ..TokenLimits::default() });
    let long = desk.submit(5, Tier::Cpu).unwrap_err();
    assert_eq!(said(&long), (Code::LimitPages, None, None));
    desk.submit(4, Tier::Cpu).unwrap();
    let set = |limits: TokenLimits| set_token(&desk.store, &SetToken { token: "script".into(), limits }).unwrap();
    let same = set(TokenLimits { balance: Some(5), bytes_a_file: Some(1000), ..TokenLimits::default() });
    assert_eq!((same.usage.of_balance, same.limits.pages_a_file), (4, None));
    assert_eq!(desk.access.file_limit(&desk.caller), 1000);
    assert_eq!(set(TokenLimits { balance: Some(6), ..TokenLimits::default() }).usage.of_balance, 0);
    assert_eq!(desk.access.file_limit(&desk.caller), crate::Settings::default().limits.file_bytes);
    desk.submit(6, Tier::Cpu).unwrap();
    let huge = set(TokenLimits { pages_a_day: Some(u64::MAX), ..TokenLimits::default() });
    assert_eq!(huge.limits.pages_a_day, Some(i64::MAX as u64));
    assert!(desk.submit(1_000_000, Tier::Vlm).is_ok());
}

#[test]
fn too_many_waiting_jobs_are_refused_until_some_end() {
    let desk = desk(TokenLimits::default());
    let mut settings = desk.store.settings().unwrap();
    settings.server.waiting_jobs = 2;
    desk.store.set_settings(&settings).unwrap();
    let first = desk.submit(1, Tier::Cpu).unwrap();
    desk.submit(1, Tier::Cpu).unwrap();
    let refused = desk.submit(1, Tier::Cpu).unwrap_err();
    assert_eq!((refused.error.code, refused.retry_after), (Code::TooManyRequests, Some(WAITING_RETRY)));
    assert_eq!(desk.access.welcome(&desk.caller, Tier::Cpu).unwrap_err().error.code, Code::TooManyRequests);
    desk.end(&first, 1, JobState::Done);
    assert!(desk.submit(1, Tier::Cpu).is_ok());
}

#[test]
fn names_are_checked_and_taken_once() {
    let store = Store::in_memory().unwrap();
    let add = |name: &str| add_token(&store, &AddToken { name: name.into(), ..AddToken::default() });
    assert_eq!(add(" laptop ").unwrap().token.name, "laptop");
    for wrong in ["laptop", "", "  ", "a\nb", &"x".repeat(65)] {
        assert_eq!(add(wrong).unwrap_err().code, Code::Usage, "{wrong:?}");
    }
}

#[test]
fn the_owner_s_token_is_made_once_and_kept_in_a_file_of_the_owner_s() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("home/server-token");
    let store = Store::in_memory().unwrap();
    let made = ensure_owner(&store, &file, true).unwrap();
    assert!(made.is_new && made.warning.is_none());
    assert_eq!(std::fs::read_to_string(&file).unwrap().trim(), made.secret.reveal());
    let access = Access::new(store.clone());
    assert_eq!(access.check(made.secret.reveal()).unwrap().scope, Scope::Owner);
    let again = ensure_owner(&store, &file, true).unwrap();
    assert_eq!((again.is_new, &again.id), (false, &made.id));
    // Another database (the first was set aside, say) takes the file's token as its own.
    let other = Store::in_memory().unwrap();
    assert_eq!(ensure_owner(&other, &file, true).unwrap().secret, made.secret);
    assert!(Access::new(other).check(made.secret.reveal()).is_ok());
    revoke_token(&store, &TokenRef { token: made.id }).unwrap();
    assert_eq!(ensure_owner(&store, &file, false).unwrap_err().code, Code::TokenInvalid);
    let new = ensure_owner(&store, &file, true).unwrap();
    assert!(new.is_new && new.secret != made.secret);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |file: &Path| std::fs::metadata(file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(ensure_owner(&store, &file, true).unwrap().warning.is_some());
    }
}

#[test]
fn a_token_file_of_one_s_own_is_taken_where_it_holds_a_token() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::in_memory().unwrap();
    let file = dir.path().join("token");
    std::fs::write(&file, "secret\n").unwrap();
    assert_eq!(ensure_owner(&store, &file, false).unwrap_err().code, Code::Usage);
    let chosen = "0123456789abcdef0123456789abcdef-mine";
    std::fs::write(&file, format!("{chosen}\n")).unwrap();
    ensure_owner(&store, &file, false).unwrap();
    assert_eq!(Access::new(store.clone()).check(chosen).unwrap().name, "owner");
    let api = add_token(&store, &AddToken { name: "script".into(), ..AddToken::default() }).unwrap();
    std::fs::write(&file, api.secret).unwrap();
    assert_eq!(ensure_owner(&store, &file, false).unwrap_err().code, Code::TokenInvalid);
}

#[test]
fn a_job_is_seen_by_its_token_and_the_owner() {
    let desk = desk(TokenLimits::default());
    let job = desk.submit(1, Tier::Cpu).unwrap();
    let other = Caller { token: "another".into(), ..desk.caller.clone() };
    let owner = Caller { scope: Scope::Owner, ..other.clone() };
    assert!(desk.caller.may_see(&job) && owner.may_see(&job) && !other.may_see(&job));
    let windows_own = Job { token: None, ..job };
    assert!(!desk.caller.may_see(&windows_own) && owner.may_see(&windows_own));
}
