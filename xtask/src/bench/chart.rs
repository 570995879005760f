//! The chart of classes: bars that begin at the first interpreter's speed.
//!
//! The scale is logarithmic, so that twice and half as fast are as long. The text is plain and the same for the same
//! figures.

use micropyrite_testkit::program::CLIFFS;

use super::figures::Figures;
use super::readme::{others, title};
use super::task::Suite;

const WIDTH: f64 = 760.0;
/// Where bars may begin: labels stand on the left of it.
const LEFT: f64 = 150.0;
const RIGHT: f64 = 710.0;
const TOP: f64 = 54.0;
const BAR_HEIGHT: f64 = 9.0;
const GROUP_GAP: f64 = 7.0;
/// Colours of the interpreters, ours first.
const COLOURS: [&str; 4] = ["#d08a1d", "#4f7cac", "#8a8a8a", "#6a9a5b"];

/// A row of the chart: a label, and a ratio for each interpreter that has one.
type Row = (String, Vec<Option<f64>>);

/// Draws the suite of our own programs.
pub fn draw(figures: &Figures) -> String {
    let others = others(figures);
    let mut rows: Vec<Row> = Vec::new();
    // Cliffs are so high that nothing else could be told apart beside them.
    for class in figures.classes(Suite::Own).into_iter().filter(|class| *class != CLIFFS) {
        let ratios = others.iter().map(|at| figures.class_mean(Suite::Own, class, *at)).collect();
        rows.push((class.to_string(), ratios));
    }
    rows.push((
        "all but start-up".to_string(),
        others.iter().map(|at| figures.mean(Suite::Own, *at)).collect(),
    ));
    let names: Vec<&str> = others.iter().map(|at| title(&figures.names[*at])).collect();
    svg(title(&figures.names[0]), &names, &rows)
}

fn svg(base: &str, names: &[&str], rows: &[Row]) -> String {
    let ratios = || rows.iter().flat_map(|(_, ratios)| ratios.iter().flatten());
    // Whole powers of two on both sides.
    let low = ratios().fold(0.5_f64, |low, ratio| low.min(*ratio)).log2().floor();
    let high = ratios().fold(2.0_f64, |high, ratio| high.max(*ratio)).log2().ceil();
    let x = |ratio: f64| LEFT + (ratio.log2() - low) / (high - low) * (RIGHT - LEFT);
    let group = BAR_HEIGHT * names.len() as f64 + GROUP_GAP;
    let bottom = TOP + group * rows.len() as f64;
    let mut svg = Svg::new(bottom + 24.0);
    svg.text(LEFT, 20.0, "start", "bold", &format!("Times as fast as {base}, by class of programs"));
    let mut at = LEFT;
    for (name, colour) in names.iter().zip(COLOURS) {
        svg.bar(at, 30.0, 10.0, colour);
        svg.text(at + 15.0, 39.0, "start", "normal", name);
        at += 40.0 + 8.0 * name.chars().count() as f64;
    }
    for power in low as i32..=high as i32 {
        let ratio = 2.0_f64.powi(power);
        svg.line(x(ratio), TOP - 4.0, bottom, if power == 0 { "#444444" } else { "#dddddd" });
        let label =
            if power < 0 { format!("1/{}", 2_u64.pow(power.unsigned_abs())) } else { format!("{ratio}") };
        svg.text(x(ratio), bottom + 14.0, "middle", "normal", &label);
    }
    for (number, (label, ratios)) in rows.iter().enumerate() {
        let top = TOP + group * number as f64;
        let weight = if number + 1 == rows.len() { "bold" } else { "normal" };
        svg.text(LEFT - 8.0, top + group / 2.0, "end", weight, label);
        for (place, (ratio, colour)) in ratios.iter().zip(COLOURS).enumerate() {
            let Some(ratio) = ratio else { continue };
            let (from, to) = (x(1.0).min(x(*ratio)), x(1.0).max(x(*ratio)));
            let y = top + BAR_HEIGHT * place as f64;
            svg.bar(from, y, to - from, colour);
            svg.text(to + 3.0, y + BAR_HEIGHT - 1.0, "start", "normal", &shown(*ratio));
        }
    }
    svg.finish()
}

fn shown(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.1}") } else { format!("{ratio:.0}") }
}

/// A drawing that grows.
struct Svg {
    text: String,
}

impl Svg {
    fn new(height: f64) -> Svg {
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {WIDTH:.0} {height:.0}\" font-family=\"sans-serif\" font-size=\"11\">\n\
             <rect width=\"{WIDTH:.0}\" height=\"{height:.0}\" fill=\"#ffffff\"/>\n"
        );
        Svg { text }
    }

    fn bar(&mut self, x: f64, y: f64, width: f64, colour: &str) {
        let height = BAR_HEIGHT - 1.0;
        self.text.push_str(&format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{colour}\"/>\n"
        ));
    }

    fn line(&mut self, x: f64, from: f64, to: f64, colour: &str) {
        self.text.push_str(&format!(
            "<line x1=\"{x:.1}\" y1=\"{from:.1}\" x2=\"{x:.1}\" y2=\"{to:.1}\" stroke=\"{colour}\"/>\n"
        ));
    }

    fn text(&mut self, x: f64, y: f64, anchor: &str, weight: &str, text: &str) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        self.text.push_str(&format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-weight=\"{weight}\">{text}</text>\n"
        ));
    }

    fn finish(mut self) -> String {
        self.text.push_str("</svg>\n");
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_begin_at_one() {
        let text = svg("upstream", &["ours"], &[("a<b".into(), vec![Some(2.0)]), ("c".into(), vec![None])]);
        // One half to two: 1 is in the middle.
        assert!(text.contains("<rect x=\"430.0\" y=\"54.0\" width=\"280.0\""), "{text}");
        assert!(text.contains(">a&lt;b</text>"));
        assert!(text.ends_with("</svg>\n"));
    }
}
