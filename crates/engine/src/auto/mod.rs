//! Reads a page of which nothing is known: which way up it stands, in which script it is written, which engine reads it.
//!
//! Stages: lines are found (`ppocr`); a few are read (`trial`); if that is legible the page is the default engine's, and
//! what was read is kept, so that the usual page pays nothing. If nothing was, Tesseract is shown a sample (`sample`),
//! which names a script only where its reading bears that out. If it does not, the lines are read against their direction
//! (`orient`), a few more are read to tell a bad scan from a foreign script, and last every other script is tried. Doubt
//! alone changes nothing: receipts, forms and bad scans stay with the engine that reads them best.
//! Refuses nonsense: a page of which next to nothing could be read and that no engine at hand reads is an error, not a
//! text.

mod mixed;
mod sample;
mod script;
mod trial;

use document::{Code, Line, Quad, Reading, ReadingReason};

use self::sample::{Found, Sample, confidence};
pub(crate) use self::script::is_ideographic;
use self::script::{FOREIGN, Foreign};
pub(crate) use self::trial::Trial;
use self::trial::Verdict;
use crate::orient::{Ink, aspect, mostly_stands, stands, turn, turned};
use crate::ppocr::{PpOcr, Sighting, without_doubles};
use crate::tesseract::{Psm, Tesseract};
use crate::{Error, Hints, PageImage, Recognizer};

/// How many more lines are read of a page of which the first gave nothing, before it is taken for foreign.
const MORE_READ: usize = 5;
/// And which share of them, by length, has to be legible to show that it is not.
const SOME: f32 = 0.25;

/// What was read of a page.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Its lines, in pixels of the page as it now stands.
    pub(crate) lines: Vec<Line>,
    /// The engine that read most of it.
    pub(crate) engine: &'static str,
    /// What was chosen, and why.
    pub(crate) reading: Reading,
}

/// What is known of a page.
pub(crate) struct Known<'a> {
    /// The default engine.
    pub(crate) ppocr: &'a PpOcr,
    /// Finds Tesseract, where it is installed; most pages never ask.
    pub(crate) tesseract: &'a dyn Fn() -> Option<&'a Tesseract>,
    /// Languages (as `languages` names them) for which the user added a recogniser to the default engine.
    pub(crate) added: Vec<String>,
    /// The language as the user gave it.
    pub(crate) language: Option<&'a str>,
    /// Whether engine or language were asked for: then no script is searched for.
    pub(crate) asked: bool,
}

/// What a page's lines showed before all of them were read.
struct Start {
    quads: Vec<Quad>,
    /// Places in `quads` of lines that were read already, with what was read.
    read: Vec<(usize, Sighting)>,
    verdict: Verdict,
}

/// Turns the page upright and reads it.
///
/// # Errors
/// `language_unsupported` for a script that no engine at hand reads, what keeps an engine from running.
pub(crate) fn read(page: &mut PageImage, known: &Known<'_>) -> Result<Seen, Error> {
    let mut shown = false;
    if !known.asked
        && known.added.is_empty()
        && let Some(mut plain) = plain(page, known)?
    {
        if let Some(seen) = in_another_script(page, &mut plain, known, false)? {
            return Ok(seen);
        }
        shown = true;
    }
    let mut start = start(page, known)?;
    if let Some(seen) = in_another_script(page, &mut start, known, shown)? {
        return Ok(seen);
    }
    if !known.asked
        && start.verdict == Verdict::Legible
        && let Some(seen) = soon_other_language(page, &mut start, known)?
    {
        return Ok(seen);
    }
    let sightings = rest(page, known, &start.quads, start.read)?;
    let text = joined(&sightings);
    if !known.asked {
        // A page that began well may go on in another script.
        if start.verdict == Verdict::Legible
            && let Some(seen) = mixed::read(page, &sightings, known)?
        {
            return Ok(seen);
        }
        if let Some(seen) = other_language(page, &text, known)? {
            return Ok(seen);
        }
        if (start.verdict == Verdict::Hopeless && nothing_legible(&sightings)) || is_greek(&text) {
            return Err(unreadable(&text, (known.tesseract)().is_some()));
        }
    }
    let reason = match start.verdict {
        _ if known.asked => ReadingReason::Asked,
        Verdict::Legible => ReadingReason::Legible,
        Verdict::TooLittle | Verdict::Doubtful | Verdict::Hopeless => ReadingReason::Undecided,
    };
    let reading = Reading {
        language: script::language_of(&text).map(str::to_owned),
        script: script::of_text(&text).map(str::to_owned),
        reason,
    };
    let lines = sightings.into_iter().filter_map(|s| s.line).collect();
    Ok(Seen { lines: without_doubles(lines), engine: "ppocr", reading })
}

/// Reads the page with Tesseract in the language that was asked for. Where that goes badly the page may stand on its side
/// or its head: then it is turned as Tesseract says and read again, if that reads better.
///
/// # Errors
/// What keeps Tesseract from running.
pub(crate) fn with_tesseract(page: &mut PageImage, tesseract: &Tesseract, hints: &Hints) -> Result<Seen, Error> {
    const WELL: f32 = 0.7;
    let mut lines = tesseract.recognize(page, hints)?.lines;
    let before = confidence(&lines);
    if before < WELL && tesseract.model("osd").is_some() {
        let turns = tesseract.orientation(page)?.filter(|o| o.rotation != 0 && o.rotation_confidence >= 1.0);
        if let Some(osd) = turns {
            let mut upright = page.clone();
            turn(&mut upright, osd.rotation);
            let again = tesseract.recognize(&upright, hints)?.lines;
            if confidence(&again) > before {
                *page = upright;
                lines = again;
            }
        }
    }
    let text = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
    let script = FOREIGN.iter().find(|f| f.share(&text) > 0.5).map(|f| f.code).or_else(|| script::of_text(&text));
    let reading = Reading { language: None, script: script.map(str::to_owned), reason: ReadingReason::Asked };
    Ok(Seen { lines, engine: "tesseract", reading })
}

/// Finds the page's lines, tries a few, and turns the page upright where that shows how it stands.
fn start(page: &mut PageImage, known: &Known<'_>) -> Result<Start, Error> {
    let (ppocr, language) = (known.ppocr, known.language);
    let mut quads = ppocr.detect(page)?;
    let standing = mostly_stands(&quads);
    // A line at right angles to the others says nothing of the page.
    let own: Vec<usize> = (0..quads.len()).filter(|&i| stands(&quads[i]) == standing).collect();
    let boxes: Vec<Quad> = own.iter().map(|&i| quads[i]).collect();
    let first = trial::first(&boxes);
    let trial = Trial::of(ppocr, page, &first.iter().map(|&i| boxes[i]).collect::<Vec<_>>(), language)?;
    let verdict = trial.verdict();
    let mut degrees = 0;
    if standing && verdict == Verdict::Legible && !crate::orient::are_columns(ppocr, page, &trial)? {
        degrees = 270;
    }
    let read = if degrees == 0 {
        first.iter().map(|&i| own[i]).zip(trial.sightings).collect()
    } else {
        quads = turn_all(page, &quads, degrees);
        Vec::new()
    };
    Ok(Start { quads, read, verdict })
}

/// A plain page of which nothing can be read: told by its rows of ink, because finding lines in earnest costs more than
/// a whole page of Tesseract's. `None` where there are no such rows, or something can be read.
fn plain(page: &PageImage, known: &Known<'_>) -> Result<Option<Start>, Error> {
    let quads = Ink::of(page).rows();
    if quads.is_empty() {
        return Ok(None);
    }
    let first = trial::first(&quads);
    let parts: Vec<Quad> = first.iter().map(|&i| trial::part(&quads[i])).collect();
    let trial = Trial::of(known.ppocr, page, &parts, None)?;
    let verdict = trial.verdict();
    let read = first.into_iter().zip(trial.sightings).collect();
    Ok(Some(Start { quads, read, verdict }).filter(|start| start.verdict == Verdict::Hopeless))
}

/// Reads the page in a script that the default engine does not know, where it is in one; `None` where that engine is to
/// go on, with the page turned upright as far as could be told. `shown_before` says that Tesseract saw a sample of it already.
fn in_another_script(
    page: &mut PageImage,
    start: &mut Start,
    known: &Known<'_>,
    shown_before: bool,
) -> Result<Option<Seen>, Error> {
    if matches!(start.verdict, Verdict::Legible | Verdict::TooLittle) {
        return Ok(None);
    }
    let tesseract = if known.asked || shown_before { None } else { (known.tesseract)() };
    let mut sample = None;
    // Where next to nothing was read, a script that is named and borne out leaves no question.
    if start.verdict == Verdict::Hopeless
        && !known.asked
        && known.added.is_empty()
        && let Some(tesseract) = tesseract
    {
        let shown = shown(page, start, tesseract)?;
        if let Some(found) = shown.named(hint(start))? {
            return foreign(page, start, &found, tesseract, known.ppocr).map(Some);
        }
        sample = Some(shown);
    }
    against(page, start, known)?;
    if known.asked || !matches!(start.verdict, Verdict::Doubtful | Verdict::Hopeless) {
        return Ok(None);
    }
    if let Some(seen) = by_added(page, start, known)? {
        return Ok(Some(seen));
    }
    let Some(tesseract) = tesseract else { return Ok(None) };
    let found = match sample {
        Some(_) => None,
        None => {
            let shown = shown(page, start, tesseract)?;
            let found = shown.named(hint(start))?;
            sample = Some(shown);
            found
        }
    };
    let found = match (found, sample) {
        (None, Some(sample)) if start.verdict == Verdict::Hopeless && !some_legible(page, start, known)? => {
            sample.any()?
        }
        (found, _) => found,
    };
    found.map(|found| foreign(page, start, &found, tesseract, known.ppocr)).transpose()
}

/// Reads a few lines of a page that could not be read against their direction, and turns it where that shows how it
/// stands.
fn against(page: &mut PageImage, start: &mut Start, known: &Known<'_>) -> Result<(), Error> {
    let (ppocr, language) = (known.ppocr, known.language);
    let standing = mostly_stands(&start.quads);
    let boxes: Vec<Quad> = start.quads.iter().filter(|q| stands(q) == standing).copied().collect();
    let parts = trial::more(&boxes);
    // Two lines of which nothing was read are enough; where something was, a few more tell.
    let along = match start.verdict {
        Verdict::Doubtful => Trial::of(ppocr, page, &parts, language)?,
        _ => Trial { sightings: start.read.iter().map(|r| r.1.clone()).collect() },
    };
    let against = Trial::of(ppocr, page, &trial::against(&parts), language)?;
    start.verdict = along.verdict();
    let degrees = if against.verdict() == Verdict::Legible
        // Hebrew on its head looks like Latin letters, of which the engine is not sure.
        && against.is_sure()
        && against.worth() > 1.5 * along.worth()
    {
        start.verdict = Verdict::Legible;
        if standing { 90 } else { 180 }
    } else if standing && start.verdict == Verdict::Legible {
        270
    } else {
        return Ok(());
    };
    start.quads = turn_all(page, &start.quads, degrees);
    start.read.clear();
    Ok(())
}

/// Whether a few more of the page's lines, which are kept, show that the first were no sample of it: a receipt with a
/// worn head, not a foreign script.
fn some_legible(page: &PageImage, start: &mut Start, known: &Known<'_>) -> Result<bool, Error> {
    let standing = mostly_stands(&start.quads);
    let is_new = |i: usize| !start.read.iter().any(|r| r.0 == i);
    let telling = |q: &Quad| stands(q) == standing && aspect(q) >= trial::TELLING;
    let mut left: Vec<usize> = (0..start.quads.len()).filter(|&i| is_new(i) && telling(&start.quads[i])).collect();
    let middle = |i: usize| start.quads[i].bounds().center();
    left.sort_by(|&a, &b| (middle(a).y + middle(a).x).total_cmp(&(middle(b).y + middle(b).x)));
    let step = (left.len() as f32 / MORE_READ as f32).max(1.0);
    let spread: Vec<usize> = (0..MORE_READ).filter_map(|n| left.get((n as f32 * step) as usize).copied()).collect();
    let quads: Vec<Quad> = spread.iter().map(|&i| start.quads[i]).collect();
    let sightings = known.ppocr.sightings(page, &quads, known.language)?;
    let length = |legible: bool| -> f32 {
        let counts = |s: &&Sighting| !legible || trial::judge(s) == Verdict::Legible;
        sightings.iter().filter(counts).map(|s| aspect(&s.quad)).sum()
    };
    let some = length(true) >= SOME * length(false).max(1.0);
    start.read.extend(spread.into_iter().zip(sightings));
    Ok(some)
}

/// Turns the page with its boxes; those of most of its text then run to the right.
fn turn_all(page: &mut PageImage, quads: &[Quad], degrees: u16) -> Vec<Quad> {
    let (width, height) = (page.width, page.height);
    turn(page, degrees);
    let to_the_right = |quad: Quad| {
        let [a, b, ..] = quad.0;
        if !stands(&quad) && b.x < a.x { crate::orient::flipped(&quad) } else { quad }
    };
    quads.iter().map(|q| to_the_right(turned(q, degrees, width, height))).collect()
}

/// Shows Tesseract a sample of the page's lines.
fn shown<'t>(page: &PageImage, start: &Start, tesseract: &'t Tesseract) -> Result<Sample<'t>, Error> {
    let standing = mostly_stands(&start.quads);
    let mut longest: Vec<Quad> = start.quads.iter().filter(|q| stands(q) == standing).copied().collect();
    longest.sort_by(|a, b| aspect(b).total_cmp(&aspect(a)));
    Sample::of(tesseract, page, &longest)
}

/// The script that the default engine's own reading points to: it knows some letters of Greek.
fn hint(start: &Start) -> Option<&'static Foreign> {
    let text =
        start.read.iter().filter_map(|r| r.1.line.as_ref()).map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
    (script::of_text(&text) == Some("Grek")).then(|| FOREIGN.iter().find(|f| f.code == "Grek")).flatten()
}

/// Reads the page with Tesseract, in the script that was found.
fn foreign(
    page: &mut PageImage,
    start: &mut Start,
    found: &Found,
    tesseract: &Tesseract,
    ppocr: &PpOcr,
) -> Result<Seen, Error> {
    let degrees = match (mostly_stands(&start.quads), found.upside_down) {
        (false, false) => 0,
        (false, true) => 180,
        (true, false) => 270,
        (true, true) => 90,
    };
    start.quads = turn_all(page, &start.quads, degrees);
    let script = found.script;
    let mut language = script.language(&found.text);
    let model =
        |language: Option<&str>| language.and_then(|l| tesseract.model(l)).or_else(|| script.any_model(tesseract));
    let Some(first) = model(language) else {
        return Err(Error::new(Code::ModelMissing, format!("Tesseract has no model for {}", script.name)));
    };
    let mut lines = tesseract.read_page(page, &[first], Psm::Page)?;
    // The whole page tells its language better than two lines.
    let text = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
    let by_all = script.language(&text).filter(|_| script.bears_out(&text));
    if let Some(better) = model(by_all).filter(|better| by_all.is_some() && *better != first) {
        let again = tesseract.read_page(page, &[better], Psm::Page)?;
        if confidence(&again) >= confidence(&lines) {
            (language, lines) = (by_all, again);
        }
    }
    let lines = mixed::legible_lines(page, lines, ppocr)?;
    let reading = Reading {
        language: language.map(str::to_owned),
        script: Some(script.code.to_owned()),
        reason: ReadingReason::Script,
    };
    Ok(Seen { lines, engine: "tesseract", reading })
}

/// Reads what is left of the page's lines with the default engine. Standing lines among level ones run either way.
fn rest(
    page: &PageImage,
    known: &Known<'_>,
    quads: &[Quad],
    read: Vec<(usize, Sighting)>,
) -> Result<Vec<Sighting>, Error> {
    let left: Vec<Quad> = (0..quads.len()).filter(|i| !read.iter().any(|r| r.0 == *i)).map(|i| quads[i]).collect();
    let (ppocr, language) = (known.ppocr, known.language);
    let mut sightings = ppocr.sightings(page, &left, language)?;
    sightings.extend(read.into_iter().map(|r| r.1));
    let doubtful = |s: &Sighting| matches!(trial::judge(s), Verdict::Doubtful | Verdict::Hopeless);
    let again: Vec<usize> =
        (0..sightings.len()).filter(|&i| stands(&sightings[i].quad) && doubtful(&sightings[i])).collect();
    if !again.is_empty() {
        let quads: Vec<Quad> = again.iter().map(|&i| sightings[i].quad).collect();
        for (i, other) in again.into_iter().zip(ppocr.sightings(page, &trial::against(&quads), language)?) {
            if trial::judge(&other) == Verdict::Legible {
                sightings[i] = other;
            }
        }
    }
    Ok(sightings)
}

/// Reads the page with a recogniser that the user added to the default engine, where one reads a sample of it.
fn by_added(page: &PageImage, start: &Start, known: &Known<'_>) -> Result<Option<Seen>, Error> {
    let parts = trial::more(&start.quads);
    for script in FOREIGN.iter().filter(|f| f.codes().any(|code| known.added.iter().any(|added| added == code))) {
        let added = script.codes().find(|code| known.added.iter().any(|added| added == code));
        let trial = Trial::of(known.ppocr, page, &parts, added)?;
        if trial.verdict() != Verdict::Legible || script.share(&joined(&trial.sightings)) < 0.5 {
            continue;
        }
        let sightings = known.ppocr.sightings(page, &start.quads, added)?;
        let reading = Reading {
            language: script.language(&joined(&sightings)).map(str::to_owned),
            script: Some(script.code.to_owned()),
            reason: ReadingReason::Script,
        };
        let lines = without_doubles(sightings.into_iter().filter_map(|s| s.line).collect());
        return Ok(Some(Seen { lines, engine: "ppocr", reading }));
    }
    Ok(None)
}

/// Reads the page as it is with an engine that was asked for.
///
/// # Errors
/// What keeps the engine from reading.
pub(crate) fn as_asked(page: &PageImage, engine: &dyn Recognizer, hints: &Hints) -> Result<Seen, Error> {
    let lines = engine.recognize(page, hints)?.lines;
    let text = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
    let script = script::of_text(&text).map(str::to_owned);
    let reading = Reading { language: None, script, reason: ReadingReason::Asked };
    Ok(Seen { lines, engine: engine.name(), reading })
}

/// The text of lines.
fn joined(sightings: &[Sighting]) -> String {
    sightings.iter().filter_map(|s| s.line.as_ref()).map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// The same by a few lines, where the first ones look like such a language: so the page is not read twice.
fn soon_other_language(page: &PageImage, start: &mut Start, known: &Known<'_>) -> Result<Option<Seen>, Error> {
    let text = |start: &Start| joined(&start.read.iter().map(|r| r.1.clone()).collect::<Vec<_>>());
    if !script::may_be(&text(start), LACKING) {
        return Ok(None);
    }
    let is_new = |i: &usize| !start.read.iter().any(|r| r.0 == *i);
    let mut more: Vec<usize> = (0..start.quads.len()).filter(is_new).collect();
    more.sort_by(|&a, &b| aspect(&start.quads[b]).total_cmp(&aspect(&start.quads[a])));
    more.truncate(MORE_READ - 2);
    let quads: Vec<Quad> = more.iter().map(|&i| start.quads[i]).collect();
    let sightings = known.ppocr.sightings(page, &quads, known.language)?;
    start.read.extend(more.into_iter().zip(sightings));
    other_language(page, &text(start), known)
}

/// Reads the page with Tesseract where its language has letters that the default engine lacks.
fn other_language(page: &PageImage, text: &str, known: &Known<'_>) -> Result<Option<Seen>, Error> {
    let Some(language) = script::language_of(text).filter(|l| LACKING.contains(l)) else { return Ok(None) };
    let Some((tesseract, model)) = (known.tesseract)().and_then(|t| Some((t, t.model(language)?))) else {
        return Ok(None);
    };
    let lines = tesseract.read_page(page, &[model], Psm::Page)?;
    // Tesseract is the weaker one on receipts and photographs: it has to be sure.
    if confidence(&lines) < 0.7 {
        return Ok(None);
    }
    let reading = Reading {
        language: Some(language.to_owned()),
        script: Some("Latn".to_owned()),
        reason: ReadingReason::Language,
    };
    Ok(Some(Seen { lines, engine: "tesseract", reading }))
}

/// Languages in Latin script (ISO 639-3) whose letters the default engine drops.
const LACKING: &[&str] = &["vie"];

/// Whether the page's long lines gave next to nothing, and there are enough of them to say so.
fn nothing_legible(sightings: &[Sighting]) -> bool {
    /// Fewer lines, or fewer heights of them in all, may be a signature or the grain of a photograph.
    const ENOUGH: (u32, f32) = (2, 30.0);
    let long = sightings.iter().filter(|s| aspect(&s.quad) >= trial::TELLING);
    let (mut lines, mut hopeless, mut all) = (0, 0.0, 0.0);
    for sighting in long {
        let length = aspect(&sighting.quad);
        lines += 1;
        all += length;
        hopeless += if trial::judge(sighting) == Verdict::Hopeless { length } else { 0.0 };
    }
    lines >= ENOUGH.0 && all >= ENOUGH.1 && hopeless >= 0.8 * all
}

/// Whether most of what was read is Greek. The default engine has the letters and not the accents, and loses every
/// second word.
fn is_greek(text: &str) -> bool {
    const ENOUGH: usize = 40;
    text.chars().filter(|c| c.is_alphabetic()).count() >= ENOUGH && script::of_text(text) == Some("Grek")
}

/// The error of a page in a script that nothing at hand reads.
fn unreadable(text: &str, tesseract: bool) -> Error {
    let greek = script::of_text(text) == Some("Grek");
    let name = FOREIGN.iter().find(|f: &&Foreign| greek && f.code == "Grek").map(|f| f.name);
    let which = name.map_or_else(String::new, |name| format!(", {name},"));
    let how = if tesseract { "give its language" } else { "install Tesseract (`ocrchat languages` says how)" };
    let message = format!("the text is in a script{which} that no installed engine reads; {how}");
    Error::new(Code::LanguageUnsupported, message)
}
