//! Captions: blocks that say what a picture or a table shows, told by their first words (`Figure 3.`, `Tab. 2:`, `图 1`)
//! or by small letters next to a table or a picture. Refuses sentences that only speak of a figure.

use super::print::{self, Body};
use crate::{Block, BlockKind};

/// The words for a figure, a table and their kin, in small letters, in the languages that print most of them.
const NAMES: [&str; 64] = [
    "figure",
    "fig",
    "figs",
    "table",
    "tab",
    "chart",
    "plate",
    "scheme",
    "exhibit",
    "photo",
    "map",
    "diagram",
    "graph",
    "abbildung",
    "abb",
    "tabelle",
    "bild",
    "karte",
    "tafel",
    "schaubild",
    "grafik",
    "tableau",
    "carte",
    "graphique",
    "schéma",
    "figura",
    "tabla",
    "cuadro",
    "gráfico",
    "lámina",
    "tabela",
    "quadro",
    "tabella",
    "grafico",
    "tavola",
    "figuur",
    "afbeelding",
    "tabel",
    "figur",
    "tabell",
    "kuva",
    "taulukko",
    "rys",
    "rysunek",
    "tabulka",
    "obr",
    "obrázek",
    "tabl",
    "ábra",
    "táblázat",
    "şekil",
    "tablo",
    "hình",
    "bảng",
    "рис",
    "рисунок",
    "табл",
    "таблица",
    "таблиця",
    "σχήμα",
    "πίνακας",
    "εικόνα",
    "شكل",
    "جدول",
];
/// The signs for them where a number follows without a space.
const SIGNS: [&str; 8] = ["图", "圖", "図", "表", "写真", "照片", "그림", "표"];
/// A caption is no longer than this, in characters.
const LONGEST: usize = 600;
/// Letters smaller than the body by this factor next to a table or a picture are a caption.
const SMALL: f32 = 0.94;

/// Whether `text` begins as a caption does: a name, a number, then nothing, a stop or a capital.
pub(super) fn begins(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '[', '<', '《', '【']);
    if let Some(rest) = SIGNS.iter().find_map(|s| text.strip_prefix(s)) {
        let number: String = rest.trim_start().chars().take_while(|c| is_of_number(*c)).collect();
        let after = &rest.trim_start()[number.len()..];
        // 表2显示 is a sentence: its caption has a space or a sign after the number.
        return number.chars().any(char::is_numeric) && after.chars().next().is_none_or(|c| !c.is_alphanumeric());
    }
    let mut words = text.split_whitespace();
    let Some(name) = words.next() else { return false };
    // "Fig.3" is one word to an engine.
    let (name, glued) = name.split_at(name.find(|c: char| c.is_numeric()).unwrap_or(name.len()));
    let bare = name.trim_end_matches(['.', ':']).to_lowercase();
    if !NAMES.contains(&bare.as_str()) || name.starts_with(char::is_lowercase) && !glued.is_empty() {
        return false;
    }
    let Some(number) = (if glued.is_empty() { words.next() } else { Some(glued) }) else { return false };
    // "5.—Among" has lost its space: the number ends where its characters do.
    let end = number.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(number.len());
    let (number, after) = number.split_at(end);
    let digits = number.trim_end_matches(['.', '-']);
    let closed = number.ends_with('.') || after.starts_with([':', ')', ']', '—', '–', '|']);
    let counts = digits.chars().any(char::is_numeric) && digits.chars().count() <= 6
        || !digits.is_empty() && digits.len() <= 5 && digits.chars().all(|c| "IVXLC".contains(c));
    // "Table 2, which" goes on with its sentence.
    let counts = counts && (after.is_empty() || closed);
    let uncased = name.chars().all(|c| !c.is_lowercase() && !c.is_uppercase());
    let starts = |w: &str| w.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase() || uncased);
    counts && !name.starts_with(char::is_lowercase) && (closed || words.next().is_none_or(starts))
}

fn is_of_number(c: char) -> bool {
    c.is_numeric() || matches!(c, '.' | '-' | '–' | '．')
}

/// Whether block `i` is a caption.
pub(super) fn is_caption(blocks: &[Block], i: usize, body: &Body) -> bool {
    let block = &blocks[i];
    if block.lines.is_empty() || block.lines.len() > 6 {
        return false;
    }
    let text = block.text();
    if begins(&text) && text.chars().count() <= LONGEST {
        return true;
    }
    let size = block.lines.iter().map(print::size).fold(0.0, f32::max);
    let shown = |other: Option<&Block>| {
        other.is_some_and(|o| {
            let near = -block.bbox.overlap_y(o.bbox) < 2.5 * body.size && block.bbox.overlap_x(o.bbox) > 0.0;
            matches!(o.kind, BlockKind::Table | BlockKind::Figure) && near
        })
    };
    let beside = shown(i.checked_sub(1).and_then(|k| blocks.get(k))) || shown(blocks.get(i + 1));
    beside && block.kind == BlockKind::Paragraph && block.lines.len() <= 4 && size > 0.0 && size < SMALL * body.size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_begin_with_a_name_and_a_number() {
        for text in [
            "Figure 1. The way of a page",
            "Fig. 2: Stages",
            "Fig.3 Stages",
            "Table 3 - European issuance",
            "TABLE IV",
            "Abb. 4 Der Weg",
            "Tabelle 2.1: Werte",
            "图 1 系统结构",
            "表2-1：结果",
            "図3",
            "Рис. 5. Схема",
            "Table CA3. | Distribution",
            "Table 5.—Among graduates",
        ] {
            assert!(begins(text), "{text}");
        }
        for text in [
            "Figure 3 shows that",
            "Table 2, which",
            "Figures of speech",
            "The figure 3",
            "Table manners",
            "图1显示了",
            "In Fig. 2 we",
            "",
        ] {
            assert!(!begins(text), "{text}");
        }
    }
}
