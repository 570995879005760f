//! Trees of the files in `golden/`, compared with their dumps.
//!
//! Set `UPDATE_GOLDEN=1` to write the dumps anew; look at what changes.

mod support;

use micropyrite_syntax::InputKind;
use std::path::Path;

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let text = std::fs::read(folder.join(name).with_extension("py")).unwrap();
    let golden = folder.join(name).with_extension("txt");
    let dump = support::dump(InputKind::File, &text);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &dump).unwrap();
    }
    let expected = std::fs::read_to_string(&golden).unwrap();
    for (i, (ours, theirs)) in dump.lines().zip(expected.lines()).enumerate() {
        assert_eq!(ours, theirs, "{}:{}", golden.display(), i + 1);
    }
    assert_eq!(dump.lines().count(), expected.lines().count(), "{}", golden.display());
}

#[test]
fn expressions() {
    check("expressions");
}

#[test]
fn statements() {
    check("statements");
}

#[test]
fn blocks() {
    check("blocks");
}

#[test]
fn comprehensions() {
    check("comprehensions");
}

#[test]
fn literals() {
    check("literals");
}

#[test]
fn strings() {
    check("strings");
}
