//! `Fuzzer`: the targets as programs, and what became of a run.
//!
//! The compiler's counters are set by flags that a stable compiler has; they are meant for the crates under test, not
//! for build scripts, so cargo is told a target even where that is the host.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::{Outcome, repo};

use super::seeds;

/// Counters on branches, a table of where they are, and what is compared with what.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

/// An input that takes longer is a finding. A run of the slowest input takes a hundredth of it.
const INPUT_SECONDS: usize = 20;

/// A process that takes more is a finding: what the bodies use is much less.
const MEMORY_MB: usize = 1024;

/// The names of the targets.
pub fn targets() -> Outcome<Vec<String>> {
    let text = repo::read(&repo::root().join("fuzz/Cargo.toml"))?;
    let manifest: toml::Table = toml::from_str(&text).map_err(|error| error.to_string())?;
    let bins =
        manifest.get("bin").and_then(|bins| bins.as_array()).ok_or("fuzz/Cargo.toml has no targets")?;
    Ok(bins.iter().filter_map(|bin| bin.get("name")?.as_str().map(str::to_string)).collect())
}

/// What the last run of a target has left to read.
pub fn last_run(target: &str) -> Option<Run> {
    let log = fs::read(log(target)).ok()?;
    Some(Run::read(target, &String::from_utf8_lossy(&log)))
}

fn log(target: &str) -> PathBuf {
    repo::target().join("fuzz").join(format!("{target}.log"))
}

/// Whether this machine can build the targets; otherwise what it lacks.
pub fn can_build() -> Outcome {
    if !cfg!(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))) {
        return Err("counters on branches are only tried on Linux".to_string());
    }
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".to_string());
    if repo::has_program(&compiler) {
        Ok(())
    } else {
        Err("libFuzzer wants a compiler for C++: `apt-get install g++`".to_string())
    }
}

/// The targets, built.
pub struct Fuzzer {
    /// Where the programs are.
    programs: PathBuf,
}

impl Fuzzer {
    /// Builds the targets, `is_light` with less optimization.
    pub fn build(is_light: bool) -> Outcome<Fuzzer> {
        can_build()?;
        let folder = repo::scratch("fuzz")?;
        let host = host()?;
        let mut command = repo::cargo();
        command
            .args(["build", "--quiet", "--release", "--bins", "--target", &host])
            .current_dir(repo::root().join("fuzz"))
            .env("RUSTFLAGS", COVERAGE);
        let builds = folder.join(if is_light { "light" } else { "full" });
        if is_light {
            command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env("CARGO_PROFILE_RELEASE_DEBUG", "none");
        }
        repo::must_run(command.env("CARGO_TARGET_DIR", &builds))?;
        Ok(Fuzzer { programs: builds.join(host).join("release") })
    }

    /// Lets a target run.
    pub fn run(&self, target: &str, limit: Duration, more_seeds: Option<&Path>) -> Outcome<Run> {
        let corpus = self.kept("corpus", target)?;
        let found = self.kept("found", target)?;
        let seeds = seeds::make(target, &self.kept("seeds", target)?)?;
        let log = log(target);
        let file = fs::File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let mut command = self.command(target, &found);
        command.arg(format!("-max_total_time={}", limit.as_secs())).arg("-print_final_stats=1");
        command.args([Some(corpus.as_path()), seeds.as_deref(), more_seeds].into_iter().flatten());
        let status = command
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(file)
            .status()
            .map_err(|error| format!("{target}: {error}"))?;
        let text = String::from_utf8_lossy(&fs::read(&log).unwrap_or_default()).into_owned();
        let mut run = Run::read(target, &text);
        if !status.success() && run.is_clean() {
            run.found = format!("{status}; see {}", log.display());
        }
        Ok(run)
    }

    /// Runs one input and shows what the target says.
    pub fn repeat(&self, target: &str, input: &Path) -> Outcome {
        let found = self.kept("found", target)?;
        repo::must_run(self.command(target, &found).arg(input))
    }

    fn command(&self, target: &str, found: &Path) -> Command {
        let mut command = Command::new(self.programs.join(target));
        command
            .arg(format!("-timeout={INPUT_SECONDS}"))
            .arg(format!("-rss_limit_mb={MEMORY_MB}"))
            .arg(format!("-artifact_prefix={}/", found.display()));
        command
    }

    /// A folder of a target that lasts from run to run.
    fn kept(&self, what: &str, target: &str) -> Outcome<PathBuf> {
        repo::scratch(&format!("fuzz/{what}/{target}"))
    }
}

/// The name of the machine that this runs on, as targets are named.
fn host() -> Outcome<String> {
    let output = Command::new("rustc").arg("-vV").current_dir(repo::root()).output();
    let text = output.map_err(|error| format!("rustc: {error}"))?.stdout;
    let text = String::from_utf8_lossy(&text);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("rustc does not say what its host is")?.to_string())
}

/// What became of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    /// The target.
    pub target: String,
    /// Inputs that were tried.
    pub n_inputs: u64,
    /// Edges of the program that some input went along.
    pub n_edges: u64,
    /// How long it took, if it came to its end.
    pub seconds: Option<u64>,
    /// Memory that the process took.
    pub memory_mb: u64,
    /// What was found: nothing if it is empty.
    pub found: String,
}

impl Run {
    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    /// Reads what libFuzzer wrote.
    fn read(target: &str, log: &str) -> Run {
        let stat = |name: &str| {
            let line = log.lines().rev().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name));
            line.and_then(|rest| rest.trim_start_matches(':').trim().parse().ok()).unwrap_or(0)
        };
        let edges = log.lines().rev().find_map(|line| line.split_once(" cov: ")?.1.split(' ').next());
        let seconds = log.lines().rev().find_map(|line| {
            line.strip_prefix("Done ")?.split_once(" runs in ")?.1.split(' ').next()?.parse().ok()
        });
        // What the panic says, and the file that makes it.
        let mut found: Vec<&str> = Vec::new();
        let mut lines = log.lines();
        while let Some(line) = lines.next() {
            if line.contains("panicked at ") {
                found.push(line.trim());
                found.extend(lines.next().map(str::trim));
            } else if line.contains("ERROR: libFuzzer: ") || line.contains("Test unit written to ") {
                found.push(line.rsplit_once("; ").map_or(line, |(_, rest)| rest).trim());
            }
        }
        Run {
            target: target.to_string(),
            n_inputs: stat("number_of_executed_units"),
            n_edges: edges.and_then(|edges| edges.parse().ok()).unwrap_or(0),
            seconds,
            memory_mb: stat("peak_rss_mb"),
            found: found.join("; "),
        }
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} inputs", self.target, self.n_inputs)?;
        if let Some(seconds) = self.seconds {
            write!(f, " in {seconds} s")?;
        }
        let found = if self.is_clean() { "nothing found" } else { &self.found };
        write!(f, ", {} edges, {} MB: {found}", self.n_edges, self.memory_mb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLEAN: &str = "INFO: seed corpus: files: 4\n#4\tINITED cov: 120 ft: 130 corp: 4/1Kb\n\
        #900\tDONE   cov: 150 ft: 170 corp: 9/3Kb exec/s: 90 rss: 40Mb\nDone 900 runs in 11 second(s)\n\
        stat::number_of_executed_units: 900\nstat::peak_rss_mb:              41\n";

    #[test]
    fn runs_are_read() {
        let run = Run::read("mpy", CLEAN);
        assert!(run.is_clean());
        assert_eq!((run.n_inputs, run.n_edges, run.memory_mb), (900, 150, 41));
        assert_eq!(run.to_string(), "mpy: 900 inputs in 11 s, 150 edges, 41 MB: nothing found");
    }

    #[test]
    fn findings_are_read() {
        let log = "thread '<unnamed>' (7) panicked at src/a.rs:1:2:\nattempt to add with overflow\nstack backtrace:\n\
            ==7== ERROR: libFuzzer: deadly signal\nartifact_prefix='found/'; Test unit written to found/crash-01\n";
        let run = Run::read("mpy", log);
        assert!(!run.is_clean());
        assert!(run.found.contains("attempt to add with overflow") && run.found.ends_with("found/crash-01"));
    }

    #[test]
    fn targets_are_those_of_the_manifest() {
        let targets = targets().unwrap();
        for name in &targets {
            assert!(repo::root().join(format!("fuzz/src/bin/{name}.rs")).exists(), "{name}");
        }
        assert!(targets.contains(&"mpy".to_string()));
    }
}
