//! The table of instructions: the same programs, without a clock.

use super::callgrind::{self, Counted};
use super::generated;
use super::interpreter::Interpreter;
use super::task::Task;
use crate::Outcome;
use crate::score::geometric_mean;
use crate::table::Table;

/// Counts all programs on all interpreters and prints the table.
pub fn print(interpreters: &[Interpreter], tasks: &[Task]) -> Outcome {
    let empty = generated::empty()?;
    let mut starts = Vec::new();
    for interpreter in interpreters {
        starts.push(callgrind::count(interpreter, &empty)?.total);
    }
    let mut headings = vec!["program".to_string()];
    for (at, interpreter) in interpreters.iter().enumerate() {
        headings.push(format!("{} million", interpreter.name));
        if at > 0 {
            headings.push("ratio".to_string());
        }
    }
    let mut table = Table::default();
    table.push(&headings);
    let mut ratios: Vec<Vec<f64>> = interpreters.iter().map(|_| Vec::new()).collect();
    let mut notes = Vec::new();
    for task in tasks {
        let mut expected = task.expected.clone();
        let mut first = None;
        let mut row = vec![task.label()];
        for (at, (interpreter, start)) in interpreters.iter().zip(&starts).enumerate() {
            let counted =
                callgrind::count(interpreter, task).and_then(|counted| checked(counted, &mut expected, task));
            let start = if task.is_start { 0 } else { *start };
            let n = counted.map(|counted| counted.total.saturating_sub(start).max(1) as f64);
            row.push(n.as_ref().map_or("-".to_string(), |n| format!("{:.2}", n / 1e6)));
            let ratio = n.as_ref().ok().and_then(|n| Some(first? / n));
            if at == 0 {
                first = n.as_ref().ok().copied();
            } else {
                row.push(ratio.map_or("-".to_string(), |ratio| format!("{ratio:.2}")));
                ratios[at].extend(ratio.filter(|_| task.is_in_mean));
            }
            if let Err(reason) = n {
                notes.push(format!("{} is left out on {}: {reason}", task.label(), interpreter.name));
            }
        }
        eprintln!("{}", row.join("  "));
        table.push(&row);
    }
    table.print();
    for (interpreter, ratios) in interpreters.iter().zip(ratios) {
        if let Some(mean) = geometric_mean(ratios.iter().copied()) {
            println!("{}: geometric mean of {}: {mean:.2}", interpreter.name, ratios.len());
        }
    }
    notes.iter().for_each(|note| println!("{note}"));
    Ok(())
}

/// Counts of a program that printed what it must; the first one says what that is if nobody else does.
fn checked(counted: Counted, expected: &mut Option<String>, task: &Task) -> Outcome<Counted> {
    if task.is_start {
        return Ok(counted);
    }
    let result = counted.result.as_ref().ok_or("no result")?;
    let expected = expected.get_or_insert_with(|| result.clone());
    if result == expected { Ok(counted) } else { Err(format!("wrong: {result} instead of {expected}")) }
}
