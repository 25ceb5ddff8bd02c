//! What the program finds of a page's orientation and script (`--psm 0`).

/// How a page stands and in which script it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Osd {
    /// Degrees clockwise by which the picture must be turned to stand upright: 0, 90, 180 or 270.
    pub rotation: u16,
    /// How far the best orientation lies before the second, in the program's own measure: below 1 it is a guess, above
    /// 10 it is sure.
    pub rotation_confidence: f32,
    /// The script as the program names it: `Latin`, `Cyrillic`, `Han`, `Japanese`, `Hangul`, `Fraktur`.
    pub script: String,
    /// The same measure for the script.
    pub script_confidence: f32,
}

/// Reads the report; `None` where it lacks a line.
pub(super) fn parse(report: &str) -> Option<Osd> {
    let value = |name: &str| {
        let found = report.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == name);
        found.map(|(_, value)| value.trim())
    };
    Some(Osd {
        rotation: value("Rotate")?.parse().ok().filter(|r| matches!(r, 0 | 90 | 180 | 270))?,
        rotation_confidence: value("Orientation confidence")?.parse().ok()?,
        script: value("Script")?.to_owned(),
        script_confidence: value("Script confidence")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read() {
        let report = "Page number: 0\nOrientation in degrees: 270\nRotate: 90\nOrientation confidence: 11.22\n\
                      Script: Thai\nScript confidence: 0.15\n";
        let osd = Osd { rotation: 90, rotation_confidence: 11.22, script: "Thai".into(), script_confidence: 0.15 };
        assert_eq!(parse(report), Some(osd));
        assert_eq!(parse("Rotate: 45\nOrientation confidence: 1\nScript: Thai\nScript confidence: 1"), None);
        assert_eq!(parse(""), None);
    }
}
