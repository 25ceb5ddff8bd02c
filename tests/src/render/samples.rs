//! The documents that the tests, the bench and a first run recognise. All sentences are our own.

use super::{Align, Degrade, Family, Page, RenderError, Rendered, Text};

/// A document by name.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Also its file's stem.
    pub name: &'static str,
    /// Its language as BCP 47.
    pub language: &'static str,
    /// What stands on it.
    pub page: Page,
    /// What happened to it afterwards.
    pub damage: Vec<Degrade>,
}

impl Sample {
    fn new(name: &'static str, language: &'static str, page: Page) -> Self {
        Self { name, language, page, damage: Vec::new() }
    }

    fn damaged(name: &'static str, damage: &[Degrade]) -> Self {
        Self { damage: damage.to_vec(), ..Self::new(name, "en", letter()) }
    }

    /// Draws it and damages it.
    ///
    /// # Errors
    /// As [`Page::draw`].
    pub fn render(&self) -> Result<Rendered, RenderError> {
        self.damage.iter().try_fold(self.page.draw()?, |page, damage| page.degrade(*damage))
    }
}

/// The page that a first run shows: a heading, paragraphs, a list and rows with amounts.
pub fn welcome() -> Page {
    let list =
        ["- drop a scan or a PDF on the window", "- read its text beside the page", "- save it as text or Markdown"];
    let mut blocks = vec![
        Text::heading("Welcome to OCR.chat Desktop"),
        Text::new(
            "This page was drawn by a small program, so nobody has scanned anything yet. The words that you see beside \
             it were recognised on this machine, without a network.",
        ),
        Text::new(
            "Hover over a line of the text and its box lights up on the page. Boxes are coloured by how sure the \
             program is: a word it doubts deserves a second look.",
        ),
    ];
    blocks.extend(list.map(|item| Text { after: 2.0, ..Text::new(item) }));
    blocks.push(Text::new("Grüße aus Köln, bons baisers de Besançon, pozdrowienia z Łodzi."));
    blocks.extend(
        [("Coffee, two cups", "5.80"), ("Apple cake", "3.40"), ("Total", "9.20")].map(|(a, b)| Text::row(a, b)),
    );
    Page { dpi: 200.0, ..Page::a5(blocks) }
}

/// A plain English letter: the page that damages are tried on.
pub fn letter() -> Page {
    Page::a5(vec![
        Text::heading("Notes from the harbour"),
        Text::new(
            "The ferry left at seven with forty passengers and a crate of oranges. By noon the wind had turned, and the \
             captain ordered everyone below deck while the crew tied down the boats.",
        ),
        Text::new(
            "Nobody was hurt, although the kitchen lost every plate it had. We reached the island after dark, found the \
             inn by its lantern, and slept until the bells rang at half past nine.",
        ),
        Text::new("In the morning the harbour master wrote 18 names in his book and asked each of us to sign."),
    ])
}

/// A sheet as full as a newspaper's: A3 in four columns with `words` words, each line of them another. For measuring.
pub fn broadsheet(words: usize) -> Page {
    const WORDS: [&str; 24] = [
        "harbour",
        "lantern",
        "the",
        "of",
        "morning",
        "seventeen",
        "ferry",
        "and",
        "baker",
        "orchard",
        "a",
        "bridge",
        "in",
        "winter",
        "counted",
        "letters",
        "to",
        "square",
        "captain",
        "river",
        "was",
        "ladder",
        "under",
        "market",
    ];
    // Steps that share no factor with the number of words walk through all of them, each time from another place.
    let word = |at: usize| WORDS[(at * 7 + at / WORDS.len() * 5) % WORDS.len()];
    let text = |from: usize, to: usize| (from..to).map(word).collect::<Vec<_>>().join(" ") + ".";
    const PARAGRAPH: usize = 60;
    let starts = (0..words).step_by(PARAGRAPH);
    let set = |text| Text { after: 4.0, ..Text::new(text).size(7.0) };
    let blocks = starts.map(|from| set(text(from, words.min(from + PARAGRAPH)))).collect();
    Page { width: 842.0, height: 1191.0, margin: 36.0, dpi: 200.0, ..Page::a5(blocks) }.columns(4)
}

/// Every document of the golden tests.
pub fn golden() -> Vec<Sample> {
    let mut samples = vec![
        Sample::new("english", "en", letter()),
        Sample::new("german", "de", german()),
        Sample::new("french", "fr", french()),
        Sample::new("polish", "pl", polish()),
        Sample::new("chinese", "zh-Hans", chinese()),
        Sample::new("japanese", "ja", japanese()),
        Sample::new("two-columns", "en", two_columns()),
        Sample::new("receipt", "en", receipt()),
    ];
    samples.extend([
        Sample::damaged("skewed", &[Degrade::Skew(1.5)]),
        Sample::damaged("noisy", &[Degrade::Noise(60.0, 7), Degrade::Blur(0.8)]),
        Sample::damaged("low-resolution", &[Degrade::Resolution(64.0)]),
        Sample::damaged("jpeg", &[Degrade::UnevenLight(0.55), Degrade::Jpeg(12)]),
    ]);
    samples
}

fn german() -> Page {
    Page::a5(vec![
        Text::heading("Straßenbahn und Fußweg"),
        Text::new(
            "Größere Gepäckstücke gehören in den hinteren Wagen. Wer über die Brücke läuft, braucht für den Heimweg \
             ungefähr zwölf Minuten länger, spart dafür aber das Geld für die Fahrkarte.",
        ),
        Text::new("Öffnungszeiten: täglich außer montags von 8 bis 18 Uhr. Änderungen hängen am Rathaus aus."),
    ])
}

fn french() -> Page {
    Page::a5(vec![
        Text::heading("La gare déménage"),
        Text::new(
            "À partir du mois de février, les trains s'arrêteront près de l'ancienne forêt. Les élèves du collège \
             prendront un autobus gratuit où leurs vélos seront acceptés.",
        )
        .family(Family::Serif),
        Text::new("Le maire a reçu hier une pétition ; ça ne l'a guère ému. Bientôt, dit-il, chacun s'y plaira.")
            .family(Family::Serif),
    ])
}

fn polish() -> Page {
    Page::a5(vec![
        Text::heading("Święto jabłek"),
        Text::new(
            "W sobotę na rynku odbędzie się święto jabłek. Każdy może przynieść własną książkę i wymienić ją na skrzynkę \
             owoców. Dzieci dostaną ciepłą herbatę, a wieczorem zagra orkiestra strażacka.",
        ),
        Text::new("Łąka za kościołem będzie zamknięta; prosimy źrebiąt nie karmić."),
    ])
}

fn chinese() -> Page {
    let text = |t: &str| Text::new(t).family(Family::Cjk).size(14.0);
    Page::a5(vec![
        text("图书馆通知").size(20.0),
        text("从下周一开始，图书馆的开放时间改为上午八点到晚上九点。请把借出的书在月底以前归还。"),
        text("新到的地图和旧报纸放在二楼，读者可以自己复印，每页收费两角。"),
    ])
}

fn japanese() -> Page {
    let text = |t: &str| Text::new(t).family(Family::Cjk).size(14.0);
    Page::a5(vec![
        text("山の小屋からの手紙").size(20.0),
        text("昨日の雨で道がぬかるんでいますが、頂上までは二時間ほどで歩けます。水とパンを忘れないでください。"),
        text("夜はとても静かで、ストーブのそばで本を読んでいます。来月またお会いしましょう。"),
    ])
}

fn two_columns() -> Page {
    let text = |t: &str| Text::new(t).size(10.0);
    Page::a4(vec![
        Text::heading("The baker and the bridge"),
        text(
            "A baker lived on the far side of the river and rowed his bread across every morning. When the town built a \
             bridge he sold the boat, and a week later he missed it so much that he bought it back.",
        ),
        text(
            "The bridge was made of oak and iron. It carried carts, sheep and a brass band, and once a year the whole \
             school stood on it to count the swallows that nested below.",
        ),
        text(
            "In the great flood the middle arch gave way. For three days nobody crossed, until the baker came round the \
             bend with a hundred loaves under a wet sail.",
        ),
        text(
            "They mended the arch with stone. The baker kept his boat tied to the new pillar, where visitors take it for \
             a monument, which in a manner of speaking it is.",
        ),
        text(
            "His daughter runs the oven today. She rows across on his birthday, slowly, with a basket of rolls, and \
             gives one to everybody who waves from the railing.",
        ),
        text(
            "Children wave twice. She pretends not to notice, and hands out the second roll with the solemn face of a \
             customs officer who has found nothing to declare.",
        ),
    ])
    .columns(2)
    .short(430.0)
}

fn receipt() -> Page {
    let mut blocks = vec![
        Text::new("CORNER GROCERY").size(16.0).align(Align::Center),
        Text::new("12 Mill Lane, Bristol").align(Align::Center),
        Text::new("Receipt no. 48213").align(Align::Center),
    ];
    let rows = [
        ("2 x Oat milk", "4.60"),
        ("1 x Rye bread", "3.25"),
        ("6 x Eggs", "2.10"),
        ("1 x Olive oil", "8.99"),
        ("3 x Lemons", "1.47"),
        ("SUBTOTAL", "20.41"),
        ("VAT 5%", "1.02"),
        ("TOTAL", "21.43"),
    ];
    blocks.extend(rows.map(|(left, right)| Text::row(left, right)));
    blocks.push(Text::new("Thank you for your visit").align(Align::Center));
    Page { width: 260.0, margin: 24.0, dpi: 160.0, ..Page::a5(blocks) }.short(330.0)
}

impl Page {
    /// The same cut to a height in points.
    fn short(self, height: f32) -> Self {
        Self { height, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_is_drawn_with_ink_under_every_word() {
        for sample in golden() {
            let page = sample.render().unwrap_or_else(|e| panic!("{}: {e}", sample.name));
            assert!(page.words.len() >= 3, "{}: only {} words", sample.name, page.words.len());
            for word in &page.words {
                assert!(word.ink.width() >= 1.0 && word.ink.height() >= 1.0, "{}: {word:?} has no ink", sample.name);
            }
        }
    }

    #[test]
    fn two_columns_fill_both_and_keep_their_order() {
        let page = two_columns().draw().unwrap();
        let middle = page.image.width() as f32 / 2.0;
        let columns: Vec<bool> = page.lines[1..].iter().map(|l| page.words[l.words[0]].ink.x0 > middle).collect();
        assert!(columns.iter().any(|&right| right) && !columns[0]);
        assert!(columns.is_sorted(), "a line of the left column follows one of the right: {columns:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_picture() {
        let draw = |seed| letter().draw().unwrap().degrade(Degrade::Noise(20.0, seed)).unwrap().image;
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn skew_moves_the_truth_with_the_ink() {
        let straight = letter().draw().unwrap();
        let skewed = straight.clone().degrade(Degrade::Skew(3.0)).unwrap();
        let (a, b) = (&straight.words[0].ink, &skewed.words[0].ink);
        assert!(a.iou(*b) < 0.9, "the first word did not move: {a:?} {b:?}");
        for word in &skewed.words {
            let dark = |x: u32, y: u32| skewed.image.get_pixel(x, y).0[0] < 200;
            let (x0, x1) = (word.ink.x0 as u32, word.ink.x1 as u32);
            assert!((word.ink.y0 as u32..word.ink.y1 as u32).any(|y| (x0..x1).any(|x| dark(x, y))), "{word:?}");
        }
    }
}
