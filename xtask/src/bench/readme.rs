//! The means of our own programs in `README.md`, and their chart.

use micropyrite_testkit::program::CLIFFS;

use super::OURS;
use super::chart;
use super::figures::Figures;
use super::own::START;
use super::task::Suite;
use crate::{Outcome, region, repo};

/// Where the chart is.
const CHART: &str = "docs/bench.svg";

/// What a name stands for in documents.
pub fn title(name: &str) -> &str {
    match name {
        OURS => "MicroPyrite",
        "micropython" => "upstream",
        "cpython" => "CPython",
        other => other,
    }
}

/// Writes both.
pub fn update(figures: &Figures) -> Outcome {
    if figures.names.len() < 2 {
        return Err("README.md compares with a --peer".to_string());
    }
    region::write(&repo::root().join("README.md"), "bench", &table(figures))?;
    repo::write(&repo::root().join(CHART), &chart::draw(figures))
}

/// The interpreters but the first, ours before its peers.
pub fn others(figures: &Figures) -> Vec<usize> {
    let mut others: Vec<usize> = (1..figures.names.len()).collect();
    others.sort_by_key(|at| figures.names[*at] != OURS);
    others
}

fn table(figures: &Figures) -> String {
    let others = others(figures);
    let mut text = String::from("| class | programs |");
    others.iter().for_each(|at| text.push_str(&format!(" {} |", title(&figures.names[*at]))));
    text.push_str("\n|---|---|");
    others.iter().for_each(|_| text.push_str("---|"));
    text.push('\n');
    let mut row = |label: &str, n: String, figure: &dyn Fn(usize) -> Option<f64>| {
        text.push_str(&format!("| {label} | {n} |"));
        for at in &others {
            let shown = figure(*at).map_or("–".to_string(), |ratio| format!("{ratio:.2}"));
            text.push_str(&format!(" {shown} |"));
        }
        text.push('\n');
    };
    for class in figures.classes(Suite::Own) {
        let n = figures.of(Suite::Own).filter(|measured| measured.task.class == class).count();
        row(class, n.to_string(), &|at| figures.class_mean(Suite::Own, class, at));
    }
    let n = figures.of(Suite::Own).filter(|measured| measured.is_in_mean()).count();
    row(&format!("**all but {START} and {CLIFFS}**"), n.to_string(), &|at| figures.mean(Suite::Own, at));
    row("the least of them", String::new(), &|at| figures.least(Suite::Own, at).map(|least| least.0));
    row("memory that they hold at most, beside upstream", n.to_string(), &|at| {
        figures.memory_mean(Suite::Own, at)
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::tests::sample;

    #[test]
    fn rows_are_classes() {
        let text = table(&sample());
        assert!(text.starts_with("| class | programs | MicroPyrite |\n|---|---|---|\n"), "{text}");
        assert!(text.contains("| calls | 2 | 9.00 |\n"), "{text}");
        assert!(text.contains("| **all but start-up and cliffs** | 3 | 6.00 |\n"), "{text}");
    }
}
