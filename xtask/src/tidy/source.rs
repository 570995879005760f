//! Rust source with comments and literals blanked out.
//!
//! Rules about code must not trip over prose. Line breaks stay where they are, so line numbers hold.

/// The code alone: comments and the contents of literals become blanks.
pub fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (length, keep) = piece(rest, c, out.chars().next_back());
        let (piece, tail) = rest.split_at(length);
        if keep {
            out.push_str(piece);
        } else {
            out.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = tail;
    }
    out
}

/// The length of the next piece, and whether it is code.
fn piece(rest: &str, c: char, before: Option<char>) -> (usize, bool) {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), false);
    }
    if rest.starts_with("/*") {
        return (block_comment(rest), false);
    }
    if c == '"' {
        return (quoted(rest, 1), false);
    }
    if !in_word && (rest.starts_with("b\"") || rest.starts_with("c\"")) {
        return (quoted(rest, 2), false);
    }
    if !in_word && (c == 'r' || rest.starts_with("br")) {
        let prefix = if c == 'r' { 1 } else { 2 };
        let hashes = rest[prefix..].bytes().take_while(|&byte| byte == b'#').count();
        if rest[prefix + hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = prefix + hashes + 1;
            return (rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len()), false);
        }
    }
    if c == '\''
        && let Some(length) = char_literal(rest)
    {
        return (length, false);
    }
    (c.len_utf8(), true)
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn quoted(rest: &str, start: usize) -> usize {
    let bytes = rest.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of a character literal; nothing for a lifetime.
fn char_literal(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        chars.next()?;
        return chars.find(|(_, c)| *c == '\'').map(|(at, _)| at + 1);
    }
    let (at, close) = chars.next()?;
    (close == '\'').then_some(at + 1)
}

/// The numbers of the lines, from 1, where `word` stands as a word.
pub fn lines_with(code: &str, word: &str) -> Vec<usize> {
    let has = |line: &str| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word);
    code.lines().enumerate().filter(|(_, line)| has(line)).map(|(at, _)| at + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_and_literals_vanish() {
        let text =
            "a /* unsafe /* x */ */ b // unsafe\n\"unsafe \\\" x\" r#\"un\"safe\"# 'u' '\\'' &'a c b\"x\"";
        let code = code(text);
        assert!(!code.contains("unsafe") && !code.contains("safe") && !code.contains('x'));
        assert!(code.contains("&'a c"));
        assert_eq!(code.lines().count(), 2);
        assert_eq!(code.len(), text.len());
    }

    #[test]
    fn words_are_whole() {
        assert_eq!(lines_with("unsafe_code\nunsafe {\n", "unsafe"), [2]);
    }
}
