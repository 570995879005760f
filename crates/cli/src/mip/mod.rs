//! `micropyrite mip`: packages from an index or an address into a directory.
//!
//! What is done stands in the crate `micropyrite-mip`; here are the command line, and what is said. On success it says
//! what it did where somebody looks at a terminal, and nothing in a pipe.

mod args;
mod progress;

use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use micropyrite_bytecode::mpy;
use micropyrite_mip::address::Hosts;
use micropyrite_mip::error::{Error, shown};
use micropyrite_mip::lock::{self, Lock};
use micropyrite_mip::proxy::Proxies;
use micropyrite_mip::{Cache, Change, Fetcher, Project, Report, Requirement, Res, Settings};

use crate::file;
use args::{Command, Options, Parsed};

/// Where files go if nobody says otherwise.
const TARGET: &str = "lib";

/// What an archive is called if nobody says otherwise.
const ARCHIVE: &str = "mip.tar";

/// Runs the verb with the arguments behind it; answers the exit code.
pub fn run(argv: &[Vec<u8>]) -> i32 {
    let argv: Vec<OsString> = argv.iter().map(|arg| OsStr::from_bytes(arg).to_owned()).collect();
    match args::parse(argv) {
        Ok(Parsed::Help) => {
            say(args::HELP);
            0
        }
        Ok(Parsed::Run(command, options)) => match execute(command, &options) {
            Ok(()) => 0,
            Err(error) => {
                eprintln!("mip: {error}");
                1
            }
        },
        Err(reason) => {
            eprintln!("mip: {reason}\nusage: micropyrite mip COMMAND [OPTION...] [PACKAGE...]; see --help");
            2
        }
    }
}

/// Nobody may be there to read it.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What the options say, and what follows from what is there.
fn settings(options: &Options) -> Res<Settings> {
    let target = match &options.target {
        Some(target) => target.clone(),
        None => {
            let path = options.lock.clone().unwrap_or_else(|| lock::NAME.into());
            let locked = Lock::read(&path)?.map(|lock| lock.target);
            let name = locked.unwrap_or_else(|| TARGET.to_owned());
            path.parent().map_or_else(|| PathBuf::from(&name), |directory| directory.join(&name))
        }
    };
    let target = std::path::absolute(&target).map_err(|error| Error::file(&target, &error))?;
    let lock_path = match &options.lock {
        Some(path) => std::path::absolute(path).map_err(|error| Error::file(path, &error))?,
        None => target.with_file_name(lock::NAME),
    };
    Ok(Settings {
        target,
        lock_path,
        index: options.index.clone(),
        format: options.no_mpy.then(|| "py".to_owned()),
        default_format: mpy::VERSION.to_string(),
        force: options.force,
        hosts: Hosts::default(),
        write: file::write,
    })
}

fn execute(command: Command, options: &Options) -> Res<()> {
    let settings = settings(options)?;
    let cache = Cache::place(&variable).map(|place| Cache::new(place, file::write));
    let proxies = Proxies::of(&variable);
    let fetcher = Fetcher::new(cache, options.is_offline, proxies, progress::Line::where_seen());
    let project = Project::new(&settings, &fetcher)?;
    let wanted = || options.packages.iter().map(|text| Requirement::parse(text)).collect::<Res<Vec<_>>>();
    let report = match command {
        Command::List => {
            list(&project.lock_file()?);
            return Ok(());
        }
        Command::Install if options.packages.is_empty() => project.install_locked(),
        Command::Install => project.install(wanted()?),
        Command::Update => project.update(&options.packages),
        Command::Remove => project.remove(&options.packages),
        Command::Lock => project.lock(wanted()?),
        Command::Download => {
            wanted().and_then(|wanted| project.download(wanted)).and_then(|(bytes, report)| {
                let output = options.output.clone().unwrap_or_else(|| ARCHIVE.into());
                file::write(&output, &bytes).map_err(|error| Error::file(&output, &error))?;
                Ok(report)
            })
        }
    };
    // The line of a download that broke off goes before the reason comes.
    fetcher.progress.finished();
    let report = report?;
    if options.is_verbose || std::io::stdout().is_terminal() {
        tell(&report);
    }
    report.warnings.iter().for_each(|warning| eprintln!("mip: {warning}"));
    Ok(())
}

fn list(lock: &Lock) {
    let mut text = String::new();
    for package in lock.packages.values() {
        let version = if package.version.is_empty() { &package.at } else { &package.version };
        text += shown(&format!("{} {version}", package.name)).trim_end();
        if !package.is_root() {
            text += &format!(" (for {})", shown(&lock.users(&package.name).join(", ")));
        }
        text.push('\n');
    }
    say(&text);
}

fn tell(report: &Report) {
    for (name, change) in &report.changes {
        let name = shown(name);
        let version = |version: &str| if version.is_empty() { "-".to_owned() } else { shown(version) };
        say(&match change {
            Change::Installed(new) => format!("+ {name} {}\n", version(new)),
            Change::Updated(old, new) if old == new => format!("~ {name} {}\n", version(new)),
            Change::Updated(old, new) => format!("~ {name} {} -> {}\n", version(old), version(new)),
            Change::Removed(old) => format!("- {name} {}\n", version(old)),
        });
    }
    report.notes.iter().for_each(|note| say(&format!("{note}\n")));
    if report.changes.is_empty() && report.notes.is_empty() {
        say("nothing to do\n");
    }
}
