//! The command line of `romfs`.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    /// `--help`
    Help,
    /// `build`
    Build {
        /// The directory whose files go into the image.
        folder: PathBuf,
        /// `-o`; `-`: standard output.
        output: Option<PathBuf>,
        /// Whether sources are compiled.
        compiles: bool,
    },
    /// `list`
    List {
        /// The image.
        image: PathBuf,
    },
    /// `extract`
    Extract {
        /// The image.
        image: PathBuf,
        /// `-o`: the directory that its files go to.
        folder: PathBuf,
    },
}

/// Reads the command line behind `romfs`.
///
/// # Errors
/// What is wrong with it.
pub fn parse(argv: &[Vec<u8>]) -> Result<Parsed, String> {
    let mut words = Vec::new();
    let mut output = None;
    let mut compiles = None;
    let mut in_options = true;
    let mut rest = argv.iter();
    while let Some(arg) = rest.next() {
        match arg.as_slice() {
            _ if !in_options || arg == b"-" || !arg.starts_with(b"-") => words.push(arg.clone()),
            b"--" => in_options = false,
            b"-h" | b"--help" => return Ok(Parsed::Help),
            b"-m" | b"--mpy" => compiles = Some(true),
            b"--no-mpy" => compiles = Some(false),
            b"-o" | b"--output" => {
                let value = rest.next().ok_or("-o needs a name behind it")?;
                output = Some(path(value.clone()));
            }
            _ => return Err(format!("unknown option {}", String::from_utf8_lossy(arg))),
        }
    }
    let mut words = words.into_iter();
    let verb = words.next().ok_or("what is to be done? build, list or extract")?;
    let mut only = |what: &str| match (words.next(), words.next()) {
        (Some(word), None) => Ok(path(word)),
        (None, _) => Err(format!("{what} is missing")),
        (_, Some(more)) => Err(format!("one too many: {}", String::from_utf8_lossy(&more))),
    };
    let parsed = match verb.as_slice() {
        b"build" => {
            let folder = only("the directory")?;
            return Ok(Parsed::Build { folder, output, compiles: compiles.unwrap_or(true) });
        }
        b"list" if output.is_some() => return Err("-o is for build and extract".to_owned()),
        b"list" => Parsed::List { image: only("the image")? },
        b"extract" => {
            let image = only("the image")?;
            Parsed::Extract { image, folder: output.ok_or("-o and the directory are missing")? }
        }
        other => return Err(format!("unknown: {}", String::from_utf8_lossy(other))),
    };
    if compiles.is_some() {
        return Err("--mpy and --no-mpy are for build".to_owned());
    }
    Ok(parsed)
}

fn path(bytes: Vec<u8>) -> PathBuf {
    OsString::from_vec(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Parsed, String> {
        parse(&line.split_whitespace().map(|arg| arg.as_bytes().to_vec()).collect::<Vec<_>>())
    }

    #[test]
    fn lines() {
        let build = |output: Option<&str>, compiles| {
            Ok(Parsed::Build { folder: "dir".into(), output: output.map(PathBuf::from), compiles })
        };
        assert_eq!(of("build dir"), build(None, true));
        assert_eq!(of("-m build dir -o x.romfs"), build(Some("x.romfs"), true));
        assert_eq!(of("build --no-mpy -o - -- dir"), build(Some("-"), false));
        assert_eq!(of("list x"), Ok(Parsed::List { image: "x".into() }));
        assert_eq!(of("extract x -o y"), Ok(Parsed::Extract { image: "x".into(), folder: "y".into() }));
        assert_eq!(of("list --help"), Ok(Parsed::Help));
    }

    #[test]
    fn nonsense() {
        for line in [
            "",
            "build",
            "build a b",
            "build -o",
            "burn a",
            "list",
            "list a -o b",
            "list -m a",
            "extract a",
            "extract -o b",
            "--no-mpy extract a -o b",
            "build -z a",
        ] {
            assert!(of(line).is_err(), "{line}");
        }
    }
}
