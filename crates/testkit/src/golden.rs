//! Golden files: a source, and what some part of the system says of it.
//!
//! A file is a source, whose first lines may be settings (`#! key: value`, a comment to Python), and parts behind it,
//! each under a line `---- name`. The last part is what is expected; with `UPDATE_EXPECT=1` it is written anew.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use crate::diff;

/// What a line that begins a part begins with.
const RULE: &str = "---- ";

/// A golden file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Golden {
    /// The source, settings included.
    pub source: String,
    /// The parts behind it: their names and texts.
    pub parts: Vec<(String, String)>,
}

impl Golden {
    /// Reads a file's text.
    pub fn read(text: &str) -> Golden {
        let mut golden = Golden { source: String::new(), parts: Vec::new() };
        for line in text.split_inclusive('\n') {
            if let Some(name) = line.strip_prefix(RULE) {
                golden.parts.push((name.trim_end().to_string(), String::new()));
                continue;
            }
            let part = golden.parts.last_mut().map_or(&mut golden.source, |(_, part)| part);
            part.push_str(line);
        }
        golden
    }

    /// A setting.
    pub fn setting(&self, key: &str) -> Option<&str> {
        let settings = self.source.lines().map_while(|line| line.strip_prefix("#! "));
        settings
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
    }

    /// A part.
    pub fn part(&self, name: &str) -> Option<&str> {
        self.parts.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// The file's text.
    fn text(&self) -> String {
        let parts = self.parts.iter().map(|(name, text)| format!("{RULE}{name}\n{text}"));
        self.source.clone() + &parts.collect::<String>()
    }
}

/// Compares what `answer` says of every file in `folder` with what it expects.
///
/// # Errors
/// The differences, for a person.
pub fn check(folder: &Path, answer: impl Fn(&Golden) -> String) -> Result<(), String> {
    let mut wrong = Vec::new();
    for path in files(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut golden = Golden::read(&text);
        let actual = answer(&golden);
        let Some((_, expected)) = golden.parts.last_mut() else {
            wrong.push(format!("{}: nothing is expected", path.display()));
            continue;
        };
        let Some(shown) = diff::first_difference(expected, &actual) else { continue };
        if env::var_os("UPDATE_EXPECT").is_some() {
            *expected = actual;
            fs::write(&path, golden.text()).map_err(|error| format!("{}: {error}", path.display()))?;
        } else {
            wrong.push(format!("{}: UPDATE_EXPECT=1 would change it\n{shown}", path.display()));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "txt"));
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        let text = "#! a: 1\n#! b: x y\nprint(1)\n---- m.py\nx = 2\n---- out\n1\n";
        let golden = Golden::read(text);
        assert_eq!(
            (golden.setting("a"), golden.setting("b"), golden.setting("c")),
            (Some("1"), Some("x y"), None)
        );
        assert_eq!((golden.part("m.py"), golden.part("out")), (Some("x = 2\n"), Some("1\n")));
        assert!(golden.source.ends_with("print(1)\n"));
        assert_eq!(golden.text(), text);
    }
}
