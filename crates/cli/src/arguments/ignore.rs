//! `--ignore`: areas of pages that are left out, as a person types them.

use document::{Area, AreaPages, Rect};

/// Reads `x0,y0,x1,y1` in percent of the page's width and height, from its top left, with `:odd` or `:even` behind it
/// for every second page.
pub(crate) fn area(typed: &str) -> Result<Area, String> {
    let (edges, pages) = match typed.split_once(':') {
        None | Some((_, "all")) => (typed.trim_end_matches(":all"), AreaPages::All),
        Some((edges, "odd")) => (edges, AreaPages::Odd),
        Some((edges, "even")) => (edges, AreaPages::Even),
        Some((_, pages)) => return Err(format!("`{pages}` is none of all, odd and even")),
    };
    let wrong = || "give left, top, right, bottom in percent of the page, e.g. 0,0,100,8 for its head".to_owned();
    let edges = edges.split(',').map(|edge| edge.trim().trim_end_matches('%').parse::<f32>());
    let edges: Vec<f32> = edges.collect::<Result<_, _>>().map_err(|_| wrong())?;
    let [x0, y0, x1, y1] = <[f32; 4]>::try_from(edges).map_err(|_| wrong())?.map(|percent| percent / 100.0);
    let area = Area { bbox: Rect { x0, y0, x1, y1 }, pages };
    if area.is_sound() { Ok(area) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_become_shares() {
        let head = Area { bbox: Rect::new(0.0, 0.0, 1.0, 0.08), pages: AreaPages::All };
        assert_eq!(area("0,0,100,8"), Ok(head));
        assert_eq!(area("0%, 0%, 100%, 8%:even"), Ok(Area { pages: AreaPages::Even, ..head }));
        assert_eq!(area("0,0,100,8:all"), Ok(head));
    }

    #[test]
    fn what_is_no_area_is_refused() {
        for typed in
            ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "50,0,10,8", "0,0,101,8", "nan,0,1,1", "0,0,1,1:some", "5,5,5,5"]
        {
            assert!(area(typed).is_err(), "{typed}");
        }
    }
}
