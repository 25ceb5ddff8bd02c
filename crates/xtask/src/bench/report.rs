//! The tables that a bench ends with.

use std::path::PathBuf;

use super::Result;
use super::engine::Engine;
use super::measure::Usage;

/// One figure of a run.
type Figure = fn(&Usage) -> Option<f64>;
const FIGURES: [(&str, Figure); 3] = [("CPU", |u| u.cpu), ("wall", |u| Some(u.wall)), ("peak memory", |u| u.peak)];

/// Prints a line for each document and engine, a summary of each engine, and our ratios to the others.
pub(super) fn print(engines: &[Engine], files: &[PathBuf], results: &[Result]) {
    let head = format!("{:<10} {:>8} {:>8} {:>8} {:>8}", "engine", "CER %", "CPU s", "wall s", "peak MB");
    println!("\n{:<32} {head}", "document");
    for result in results {
        let name = files[result.document].file_name().unwrap_or_default().to_string_lossy();
        // Long names lose their end, or the columns would not stand under each other.
        println!("{name:<32.32} {}", line(engines[result.engine].name, result.cer, |figure| median_of(result, figure)));
    }
    println!("\n{:<32} {head}", "median over documents (CER: mean)");
    for (index, engine) in engines.iter().enumerate() {
        let of: Vec<&Result> = results.iter().filter(|r| r.engine == index).collect();
        let rates: Vec<f64> = of.iter().filter_map(|r| r.cer).collect();
        let cer = (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64);
        let typical = |figure| median(of.iter().filter_map(|r| median_of(r, figure)).collect());
        println!("{:<32} {}", format!("{} documents", of.len()), line(engine.name, cer, typical));
    }
    println!("\nours / other on the same document: median (least–most)");
    for (index, engine) in engines.iter().enumerate().skip(1) {
        let ratios = FIGURES.map(|(name, figure)| match ratio(results, index, figure) {
            Some((middle, least, most)) => format!("{name} {middle:.2} ({least:.2}–{most:.2})"),
            None => format!("{name} –"),
        });
        println!("  {:<10} {}", engine.name, ratios.join("   "));
    }
}

fn line(engine: &str, cer: Option<f64>, figure: impl Fn(Figure) -> Option<f64>) -> String {
    let show = |value: Option<f64>, digits: usize| value.map_or("–".into(), |v| format!("{v:.digits$}"));
    let [cpu, wall, peak] = FIGURES.map(|(_, f)| figure(f));
    let cer = show(cer.map(|c| 100.0 * c), 2);
    format!("{engine:<10} {cer:>8} {:>8} {:>8} {:>8}", show(cpu, 2), show(wall, 2), show(peak, 0))
}

fn median_of(result: &Result, figure: Figure) -> Option<f64> {
    median(result.usage.iter().filter_map(figure).collect())
}

/// Our median over another's for every document that both read: the median, the least and the greatest.
fn ratio(results: &[Result], other: usize, figure: Figure) -> Option<(f64, f64, f64)> {
    let of = |engine: usize, document: usize| {
        median_of(results.iter().find(|r| r.engine == engine && r.document == document)?, figure)
    };
    let documents = results.iter().filter(|r| r.engine == other).map(|r| r.document);
    let mut ratios: Vec<f64> = documents.filter_map(|d| Some(of(0, d)? / of(other, d).filter(|v| *v > 0.0)?)).collect();
    ratios.sort_by(f64::total_cmp);
    Some((median(ratios.clone())?, *ratios.first()?, *ratios.last()?))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_compare_the_same_document() {
        let result = |document, engine, wall| Result {
            document,
            engine,
            usage: vec![Usage { wall, cpu: None, peak: None }],
            cer: None,
        };
        let results = [result(0, 0, 1.0), result(0, 1, 2.0), result(1, 0, 30.0), result(1, 1, 10.0), result(2, 0, 7.0)];
        assert_eq!(ratio(&results, 1, |u| Some(u.wall)), Some((1.75, 0.5, 3.0)));
        assert_eq!(ratio(&results, 1, |u| u.cpu), None);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert_eq!(median(vec![4.0, 1.0, 3.0, 2.0]), Some(2.5));
        assert_eq!(median(vec![]), None);
    }
}
