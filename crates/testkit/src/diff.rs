//! The place where two texts part, shown for a person.
//!
//! A whole diff is rarely what helps: the first line that differs is, with a few lines around it.

/// How many lines are shown before and after the first difference.
const CONTEXT: usize = 3;

/// Nothing when the texts are equal, otherwise the neighbourhood of the first difference.
pub fn first_difference(expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    let expected_lines: Vec<&str> = expected.lines().collect();
    let actual_lines: Vec<&str> = actual.lines().collect();
    let at = expected_lines.iter().zip(&actual_lines).take_while(|(a, b)| a == b).count();
    let mut text = format!("first difference in line {}:\n", at + 1);
    for line in &expected_lines[at.saturating_sub(CONTEXT)..at] {
        push(&mut text, ' ', line);
    }
    for line in expected_lines.iter().skip(at).take(CONTEXT) {
        push(&mut text, '-', line);
    }
    for line in actual_lines.iter().skip(at).take(CONTEXT) {
        push(&mut text, '+', line);
    }
    if at == expected_lines.len() && at == actual_lines.len() {
        text.push_str("only the line ends differ\n");
    }
    Some(text)
}

fn push(text: &mut String, sign: char, line: &str) {
    text.push_str(&format!("  {sign} {line}\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_none() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    }

    #[test]
    fn the_first_difference_is_shown() {
        let shown = first_difference("a\nb\nc\n", "a\nx\nc\n").unwrap();
        assert_eq!(shown, "first difference in line 2:\n    a\n  - b\n  - c\n  + x\n  + c\n");
    }

    #[test]
    fn a_missing_line_end_is_named() {
        assert!(first_difference("a\n", "a").unwrap().ends_with("only the line ends differ\n"));
    }
}
