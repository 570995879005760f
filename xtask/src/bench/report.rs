//! The tables that a person reads.

use super::figures::Figures;
use super::rounds::Measured;
use super::task::Suite;
use crate::table::Table;

/// Prints all suites.
pub fn print(figures: &Figures) {
    for suite in Suite::ALL {
        if figures.of(suite).next().is_some() {
            println!("\n== {}", suite.name());
            table(figures, suite).print();
            notes(figures, suite).iter().for_each(|note| println!("{note}"));
        }
    }
    for measured in &figures.measured {
        for (name, cost) in figures.names.iter().zip(&measured.costs) {
            if let Err(reason) = cost {
                println!("{} is left out on {name}: {reason}", measured.task.label());
            }
        }
    }
}

fn table(figures: &Figures, suite: Suite) -> Table {
    let (base, others) = figures.names.split_first().map_or(("", &[][..]), |(base, rest)| (base, rest));
    let mut headings = vec!["program".to_string(), format!("{base} ms")];
    for name in others {
        headings.extend([format!("{name} ms"), "times as fast".to_string()]);
    }
    headings.push(format!("{base} MB"));
    headings.extend(others.iter().map(|name| format!("{name} memory")));
    let mut table = Table::default();
    table.push(&headings);
    for class in figures.classes(suite) {
        let mut row = vec![class.to_string(), String::new()];
        for at in 1..figures.names.len() {
            row.extend([String::new(), shown(figures.class_mean(suite, class, at))]);
        }
        table.push(&row);
        for measured in figures.of(suite).filter(|measured| measured.task.class == class) {
            table.push(&program_row(measured));
        }
    }
    table
}

fn program_row(measured: &Measured) -> Vec<String> {
    let mut row = vec![format!("  {}", measured.task.name)];
    for (at, cost) in measured.costs.iter().enumerate() {
        match cost {
            Ok(cost) => row.push(format!("{:.1}", cost.seconds * 1e3)),
            Err(reason) => row.push(if reason.starts_with("wrong") { "wrong" } else { "failed" }.to_string()),
        }
        if at > 0 {
            row.push(shown(measured.ratio(at)));
        }
    }
    let base = measured.costs.first().and_then(|cost| cost.as_ref().ok()?.peak_kib);
    row.push(base.map_or("-".to_string(), |kib| format!("{:.1}", kib / 1024.0)));
    row.extend((1..measured.costs.len()).map(|at| shown(measured.memory_ratio(at))));
    row
}

/// Means and the least, for each interpreter but the first.
fn notes(figures: &Figures, suite: Suite) -> Vec<String> {
    let mut notes = Vec::new();
    for (at, name) in figures.names.iter().enumerate().skip(1) {
        let n = figures.ratios(suite, at).len();
        let (Some(mean), Some((least, slowest))) = (figures.mean(suite, at), figures.least(suite, at)) else {
            continue;
        };
        let memory = shown(figures.memory_mean(suite, at));
        notes.push(format!(
            "{name}: geometric mean of {n}: {mean:.2}, least: {least:.2} ({slowest}), memory: {memory}"
        ));
    }
    notes
}

fn shown(ratio: Option<f64>) -> String {
    ratio.map_or("-".to_string(), |ratio| format!("{ratio:.2}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::tests::sample;

    #[test]
    fn rows_stand_below_their_class() {
        let text = table(&sample(), Suite::Own).render();
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["calls", "9.00"]);
        assert_eq!(lines[2], ["two", "900.0", "100.0", "9.00", "2.0", "1.00"]);
        assert_eq!(lines[3], ["three", "900.0", "failed", "-", "2.0", "-"]);
        assert_eq!(
            notes(&sample(), Suite::Own),
            ["ours: geometric mean of 2: 6.00, least: 4.00 (one), memory: 1.22"]
        );
    }
}
