//! Pictures of distributions as SVG, one file a kind. Colours come from the page's classes, so that a picture follows
//! light, dark and print; what it shows stands in words in its description and in numbers in a table beside it.

pub(super) mod bars;
pub(super) mod density;
pub(super) mod fan;
mod file;
pub(super) mod grid;
pub(super) mod heat;
mod label;
pub(super) mod ranges;
mod scale;
pub(super) mod spans;
mod time;

use maud::{Markup, Render, html};

/// The width of every picture, in the unit in which type is 11 high: that of a telephone's screen.
const WIDTH: f64 = 400.0;

/// What a picture is to those who do not see it.
#[derive(Debug, Clone)]
pub(super) struct Caption {
    /// Unique on the page; letters, digits and hyphens.
    pub id: String,
    /// What it shows, with its unit.
    pub title: String,
    /// What it says.
    pub description: String,
}

/// What is drawn: in a page, or alone as [`Picture::file`].
#[derive(Debug, Clone)]
pub(super) struct Picture {
    /// What it is to those who do not see it.
    pub caption: Caption,
    height: f64,
    inside: Markup,
}

/// Nothing to draw: no file, and nothing in the page.
fn nothing(caption: &Caption) -> Picture {
    picture(caption, 0.0, &html! {})
}

/// A picture of this height.
fn picture(caption: &Caption, height: f64, inside: &Markup) -> Picture {
    Picture { caption: caption.clone(), height, inside: inside.clone() }
}

impl Render for Picture {
    fn render(&self) -> Markup {
        let Self { caption, height, inside } = self;
        let (title, description) = (format!("{}-title", caption.id), format!("{}-text", caption.id));
        html! {
            @if !self.is_empty() {
                svg class="chart" viewBox=(format!("0 0 {WIDTH} {height:.0}")) role="img"
                    aria-labelledby=(title) aria-describedby=(description) {
                    title id=(title) { (caption.title) }
                    desc id=(description) { (caption.description) }
                    (inside)
                }
            }
        }
    }
}

/// A coordinate: a tenth of a unit is finer than any screen.
fn c(coordinate: f64) -> String {
    let text = format!("{:.1}", coordinate + 0.0);
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

/// `M x y L x y ...` through points.
fn line(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    for (x, y) in points {
        let letter = if path.is_empty() { 'M' } else { 'L' };
        path.extend([format!("{letter}{} {}", c(x), c(y))]);
    }
    path
}

/// A closed path through points.
fn area(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    line(points) + "Z"
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::super::example::draws;
    use super::*;
    use crate::calendar::{Period, Quarter};

    fn caption() -> Caption {
        Caption { id: "x".to_owned(), title: "X, percent".to_owned(), description: "X.".to_owned() }
    }

    /// The boxes of all words of a picture: left, top, right, bottom, and the words.
    fn boxes(svg: &str) -> Vec<([f64; 4], String)> {
        let document = Document::parse(svg).expect("well-formed");
        let texts = document.descendants().filter(|node| node.tag_name().name() == "text");
        texts
            .map(|node| {
                let number = |name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
                let (words, x, y) = (node.text().unwrap_or_default().to_owned(), number("x"), number("y"));
                let room = label::room(&words) * 0.95;
                let left = match node.attribute("text-anchor") {
                    Some("middle") => x - room / 2.0,
                    Some("end") => x - room,
                    _ => x,
                };
                ([left, y - 9.0, left + room, y + 2.5], words)
            })
            .collect()
    }

    #[track_caller]
    fn assert_readable(picture: &Picture, what: &str) {
        let svg = picture.render().into_string();
        let height: f64 = svg.split("0 0 400 ").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
        let boxes = boxes(&svg);
        assert!(boxes.len() > 3, "{what}: {svg}");
        for (at, (a, words)) in boxes.iter().enumerate() {
            assert!(
                a[0] >= -0.5 && a[2] <= WIDTH + 0.5 && a[1] >= -0.5 && a[3] <= height + 0.5,
                "{what}: {words} {a:?}"
            );
            for (b, other) in &boxes[..at] {
                let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
                assert!(apart, "{what}: {words} {a:?} over {other} {b:?}");
            }
        }
    }

    #[test]
    fn no_words_of_a_fan_overlap_or_are_cut_off() {
        let start: Quarter = "2022Q1".parse().unwrap();
        for seed in 0..200 {
            let scale = [0.01, 1.0, 300.0, 2e6][seed as usize % 4];
            let quarters = 1 + (seed as i32 * 7) % 40;
            let middle = draws(seed, quarters as usize + 8, |x| scale * (x + 3.0));
            let width = draws(seed + 999, quarters as usize + 8, |x| scale * x.abs() * 0.3);
            let at = |k: i32| Period::Quarter(start.plus(k));
            let list = |from: i32, to: i32| {
                (from..to).map(|k| (at(k), middle[(k + 8) as usize])).collect::<Vec<_>>()
            };
            let fan = fan::Fan {
                history: if seed % 3 == 0 { list(-8, 0) } else { Vec::new() },
                reference: if seed % 2 == 0 { list(0, quarters) } else { Vec::new() },
                baseline: list(0, quarters),
                bands: (0..quarters)
                    .map(|k| {
                        let (m, w) = (middle[(k + 8) as usize], width[(k + 8) as usize]);
                        (at(k), [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0].map(|step| m + step * w))
                    })
                    .collect(),
                zero: seed % 5 == 0,
                within: (seed % 7 == 0).then_some([-5.0 * scale, 9.0 * scale]),
            };
            assert_readable(&fan.draw(&caption()), &format!("fan {seed}"));
        }
    }

    #[test]
    fn no_words_of_a_density_overlap_or_are_cut_off() {
        for seed in 0..200 {
            let scale = [0.01, 1.0, 300.0, 2e6][seed as usize % 4];
            let draw = draws(seed, 6, |x| x);
            let low = scale * draw[0];
            let high = low + scale * (draw[1].abs() + 0.1);
            let quantiles =
                [0.1, 0.1 + 0.8 * (draw[2].abs() % 1.0), 0.95].map(|share| low + share * (high - low));
            let density = density::Density {
                low,
                high,
                shares: &draws(seed + 1, 24, |x| 0.04 * x.abs()),
                quantiles: density::written(quantiles, seed % 2 == 0),
                observed: (seed % 3 == 0).then(|| (scale * draw[3], format!("{:.1}", scale * draw[3]))),
                zero: seed % 2 == 0,
                within: (seed % 7 == 0).then_some([-5.0 * scale, 9.0 * scale]),
            };
            assert_readable(&density.draw(&caption()), &format!("density {seed}"));
        }
    }

    #[test]
    fn no_words_of_bars_and_heat_maps_overlap_or_are_cut_off() {
        let words = "Household consumption effect below -10 percent of what it was before, in 2022";
        let bar = |(k, value): (usize, f64)| bars::Bar {
            label: words.repeat(1 + k % 3),
            value,
            interval: [value - 1.0, value + 1.0],
            text: format!("{value:.3} % ({:.3} to {:.3})", value - 1.0, value + 1.0),
        };
        let list: Vec<bars::Bar> =
            draws(3, 12, |x| 8.0 * (x + 6.0)).into_iter().enumerate().map(bar).collect();
        assert_readable(&bars::draw(&list, 100.0, &caption()), "bars");
        let rows = (list.iter().zip([-3.0, -20.0, 1e-9, 40.0].into_iter().cycle()))
            .map(|(bar, to)| spans::Row {
                label: bar.label.clone(),
                bars: vec![
                    spans::Bar { from: bar.value, to, light: true },
                    spans::Bar { from: to, to: 3.0, light: false },
                ],
                interval: Some(bar.interval),
                text: bar.text.clone(),
            })
            .collect::<Vec<_>>();
        for joined in [false, true] {
            let spans = spans::Spans { rows: rows.clone(), origin: -7.5, joined };
            assert_readable(&spans.draw(&caption()), "spans");
        }
        for (zero, long) in [(false, true), (true, false)] {
            let row = |(k, bar): (usize, &bars::Bar)| ranges::Row {
                name: if long { bar.label.clone() } else { format!("B - {k}") },
                quantiles: [bar.value - 9.0, bar.value, bar.value + 2.0],
                text: bar.text.clone(),
            };
            let rows: Vec<ranges::Row> = list.iter().enumerate().map(row).collect();
            let group =
                |heading: &str| ranges::Group { heading: heading.to_owned(), rows: rows[..4].to_vec() };
            let groups = [group("2022"), group(words), group("")];
            assert_readable(&ranges::draw(&groups, zero, &caption()), &format!("ranges {zero}"));
        }
        for columns in [1, 5, 30] {
            let cell = |k: usize| (k as f64 - 9.5, format!("{:.2}", k as f64 - 9.5));
            let grid = grid::Grid {
                axes: [words.to_owned(), "shock.fall.percent".to_owned()],
                rows: ["-20", "a long name of a value in two lines", "0"].map(str::to_owned).into(),
                columns: (0..columns).map(|k| format!("{}", 10 * k - 50)).collect(),
                cells: (0..3).map(|row| (0..columns as usize).map(|k| cell(row * 7 + k)).collect()).collect(),
            };
            assert_readable(&grid.draw(&caption()), &format!("grid of {columns}"));
        }
        let start: Quarter = "2022Q3".parse().unwrap();
        for quarters in [1, 4, 12, 40, 120] {
            let share = |k: i32| f64::from(k % 7) / 6.0;
            let row = |k: usize| heat::Row {
                label: words.repeat(1 + k % 3),
                cells: (0..quarters).map(|k| (start.plus(k), share(k))).collect(),
            };
            let rows: Vec<heat::Row> = (0..3).map(row).collect();
            assert_readable(&heat::draw(&rows, &caption()), &format!("heat map of {quarters}"));
        }
    }
}
