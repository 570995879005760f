//! A part of a document that a verb writes: it stands between two comments.

use std::path::Path;

use crate::{Outcome, repo};

/// Puts `body` between the comments of `name` in a file.
pub fn write(path: &Path, name: &str, body: &str) -> Outcome {
    let text = repo::read(path)?;
    let (before, _, after) = parts(&text, name).map_err(|wrong| format!("{}: {wrong}", path.display()))?;
    repo::write(path, &format!("{before}{body}{after}"))
}

/// What stands before the region, in it and after it.
pub fn parts<'a>(text: &'a str, name: &str) -> Outcome<(&'a str, &'a str, &'a str)> {
    let (begin, end) = (format!("<!-- {name}: begin -->\n"), format!("<!-- {name}: end -->"));
    let begins = text.find(&begin).ok_or_else(|| format!("there is no `{}`", begin.trim()))? + begin.len();
    let ends = text[begins..].find(&end).ok_or_else(|| format!("there is no `{end}`"))? + begins;
    Ok((&text[..begins], &text[begins..ends], &text[ends..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_two_ends() {
        let text = "a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n";
        let (before, inside, after) = parts(text, "x").unwrap();
        assert_eq!((before, inside, after), ("a\n<!-- x: begin -->\n", "old\n", "<!-- x: end -->\nb\n"));
        assert!(parts(text, "y").is_err());
        assert!(parts("<!-- x: begin -->\n", "x").is_err());
    }
}
