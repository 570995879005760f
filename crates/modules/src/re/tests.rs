//! Compiling and matching without an interpreter.
use super::compile::{Refusal, compile};
use super::matcher::{NO_PLACE, Outcome, Places, Span, run};
use super::program::GROUPS_MAX;

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
