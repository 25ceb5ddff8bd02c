//! A page of 3,000 words under a person's hands, for `cargo xtask bench page`: `measure_page [SECONDS]`, each story so long.
//!
//! A drawn sheet is read by the real program and opened in headless Chromium at 1440×900; it is dragged, zoomed by the wheel
//! and pointed at. Two browsers are asked. One is held to its screen's 60 frames a second, so its frames come 16.7 ms
//! apart however quick the page is: what counts there is how many came late, and what the page's thread did for each. The
//! other makes a frame as soon as the last one is done: what lies between two is what a frame costs, painting and all.
#![allow(clippy::print_stdout, reason = "its report is its result")]

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use serde::Deserialize;
    use serde_json::{Value, json};
    use tests::browser::{Browser, SOON};
    use tests::cli::Place;
    use tests::render::samples;
    use tests::server::Server;

    /// Words on the sheet.
    const WORDS: usize = 3000;
    /// What a frame may cost at the 95th percentile, in milliseconds.
    const TARGET: f64 = 16.0;
    /// A frame that comes so much after the one before it missed its turn at 60 a second, in milliseconds.
    const LATE: f64 = 25.0;
    /// Chromium without a screen, at the size that the interface is made for.
    const SCREEN: [&str; 2] = ["--headless=new", "--window-size=1440,900"];
    /// Makes Chromium draw as fast as it can.
    const UNBOUND: [&str; 2] = ["--disable-frame-rate-limit", "--disable-gpu-vsync"];

    /// What a person does, at which scale, where none is named the page's width.
    const STORIES: [(&str, &str, Option<f64>); 5] = [
        ("pan at the page's width", "pan", None),
        ("pan at 100 %", "pan", Some(1.0)),
        ("pan at 250 %", "pan", Some(2.5)),
        ("zoom by the wheel", "zoom", None),
        ("point at words", "point", None),
    ];

    /// Milliseconds of each frame, as the script of the same name tells them.
    #[derive(Debug, Default, Deserialize)]
    struct Frames {
        deltas: Vec<f64>,
        works: Vec<f64>,
    }

    /// Measures and prints; whether every frame's cost is within the target.
    pub(crate) async fn measure(seconds: u64) -> bool {
        let place = Place::new();
        let sheet = place.path("broadsheet.png");
        let drawn = samples::broadsheet(WORDS).draw().expect("the fonts are installed");
        drawn.image.save(&sheet).expect("the place is writable");
        let read = place.run(["convert", "--quiet", "-o", "-", "broadsheet.png"]);
        assert_eq!(read.code, Some(0), "the sheet could not be read: {}", read.stderr);
        let words = String::from_utf8_lossy(&read.stdout).split_whitespace().count();
        assert!(words >= WORDS * 9 / 10, "only {words} words were read");
        println!("{words} words on one page, 1440x900, {seconds} s a story; milliseconds p50 / p95 / max");

        let server = Server::start(&place, &["--ui"]);
        let mut met = true;
        for (name, switches) in [("60 frames a second", &[][..]), ("as fast as it goes", &UNBOUND)] {
            let switches: Vec<&str> = SCREEN.iter().chain(switches).copied().collect();
            let browser = Browser::open_with(&server.url(), &switches).await;
            open(&browser, &server).await;
            let before = browser.page_memory();
            let mut all = Frames::default();
            for (label, story, scale) in STORIES {
                lay(&browser, scale).await;
                let frames = tell(&browser, story, seconds).await;
                print(&format!("{name}, {label}"), &frames);
                all.deltas.extend(frames.deltas);
                all.works.extend(frames.works);
            }
            print(&format!("{name}, all"), &all);
            let late = all.deltas.iter().filter(|&&delta| delta > LATE).count();
            let cost = if switches.len() > SCREEN.len() { &all.deltas } else { &all.works };
            met &= at(cost, 0.95) <= TARGET;
            println!(
                "  {} frames, {late} more than {LATE} ms after the last; the page's process: {:.0} MB, after all that {:.0} MB",
                all.deltas.len(),
                before as f64 / 1e6,
                browser.page_memory() as f64 / 1e6
            );
        }
        println!("p95 of a frame within {TARGET} ms: {}", if met { "yes" } else { "no" });
        met
    }

    /// Logs in and waits until the page stands, boxes and all.
    async fn open(browser: &Browser, server: &Server) {
        const STANDS: &str = "const image = document.querySelector('[data-testid=page-image]');
            const boxes = document.querySelector('[data-testid=boxes]');
            if (!image) document.querySelector('[data-testid=job-row]')?.click();
            return Boolean(image?.complete && image.naturalWidth > 0 && boxes?.width > 0
                && document.querySelector('[data-text-word]'));";
        browser.login(server.token()).await;
        browser
            .wait("the page", 3 * SOON, || async {
                browser.evaluate(STANDS, Vec::new()).await.as_bool()?.then_some(())
            })
            .await;
        // What the start still has to do is not the story's.
        tokio::time::sleep(Duration::from_secs(2)).await;
    }

    /// Shows the page at `scale` CSS pixels for one of the page, or at its pane's width.
    async fn lay(browser: &Browser, scale: Option<f64>) {
        const SCALE: &str = "return Number(document.querySelector('[data-testid=sheet]').dataset.scale)";
        // Small turns, which count as far as they go; the interface takes great ones for notches of a wheel.
        const GROW: &str = "const pane = document.querySelector('[data-testid=stage]');
            const box = pane.getBoundingClientRect();
            const turns = Math.ceil(Math.abs(Math.log(arguments[0])) / 0.4);
            for (let turn = 0; turn < turns; turn++) pane.dispatchEvent(new WheelEvent('wheel', {
                deltaY: -100 * Math.log(arguments[0]) / turns, ctrlKey: true, bubbles: true, cancelable: true,
                clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }));";
        browser.click("fit-width").await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        if let Some(scale) = scale {
            let now = browser.evaluate(SCALE, Vec::new()).await.as_f64().expect("a scale is a number");
            browser.evaluate(GROW, vec![json!(scale / now)]).await;
            browser
                .wait("the scale", SOON, || async {
                    let now = browser.evaluate(SCALE, Vec::new()).await.as_f64()?;
                    ((now / scale - 1.0).abs() < 0.02).then_some(())
                })
                .await;
        }
        tokio::time::sleep(Duration::from_millis(600)).await;
    }

    async fn tell(browser: &Browser, story: &str, seconds: u64) -> Frames {
        let arguments = vec![json!(story), json!(seconds * 1000)];
        let told = browser.client.execute_async(include_str!("measure_page.js"), arguments).await;
        let told: Value = told.unwrap_or_else(|e| panic!("{story}: {e}"));
        let frames: Frames = serde_json::from_value(told).expect("the script answers in its form");
        assert!(frames.deltas.len() > 30 && frames.works.len() > 30, "{story}: hardly a frame was made");
        frames
    }

    fn print(what: &str, frames: &Frames) {
        let three = |of: &[f64]| format!("{:6.1} /{:6.1} /{:6.1}", at(of, 0.5), at(of, 0.95), at(of, 1.0));
        println!("{what:<46} apart {}   busy {}", three(&frames.deltas), three(&frames.works));
    }

    /// The value below which a share of them lies.
    fn at(values: &[f64], share: f64) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[((sorted.len() - 1) as f64 * share).round() as usize]
    }
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> std::process::ExitCode {
    let seconds = std::env::args().nth(1).map_or(4, |n| n.parse().expect("SECONDS is a number"));
    match linux::measure(seconds).await {
        true => std::process::ExitCode::SUCCESS,
        false => std::process::ExitCode::FAILURE,
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the page is measured on Linux only");
}
