//! Seeded texts through lexer, parser and compiler.

use std::path::Path;

use micropyrite_fuzz::source::{self, HEAD};
use micropyrite_fuzz::{Choices, Random, tokens};

#[test]
fn any_bytes() {
    for seed in 0..4000 {
        let mut random = Random::new(seed);
        let n = random.below(90);
        let mut bytes = random.bytes(n);
        source::parse(&bytes);
        bytes.iter_mut().skip(HEAD).for_each(|byte| *byte &= 0x7f);
        source::parse(&bytes);
        source::compile(&bytes);
    }
}

#[test]
fn any_tokens() {
    let mut n_compiled = 0;
    for seed in 0..15_000 {
        let mut random = Random::new(seed);
        let n = random.below(60);
        let bytes = random.bytes(HEAD + n);
        let text = tokens::text(&mut Choices::new(&bytes[HEAD..]), 30);
        let input = [&bytes[..HEAD], text.as_bytes()].concat();
        source::parse(&input);
        n_compiled += u32::from(source::compile(&input));
    }
    assert!(n_compiled > 200, "only {n_compiled} texts had code");
}

/// Programs that are nearly right get furthest.
#[test]
fn mutated_programs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/py/lang");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
    paths.sort();
    assert!(paths.len() > 10);
    let mut n_compiled = 0;
    for (number, path) in paths.iter().enumerate() {
        let program = std::fs::read(path).unwrap();
        for seed in 0..25 {
            let mut random = Random::new(1000 * number as u64 + seed);
            let mut text = program.clone();
            for _ in 0..1 + random.below(3) {
                let at = random.below(text.len());
                match random.below(4) {
                    0 => text[at] = random.number() as u8,
                    1 => drop(text.remove(at)),
                    2 => text.truncate(at + 1),
                    _ => {
                        let piece = tokens::text(&mut Choices::new(&random.bytes(2)), 1);
                        text.splice(at..at, piece.bytes());
                    }
                }
            }
            let input = [&random.bytes(HEAD), text.as_slice()].concat();
            source::parse(&input);
            n_compiled += u32::from(source::compile(&input));
        }
    }
    assert!(n_compiled > 20, "only {n_compiled} texts had code");
}
