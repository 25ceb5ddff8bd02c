//! Word's numbered lists: a definition for each way of counting, and an instance for each list, which begins where the
//! list on the page begins.

use super::MAIN;
use crate::list::{Count, Marker};
use crate::xml::Xml;

/// Levels that Word knows.
pub(super) const DEEPEST: usize = 9;
/// How much deeper each level stands, and how far its marker hangs out, in twentieths of a point.
const STEP: usize = 425;

/// A way of counting.
type Definition = (Count, &'static str, &'static str);

/// The lists of a document.
#[derive(Default)]
pub(super) struct Numbering {
    definitions: Vec<Definition>,
    /// For each instance its definition, its level and its first number.
    instances: Vec<(usize, usize, u32)>,
}

impl Numbering {
    /// The number of a new list that begins with `first` at `level` (from 0). Bullets share one.
    pub(super) fn begin(&mut self, first: Marker, level: usize) -> usize {
        let wanted: Definition = (first.count, first.before, first.after);
        let definition = self.definitions.iter().position(|d| *d == wanted).unwrap_or_else(|| {
            self.definitions.push(wanted);
            self.definitions.len() - 1
        });
        let instance = (definition, level, first.value);
        let shared = matches!(first.count, Count::Bullet(_));
        if let Some(known) = self.instances.iter().position(|i| shared && *i == instance) {
            return known + 1;
        }
        self.instances.push(instance);
        self.instances.len()
    }

    /// The numbering's part.
    pub(super) fn write(&self) -> String {
        let mut xml = Xml::new();
        xml.open("w:numbering").attr("xmlns:w", MAIN);
        for (i, definition) in self.definitions.iter().enumerate() {
            xml.open("w:abstractNum")
                .attr("w:abstractNumId", i)
                .empty("w:multiLevelType", &[("w:val", "hybridMultilevel")]);
            for level in 0..DEEPEST {
                self::level(&mut xml, level, definition);
            }
            xml.close();
        }
        for (i, (definition, level, first)) in (1..).zip(&self.instances) {
            xml.open("w:num").attr("w:numId", i).open("w:abstractNumId").attr("w:val", definition).close();
            if !matches!(self.definitions[*definition].0, Count::Bullet(_)) {
                xml.open("w:lvlOverride").attr("w:ilvl", level);
                xml.open("w:startOverride").attr("w:val", first).close().close();
            }
            xml.close();
        }
        xml.close();
        xml.finish()
    }
}

fn level(xml: &mut Xml, level: usize, &(count, before, after): &Definition) {
    let (format, text) = match count {
        Count::Bullet(c) => ("bullet", c.to_string()),
        Count::Decimal => ("decimal", format!("{before}%{}{after}", level + 1)),
        Count::LowerLetter => ("lowerLetter", format!("{before}%{}{after}", level + 1)),
        Count::UpperLetter => ("upperLetter", format!("{before}%{}{after}", level + 1)),
        Count::LowerRoman => ("lowerRoman", format!("{before}%{}{after}", level + 1)),
        Count::UpperRoman => ("upperRoman", format!("{before}%{}{after}", level + 1)),
    };
    xml.open("w:lvl").attr("w:ilvl", level).empty("w:start", &[("w:val", "1")]);
    xml.empty("w:numFmt", &[("w:val", format)])
        .empty("w:lvlText", &[("w:val", &text)])
        .empty("w:lvlJc", &[("w:val", "left")]);
    xml.open("w:pPr");
    indent(xml, level);
    xml.close().close();
}

/// The indent of an item's text at `level`, its marker hanging out.
pub(super) fn indent(xml: &mut Xml, level: usize) {
    xml.open("w:ind").attr("w:left", STEP * (level + 1)).attr("w:hanging", STEP).close();
}
