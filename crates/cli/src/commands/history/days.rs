//! Days as they are typed and shown, in the user's own time zone.

use app::contract::WireError;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

const DAY_MS: u64 = 86_400_000;

/// The moment (milliseconds since 1970) at which a day begins, or so many days before now.
pub(super) fn begin(typed: &str) -> Result<u64, WireError> {
    moment(typed, false)
}

/// The moment at which a day is over.
pub(super) fn end(typed: &str) -> Result<u64, WireError> {
    moment(typed, true)
}

/// A number of days such as `30d`, as the moment so long ago.
pub(super) fn ago(typed: &str) -> Result<u64, WireError> {
    let days = typed.trim().strip_suffix('d').and_then(|days| days.parse::<u64>().ok());
    let days = days.ok_or_else(|| WireError::usage(format!("`{typed}` is not a number of days such as 30d")))?;
    Ok(now().saturating_sub(days.saturating_mul(DAY_MS)))
}

fn moment(typed: &str, whole_day: bool) -> Result<u64, WireError> {
    let wrong =
        || WireError::usage(format!("`{typed}` is neither a day such as 2026-03-31 nor a number of days such as 7d"));
    if typed.trim().ends_with('d') {
        return ago(typed).map_err(|_| wrong());
    }
    let mut day: Date = typed.trim().parse().map_err(|_| wrong())?;
    if whole_day {
        day = day.checked_add(1.day()).map_err(|_| wrong())?;
    }
    let start = day.to_zoned_datetime(TimeZone::system()).map_err(|_| wrong())?;
    u64::try_from(start.timestamp().as_millisecond()).map_err(|_| wrong())
}

fn now() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0)
}

/// A moment as a person reads it.
pub(super) fn show(ms: u64) -> String {
    let moment = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    moment.map_or_else(String::new, |m| m.to_zoned_datetime(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_numbers_of_days_are_moments() {
        let day = begin("2026-03-14").unwrap();
        assert!(show(day).starts_with("2026-03-14 00:00"), "{}", show(day));
        assert_eq!(end("2026-03-14").unwrap(), begin("2026-03-15").unwrap());
        assert!(now() - begin("2d").unwrap() - 2 * DAY_MS < 10_000);
        for typed in ["", "yesterday", "2026-13-01", "14.3.2026", "d", "-1d", "1000-01-01"] {
            assert!(begin(typed).is_err(), "{typed}");
        }
        assert!(ago("30").is_err());
    }
}
