//! Seeded changes to compiled files, which are loaded and run.
//!
//! `SEEDS=from..to` says how many of each file: by hand a great many.

use std::path::Path;
use std::thread;

use micropyrite_fuzz::mpy::{self, Fate, MEMORY};
use micropyrite_fuzz::run::STACK_BYTES;

fn with_stack(f: impl FnOnce() + Send + 'static) {
    let run = thread::Builder::new().stack_size(STACK_BYTES).spawn(f).unwrap().join();
    if let Err(panic) = run {
        std::panic::resume_unwind(panic);
    }
}

/// Memory that each interpreter in turn gets: nothing of the one before is left by then.
fn memory() -> &'static mut [u8] {
    Box::leak(vec![0; MEMORY].into_boxed_slice())
}

/// The compiled files of the corpus.
fn files() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/py");
    let names = [
        "lang/async_await",
        "lang/closures",
        "lang/control_flow",
        "lang/exceptions",
        "lang/generators",
        "lang/unpacking",
        "lang/with_statement",
        "runtime/little_lisp",
    ];
    let text = |name: &&str| std::fs::read(root.join(format!("{name}.py"))).unwrap();
    names.iter().map(|name| mpy::compile(&text(name), memory())).collect()
}

#[test]
fn whole_files_run() {
    with_stack(|| {
        for file in files() {
            assert_eq!(mpy::load(&file, memory()), Fate::Ran);
        }
    });
}

#[test]
fn changed_files_do_no_harm() {
    let seeds = match std::env::var("SEEDS") {
        Ok(text) => {
            let (from, to) = text.split_once("..").expect("SEEDS=from..to");
            from.parse().unwrap()..to.parse().unwrap()
        }
        Err(_) => 0..60,
    };
    with_stack(move || {
        let (mut n, mut n_ran) = (0, 0);
        for file in files() {
            for seed in seeds.clone() {
                n += 1;
                n_ran += u32::from(mpy::load(&mpy::mutated(&file, seed), memory()) == Fate::Ran);
            }
        }
        // What is refused at once tests little.
        assert!(n_ran * 10 > n, "only {n_ran} of {n} ran");
    });
}

/// Programs that go on for ever, each in another way.
const ENDLESS: [&str; 6] = [
    "while True:\n    pass\n",
    "def f(n):\n    if n:\n        f(n - 1)\n        f(n - 1)\nf(60)\n",
    "while True:\n    try:\n        while True:\n            pass\n    except:\n        pass\n",
    "sum(iter(lambda: 1, 2))\n",
    "import time\nwhile True:\n    time.sleep(1000)\n",
    "import micropython\ndef f(_):\n    while True:\n        pass\nmicropython.schedule(f, 0)\nwhile True:\n    pass\n",
];

#[test]
fn what_goes_on_for_ever_is_interrupted() {
    with_stack(|| {
        for program in ENDLESS {
            assert_eq!(mpy::load(&mpy::compile(program.as_bytes(), memory()), memory()), Fate::Ran);
        }
    });
}
