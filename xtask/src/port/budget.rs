//! `Budget`: what a board's firmware may take, from its file.
//!
//! Most figures are upper bounds; what must not shrink is a lower bound. A figure without a bound is not judged.

use crate::Outcome;

/// The figures that may have a bound, and whether more is better.
const FIGURES: [(&str, bool); 7] = [
    ("text", false),
    ("data", false),
    ("bss", false),
    ("heap_at_prompt", false),
    ("heap_usable", true),
    ("stack", false),
    ("frames", false),
];

/// Bounds of figures.
#[derive(Clone, Default, Debug)]
pub struct Budget {
    bounds: Vec<(&'static str, u64)>,
}

impl Budget {
    /// Reads the section `[budget]` of a board's file.
    pub fn read(board: &toml::Table) -> Outcome<Budget> {
        let mut budget = Budget::default();
        let Some(section) = board.get("budget") else { return Ok(budget) };
        let section = section.as_table().ok_or("`budget` in a board's file is no section")?;
        for (key, value) in section {
            let Some((name, _)) = FIGURES.iter().find(|(name, _)| name == key) else {
                let names = FIGURES.map(|(name, _)| name).join(", ");
                return Err(format!("[budget] knows no `{key}`, but {names}"));
            };
            let bound = value.as_integer().and_then(|bound| u64::try_from(bound).ok());
            budget.bounds.push((name, bound.ok_or_else(|| format!("`{key}` in [budget] is no size"))?));
        }
        Ok(budget)
    }

    /// The bound of a figure.
    pub fn bound(&self, name: &str) -> Option<u64> {
        self.bounds.iter().find(|(known, _)| *known == name).map(|(_, bound)| *bound)
    }

    /// A figure beside its bound.
    pub fn beside(&self, name: &str, figure: u64) -> String {
        match self.bound(name) {
            Some(bound) => {
                format!("{name} {figure} ({} {bound})", if is_floor(name) { "at least" } else { "of" })
            }
            None => format!("{name} {figure}"),
        }
    }

    /// Every figure keeps its bound; otherwise says which does not.
    pub fn judge(&self, board: &str, figures: &[(&str, u64)]) -> Outcome {
        let is_passed = |name: &str, figure: u64| {
            self.bound(name).is_some_and(|bound| if is_floor(name) { figure < bound } else { figure > bound })
        };
        let passed: Vec<String> = figures
            .iter()
            .filter(|(name, figure)| is_passed(name, *figure))
            .map(|(name, figure)| self.beside(name, *figure))
            .collect();
        if passed.is_empty() {
            return Ok(());
        }
        Err(format!("{board} is over its budget: {}", passed.join(", ")))
    }
}

fn is_floor(name: &str) -> bool {
    FIGURES.iter().any(|(known, more_is_better)| *known == name && *more_is_better)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(text: &str) -> Outcome<Budget> {
        Budget::read(&text.parse().unwrap())
    }

    #[test]
    fn bounds_are_upper_but_for_what_must_not_shrink() {
        let budget = budget("[budget]\ntext = 100\nheap_usable = 50\n").unwrap();
        assert_eq!(budget.judge("B", &[("text", 100), ("heap_usable", 50), ("stack", 9)]), Ok(()));
        let message = budget.judge("B", &[("text", 101), ("heap_usable", 49)]).unwrap_err();
        assert!(message.contains("text 101 (of 100), heap_usable 49 (at least 50)"), "{message}");
    }

    #[test]
    fn a_file_that_says_something_else_is_wrong() {
        assert!(budget("x = 1").is_ok_and(|budget| budget.bounds.is_empty()));
        assert!(budget("[budget]\ntexts = 1").is_err_and(|message| message.contains("`texts`")));
        assert!(budget("[budget]\ntext = -1").is_err());
        assert!(budget("budget = 1").is_err());
    }
}
