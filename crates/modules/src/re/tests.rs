//! Compiling and matching without an interpreter.
extern crate std;

#[cfg(target_pointer_width = "64")]
use std::{string::String, vec::Vec};

use super::compile::{Refusal, compile};
#[cfg(target_pointer_width = "64")]
use super::fast;
use super::matcher::{NO_PLACE, Outcome, Places, Span, run};
use super::program::GROUPS_MAX;
#[cfg(target_pointer_width = "64")]
use micropyrite_core::Obj;

fn search_with<const N: usize>(pattern: &str, subject: &str, is_anchored: bool) -> (Outcome, Places) {
    let mut code = [0; 512];
    let facts = compile(pattern.as_bytes(), &mut code).unwrap();
    let mut places = [NO_PLACE; 2 * (GROUPS_MAX + 1)];
    let mut words = [0u32; N];
    let span = Span { begin: 0, end: subject.len() };
    let outcome = run(&code[..facts.len], subject.as_bytes(), span, is_anchored, &mut places, &mut words);
    (outcome, places)
}

/// Places of the whole match, if there is one.
fn search(pattern: &str, subject: &str) -> Option<(u32, u32)> {
    match search_with::<256>(pattern, subject, false) {
        (Outcome::Match, places) => Some((places[0], places[1])),
        (Outcome::Fail, _) => None,
        (other, _) => panic!("{pattern} on {subject}: {other:?}"),
    }
}

#[test]
fn searches_find_the_first_place() {
    assert_eq!(search("b", "abab"), Some((1, 2)));
    assert_eq!(search("a+", "baaa"), Some((1, 4)));
    assert_eq!(search("a+?", "baaa"), Some((1, 2)));
    assert_eq!(search("a*$", "baaa"), Some((1, 4)));
    assert_eq!(search("x|[0-9]+|y", "ab12y"), Some((2, 4)));
    assert_eq!(search(r"[^\s]\W", "ab 1-"), Some((1, 3)));
    assert_eq!(search("(?:ab)+c", "xababc"), Some((1, 6)));
    assert_eq!(search("^b", "ab"), None);
    assert_eq!(search("a|b|c", "xxc"), Some((2, 3)));
}

#[test]
fn groups_that_do_not_match_have_no_place() {
    let (outcome, places) = search_with::<256>("(a)?(b)", "b", true);
    assert_eq!((outcome, places[2], places[3]), (Outcome::Match, NO_PLACE, NO_PLACE));
    assert_eq!((places[4], places[5]), (0, 1));
}

#[test]
fn choices_that_do_not_fit_are_told() {
    assert_eq!(search_with::<8>("a*b", "aaaaaaaaaaaa", true).0, Outcome::StackFull);
    assert_eq!(search_with::<256>("(a*)*", "aaa", true).0, Outcome::StackFull);
}

#[test]
fn both_runs_of_the_compiler_agree() {
    for pattern in ["", "a|b|c", "(a|b)*?c+d?", r"[^a-z\d]+", "((x)y)?|z", "a(?:b|c(d))$"] {
        let mut code = [0; 512];
        assert_eq!(compile(pattern.as_bytes(), &mut []), compile(pattern.as_bytes(), &mut code), "{pattern}");
    }
}

#[test]
fn wrong_patterns_are_refused() {
    for pattern in ["*", "a**", "(", "[a", "[a-", "[", "\\", r"[\", "(?:a", "a|*"] {
        assert_eq!(compile(pattern.as_bytes(), &mut []), Err(Refusal::TooComplex), "{pattern}");
    }
    assert_eq!(compile(b"a)", &mut []), Err(Refusal::Unbalanced));
    assert_eq!(compile(&[b'('; 200], &mut []), Err(Refusal::TooDeep));
}

#[test]
fn any_bytes_are_compiled_and_run_or_refused() {
    let mut seed: u32 = 1;
    let letters = b"ab01()[]|*+?^$.\\-dw:";
    for _ in 0..20_000 {
        let mut pattern = [0; 12];
        for byte in &mut pattern {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = letters[(seed >> 16) as usize % letters.len()];
        }
        let mut code = [0; 512];
        if let Ok(facts) = compile(&pattern, &mut code) {
            let mut places = [NO_PLACE; 2 * (GROUPS_MAX + 1)];
            let span = Span { begin: 1, end: 6 };
            run(&code[..facts.len], b"xab01-a", span, false, &mut places, &mut [0u32; 512]);
        }
    }
}

/// Any expression of a few letters, out of a seed.
#[cfg(target_pointer_width = "64")]
fn any_pattern(seed: &mut u32) -> String {
    let mut pattern = String::new();
    let mut next = |n: u32| {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*seed >> 8) % n
    };
    let mut open = 0;
    for _ in 0..next(10) + 1 {
        let atoms = ["a", "b", "[ab]", "[^a]", ".", r"\d", r"\W", "1", "^", "$", "(", "(?:", ")", "|"];
        match atoms[next(atoms.len() as u32) as usize] {
            ")" if open == 0 => continue,
            atom => {
                open = open + u32::from(atom.starts_with('(')) - u32::from(atom == ")");
                pattern.push_str(atom);
            }
        }
        if next(2) == 0 {
            pattern.push_str(["*", "+", "?", "*?", "+?", "??"][next(6) as usize]);
        }
    }
    pattern.push_str(&")".repeat(open as usize));
    pattern
}

#[cfg(target_pointer_width = "64")]
#[test]
fn translated_programs_find_the_same() {
    let mut seed = 7;
    let mut n_matches = 0;
    for _ in 0..4000 {
        let pattern = any_pattern(&mut seed);
        let mut code = [0; 512];
        let Ok(facts) = compile(pattern.as_bytes(), &mut code) else { continue };
        let Some(program) = fast::translate(&code[..facts.len]) else { continue };
        let nodes: Vec<Obj> = program.nodes().iter().map(|word| Obj::small(*word as isize)).collect();
        for subject in ["", "a", "ab", "aab1", "1 bba", "bbbaab11a b"] {
            for (begin, is_anchored) in [(0, false), (0, true), (1.min(subject.len()), false)] {
                let span = Span { begin, end: subject.len() };
                let mut places = [[NO_PLACE; 2 * (GROUPS_MAX + 1)]; 2];
                let mut words = [0u32; 512];
                let code = &code[..facts.len];
                let bytes = subject.as_bytes();
                let slow = run(code, bytes, span, is_anchored, &mut places[0], &mut words);
                let tables = program.tables();
                let quick = fast::run(&nodes, tables, bytes, span, is_anchored, &mut places[1], &mut words);
                assert_eq!(slow, quick, "{pattern} on {subject}");
                if slow == Outcome::Match {
                    n_matches += 1;
                    assert_eq!(places[0], places[1], "{pattern} on {subject}");
                }
            }
        }
    }
    assert!(n_matches > 10_000);
}

#[cfg(target_pointer_width = "64")]
#[test]
fn runs_leave_few_choices() {
    let mut code = [0; 512];
    let facts = compile(b"[ab]*c", &mut code).unwrap();
    let program = fast::translate(&code[..facts.len]).unwrap();
    let nodes: Vec<Obj> = program.nodes().iter().map(|word| Obj::small(*word as isize)).collect();
    let subject = [b'a'; 1000];
    let mut places = [NO_PLACE; 2];
    let span = Span { begin: 0, end: subject.len() };
    let outcome = fast::run(&nodes, program.tables(), &subject, span, true, &mut places, &mut [0u32; 8]);
    assert_eq!(outcome, Outcome::Fail);
}
