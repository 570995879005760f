//! Seeded programs on the whole interpreter, and by hand on CPython.

use std::ops::Range;
use std::process::Command;
use std::thread;

use micropyrite_fuzz::program::{self, Dialect};
use micropyrite_fuzz::run::{self, LARGE, STACK_BYTES};
use micropyrite_fuzz::{Choices, Random};

fn memory(bytes: usize) -> &'static mut [u8] {
    Box::leak(vec![0; bytes].into_boxed_slice())
}

fn with_stack(f: impl FnOnce() + Send + 'static) {
    let run = thread::Builder::new().stack_size(STACK_BYTES).spawn(f).unwrap().join();
    if let Err(panic) = run {
        std::panic::resume_unwind(panic);
    }
}

/// The bytes of a seed: some make short programs, some long ones.
fn bytes(seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let n = 20 + random.below(300);
    random.bytes(n)
}

fn seeds(range: Range<u64>, stress: bool) {
    let (mut n_out_of_memory, mut n_done) = (0, 0);
    let n = range.end - range.start;
    for seed in range {
        let (_, outcome) = run::program(&bytes(seed), stress, &mut memory);
        n_out_of_memory += u64::from(outcome.is_out_of_memory);
        n_done += u64::from(outcome.text.ends_with("done\n"));
    }
    // What runs out of memory, or ends at once, tests little.
    assert!(n_out_of_memory * 20 < n && n_done * 3 > n, "{n_out_of_memory} and {n_done} of {n}");
}

/// The seeds of a test; `SEEDS=from..to` says otherwise.
fn range(usual: Range<u64>) -> Range<u64> {
    let Ok(text) = std::env::var("SEEDS") else { return usual };
    let (from, to) = text.split_once("..").expect("SEEDS=from..to");
    from.parse().unwrap()..to.parse().unwrap()
}

#[test]
fn heaps_of_any_size_do_the_same() {
    with_stack(|| seeds(range(0..400), false));
}

#[test]
fn collections_change_nothing() {
    with_stack(|| seeds(range(400..480), true));
}

/// Programs on CPython: `cargo test -p micropyrite-fuzz --test programs -- --ignored cpython`, with `python3` on the
/// path. `KEEP=folder` keeps those that differ, to be looked at: some differences are upstream's too.
#[test]
#[ignore = "needs CPython, and is run by hand"]
fn cpython_does_the_same() {
    with_stack(|| peer_does_the_same("python3".into(), Dialect::CPython));
}

/// The same on upstream's program, whose path `UPSTREAM` tells.
#[test]
#[ignore = "needs upstream's program, and is run by hand"]
fn upstream_does_the_same() {
    let peer = std::env::var("UPSTREAM").expect("UPSTREAM=path of upstream's program");
    with_stack(|| peer_does_the_same(peer, Dialect::Upstream));
}

fn peer_does_the_same(peer: String, dialect: Dialect) {
    let range = range(0..300);
    let mut wrong = 0;
    for seed in range.clone() {
        let program = program::generate(&mut Choices::new(&bytes(seed)), dialect);
        let Some(difference) = difference(&peer, dialect, &program) else { continue };
        println!("seed {seed}, {difference}");
        wrong += 1;
        if let Ok(folder) = std::env::var("KEEP") {
            std::fs::write(format!("{folder}/{seed}.py"), &program).unwrap();
        }
    }
    assert_eq!(wrong, 0, "of {range:?} the peer runs {wrong} otherwise");
}

/// Where a program prints something else on the peer.
fn difference(peer: &str, dialect: Dialect, program: &str) -> Option<String> {
    let ours = run::run(program, memory(LARGE), false).text;
    let output = Command::new(peer).args(["-c", program]).env("PYTHONWARNINGS", "ignore").output().unwrap();
    // An uncaught exception is the last that upstream prints; CPython tells of it elsewhere.
    let [mut theirs, errors] =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let traceback = theirs.find("Traceback (most").map(|at| theirs.split_off(at));
    let ending = traceback.as_ref().unwrap_or(&errors).lines().last().unwrap_or_default();
    theirs += if output.status.success() { "done" } else { ending };
    let (ours, theirs) = (with_short_end(&ours, dialect), with_short_end(&theirs, dialect));
    if ours == theirs {
        return None;
    }
    let at = ours.lines().zip(theirs.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(at).unwrap_or_default().to_string();
    Some(format!("line {}\n  - {}\n  + {}", at + 1, line(&theirs), line(&ours)))
}

/// Of an uncaught exception only the class: the words differ. On CPython often the class does, too.
fn with_short_end(text: &str, dialect: Dialect) -> String {
    let (before, last) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
    let class = last.split(':').next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
    let class = if dialect == Dialect::CPython && class != "done" { "an error" } else { class };
    format!("{before}\n{class}\n")
}
