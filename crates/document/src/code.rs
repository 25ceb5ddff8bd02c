//! The one list of error codes. A code is what crosses every boundary (worker frames, the wire, the JSON export);
//! the exit code and the HTTP status follow from it, and the user interface words it in the user's language.

use serde::{Deserialize, Serialize};

/// What went wrong, independent of wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A fault of ours with no better name.
    Internal,
    /// The caller asked for something that does not exist or contradicts itself.
    Usage,
    /// No file at that path.
    InputMissing,
    /// The path is a directory where a file is wanted.
    InputDirectory,
    /// The file holds no bytes.
    InputEmpty,
    /// The content is of a kind that is not read.
    InputUnsupported,
    /// The content is of a known kind and damaged.
    InputBroken,
    /// The file may not be read by this user.
    InputUnreadable,
    /// Encrypted, and no password was given.
    PasswordRequired,
    /// Encrypted, and the password given does not open it.
    PasswordWrong,
    /// More bytes than the limit.
    LimitFileBytes,
    /// A page of more pixels than the limit.
    LimitPixels,
    /// More pages than the limit.
    LimitPages,
    /// Decoding would take more memory than the limit.
    LimitMemory,
    /// A program or native library that the engine needs is not installed.
    EngineMissing,
    /// The engine's model files are not installed.
    ModelMissing,
    /// A model file does not have the hash it should.
    ModelBroken,
    /// No installed engine reads this language.
    LanguageUnsupported,
    /// The worker process ended while it held the page.
    WorkerCrashed,
    /// The page took longer than its time limit.
    WorkerTimeout,
    /// The worker exceeded its memory ceiling.
    WorkerMemory,
    /// Some pages of the job failed.
    PagesFailed,
    /// The place for the result cannot be written.
    OutputUnwritable,
    /// The result exists already and may not be overwritten.
    OutputExists,
    /// No space is left where the result goes.
    DiskFull,
    /// The history was written by a newer program.
    StoreNewer,
    /// The history is damaged.
    StoreDamaged,
    /// Another program holds the history for too long.
    StoreBusy,
    /// There is no job, page or token of that name.
    NotFound,
    /// The job has not ended yet, and only an ended one can give this.
    NotFinished,
    /// No API token, or none that is known.
    TokenInvalid,
    /// The token's pages are used up.
    QuotaExceeded,
    /// More requests or waiting jobs than one caller may have.
    TooManyRequests,
    /// The request names a host or comes from a page that is not this server's.
    HostRefused,
    /// The interface has it, this installation not yet.
    NotImplemented,
    /// The remote service said no.
    RemoteRefused,
    /// The remote service cannot be reached, or its answers do not arrive whole.
    RemoteUnreachable,
    /// The settings forbid that anything is sent to a service.
    RemoteForbidden,
    /// Stopped by the user. An outcome rather than an error, but it has an exit code.
    Cancelled,
}

impl Code {
    /// The process exit status: a stable promise to scripts.
    /// 1 failed, 2 usage, 3 input, 4 encrypted, 5 over a limit, 6 engine or model or language missing, 7 some pages
    /// failed, 8 remote refused, 130 interrupted.
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Internal
            | Self::WorkerCrashed
            | Self::WorkerTimeout
            | Self::WorkerMemory
            | Self::OutputUnwritable
            | Self::OutputExists
            | Self::DiskFull
            | Self::StoreNewer
            | Self::StoreDamaged
            | Self::StoreBusy => 1,
            Self::NotFinished => 1,
            Self::Usage | Self::NotFound | Self::NotImplemented => 2,
            Self::InputMissing
            | Self::InputDirectory
            | Self::InputEmpty
            | Self::InputUnsupported
            | Self::InputBroken
            | Self::InputUnreadable => 3,
            Self::PasswordRequired | Self::PasswordWrong => 4,
            Self::LimitFileBytes | Self::LimitPixels | Self::LimitPages | Self::LimitMemory => 5,
            Self::EngineMissing | Self::ModelMissing | Self::ModelBroken | Self::LanguageUnsupported => 6,
            Self::PagesFailed => 7,
            Self::TokenInvalid
            | Self::QuotaExceeded
            | Self::TooManyRequests
            | Self::HostRefused
            | Self::RemoteRefused
            | Self::RemoteUnreachable
            | Self::RemoteForbidden => 8,
            Self::Cancelled => 130,
        }
    }

    /// The status of an HTTP answer that carries this error.
    pub fn http_status(self) -> u16 {
        match self {
            Self::Usage
            | Self::InputMissing
            | Self::InputDirectory
            | Self::InputEmpty
            | Self::InputUnsupported
            | Self::InputBroken
            | Self::InputUnreadable
            | Self::PasswordRequired
            | Self::PasswordWrong
            | Self::LimitFileBytes
            | Self::LimitPixels
            | Self::LimitPages
            | Self::LimitMemory
            | Self::LanguageUnsupported => 400,
            Self::TokenInvalid => 401,
            Self::QuotaExceeded => 402,
            Self::HostRefused | Self::RemoteForbidden => 403,
            Self::NotFound => 404,
            Self::NotFinished | Self::OutputExists | Self::Cancelled => 409,
            Self::TooManyRequests => 429,
            Self::NotImplemented => 501,
            Self::RemoteRefused | Self::RemoteUnreachable => 502,
            Self::StoreBusy | Self::EngineMissing | Self::ModelMissing | Self::ModelBroken => 503,
            Self::DiskFull => 507,
            Self::Internal
            | Self::WorkerCrashed
            | Self::WorkerTimeout
            | Self::WorkerMemory
            | Self::PagesFailed
            | Self::OutputUnwritable
            | Self::StoreNewer
            | Self::StoreDamaged => 500,
        }
    }
}

impl std::fmt::Display for Code {
    /// The wire name, e.g. `input_broken`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.serialize(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn the_wire_name_is_snake_case() {
        assert_eq!(Code::LimitFileBytes.to_string(), "limit_file_bytes");
        assert_eq!(serde_json::to_string(&Code::PasswordWrong).unwrap(), "\"password_wrong\"");
    }

    #[test]
    fn exit_statuses_are_the_documented_ones() {
        assert_eq!(Code::InputBroken.exit_status(), 3);
        assert_eq!(Code::PasswordRequired.exit_status(), 4);
        assert_eq!(Code::LimitPixels.exit_status(), 5);
        assert_eq!(Code::ModelMissing.exit_status(), 6);
        assert_eq!(Code::Cancelled.exit_status(), 130);
        assert_eq!(Code::QuotaExceeded.exit_status(), 8);
    }

    #[test]
    fn http_statuses_are_those_of_the_api() {
        let codes = [Code::InputUnsupported, Code::LimitFileBytes, Code::TokenInvalid, Code::QuotaExceeded];
        assert_eq!(codes.map(Code::http_status), [400, 400, 401, 402]);
        assert_eq!([Code::NotFound, Code::NotFinished].map(Code::http_status), [404, 409]);
    }
}
