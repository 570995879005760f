//! The command line of `freeze`.

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    /// `--help`
    Help,
    /// To freeze, or to look at an archive.
    Freeze(Options),
}

/// How and what is to be frozen.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Manifests, or an archive.
    pub inputs: Vec<String>,
    /// `-o`; `-`: standard output.
    pub output: Option<String>,
    /// `--into`
    pub into: Option<String>,
    /// `-D`, `--lib`: variables in paths.
    pub variables: Vec<(String, String)>,
    /// `-O`
    pub opt_level: u8,
    /// `--list`
    pub lists: bool,
    /// `--verify`
    pub verifies: bool,
}

/// Reads a command line behind the verb.
///
/// # Errors
/// What makes no sense.
pub fn parse(argv: &[Vec<u8>]) -> Result<Parsed, String> {
    let mut options = Options::default();
    let texts: Result<Vec<String>, _> = argv.iter().cloned().map(String::from_utf8).collect();
    let mut rest = texts.map_err(|_| "an argument is no text")?.into_iter();
    while let Some(arg) = rest.next() {
        // What may stand in the same argument.
        let (name, joined) = match arg.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value)),
            _ if arg.starts_with("-D") || arg.starts_with("-O") => {
                (&arg[..2], Some(&arg[2..]).filter(|value| !value.is_empty()))
            }
            _ => (arg.as_str(), None),
        };
        let mut value = || joined.map(String::from).or_else(|| rest.next());
        let mut needed = || value().ok_or_else(|| format!("{name} needs a value"));
        match name {
            "-h" | "--help" => return Ok(Parsed::Help),
            "-o" | "--output" => options.output = Some(needed()?),
            "--into" => options.into = Some(needed()?),
            "-D" | "--variable" => options.variables.push(variable(&needed()?)?),
            "--lib" => options.variables.push(("MPY_LIB_DIR".into(), needed()?)),
            "-O" => {
                let level = needed()?;
                options.opt_level = level.parse().map_err(|_| format!("-O takes a level, not {level}"))?;
            }
            "--list" => options.lists = true,
            "--verify" => options.verifies = true,
            _ if name.starts_with('-') => return Err(format!("there is no option {name}")),
            _ => options.inputs.push(arg),
        }
    }
    if options.inputs.is_empty() {
        return Err("which manifest?".into());
    }
    if options.output.is_none() && options.into.is_none() && !options.lists && !options.verifies {
        return Err("where to? -o FILE says it; --list shows what would be frozen".into());
    }
    Ok(Parsed::Freeze(options))
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.into(), value.into())),
        _ => Err(format!("a variable is NAME=DIR, not {text}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Parsed, String> {
        parse(&line.split_terminator(' ').map(|arg| arg.as_bytes().to_vec()).collect::<Vec<_>>())
    }

    #[test]
    fn options() {
        let Ok(Parsed::Freeze(options)) =
            of("m.py -o x.bin -DA=1 -D B=2 --variable C=3 --variable=D=4 --lib l -O2 --list")
        else {
            panic!("refused");
        };
        assert_eq!((options.inputs, options.output), (vec!["m.py".into()], Some("x.bin".into())));
        let values: Vec<_> = options.variables.iter().map(|(name, value)| format!("{name}{value}")).collect();
        assert_eq!(values, ["A1", "B2", "C3", "D4", "MPY_LIB_DIRl"]);
        assert_eq!((options.opt_level, options.lists, options.verifies), (2, true, false));
        assert_eq!(of("--help"), Ok(Parsed::Help));
    }

    #[test]
    fn nonsense() {
        for line in ["", "m.py", "m.py -o", "m.py --list -D x", "m.py --list -O x", "--what m.py --list"] {
            assert!(of(line).is_err(), "{line}");
        }
    }
}
