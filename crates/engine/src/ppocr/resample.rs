//! Scaling a page to the detector's size: each result pixel is the mean of the page pixels under it.
//!
//! Owns area sampling (and linear interpolation where the page is enlarged). Thin strokes survive a strong reduction
//! this way; a two-tap filter would step over them.

use rayon::prelude::*;

use crate::PageImage;

/// The weights of one result pixel: the first source pixel and a weight for it and each that follows, adding up to 1.
struct Taps {
    start: usize,
    weights: Vec<f32>,
}

/// The taps for scaling `from` pixels to `to` pixels.
fn taps(from: usize, to: usize) -> Vec<Taps> {
    let scale = from as f64 / to as f64;
    let last = from - 1;
    (0..to)
        .map(|i| {
            if scale <= 1.0 {
                let at = ((i as f64 + 0.5) * scale - 0.5).clamp(0.0, last as f64);
                let start = (at.floor() as usize).min(last);
                let share = (at - start as f64) as f32;
                let weights = if start < last { vec![1.0 - share, share] } else { vec![1.0] };
                return Taps { start, weights };
            }
            let (lo, hi) = (i as f64 * scale, (i + 1) as f64 * scale);
            let (start, end) = (lo.floor() as usize, (hi.ceil() as usize).min(from));
            let weight = |s: usize| ((hi.min((s + 1) as f64) - lo.max(s as f64)) / scale) as f32;
            Taps { start, weights: (start..end).map(weight).collect() }
        })
        .collect()
}

/// The page scaled to `width` × `height`, as planes blue, green, red of `value / 127.5 - 1` (the models' own order).
pub(super) fn planes(page: &PageImage, width: usize, height: usize) -> Vec<f32> {
    let (page_width, page_height) = (page.width as usize, page.height as usize);
    let (across, down) = (taps(page_width, width), taps(page_height, height));
    let mut rows = vec![0.0f32; width * height * 3];
    rows.par_chunks_mut(width * 3).zip(&down).for_each(|(out, vertical)| {
        let mut sum = vec![0.0f32; page_width * 3];
        for (k, &weight) in vertical.weights.iter().enumerate() {
            let at = (vertical.start + k) * page_width * 3;
            for (s, &v) in sum.iter_mut().zip(&page.rgb[at..at + page_width * 3]) {
                *s += weight * f32::from(v);
            }
        }
        for (pixel, horizontal) in out.chunks_exact_mut(3).zip(&across) {
            let mut rgb = [0.0f32; 3];
            for (source, &weight) in sum[horizontal.start * 3..].chunks_exact(3).zip(&horizontal.weights) {
                for c in 0..3 {
                    rgb[c] += weight * source[c];
                }
            }
            pixel.copy_from_slice(&rgb);
        }
    });
    let mut result = vec![0.0f32; width * height * 3];
    let (blue, rest) = result.split_at_mut(width * height);
    let (green, red) = rest.split_at_mut(width * height);
    for (i, pixel) in rows.chunks_exact(3).enumerate() {
        red[i] = pixel[0] / 127.5 - 1.0;
        green[i] = pixel[1] / 127.5 - 1.0;
        blue[i] = pixel[2] / 127.5 - 1.0;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: u32, height: u32, rgb: Vec<u8>) -> PageImage {
        PageImage { rgb, width, height, dpi: 0.0, rotation: 0 }
    }

    #[test]
    fn weights_add_up_to_one() {
        for (from, to) in [(1, 1), (10, 3), (3, 10), (2339, 960), (31, 32), (1, 32)] {
            for (i, t) in taps(from, to).iter().enumerate() {
                assert!((t.weights.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{from} to {to}, {i}");
                assert!(t.start + t.weights.len() <= from, "{from} to {to}, {i}");
            }
        }
    }

    #[test]
    fn halving_takes_means_and_planes_are_bgr() {
        let image = page(2, 2, vec![255, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255]);
        let out = planes(&image, 1, 1);
        for (got, want) in out.iter().zip([63.75, 0.0, 127.5]) {
            assert!((got - (want / 127.5 - 1.0)).abs() < 1e-5, "{out:?}");
        }
    }

    #[test]
    fn an_equal_size_changes_nothing() {
        let image = page(2, 1, vec![1, 2, 3, 4, 5, 6]);
        let back: Vec<f32> = planes(&image, 2, 1).iter().map(|v| ((v + 1.0) * 127.5).round()).collect();
        assert_eq!(back, [3.0, 6.0, 2.0, 5.0, 1.0, 4.0]);
    }
}
