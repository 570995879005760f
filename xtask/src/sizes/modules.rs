//! Programs of a given length, for questions about memory.

/// Twenty functions of five lines.
pub fn hundred_lines() -> String {
    let function = |number: usize| {
        format!(
            "def function{number}(first, second):\n    total = first + second * {number}\n    \
             items = [total, 'text {number}']\n    items.append(second)\n    return items, total\n"
        )
    };
    (0..20).map(function).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_a_hundred_lines() {
        assert_eq!(hundred_lines().lines().count(), 100);
    }
}
