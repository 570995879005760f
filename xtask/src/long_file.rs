//! A long file of Python: classes and functions, each with names of its own.
//!
//! Compilers are measured with it: what counts is the work and not the start of a process.

/// Lines of the long file, about.
const LINES: usize = 20_000;

/// A module of classes and functions, each with names and numbers of its own.
pub fn long_file() -> String {
    let part = |n: usize| PART.replace("{n}", &n.to_string());
    (1..=LINES / PART.lines().count()).map(part).collect()
}

/// A part of the long file.
const PART: &str = r#"class Shape{n}:
    """A shape with {n} corners."""

    corners = {n}

    def __init__(self, name, width={n}.5, *sizes, **rest):
        self.name = name
        self.width_{n} = width
        self.sizes = [size * {n} for size in sizes if size > {n}]
        self.rest = {key: value for key, value in rest.items()}

    def area(self, scale=1):
        total = {n}
        for index, size in enumerate(self.sizes):
            if index % 2 == 0 and size != total:
                total += size * scale - {n}
            elif size in (1, 2, {n}):
                continue
            else:
                total //= 3
        return total, f"{self.name}: {total}"


def check_{n}(shape, limit=0x{n}):
    try:
        with shape.open("{n}") as file:
            while not file.closed and limit:
                limit -= 1
                yield file.read(limit), lambda x: x + limit
    except (ValueError, OSError) as error:
        print("shape", {n}, error)
        raise
    finally:
        shape.close()


"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_file_is_as_long_as_is_said() {
        let n = long_file().lines().count();
        assert!((LINES - 40..=LINES).contains(&n), "{n}");
    }
}
