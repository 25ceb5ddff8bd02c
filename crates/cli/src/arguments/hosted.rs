//! Arguments of the hosted service: how a file is sent, and the account.

use app::contract::{HostedOptions, Tier, WireError};
use clap::{Args, Subcommand, ValueEnum};

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TierArgument {
    /// Fast, for print
    Cpu,
    /// For handwriting, mathematics and complex layout
    Vlm,
}

impl From<TierArgument> for Tier {
    fn from(tier: TierArgument) -> Self {
        match tier {
            TierArgument::Cpu => Self::Cpu,
            TierArgument::Vlm => Self::Vlm,
        }
    }
}

/// How files are sent: with `--engine hosted` alone.
#[derive(Debug, Args)]
#[command(next_help_heading = "Hosted service")]
pub(crate) struct HostedArguments {
    /// Which of the service's engines [default: as in the settings]
    #[arg(long, value_enum)]
    pub(crate) tier: Option<TierArgument>,

    /// One of the service's tools, e.g. `extract-tables`
    #[arg(long, value_name = "SLUG")]
    pub(crate) tool: Option<String>,

    /// Have the text translated into this language
    #[arg(long, value_name = "LANG")]
    pub(crate) translate_to: Option<String>,

    /// Address of the service, e.g. another machine's `ocrchat serve` [default: as in the settings]
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,

    /// Send the files without asking
    #[arg(long)]
    pub(crate) allow_upload: bool,
}

impl HostedArguments {
    /// As the service is asked.
    pub(crate) fn options(&self, language: Option<&str>, tier: Tier) -> HostedOptions {
        HostedOptions {
            tier: self.tier.map_or(tier, Into::into),
            language: language.map(str::to_owned),
            tool: self.tool.clone(),
            translate_to: self.translate_to.clone(),
            allow_upload: self.allow_upload,
        }
    }

    /// Refuses what only a service can do where none is asked.
    ///
    /// # Errors
    /// `usage` with the name of the first.
    pub(crate) fn refuse(&self) -> Result<(), WireError> {
        let given = [
            ("--tier vlm", matches!(self.tier, Some(TierArgument::Vlm))),
            ("--tool", self.tool.is_some()),
            ("--translate-to", self.translate_to.is_some()),
            ("--url", self.url.is_some()),
            ("--allow-upload", self.allow_upload),
        ];
        match given.iter().find(|(_, given)| *given) {
            Some((name, _)) => Err(WireError::usage(format!("{name} is for --engine hosted alone"))),
            None => Ok(()),
        }
    }
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
A token is read from stdin, or asked for without being shown; it is never an argument, which other users could see.
It is kept in the system's keychain, or where there is none in a file that only you can read. OCRCHAT_TOKEN goes
before it. OCRCHAT_NO_KEYCHAIN=1 keeps it in the file.")]
pub(crate) enum AccountVerb {
    /// Keep the token of a service, after trying it
    Login {
        /// Address of the service [default: as in the settings]
        #[arg(long, value_name = "URL")]
        url: Option<String>,
    },
    /// Forget the token of a service
    Logout {
        /// Address of the service [default: as in the settings]
        #[arg(long, value_name = "URL")]
        url: Option<String>,
    },
    /// Where files would go, whether they may, and what the service last said of the account
    Status {
        /// Address of the service [default: as in the settings]
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// Ask the service whether it takes the token
        #[arg(long)]
        check: bool,
    },
}
