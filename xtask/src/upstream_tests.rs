//! `cargo xtask upstream-tests`: upstream's unmodified tests on our binary.
//!
//! The judge is upstream's own `tests/run-tests.py`; this verb only starts it and reads its report. Tests of
//! the prompt type on a terminal and wait 20 ms for an answer, so they run alone, after the others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::port::{self, Board, Effort, Serial};
use crate::table::Table;
use crate::{Outcome, arguments, repo};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask upstream-tests --upstream DIR [options] [FOLDER...|FILE.py...]

Runs tests/run-tests.py of a checkout of upstream with our binary, which is built first, and prints how many tests of each folder pass, are skipped and fail, and which fail. Without folders or files it runs
what upstream runs by default.

  --upstream DIR    a checkout of upstream, with lib/micropython-lib beside it in place
  --binary PATH     another binary than our release build
  --board NAME      firmware for a board, in its emulator: built with upstream's `unittest` frozen into it, and with
                    upstream's image of ROMFS in its memory, if it has room for one
  --mpy-cross PATH  the program for --via-mpy
  --via-mpy         compile to .mpy first
  --emit KIND       bytecode or native
  --profile NAME    build with this profile (release); dev has debug assertions and overflow checks
  --sample N        only every Nth test
  --jobs N          tests at a time (4; on a board always 1)
  --list FILE       tests that must pass, one a line; those that do not are an error
  --json FILE       write the result of every test
  --diff            show expected and actual output of the tests that fail

examples:
  cargo xtask upstream-tests --upstream ../micropython basics float
  cargo xtask upstream-tests --upstream ../micropython basics/int1.py --diff
  cargo xtask upstream-tests --upstream ../micropython --profile dev --sample 10
  cargo xtask upstream-tests --upstream ../micropython --board MPS2_AN385 --via-mpy basics float
";

/// Which tests to run, and on what.
pub struct Request {
    /// The checkout of upstream.
    pub upstream: PathBuf,
    /// The binary under test, if no other target is among the options.
    pub binary: Option<PathBuf>,
    /// The program that makes `.mpy` files.
    pub mpy_cross: Option<PathBuf>,
    /// Folders or files below `tests`; none means upstream's choice.
    pub names: Vec<String>,
    /// Further options of the runner.
    pub options: Vec<String>,
    /// Tests at a time.
    pub jobs: usize,
    /// Every how many tests one is run.
    pub sample: usize,
}

/// What became of each test, by its path below `tests`.
#[derive(Default)]
pub struct Results {
    by_test: BTreeMap<String, String>,
}

/// How many tests of a folder passed, were skipped and failed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Tests that passed.
    pub passed: usize,
    /// Tests that do not apply.
    pub skipped: usize,
    /// Tests that failed.
    pub failed: usize,
}

impl Results {
    /// Counts by folder.
    pub fn by_folder(&self) -> BTreeMap<String, Counts> {
        let mut folders: BTreeMap<String, Counts> = BTreeMap::new();
        for (test, result) in &self.by_test {
            let folder = test.rsplit_once('/').map_or("", |(folder, _)| folder);
            let counts = folders.entry(folder.to_string()).or_default();
            match result.as_str() {
                "pass" => counts.passed += 1,
                "skip" => counts.skipped += 1,
                _ => counts.failed += 1,
            }
        }
        folders
    }

    /// The tests that failed.
    pub fn failed(&self) -> Vec<&str> {
        let failed = self.by_test.iter().filter(|(_, result)| !matches!(result.as_str(), "pass" | "skip"));
        failed.map(|(test, _)| test.as_str()).collect()
    }

    /// Prints the counts.
    pub fn print(&self) {
        let mut table = Table::new(&["folder", "pass", "skip", "fail"]);
        let mut sum = Counts::default();
        for (folder, counts) in self.by_folder() {
            let row = [counts.passed, counts.skipped, counts.failed].map(|count| count.to_string());
            table.push(&[folder, row[0].clone(), row[1].clone(), row[2].clone()]);
            sum.passed += counts.passed;
            sum.skipped += counts.skipped;
            sum.failed += counts.failed;
        }
        let row = [sum.passed, sum.skipped, sum.failed].map(|count| count.to_string());
        table.push(&["all".to_string(), row[0].clone(), row[1].clone(), row[2].clone()]);
        table.print();
    }

    /// Tests of a list that are in a folder that was run and did not pass.
    fn missing<'a>(&self, list: &'a str, names: &[String]) -> Vec<&'a str> {
        let wanted = |test: &str| {
            names.is_empty() || names.iter().any(|name| test == name || test.starts_with(&format!("{name}/")))
        };
        let tests = list.lines().map(str::trim).filter(|test| !test.is_empty() && !test.starts_with('#'));
        tests
            .filter(|test| wanted(test) && self.by_test.get(*test).is_none_or(|result| result != "pass"))
            .collect()
    }

    fn join(&mut self, other: Results) {
        self.by_test.extend(other.by_test);
    }

    fn read(&mut self, folder: &Path) -> Outcome {
        let text = repo::read(&folder.join("_results.json"))?;
        let report: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let rows =
            report.get("results").and_then(|rows| rows.as_array()).ok_or("the report has no results")?;
        for row in rows {
            let cell = |at: usize| row.get(at).and_then(|cell| cell.as_str()).unwrap_or_default().to_string();
            self.by_test.insert(cell(0), cell(1));
        }
        Ok(())
    }
}

/// Runs the tests.
pub fn run(request: &Request) -> Outcome<Results> {
    let mut results = Results::default();
    let parts: [(&str, &[&str], usize); 2] =
        [("main", &["-e", "cmdline/repl_"], request.jobs), ("prompt", &["-i", "cmdline/repl_"], 1)];
    for (part, filter, jobs) in parts {
        let with_prompt =
            request.names.is_empty() || request.names.iter().any(|name| name.starts_with("cmdline"));
        if part == "prompt" && (!with_prompt || request.binary.is_none()) {
            continue;
        }
        if request.sample <= 1 {
            results.join(run_part(request, part, filter, jobs, &request.names, false)?);
            continue;
        }
        let found = run_part(request, part, filter, jobs, &request.names, true)?;
        let names = every(request.sample, found.by_test.into_keys());
        if !names.is_empty() {
            results.join(run_part(request, part, filter, jobs, &names, false)?);
        }
    }
    Ok(results)
}

/// The first of every `n` names.
fn every(n: usize, names: impl Iterator<Item = String>) -> Vec<String> {
    names.step_by(n.max(1)).collect()
}

/// Runs the tests among `names` that `filter` leaves, or only finds them.
fn run_part(
    request: &Request,
    part: &str,
    filter: &[&str],
    jobs: usize,
    names: &[String],
    only_find: bool,
) -> Outcome<Results> {
    let (files, folders): (Vec<&String>, Vec<&String>) = names.iter().partition(|name| name.ends_with(".py"));
    let folder = repo::scratch(&format!("upstream-tests/{part}"))?;
    // The runner keeps what an earlier run left; a crash must not show old results.
    std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut runner =
        vec!["run-tests.py".to_string(), format!("-j{jobs}"), "-r".into(), folder.display().to_string()];
    runner.extend(filter.iter().map(|word| word.to_string()));
    runner.extend(request.options.iter().cloned());
    if only_find {
        runner.push("--dry-run".into());
    }
    if !folders.is_empty() {
        // Upstream finds its own folder list from the target; ours is given whole.
        runner.push("-d".into());
        runner.extend(folders.into_iter().cloned());
    }
    if !files.is_empty() {
        runner.push("--".into());
        runner.extend(files.into_iter().cloned());
    }
    start(request, &runner, &folder)?;
    let mut results = Results::default();
    results.read(&folder)?;
    if only_find {
        results.by_test.retain(|_, result| result == "found");
    }
    Ok(results)
}

fn start(request: &Request, runner: &[String], folder: &Path) -> Outcome {
    // One of upstream's tests counts on the usual number of open files.
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 1024; exec python3 \"$@\"", "sh"]).args(runner);
    command.current_dir(request.upstream.join("tests"));
    if let Some(binary) = &request.binary {
        command.env("MICROPY_MICROPYTHON", binary);
    }
    if let Some(program) = &request.mpy_cross {
        command.env("MICROPY_MPYCROSS", program);
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::null());
    let output = command.output().map_err(|error| format!("sh: {error}"))?;
    // The runner fails when a test fails; it has failed itself when it left no report.
    if folder.join("_results.json").exists() {
        return Ok(());
    }
    let shown =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Err(format!("run-tests.py left no report; it said:\n{shown}"))
}

/// What upstream's tests need frozen into firmware.
const MANIFEST: &str = "require(\"unittest\")\n";

/// Builds a board's firmware for the tests; gives the runner's name for it.
fn board_target(name: &str, upstream: &Path) -> Outcome<String> {
    let mut board = Board::read(name)?;
    board.emulator.is_there()?;
    let manifest = repo::scratch("upstream-tests")?.join("manifest.py");
    repo::write(&manifest, MANIFEST)?;
    board.manifest = Some(manifest);
    board.freeze_arguments = vec![format!("--lib={}", upstream.join("lib/micropython-lib").display())];
    board.load_rom(&upstream.join("tests/assets/random_romfs.bin"));
    let image = port::build(&board, Effort::Full)?;
    let command = board.emulator.command(&image, Serial::Terminal);
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    Ok(format!("execpty:{}", words.join(" ")))
}

/// Runs the verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    let mut upstream = None;
    let mut binary = None;
    let mut board = None;
    let mut list = None;
    let mut json = None;
    let mut show = false;
    let mut request = Request {
        upstream: PathBuf::new(),
        binary: None,
        mpy_cross: None,
        names: Vec::new(),
        options: Vec::new(),
        jobs: 4,
        sample: 1,
    };
    let mut profile = "release".to_string();
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("upstream") => upstream = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("binary") => binary = Some(arguments::existing(&mut options)?),
            lexopt::Arg::Long("board") => board = Some(arguments::value(&mut options)?),
            lexopt::Arg::Long("mpy-cross") => {
                // A link to our program is no other name for it: it says what the program is.
                let path = arguments::value(&mut options)?;
                repo::existing(&path)?;
                request.mpy_cross =
                    Some(std::path::absolute(&path).map_err(|error| format!("{path}: {error}"))?);
            }
            lexopt::Arg::Long("via-mpy") => request.options.push("--via-mpy".to_string()),
            lexopt::Arg::Long("emit") => {
                request.options.extend(["--emit".to_string(), arguments::value(&mut options)?])
            }
            lexopt::Arg::Long("jobs") => {
                request.jobs = arguments::number(&mut options)?;
            }
            lexopt::Arg::Long("profile") => profile = arguments::value(&mut options)?,
            lexopt::Arg::Long("sample") => request.sample = arguments::number(&mut options)?,
            lexopt::Arg::Long("list") => {
                list = Some(repo::read(Path::new(&arguments::value(&mut options)?))?)
            }
            lexopt::Arg::Long("json") => json = Some(PathBuf::from(arguments::value(&mut options)?)),
            lexopt::Arg::Long("diff") => show = true,
            lexopt::Arg::Value(name) => {
                request.names.push(name.to_string_lossy().trim_end_matches('/').to_string());
            }
            other => return arguments::unexpected(other),
        }
    }
    request.upstream = upstream.ok_or("--upstream is missing; see --help")?;
    match board {
        Some(board) => {
            let target = board_target(&board, &request.upstream)?;
            request.options.extend(["-t".to_string(), target]);
            request.jobs = 1;
        }
        None => request.binary = Some(binary.map_or_else(|| repo::binary(&profile), Ok)?),
    }
    let results = run(&request)?;
    results.print();
    let failed = results.failed();
    if !failed.is_empty() {
        println!("\nfailed:\n  {}", failed.join("\n  "));
    }
    if show {
        show_differences()?;
    }
    if let Some(path) = json {
        let text = serde_json::to_string_pretty(&results.by_test).map_err(|error| error.to_string())?;
        repo::write(&path, &(text + "\n"))?;
    }
    match list {
        Some(list) => {
            let missing: BTreeSet<&str> = results.missing(&list, &request.names).into_iter().collect();
            if missing.is_empty() {
                println!("\nevery test of the list passes");
                return Ok(());
            }
            println!("\nof the list, not passed:");
            missing.iter().for_each(|test| println!("  {test}"));
            Err(format!("{} tests of the list do not pass", missing.len()))
        }
        None if failed.is_empty() => Ok(()),
        None => Err(format!("{} tests fail", failed.len())),
    }
}

fn show_differences() -> Outcome {
    for part in ["main", "prompt"] {
        let folder = repo::target().join("upstream-tests").join(part);
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        let mut outputs: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        outputs.retain(|path| path.extension().is_some_and(|ext| ext == "out"));
        outputs.sort();
        for path in outputs {
            let actual = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let expected = std::fs::read(path.with_extension("exp")).unwrap_or_default();
            let [actual, expected] =
                [actual, expected].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            println!("\n{}", path.file_stem().unwrap_or_default().to_string_lossy());
            let shown = micropyrite_testkit::diff::first_difference(&expected, &actual);
            print!("{}", shown.unwrap_or_default());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results() -> Results {
        let rows = [("basics/a.py", "pass"), ("basics/b.py", "fail"), ("io/c.py", "skip")];
        Results {
            by_test: rows.iter().map(|(test, result)| (test.to_string(), result.to_string())).collect(),
        }
    }

    #[test]
    fn results_are_counted_by_folder() {
        let folders = results().by_folder();
        assert_eq!(folders["basics"], Counts { passed: 1, skipped: 0, failed: 1 });
        assert_eq!(folders["io"].skipped, 1);
        assert_eq!(results().failed(), ["basics/b.py"]);
    }

    #[test]
    fn a_sample_is_spread_over_all() {
        let names = || (0..7).map(|i| i.to_string());
        assert_eq!(every(3, names()), ["0", "3", "6"]);
        assert_eq!(every(1, names()).len(), 7);
        assert_eq!(every(0, names()).len(), 7);
    }

    #[test]
    fn a_list_is_held_to_what_was_run() {
        let list = "# comment\nbasics/a.py\nbasics/b.py\nio/c.py\nfloat/d.py\n";
        assert_eq!(results().missing(list, &["basics".to_string()]), ["basics/b.py"]);
        assert_eq!(results().missing(list, &[]), ["basics/b.py", "io/c.py", "float/d.py"]);
    }
}
