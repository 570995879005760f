//! `cargo xtask qstr`: adds names to the list of known names.
//!
//! The list is Rust source, `crates/bytecode/src/qstr/known.rs`: one sorted array for each section. Only what
//! stands between an array's brackets is rewritten.

use crate::{Outcome, arguments, repo};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask qstr add SECTION NAME...

Adds names to a section (core, modules) of crates/bytecode/src/qstr/known.rs, in their sorted place. A name
that is in a section or in the frozen list already is left alone.

example:
  cargo xtask qstr add modules sqrt log
";

/// Where the known names stand.
pub const KNOWN: &str = "crates/bytecode/src/qstr/known.rs";

/// Where the frozen names stand.
pub const FIXED: &str = "crates/bytecode/src/qstr/fixed.rs";

/// One `pub const NAME: &[&str] = &[...]`.
pub struct Section {
    /// The constant's name.
    pub name: String,
    /// The texts, in the order of the file.
    pub texts: Vec<String>,
    /// Where the texts stand in the file, brackets left out.
    pub span: std::ops::Range<usize>,
}

/// Finds the sections of a file of names.
pub fn sections(source: &str) -> Outcome<Vec<Section>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = source[from..].find("pub const ").map(|at| at + from) {
        let head = &source[at + "pub const ".len()..];
        from = at + 1;
        let Some((name, rest)) = head.split_once(':') else { continue };
        let Some(open) = rest.find("&[").filter(|_| rest.trim_start().starts_with("&[&str]")) else {
            continue;
        };
        let Some(open) = rest[open + 2..].find("&[").map(|next| open + 2 + next + 2) else { continue };
        let start = source.len() - rest.len() + open;
        let (texts, end) = literals(source, start).ok_or_else(|| format!("section {name} has no end"))?;
        found.push(Section { name: name.trim().to_string(), texts, span: start..end });
        from = end;
    }
    if found.is_empty() { Err("no section found".to_string()) } else { Ok(found) }
}

/// The string literals from `start` up to the bracket that closes the array, and that bracket's place.
fn literals(source: &str, start: usize) -> Option<(Vec<String>, usize)> {
    let mut texts = Vec::new();
    let mut chars = source[start..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            ']' => return Some((texts, start + at)),
            '/' => while chars.next()?.1 != '\n' {},
            '"' => {
                let mut text = String::new();
                loop {
                    match chars.next()?.1 {
                        '"' => break,
                        '\\' => match chars.next()?.1 {
                            'n' => text.push('\n'),
                            other => text.push(other),
                        },
                        other => text.push(other),
                    }
                }
                texts.push(text);
            }
            _ => {}
        }
    }
    None
}

/// Runs the verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    let mut words: Vec<String> = Vec::new();
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Value(word) => words.push(word.to_string_lossy().into_owned()),
            other => return arguments::unexpected(other),
        }
    }
    let [verb, section, names @ ..] = words.as_slice() else { return Err("see --help".to_string()) };
    if verb != "add" || names.is_empty() {
        return Err("see --help".to_string());
    }
    let path = repo::root().join(KNOWN);
    let fixed = sections(&repo::read(&repo::root().join(FIXED))?)?;
    let frozen: Vec<String> = fixed.into_iter().flat_map(|section| section.texts).collect();
    let before = repo::read(&path)?;
    let (after, added) = insert(&before, &frozen, section, names)?;
    if added.is_empty() {
        println!("nothing to add");
        return Ok(());
    }
    repo::write(&path, &after)?;
    repo::must_run(std::process::Command::new("rustfmt").args(["--edition", "2024"]).arg(&path))?;
    println!("added to {section}: {}", added.join(" "));
    Ok(())
}

/// The source with the names that are new, and those names.
///
/// Every crate sees the core's names, so a name of the core is never repeated; one that the core comes to need
/// moves there.
fn insert(
    source: &str,
    frozen: &[String],
    section: &str,
    names: &[String],
) -> Outcome<(String, Vec<String>)> {
    let mut all = sections(source)?;
    let wanted = section.to_uppercase();
    let Some(target) = all.iter().position(|section| section.name == wanted) else {
        let known: Vec<String> = all.iter().map(|section| section.name.to_lowercase()).collect();
        return Err(format!("there is no section `{section}`, only {}", known.join(" ")));
    };
    let mut added = Vec::new();
    for name in names {
        match all.iter().position(|section| section.texts.contains(name)) {
            Some(home) if home <= target => continue,
            Some(home) => all[home].texts.retain(|text| text != name),
            None if frozen.contains(name) => continue,
            None => {}
        }
        all[target].texts.push(name.clone());
        added.push(name.clone());
    }
    let mut after = source.to_string();
    for section in all.iter_mut().rev() {
        // Byte order, as the search at compile time compares.
        section.texts.sort();
        let list: String = section.texts.iter().map(|text| format!("    {text:?},\n")).collect();
        after.replace_range(section.span.clone(), &format!("\n{list}"));
    }
    Ok((after, added))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str =
        "/// A.\npub const CORE: &[&str] = &[\n    \"b\",\n];\npub const MODULES: &[&str] = &[\"x\\\"\"];\n";

    #[test]
    fn sections_are_found() {
        let found = sections(SOURCE).unwrap();
        assert_eq!(found[0].name, "CORE");
        assert_eq!(found[0].texts, ["b"]);
        assert_eq!(found[1].texts, ["x\""]);
    }

    #[test]
    fn names_go_to_their_sorted_place() {
        let names = ["c".to_string(), "a".to_string(), "len".to_string(), "b".to_string()];
        let (after, added) = insert(SOURCE, &["len".to_string()], "core", &names).unwrap();
        assert_eq!(added, ["c", "a"]);
        assert_eq!(sections(&after).unwrap()[0].texts, ["a", "b", "c"]);
    }

    #[test]
    fn the_core_takes_names_over_and_never_gives_them() {
        let (after, added) = insert(SOURCE, &[], "modules", &["b".to_string()]).unwrap();
        assert!(added.is_empty());
        assert_eq!(sections(&after).unwrap()[1].texts, ["x\""]);
        let (after, _) = insert(SOURCE, &[], "core", &["x\"".to_string()]).unwrap();
        assert_eq!(sections(&after).unwrap()[0].texts, ["b", "x\""]);
        assert!(sections(&after).unwrap()[1].texts.is_empty());
    }
}
