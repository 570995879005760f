//! `Figures`: how the interpreters compare.
//!
//! Every ratio says how many times as fast as the first interpreter another is, so more is better; the first one is 1.

use serde_json::{Map, Value, json};

use super::own::CLASSES;
use super::rounds::{Cost, Measured};
use super::task::Suite;
use crate::score::geometric_mean;

/// What takes the first interpreter less than this tells of the machine's noise: means leave it out.
const SECONDS_LEAST: f64 = 0.002;

/// All that was measured.
pub struct Figures {
    /// The interpreters' names; the first is the base.
    pub names: Vec<String>,
    pub measured: Vec<Measured>,
}

impl Figures {
    pub fn new(names: Vec<String>, measured: Vec<Measured>) -> Figures {
        Figures { names, measured }
    }

    /// The programs of a suite that the first interpreter runs.
    pub fn of(&self, suite: Suite) -> impl Iterator<Item = &Measured> {
        self.measured.iter().filter(move |measured| measured.task.suite == suite && measured.costs[0].is_ok())
    }

    /// The classes of a suite, in order.
    pub fn classes(&self, suite: Suite) -> Vec<&str> {
        let mut classes: Vec<&str> = Vec::new();
        for measured in self.of(suite) {
            if !classes.contains(&measured.task.class.as_str()) {
                classes.push(&measured.task.class);
            }
        }
        classes.sort_by_key(|class| CLASSES.iter().position(|known| known == class));
        classes
    }

    /// The mean of a class.
    pub fn class_mean(&self, suite: Suite, class: &str, at: usize) -> Option<f64> {
        geometric_mean(self.of(suite).filter(|m| m.task.class == class).filter_map(|m| m.ratio(at)))
    }

    /// The ratios that the mean of a suite is made of, with their programs.
    pub fn ratios(&self, suite: Suite, at: usize) -> Vec<(f64, &str)> {
        let counted = self.of(suite).filter(|measured| measured.is_in_mean());
        counted.filter_map(|m| Some((m.ratio(at)?, m.task.name.as_str()))).collect()
    }

    /// The mean of a suite.
    pub fn mean(&self, suite: Suite, at: usize) -> Option<f64> {
        geometric_mean(self.ratios(suite, at).into_iter().map(|(ratio, _)| ratio))
    }

    /// The least ratio of a suite, and its program.
    pub fn least(&self, suite: Suite, at: usize) -> Option<(f64, &str)> {
        self.ratios(suite, at).into_iter().min_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// The mean of what programs of a suite hold at most, beside the first interpreter.
    pub fn memory_mean(&self, suite: Suite, at: usize) -> Option<f64> {
        geometric_mean(self.of(suite).filter(|m| m.is_in_mean()).filter_map(|m| m.memory_ratio(at)))
    }

    /// Everything, for machines.
    pub fn json(&self) -> Value {
        let mut programs = Map::new();
        for measured in &self.measured {
            let mut results = Map::new();
            for (at, name) in self.names.iter().enumerate() {
                let value = match &measured.costs[at] {
                    Ok(cost) => json!({
                        "ms": cost.seconds * 1e3,
                        "peak KiB": cost.peak_kib,
                        "times as fast": measured.ratio(at),
                        "memory": measured.memory_ratio(at),
                    }),
                    Err(reason) => json!({ "error": reason }),
                };
                results.insert(name.clone(), value);
            }
            let value = json!({ "class": measured.task.class, "results": results });
            programs.insert(measured.task.label(), value);
        }
        let mut means = Map::new();
        for suite in Suite::ALL.into_iter().filter(|suite| self.of(*suite).next().is_some()) {
            let mut of_suite = Map::new();
            for (at, name) in self.names.iter().enumerate() {
                let mut values = Map::new();
                for class in self.classes(suite) {
                    values.insert(class.to_string(), json!(self.class_mean(suite, class, at)));
                }
                values.insert("all".to_string(), json!(self.mean(suite, at)));
                values.insert("least".to_string(), json!(self.least(suite, at).map(|(ratio, _)| ratio)));
                values.insert("memory".to_string(), json!(self.memory_mean(suite, at)));
                of_suite.insert(name.clone(), Value::Object(values));
            }
            means.insert(suite.name().to_string(), Value::Object(of_suite));
        }
        json!({ "interpreters": self.names, "programs": programs, "means": means })
    }
}

impl Measured {
    /// Whether the mean of its suite counts it.
    pub fn is_in_mean(&self) -> bool {
        let is_long = self
            .costs
            .first()
            .is_some_and(|cost| cost.as_ref().is_ok_and(|cost| cost.seconds >= SECONDS_LEAST));
        is_long && self.task.is_in_mean
    }

    /// How many times as fast as the first interpreter another is.
    pub fn ratio(&self, at: usize) -> Option<f64> {
        let (first, other) = self.both(at)?;
        Some(first.seconds / other.seconds)
    }

    /// How much memory it holds, beside the first interpreter.
    pub fn memory_ratio(&self, at: usize) -> Option<f64> {
        let (first, other) = self.both(at)?;
        Some(other.peak_kib? / first.peak_kib?)
    }

    fn both(&self, at: usize) -> Option<(Cost, Cost)> {
        let cost = |at: usize| self.costs.get(at)?.as_ref().ok().copied();
        Some((cost(0)?, cost(at)?))
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::bench::task::Task;

    /// Three programs on two interpreters, one of which fails on the second.
    pub fn sample() -> Figures {
        let cost = |seconds: f64, kib: f64| Ok(Cost { seconds, peak_kib: Some(kib) });
        let row = |class: &str, name: &str, costs, is_in_mean| {
            let task = Task::of_file(Suite::Own, class, name, "x.py".into());
            Measured { task: Task { is_in_mean, ..task }, costs }
        };
        let measured = vec![
            row("floats", "one", vec![cost(0.4, 2000.0), cost(0.1, 3000.0)], true),
            row("calls", "two", vec![cost(0.9, 2000.0), cost(0.1, 2000.0)], true),
            row("calls", "three", vec![cost(0.9, 2000.0), Err("exit status: 1".into())], true),
            row("cliffs", "four", vec![cost(9.0, 2000.0), cost(0.1, 2000.0)], false),
        ];
        Figures::new(vec!["upstream".into(), "ours".into()], measured)
    }

    #[test]
    fn means_leave_out_what_failed_and_cliffs() {
        let figures = sample();
        assert_eq!(figures.classes(Suite::Own), ["calls", "floats", "cliffs"]);
        assert!((figures.mean(Suite::Own, 1).unwrap() - 6.0).abs() < 1e-9);
        assert_eq!(figures.least(Suite::Own, 1).map(|least| least.1), Some("one"));
        assert!((figures.class_mean(Suite::Own, "calls", 1).unwrap() - 9.0).abs() < 1e-9);
        assert!((figures.memory_mean(Suite::Own, 1).unwrap() - 1.5_f64.sqrt()).abs() < 1e-9);
        assert_eq!(figures.mean(Suite::Perf, 1), None);
    }

    #[test]
    fn machines_get_all() {
        let json = sample().json();
        assert_eq!(json["programs"]["own/three"]["results"]["ours"]["error"], "exit status: 1");
        assert_eq!(json["means"]["own"]["upstream"]["all"], 1.0);
    }
}
