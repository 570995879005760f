//! The command line of `micropyrite mip`.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};

/// What `--help` prints.
pub const HELP: &str = "\
usage: micropyrite mip COMMAND [OPTION...] [PACKAGE...]

Commands:
  install [PACKAGE...]      install packages with what they need; without any, what mip.lock says
  list                      show what is installed
  remove PACKAGE...         remove packages, and what only they needed
  update [PACKAGE...]       move packages to their newest versions; without any, all whose version is open
  lock [PACKAGE...]         write mip.lock and nothing else
  download [PACKAGE...]     make an archive that --index takes; without packages, of all that mip.lock names

A PACKAGE is
  NAME or NAME@VERSION                      in the index
  github:OWNER/REPO[/PATH][@BRANCH]         also gitlab: and codeberg:
  https://HOST/PATH/                        a package.json, a .py or a .mpy file
  PATH/package.json, PATH/FILE.py           files here

Options:
  -t, --target DIR     where files go (default: what mip.lock names, else lib)
  -i, --index INDEX    an address, a directory, or an archive that `download` made
                       (default: https://micropython.org/pi/v2)
      --no-mpy         take source text in place of compiled files
      --offline        take everything from what was downloaded before
      --lock FILE      the lock file (default: mip.lock beside the target)
      --force          write over files that are no package's, or were changed
  -o, --output FILE    of `download` (default: mip.tar)
  -v, --verbose        say what was done, also where no terminal is

Environment:
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY : ways to the network
  SSL_CERT_FILE : certificates to trust in place of the system's
  XDG_CACHE_HOME : where downloads are kept, in micropyrite/mip

Examples:
  micropyrite mip install base64
  MICROPYPATH=lib micropyrite -c 'import base64; print(base64.b64encode(b\"x\"))'
  micropyrite mip install github:owner/repo@v1.0 --target third-party
  micropyrite mip download base64 -o base64.tar     # on a machine with a network
  micropyrite mip install base64 --index base64.tar # on one without
";

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `install`
    Install,
    /// `list`
    List,
    /// `remove`
    Remove,
    /// `update`
    Update,
    /// `lock`
    Lock,
    /// `download`
    Download,
}

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    /// `--help`
    Help,
    /// A command.
    Run(Command, Options),
}

/// How it is to be done.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What it is about.
    pub packages: Vec<String>,
    /// `--target`
    pub target: Option<PathBuf>,
    /// `--index`
    pub index: Option<String>,
    /// `--lock`
    pub lock: Option<PathBuf>,
    /// `--output`
    pub output: Option<PathBuf>,
    /// `--no-mpy`
    pub no_mpy: bool,
    /// `--offline`
    pub is_offline: bool,
    /// `--force`
    pub force: bool,
    /// `--verbose`
    pub is_verbose: bool,
}

/// Reads what stands behind the verb.
///
/// # Errors
/// With the reason.
pub fn parse(argv: Vec<OsString>) -> Result<Parsed, String> {
    read(Parser::from_args(argv)).map_err(|error| error.to_string())
}

fn read(mut parser: Parser) -> Result<Parsed, lexopt::Error> {
    let mut command = None;
    let mut options = Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => return Ok(Parsed::Help),
            Arg::Short('t') | Arg::Long("target") => options.target = Some(parser.value()?.into()),
            Arg::Short('i') | Arg::Long("index") => options.index = Some(parser.value()?.string()?),
            Arg::Short('o') | Arg::Long("output") => options.output = Some(parser.value()?.into()),
            Arg::Short('v') | Arg::Long("verbose") => options.is_verbose = true,
            Arg::Long("lock") => options.lock = Some(parser.value()?.into()),
            Arg::Long("no-mpy") => options.no_mpy = true,
            Arg::Long("mpy") => options.no_mpy = false,
            Arg::Long("offline") => options.is_offline = true,
            Arg::Long("force") => options.force = true,
            Arg::Value(name) if command.is_none() => {
                let name = name.string()?;
                command = Some(Command::of(&name).ok_or_else(|| format!("there is no command `{name}`"))?);
            }
            Arg::Value(package) => options.packages.push(package.string()?),
            other => return Err(other.unexpected()),
        }
    }
    let Some(command) = command else { return Err("which command? see --help".into()) };
    match (command, options.packages.is_empty()) {
        (Command::Remove, true) => Err("which package is to be removed?".into()),
        (Command::List, false) => Err("`list` is about all packages".into()),
        _ => Ok(Parsed::Run(command, options)),
    }
}

impl Command {
    fn of(name: &str) -> Option<Command> {
        Some(match name {
            "install" => Command::Install,
            "list" => Command::List,
            "remove" | "uninstall" => Command::Remove,
            "update" | "upgrade" => Command::Update,
            "lock" => Command::Lock,
            "download" => Command::Download,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Parsed, String> {
        parse(line.split_whitespace().map(OsString::from).collect())
    }

    #[test]
    fn commands() {
        let Ok(Parsed::Run(Command::Install, options)) = of("install a b@1 -t x --index=http://h --no-mpy")
        else {
            panic!()
        };
        assert_eq!(options.packages, ["a", "b@1"]);
        assert_eq!((options.target, options.index), (Some("x".into()), Some("http://h".into())));
        assert!(options.no_mpy && !options.is_offline);
        assert!(matches!(
            of("--offline update"),
            Ok(Parsed::Run(Command::Update, Options { is_offline: true, .. }))
        ));
        assert_eq!(of("install --help"), Ok(Parsed::Help));
        for wrong in ["", "what", "remove", "list a", "install --what", "install --index"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
