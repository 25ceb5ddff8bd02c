//! The raw arguments of `ocrchat token`.

use app::contract::{Scope, TokenLimits};
use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
#[command(after_help = "\
A TOKEN is a name or an id, as `list` shows them. Programs send a token's secret as `Authorization: Bearer SECRET`.
Changes hold at once, for a server that runs as well. Days and months are those of the calendar in UTC.
A page of the premium tier (vlm) counts as five of the fast tier (cpu). Pages that could not be read are given back.
The owner's token, which a server makes at its first start, lies in the file that `ocrchat serve` names.")]
pub(crate) enum TokenVerb {
    /// Make a token and print its secret, which is shown this once
    Add(AddTokenArguments),
    /// List the tokens with what they may use and have used
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Take a token's rights away, at once and for good
    Revoke {
        /// Which token
        token: String,
    },
    /// Change what a token may use; what is not named stays
    Set(SetTokenArguments),
    /// Show what tokens have used, day by day
    Usage {
        /// Which token [default: all, revoked ones as well]
        token: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddTokenArguments {
    /// Its name
    pub(crate) name: String,

    /// What it may do
    #[arg(long, value_enum, default_value_t)]
    pub(crate) scope: ScopeArgument,

    #[command(flatten)]
    pub(crate) limits: TokenLimitArguments,

    /// As JSON, with the secret
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SetTokenArguments {
    /// Which token
    pub(crate) token: String,

    #[command(flatten)]
    pub(crate) limits: TokenLimitArguments,
}

/// What a token may use. An absent one is not touched.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Limits: a number, or `none`")]
pub(crate) struct TokenLimitArguments {
    /// Pages a day
    #[arg(long, value_name = "N", value_parser = limit)]
    pages_a_day: Option<Limit>,

    /// Pages a month
    #[arg(long, value_name = "N", value_parser = limit)]
    pages_a_month: Option<Limit>,

    /// Pages in all from now on; what was used of an earlier balance is forgotten
    #[arg(long, value_name = "N", value_parser = limit)]
    balance: Option<Limit>,

    /// Pages of one file
    #[arg(long, value_name = "N", value_parser = limit)]
    pages_a_file: Option<Limit>,

    /// Bytes of one file
    #[arg(long, value_name = "N", value_parser = limit)]
    bytes_a_file: Option<Limit>,
}

impl TokenLimitArguments {
    /// What was typed goes before what there was.
    pub(crate) fn apply(&self, limits: TokenLimits) -> TokenLimits {
        let changed = |typed: Option<Limit>, before: Option<u64>| typed.map_or(before, |limit| limit.0);
        TokenLimits {
            pages_a_day: changed(self.pages_a_day, limits.pages_a_day),
            pages_a_month: changed(self.pages_a_month, limits.pages_a_month),
            balance: changed(self.balance, limits.balance),
            pages_a_file: changed(self.pages_a_file, limits.pages_a_file),
            bytes_a_file: changed(self.bytes_a_file, limits.bytes_a_file),
        }
    }

    /// Whether nothing was typed.
    pub(crate) fn is_empty(&self) -> bool {
        let all = [self.pages_a_day, self.pages_a_month, self.balance, self.pages_a_file, self.bytes_a_file];
        all.iter().all(Option::is_none)
    }
}

#[derive(Clone, Copy, Debug)]
struct Limit(Option<u64>);

fn limit(typed: &str) -> Result<Limit, String> {
    if typed == "none" {
        return Ok(Limit(None));
    }
    let number = typed.replace('_', "").parse::<u64>().map_err(|_| "a number or `none` is wanted".to_owned())?;
    Ok(Limit(Some(number)))
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ScopeArgument {
    /// Send jobs, and see its own
    #[default]
    Api,
    /// Everything that the app may: every job, the settings, the tokens
    Owner,
}

impl From<ScopeArgument> for Scope {
    fn from(scope: ScopeArgument) -> Self {
        match scope {
            ScopeArgument::Api => Self::Api,
            ScopeArgument::Owner => Self::Owner,
        }
    }
}
