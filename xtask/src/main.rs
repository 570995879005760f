//! The repository's verbs: `cargo xtask VERB`.
//!
//! One file or folder per verb. A verb reads its own options and returns `Ok` or the sentence that says what
//! is wrong; this file only finds it. Nothing here ships.

#![forbid(unsafe_code)]

mod arguments;
mod bare;
mod bench;
mod ci;
mod expect;
mod fuzz;
mod gauges;
mod jumps;
mod long_file;
mod port;
mod qstr;
mod region;
mod repo;
mod score;
mod sizes;
mod table;
mod texts;
mod tidy;
mod upstream_tests;

use std::process::ExitCode;

/// What a verb returns; the text is for a person.
type Outcome<T = ()> = Result<T, String>;

/// One verb.
struct Verb {
    name: &'static str,
    summary: &'static str,
    help: &'static str,
    run: fn(lexopt::Parser) -> Outcome,
}

const VERBS: &[Verb] = &[
    Verb {
        name: "bench",
        summary: "how fast programs run, beside other interpreters",
        help: bench::HELP,
        run: bench::main,
    },
    Verb {
        name: "build-port",
        summary: "firmware for a board",
        help: port::BUILD_HELP,
        run: port::build_main,
    },
    Verb { name: "ci", summary: "everything that CI checks", help: ci::HELP, run: ci::main },
    Verb { name: "expect", summary: "expected outputs of tests/py", help: expect::HELP, run: expect::main },
    Verb {
        name: "fuzz",
        summary: "any bytes into what reads them, guided by coverage",
        help: fuzz::HELP,
        run: fuzz::main,
    },
    Verb {
        name: "fuzz-port",
        summary: "noise for a board's prompt",
        help: port::FUZZ_HELP,
        run: port::fuzz_main,
    },
    Verb {
        name: "gauges",
        summary: "tests, speed, memory and sizes in figures",
        help: gauges::HELP,
        run: gauges::main,
    },
    Verb {
        name: "jumps",
        summary: "do the VM's handlers end in jumps?",
        help: jumps::HELP,
        run: jumps::main,
    },
    Verb { name: "qstr", summary: "add known names", help: qstr::HELP, run: qstr::main },
    Verb {
        name: "run-port",
        summary: "firmware for a board, in its emulator",
        help: port::RUN_HELP,
        run: port::run_main,
    },
    Verb {
        name: "sizes",
        summary: "what firmware takes, by module, beside its budget",
        help: sizes::HELP,
        run: sizes::main,
    },
    Verb {
        name: "texts",
        summary: "how texts of exceptions are packed",
        help: texts::HELP,
        run: texts::main,
    },
    Verb { name: "tidy", summary: "the house rules", help: tidy::HELP, run: tidy::main },
    Verb {
        name: "upstream-tests",
        summary: "upstream's unmodified tests on our binary",
        help: upstream_tests::HELP,
        run: upstream_tests::main,
    },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    if matches!(name.as_str(), "" | "-h" | "--help" | "help") {
        print_verbs();
        return ExitCode::SUCCESS;
    }
    let Some(verb) = VERBS.iter().find(|verb| verb.name == name) else {
        eprintln!("xtask: there is no verb `{name}`");
        print_verbs();
        return ExitCode::FAILURE;
    };
    let rest: Vec<String> = arguments.collect();
    if rest.iter().any(|arg| arg == "-h" || arg == "--help") {
        println!("cargo xtask {} - {}\n\n{}", verb.name, verb.summary, verb.help.trim());
        return ExitCode::SUCCESS;
    }
    match (verb.run)(lexopt::Parser::from_args(rest)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask {name}: {message}");
            ExitCode::FAILURE
        }
    }
}

fn print_verbs() {
    println!("usage: cargo xtask VERB [--help] [options]\n");
    for verb in VERBS {
        println!("  {:16}{}", verb.name, verb.summary);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_has_help_with_usage() {
        for verb in VERBS {
            assert!(verb.help.contains("usage: cargo xtask "), "{}", verb.name);
        }
    }
}
