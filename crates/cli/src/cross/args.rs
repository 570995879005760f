//! The command line of the cross-compiler: upstream's, and `--dump`.

use crate::args::heap_size;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    /// `--version`
    Version,
    /// `--help`
    Help,
    /// To compile.
    Compile(Options),
    /// `--dump`: to show a compiled file.
    Dump(Vec<u8>),
}

/// The command line makes no sense.
#[derive(Debug, PartialEq, Eq)]
pub enum Invalid {
    /// So that the usage is shown.
    Usage,
    /// For this reason.
    Because(&'static str),
}

/// How a file is to be compiled.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// The file; `-`: standard input.
    pub input: Vec<u8>,
    /// `-o`; `-`: standard output.
    pub output: Option<Vec<u8>>,
    /// `-s`
    pub source_name: Option<Vec<u8>>,
    /// `-O`
    pub opt_level: u8,
    /// `-msmall-int-bits=`
    pub small_int_bits: u8,
    /// `-X source-lines`, `-X no-source-lines`
    pub has_lines: bool,
    /// `-X heapsize=`
    pub heap_bytes: Option<usize>,
}

impl Options {
    /// How a file is compiled where nothing else is asked for.
    pub fn of(input: Vec<u8>) -> Options {
        Options {
            input,
            output: None,
            source_name: None,
            opt_level: 0,
            small_int_bits: SMALL_INT_BITS,
            has_lines: true,
            heap_bytes: None,
        }
    }
}

/// Bits of a small int on the machines that most files are for.
pub const SMALL_INT_BITS: u8 = 31;

/// The architectures that native code can be for, by their numbers.
const ARCHITECTURES: [&str; 12] = [
    "x86",
    "x64",
    "armv6",
    "armv6m",
    "armv7m",
    "armv7em",
    "armv7emsp",
    "armv7emdp",
    "xtensa",
    "xtensawin",
    "rv32imc",
    "rv64imc",
];
/// Bits of the flags for `rv32imc`.
const RV32_FLAGS: [(&str, u32); 2] = [("zba", 1), ("zcmp", 2)];

/// What no build can do yet.
const NO_NATIVE: &str = "native code can't be emitted yet: use emit=bytecode";

/// Reads a command line behind the program's name.
pub fn parse(argv: &[Vec<u8>]) -> Result<Parsed, Invalid> {
    let mut options = Options::of(Vec::new());
    let mut input = None;
    let mut arch = None;
    let mut flags = None;
    let mut emits_native = false;
    let mut dump = false;
    let mut in_options = true;
    let mut rest = argv.iter();
    while let Some(arg) = rest.next() {
        let mut value = || rest.next().cloned().ok_or(Invalid::Usage);
        match arg.as_slice() {
            _ if !in_options || arg == b"-" || !arg.starts_with(b"-") => {
                if input.replace(arg.clone()).is_some() {
                    return Err(Invalid::Because("multiple input files"));
                }
            }
            b"--" => in_options = false,
            b"--version" => return Ok(Parsed::Version),
            b"--help" | b"-h" => return Ok(Parsed::Help),
            b"--dump" => dump = true,
            b"-v" => {}
            b"-X" => match value()?.as_slice() {
                b"emit=bytecode" => emits_native = false,
                b"emit=native" | b"emit=viper" => emits_native = true,
                b"source-lines" => options.has_lines = true,
                b"no-source-lines" => options.has_lines = false,
                other => {
                    let size = other.strip_prefix(b"heapsize=").ok_or(Invalid::Usage)?;
                    options.heap_bytes = Some(heap_size(size).ok_or(Invalid::Usage)?);
                }
            },
            b"-o" => options.output = Some(value()?),
            b"-s" => options.source_name = Some(value()?),
            [b'-', b'O', digit @ b'0'..=b'9', ..] => options.opt_level = digit - b'0',
            [b'-', level @ ..] if level.starts_with(b"O") => {
                options.opt_level = level.iter().take_while(|byte| **byte == b'O').count().min(255) as u8;
            }
            _ => {
                let text = str::from_utf8(arg).map_err(|_| Invalid::Usage)?;
                if let Some(bits) = text.strip_prefix("-msmall-int-bits=") {
                    options.small_int_bits =
                        bits.parse().ok().filter(|bits| *bits > 0).ok_or(Invalid::Usage)?;
                    if u32::from(options.small_int_bits) > usize::BITS - 1 {
                        return Err(Invalid::Because("more small int bits than this program has"));
                    }
                } else if let Some(name) = text.strip_prefix("-march=") {
                    let is_known = ["host", "debug"].contains(&name) || ARCHITECTURES.contains(&name);
                    arch = Some(if is_known { name.to_owned() } else { return Err(Invalid::Usage) });
                } else if let Some(text) = text.strip_prefix("-march-flags=") {
                    flags = Some(text.to_owned());
                } else {
                    return Err(Invalid::Usage);
                }
            }
        }
    }
    if let (Some(arch), Some(flags)) = (&arch, &flags)
        && (arch != "rv32imc" || !are_rv32_flags(flags))
    {
        return Err(Invalid::Because("unrecognised arch flags"));
    }
    if emits_native {
        return Err(Invalid::Because(if arch.is_none() { "arch not specified" } else { NO_NATIVE }));
    }
    let input = input.ok_or(Invalid::Because("no input file"))?;
    Ok(if dump { Parsed::Dump(input) } else { Parsed::Compile(Options { input, ..options }) })
}

/// Whether a text is a number of flags, or their names.
fn are_rv32_flags(text: &str) -> bool {
    let all = RV32_FLAGS.iter().fold(0, |all, (_, bit)| all | bit);
    let lower = text.to_ascii_lowercase();
    let number = match lower.split_at_checked(2) {
        Some(("0x", digits)) => u32::from_str_radix(digits, 16),
        Some(("0o", digits)) => u32::from_str_radix(digits, 8),
        Some(("0b", digits)) => u32::from_str_radix(digits, 2),
        _ => lower.parse(),
    };
    match number {
        Ok(number) => number & !all == 0,
        Err(_) => text.split(',').all(|name| RV32_FLAGS.iter().any(|(flag, _)| *flag == name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Parsed, Invalid> {
        parse(&line.split_whitespace().map(|arg| arg.as_bytes().to_vec()).collect::<Vec<_>>())
    }

    #[track_caller]
    fn compile(line: &str) -> Options {
        match of(line) {
            Ok(Parsed::Compile(options)) => options,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn upstreams_lines() {
        let options =
            compile("-march=armv6m -o out.mpy -s name.py -O2 -X heapsize=2m -msmall-int-bits=30 in.py");
        assert_eq!(options.input, b"in.py");
        assert_eq!(options.output.as_deref(), Some(&b"out.mpy"[..]));
        assert_eq!(options.source_name.as_deref(), Some(&b"name.py"[..]));
        assert_eq!((options.opt_level, options.small_int_bits, options.heap_bytes), (2, 30, Some(2 << 20)));
        assert_eq!(compile("-s x -X emit=bytecode -- -").input, b"-");
        assert_eq!(compile("-OOO -X no-source-lines -- -odd.py").input, b"-odd.py");
        assert_eq!(compile("-OOO x.py").opt_level, 3);
        assert_eq!(compile("-march=rv32imc -march-flags=zba,zcmp x.py").input, b"x.py");
        assert_eq!(compile("-march=rv32imc -march-flags=0b11 x.py").input, b"x.py");
        assert_eq!(of("--version"), Ok(Parsed::Version));
        assert_eq!(of("--dump x.mpy"), Ok(Parsed::Dump(b"x.mpy".to_vec())));
    }

    #[test]
    fn nonsense() {
        for line in ["-z x.py", "-march=z80 x.py", "-o", "-X what x.py", "-msmall-int-bits=x x.py"] {
            assert_eq!(of(line), Err(Invalid::Usage), "{line}");
        }
        for (line, reason) in [
            ("", "no input file"),
            ("a b", "multiple input files"),
            ("-X emit=native x.py", "arch not specified"),
            ("-X emit=viper -march=x64 x.py", NO_NATIVE),
            ("-march=x64 -march-flags=zba x.py", "unrecognised arch flags"),
            ("-march=rv32imc -march-flags=8 x.py", "unrecognised arch flags"),
        ] {
            assert_eq!(of(line), Err(Invalid::Because(reason)), "{line}");
        }
    }
}
