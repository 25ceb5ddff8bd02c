//! Word's numbered lists: a definition for each way of counting, and an instance for each list, which begins where the
//! list on the page begins.

use docx_rs::{
    AbstractNumbering, Level, LevelJc, LevelOverride, LevelText, NumberFormat, Numberings, SpecialIndentType, Start,
};

use crate::list::{Count, Marker};

/// Levels that Word knows.
pub(super) const DEEPEST: usize = 9;
/// How much deeper each level stands, and how far its marker hangs out, in twentieths of a point.
const STEP: i32 = 425;
/// The first number that is free: `docx-rs` has a definition and an instance of its own, both 1.
const FIRST: usize = 2;

/// A way of counting.
type Definition = (Count, &'static str, &'static str);

/// The lists of a document.
#[derive(Default)]
pub(super) struct Lists {
    definitions: Vec<Definition>,
    /// For each instance its definition, its level and its first number.
    instances: Vec<(usize, usize, u32)>,
}

impl Lists {
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
            return known + FIRST;
        }
        self.instances.push(instance);
        self.instances.len() - 1 + FIRST
    }

    /// The document's numberings.
    pub(super) fn numberings(&self) -> Numberings {
        let mut all = Numberings::new();
        for (id, definition) in (FIRST..).zip(&self.definitions) {
            let mut numbering = AbstractNumbering::new(id);
            numbering.multi_level_type = Some("hybridMultilevel".to_owned());
            numbering.levels = (0..DEEPEST).map(|level| self::level(level, definition)).collect();
            all = all.add_abstract_numbering(numbering);
        }
        for (id, &(definition, level, first)) in (FIRST..).zip(&self.instances) {
            let mut instance = docx_rs::Numbering::new(id, definition + FIRST);
            if !matches!(self.definitions[definition].0, Count::Bullet(_)) {
                instance = instance.add_override(LevelOverride::new(level).start(first as usize));
            }
            all = all.add_numbering(instance);
        }
        all
    }

    /// Whether there is no list.
    pub(super) fn is_empty(&self) -> bool {
        self.instances.is_empty()
    }
}

fn level(level: usize, &(count, before, after): &Definition) -> Level {
    let counted = format!("{before}%{}{after}", level + 1);
    let (format, text) = match count {
        Count::Bullet(c) => ("bullet", c.to_string()),
        Count::Decimal => ("decimal", counted),
        Count::LowerLetter => ("lowerLetter", counted),
        Count::UpperLetter => ("upperLetter", counted),
        Count::LowerRoman => ("lowerRoman", counted),
        Count::UpperRoman => ("upperRoman", counted),
    };
    let (left, hanging) = indent(level);
    let format = NumberFormat::new(format);
    let start = Start::new(1);
    Level::new(level, start, format, LevelText::new(text), LevelJc::new("left")).indent(left, hanging, None, None)
}

/// The indent of an item's text at `level`, its marker hanging out.
pub(super) fn indent(level: usize) -> (Option<i32>, Option<SpecialIndentType>) {
    let depth = level.min(DEEPEST - 1) as i32 + 1;
    (Some(STEP * depth), Some(SpecialIndentType::Hanging(STEP)))
}
