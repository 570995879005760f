//! The command line: upstream's options, in upstream's two passes.

use micropyrite::Topics;

/// The command line makes no sense.
#[derive(Debug, PartialEq, Eq)]
pub enum Invalid {
    /// Somewhere.
    Options,
    /// In `-X trace=`, for this reason.
    Trace(String),
}

/// What a command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    /// `-h`
    Help,
    /// `--version`
    Version,
    /// To run something.
    Run(Options),
}

/// What is to be run.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Action {
    /// `-c`
    Command { source: Vec<u8>, argv: Vec<Vec<u8>> },
    /// `-m`
    Module { name: Vec<u8>, argv: Vec<Vec<u8>> },
    /// A file.
    Script { path: Vec<u8>, argv: Vec<Vec<u8>> },
    /// Nothing: standard input says it.
    #[default]
    Nothing,
}

/// How it is to be run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What.
    pub action: Action,
    /// `-i`
    pub inspect: bool,
    /// How often `-v`.
    pub verbose: u8,
    /// `-O`
    pub opt_level: u8,
    /// `-X emit=`: 0 not given, 1 bytecode, 2 native, 3 viper.
    pub emit: u8,
    /// `-X heapsize=`
    pub heap_bytes: Option<usize>,
    /// `-X compile-only`
    pub compile_only: bool,
    /// `-X gc-stress`
    pub gc_stress: bool,
    /// `-X gc-stress=steps`
    pub gc_steps: bool,
    /// `-X gc-pauses`
    pub gc_pauses: bool,
    /// `-X hot=`: calls and jumps back after which code is translated; 0: never.
    pub hot_after: Option<u16>,
    /// `-X frozen=`
    pub frozen: Vec<Vec<u8>>,
    /// `-X trace=`
    pub topics: Topics,
}

/// Reads a command line.
pub fn parse(argv: &[Vec<u8>]) -> Result<Parsed, Invalid> {
    let mut options = Options::default();
    if let Some(parsed) = first_pass(argv, &mut options)? {
        return Ok(parsed);
    }
    second_pass(argv, &mut options)?;
    Ok(Parsed::Run(options))
}

/// Options that are about the interpreter as a whole.
fn first_pass(argv: &[Vec<u8>], options: &mut Options) -> Result<Option<Parsed>, Invalid> {
    let mut rest = argv.iter().skip(1);
    while let Some(arg) = rest.next() {
        match arg.as_slice() {
            b"-c" | b"-m" => break,
            b"-h" | b"--help" => return Ok(Some(Parsed::Help)),
            b"--version" => return Ok(Some(Parsed::Version)),
            b"-X" => implementation_option(rest.next().ok_or(Invalid::Options)?, options)?,
            [b'-', ..] => {}
            _ => break,
        }
    }
    Ok(None)
}

fn implementation_option(option: &[u8], options: &mut Options) -> Result<(), Invalid> {
    match option {
        b"compile-only" => options.compile_only = true,
        b"emit=bytecode" => options.emit = 1,
        b"emit=native" => options.emit = 2,
        b"emit=viper" => options.emit = 3,
        b"realtime" if cfg!(target_os = "macos") => {}
        b"gc-stress" => options.gc_stress = true,
        b"gc-stress=steps" => (options.gc_stress, options.gc_steps) = (true, true),
        b"gc-pauses" => options.gc_pauses = true,
        _ => {
            if let Some(topics) = option.strip_prefix(b"trace=") {
                let topics = Topics::parse(topics);
                options.topics = topics.map_err(|refused| Invalid::Trace(refused.to_string()))?;
                return Ok(());
            }
            if let Some(n) = option.strip_prefix(b"hot=") {
                let n = core::str::from_utf8(n).ok().and_then(|n| n.parse().ok());
                options.hot_after = Some(n.ok_or(Invalid::Options)?);
                return Ok(());
            }
            if let Some(file) = option.strip_prefix(b"frozen=") {
                options.frozen.push(file.to_vec());
                return Ok(());
            }
            let size = option.strip_prefix(b"heapsize=").ok_or(Invalid::Options)?;
            options.heap_bytes = Some(heap_size(size).ok_or(Invalid::Options)?);
        }
    }
    Ok(())
}

/// The least heap that upstream lets anybody ask for.
const HEAP_MIN: usize = 700;

/// `<n>[w][k|K|m|M]`: a number as C reads it, scaled by the size of a word, by a size.
pub fn heap_size(text: &[u8]) -> Option<usize> {
    let (number, rest) = c_number(text)?;
    let (word_sized, rest) = match rest {
        [b'w' | b'W', rest @ ..] => (true, rest),
        _ => (false, rest),
    };
    let factor: usize = match rest {
        [] => 1,
        [b'k' | b'K'] => 1 << 10,
        [b'm' | b'M'] => 1 << 20,
        _ => return None,
    };
    let bytes = number.checked_mul(factor)?;
    let bytes = if word_sized { bytes.checked_mul(size_of::<usize>() / 4)? } else { bytes };
    (bytes >= HEAP_MIN).then_some(bytes)
}

/// A number in decimal, octal (`0…`) or hexadecimal (`0x…`), and what follows it.
fn c_number(text: &[u8]) -> Option<(usize, &[u8])> {
    let text = text.trim_ascii_start();
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let (radix, digits) = match text {
        [b'0', b'x' | b'X', digits @ ..] if digits.first().is_some_and(u8::is_ascii_hexdigit) => (16, digits),
        [b'0', ..] => (8, text),
        _ => (10, text),
    };
    let mut value = 0usize;
    let mut rest = digits;
    while let [first, after @ ..] = rest
        && let Some(digit) = char::from(*first).to_digit(radix)
    {
        value = value.checked_mul(radix as usize)?.checked_add(digit as usize)?;
        rest = after;
    }
    Some((value, rest))
}

/// All options, up to what is to be run.
fn second_pass(argv: &[Vec<u8>], options: &mut Options) -> Result<(), Invalid> {
    let mut at = 1;
    while let Some(arg) = argv.get(at) {
        let behind = |n: usize| argv.get(at + n..).unwrap_or_default().to_vec();
        match arg.as_slice() {
            b"-i" => options.inspect = true,
            b"-c" => {
                let source = argv.get(at + 1).ok_or(Invalid::Options)?.clone();
                let mut argv = behind(1);
                // `-c` itself comes first, as in CPython.
                argv[0] = arg.clone();
                options.action = Action::Command { source, argv };
                return Ok(());
            }
            b"-m" => {
                let name = argv.get(at + 1).ok_or(Invalid::Options)?.clone();
                options.action = Action::Module { name, argv: behind(1) };
                return Ok(());
            }
            b"-X" => at += 1,
            b"-v" => options.verbose = options.verbose.saturating_add(1),
            [b'-', b'O', level @ ..] => options.opt_level = opt_level(level),
            [b'-', ..] => return Err(Invalid::Options),
            _ => {
                options.action = Action::Script { path: arg.clone(), argv: behind(0) };
                return Ok(());
            }
        }
        at += 1;
    }
    Ok(())
}

/// `-O3` or `-OOO`, given without the first `-O`.
fn opt_level(level: &[u8]) -> u8 {
    match level {
        [digit @ b'0'..=b'9', ..] => digit - b'0',
        _ => 1 + level.iter().take_while(|byte| **byte == b'O').count().min(254) as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Parsed, Invalid> {
        let argv: Vec<Vec<u8>> = line.split(' ').map(|arg| arg.as_bytes().to_vec()).collect();
        parse(&argv)
    }

    fn options(line: &str) -> Options {
        match of(line) {
            Ok(Parsed::Run(options)) => options,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn what_is_run_ends_the_options() {
        let argv = |line| {
            options(line)
                .action
                .argv()
                .iter()
                .map(|arg| String::from_utf8_lossy(arg).into_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(argv("m -c pass -v x"), ["-c", "-v", "x"]);
        assert_eq!(argv("m -O2 -m mod -i"), ["mod", "-i"]);
        assert_eq!(argv("m -v a.py -h"), ["a.py", "-h"]);
        assert_eq!(options("m -v -v -OOO a.py").verbose, 2);
        assert_eq!(options("m -OOO a.py").opt_level, 3);
        assert_eq!(options("m -O1 a.py").opt_level, 1);
        assert_eq!(options("m -O").opt_level, 1);
    }

    #[test]
    fn heap_sizes() {
        let word = size_of::<usize>() / 4;
        for (text, bytes) in [
            ("700", Some(700)),
            ("0x400", Some(1024)),
            ("1k", Some(1024)),
            ("2M", Some(2 << 20)),
            ("32wK", Some(32 * 1024 * word)),
            ("1000w", Some(1000 * word)),
            ("32kw", None),
            ("699", None),
            ("", None),
            ("12x", None),
            ("99999999999999999999k", None),
        ] {
            assert_eq!(heap_size(text.as_bytes()), bytes, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for line in ["m -q", "m -", "m -c", "m -m", "m -X", "m -X what", "m -X heapsize=1"] {
            assert_eq!(of(line), Err(Invalid::Options), "{line}");
        }
        // A build that cannot trace says so instead.
        assert!(matches!(of("m -X trace=jit"), Err(Invalid::Trace(_))));
        assert_eq!(of("m -q -h"), Ok(Parsed::Help));
        assert_eq!(of("m --version"), Ok(Parsed::Version));
    }
}
