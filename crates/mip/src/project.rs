//! A target with its lock file, and what can be done with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use crate::WriteWhole;
use crate::address::Hosts;
use crate::archive::{self, Files};
use crate::error::{Error, Kind, Res, shown};
use crate::fetch::Fetcher;
use crate::index::{self, address_key, file_key, list_key};
use crate::install::{self, Step};
use crate::lock::{Lock, Package};
use crate::package::Written;
use crate::requirement::{LATEST, Requirement, Way};
use crate::resolve::{Contents, Packages, Resolver, Wish};

/// What holds for all that is done.
pub struct Settings {
    /// The directory of the files.
    pub target: PathBuf,
    /// The lock file.
    pub lock_path: PathBuf,
    /// The index, if not the one that the lock file names, or the usual one.
    pub index: Option<String>,
    /// The number of `.mpy` files' version, or `py`, if not what the lock file names.
    pub format: Option<String>,
    /// The format of what is new.
    pub default_format: String,
    /// Files that no package owns may be written over.
    pub force: bool,
    /// Where the short forms of addresses lead.
    pub hosts: Hosts,
    /// How files are written.
    pub write: WriteWhole,
}

/// What became of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Installed(String),
    /// It was of this version.
    Updated(String, String),
    /// It is gone.
    Removed(String),
}

/// What was done.
#[derive(Debug, Default)]
pub struct Report {
    /// Packages by name, and what became of them.
    pub changes: BTreeMap<String, Change>,
    /// What is good to know.
    pub notes: Vec<String>,
    /// What was asked for and not done.
    pub warnings: Vec<String>,
}

/// A target with its lock file.
pub struct Project<'a> {
    settings: &'a Settings,
    fetcher: &'a Fetcher,
    target_name: String,
    /// Keeps others from the lock file, where the file system can.
    _guard: Option<File>,
}

/// Locks the directory of a lock file: of two at work there the second waits. A directory that is not there yet, or on
/// a file system without locks, is not guarded.
fn guard(lock_path: &Path) -> Option<File> {
    let folder = lock_path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or(Path::new("."))).ok()?;
    folder.lock().ok().map(|()| folder)
}

impl<'a> Project<'a> {
    /// Opens one, when nobody else has it; nothing need be there yet.
    ///
    /// # Errors
    /// `Usage`, if the target has no name.
    pub fn new(settings: &'a Settings, fetcher: &'a Fetcher) -> Res<Project<'a>> {
        let target = &settings.target;
        let name = target.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let target_name = name.ok_or_else(|| {
            Error::new(Kind::Usage, format!("{}: no directory to install into", target.display()))
        })?;
        Ok(Project { settings, fetcher, target_name, _guard: guard(&settings.lock_path) })
    }

    /// The lock file, or an empty one.
    ///
    /// # Errors
    /// Those of reading it, and `Usage` if it is another target's.
    pub fn lock_file(&self) -> Res<Lock> {
        let path = &self.settings.lock_path;
        let Some(lock) = Lock::read(path)? else { return Ok(Lock::new(&self.target_name)) };
        if lock.target != self.target_name {
            let cause = format!(
                "{}: is for the target `{}`, not `{}`",
                path.display(),
                shown(&lock.target),
                self.target_name
            );
            return Err(Error::new(Kind::Usage, cause).hint("--lock FILE keeps a lock file for each target"));
        }
        Ok(lock)
    }

    fn wish(&self, requirement: Requirement, before: Option<&Package>) -> Wish {
        let settings = self.settings;
        let index = settings.index.clone().or_else(|| before.map(|package| package.index.clone()));
        let format = settings.format.clone().or_else(|| before.map(|package| package.format.clone()));
        Wish {
            requirement,
            is_root: true,
            index: index.unwrap_or_else(|| index::DEFAULT.to_owned()),
            format: format.unwrap_or_else(|| settings.default_format.clone()),
        }
    }

    /// The lock file with these packages in it, and what they hold.
    fn with(&self, old: &Lock, wishes: &[Wish]) -> Res<(Lock, Contents)> {
        let wished: BTreeSet<&str> = wishes.iter().map(|wish| wish.requirement.name.as_str()).collect();
        let kept: Packages = old
            .packages
            .iter()
            .filter(|(name, _)| !wished.contains(name.as_str()))
            .map(|(name, package)| (name.clone(), package.clone()))
            .collect();
        let resolver = Resolver::new(self.fetcher, &self.settings.hosts);
        let packages = resolver.resolve(wishes, &kept)?;
        let mut new = Lock::new(&old.target);
        new.packages = packages;
        new.drop_unneeded()?;
        settle(&mut new, &kept, self.settings.force)?;
        Ok((new, resolver.into_contents()))
    }

    fn apply(&self, old: &Lock, new: &Lock, contents: &Contents) -> Res<Report> {
        let settings = self.settings;
        let warnings = install::apply(&Step {
            target: &settings.target,
            lock_path: &settings.lock_path,
            old,
            new,
            contents,
            force: settings.force,
            cache: self.fetcher.cache.as_ref(),
            write: settings.write,
        })?;
        Ok(Report { changes: changes(old, new), notes: Vec::new(), warnings })
    }

    /// Installs packages, in the newest version or in the one that is asked for.
    ///
    /// # Errors
    /// All there are; nothing was installed then.
    pub fn install(&self, wanted: Vec<Requirement>) -> Res<Report> {
        let old = self.lock_file()?;
        let wishes: Vec<Wish> = wanted.into_iter().map(|wanted| self.wish(wanted, None)).collect();
        let (new, contents) = self.with(&old, &wishes)?;
        self.apply(&old, &new, &contents)
    }

    /// Installs what the lock file says.
    ///
    /// # Errors
    /// `Usage`, if there is no lock file; all others.
    pub fn install_locked(&self) -> Res<Report> {
        let path = &self.settings.lock_path;
        let lock = self.lock_file()?;
        if lock.packages.is_empty() && !path.exists() {
            let cause = format!("{}: no lock file that says what to install", path.display());
            return Err(Error::new(Kind::Usage, cause).hint("name a package: micropyrite mip install NAME"));
        }
        let (contents, n_files) = self.locked_contents(&lock, true)?;
        let mut report = self.apply(&lock, &lock, &contents)?;
        report.notes.push(match n_files {
            0 => "all files are as the lock file says".to_owned(),
            n => format!("{n} files written as the lock file says"),
        });
        Ok(report)
    }

    /// What the files of a lock file hold: of all, or of those that are not in place.
    fn locked_contents(&self, lock: &Lock, is_missing_only: bool) -> Res<(Contents, usize)> {
        let resolver = Resolver::new(self.fetcher, &self.settings.hosts);
        let mut n_files = 0;
        for package in lock.packages.values() {
            for file in &package.files {
                if is_missing_only && install::is_in_place(&self.settings.target, file)? {
                    continue;
                }
                resolver.restore(package, file, self.settings.index.as_deref())?;
                n_files += 1;
            }
        }
        self.fetcher.progress.finished();
        Ok((resolver.into_contents(), n_files))
    }

    /// What is to be looked for anew: these packages in their newest version; without any, all that were asked for,
    /// each in the version that was asked for.
    fn updates(&self, old: &Lock, names: &[String], notes: &mut Vec<String>) -> Res<Vec<Wish>> {
        let mut wishes = Vec::new();
        if names.is_empty() {
            for package in old.packages.values().filter(|package| package.is_root()) {
                let requirement = package.requirement()?;
                if !requirement.is_open() {
                    notes.push(format!(
                        "{}: stays, as it was asked for; `micropyrite mip update {}` moves it",
                        shown(&requirement.to_string()),
                        shown(&requirement.name)
                    ));
                }
                wishes.push(self.wish(requirement, Some(package)));
            }
        }
        for name in names {
            let requirement = Requirement::parse(name)?;
            let package = self.installed(old, &requirement.name)?;
            let is_root = package.is_root();
            wishes.push(Wish { is_root, ..self.wish(requirement, Some(package)) });
        }
        Ok(wishes)
    }

    fn installed<'l>(&self, lock: &'l Lock, name: &str) -> Res<&'l Package> {
        lock.packages.get(name).ok_or_else(|| {
            let cause = format!("{} is not installed in {}", shown(name), self.settings.target.display());
            Error::new(Kind::NotFound, cause).hint("`micropyrite mip list` shows what is")
        })
    }

    /// The lock file with newest versions.
    fn updated(&self, old: &Lock, names: &[String], notes: &mut Vec<String>) -> Res<(Lock, Contents)> {
        let wishes = self.updates(old, names, notes)?;
        // Without names, what packages need is looked for anew too.
        let is_all = names.is_empty();
        let base = if is_all { Lock::new(&self.target_name) } else { old.clone() };
        self.with(&base, &wishes)
    }

    /// Moves packages to their newest versions.
    ///
    /// # Errors
    /// All there are; nothing was changed then.
    pub fn update(&self, names: &[String]) -> Res<Report> {
        let old = self.lock_file()?;
        let mut notes = Vec::new();
        let (new, contents) = self.updated(&old, names, &mut notes)?;
        let mut report = self.apply(&old, &new, &contents)?;
        report.notes = notes;
        Ok(report)
    }

    /// Removes packages, and what only they needed.
    ///
    /// # Errors
    /// `NotFound` and `Conflict`, and those of files.
    pub fn remove(&self, names: &[String]) -> Res<Report> {
        let old = self.lock_file()?;
        let mut new = old.clone();
        for name in names {
            let name = Requirement::parse(name)?.name;
            if !self.installed(&old, &name)?.is_root() {
                let users = shown(&old.users(&name).join(", "));
                let cause = format!("{} is there because {users} needs it", shown(&name));
                return Err(Error::new(Kind::Conflict, cause));
            }
            if let Some(package) = new.packages.get_mut(&name) {
                package.requested = None;
            }
        }
        new.drop_unneeded()?;
        let mut report = self.apply(&old, &new, &Contents::new())?;
        for name in names {
            if new.packages.contains_key(name) {
                let users = shown(&new.users(name).join(", "));
                report.warnings.push(format!("{} stays, since {users} needs it", shown(name)));
            }
        }
        Ok(report)
    }

    /// Writes the lock file alone: with these packages; without any, with the newest versions.
    ///
    /// # Errors
    /// All there are; the lock file is as it was then.
    pub fn lock(&self, wanted: Vec<Requirement>) -> Res<Report> {
        let old = self.lock_file()?;
        let mut notes = Vec::new();
        let (new, _) = if wanted.is_empty() {
            self.updated(&old, &[], &mut notes)?
        } else {
            let wishes: Vec<Wish> = wanted.into_iter().map(|wanted| self.wish(wanted, None)).collect();
            self.with(&old, &wishes)?
        };
        let path = &self.settings.lock_path;
        (self.settings.write)(path, new.text()?.as_bytes()).map_err(|error| Error::file(path, &error))?;
        Ok(Report { changes: changes(&old, &new), notes, warnings: Vec::new() })
    }

    /// An archive of packages with all that they need; without any, of all that the lock file names.
    ///
    /// # Errors
    /// All there are.
    pub fn download(&self, wanted: Vec<Requirement>) -> Res<(Vec<u8>, Report)> {
        let empty = Lock::new(&self.target_name);
        let (lock, contents) = if wanted.is_empty() {
            let lock = self.lock_file()?;
            if lock.packages.is_empty() {
                let cause = "no packages are named, and no lock file names any";
                return Err(Error::new(Kind::Usage, cause));
            }
            let (contents, _) = self.locked_contents(&lock, false)?;
            (lock, contents)
        } else {
            let wishes: Vec<Wish> = wanted.into_iter().map(|wanted| self.wish(wanted, None)).collect();
            self.with(&empty, &wishes)?
        };
        let files = packed(&lock, &contents)?;
        Ok((archive::write(&files)?, Report { changes: changes(&empty, &lock), ..Report::default() }))
    }
}

/// An index of these packages alone.
fn packed(lock: &Lock, contents: &Contents) -> Res<Files> {
    let mut files = Files::new();
    let mut listed = Vec::new();
    for package in lock.packages.values() {
        for file in &package.files {
            if let Some(bytes) = contents.get(&file.sha256) {
                files.insert(file_key(&file.sha256), bytes.clone());
            }
        }
        let hashes = package.files.iter();
        let list = Written {
            form: Some(1),
            hashes: hashes.map(|file| (file.path.to_string(), file.sha256.to_string())).collect(),
            urls: Vec::new(),
            deps: package.deps.clone(),
            version: Some(package.version.clone()),
        };
        let failed = |error: serde_json::Error| Error::new(Kind::File, error.to_string());
        let text = serde_json::to_vec(&list).map_err(failed)?;
        let requirement = package.requirement()?;
        match requirement.way() {
            Way::Index => {
                for version in [LATEST, &package.version, &package.at] {
                    if Requirement::new(&package.name, version).is_ok() && !version.is_empty() {
                        files.insert(list_key(&package.format, &package.name, version), text.clone());
                    }
                }
                listed.push(serde_json::json!({
                    "name": package.name,
                    "version": package.version,
                    "versions": { package.format.as_str(): [package.version] },
                }));
            }
            Way::Address | Way::Local => {
                for version in ["", &package.at] {
                    files.insert(address_key(&package.name, version), text.clone());
                }
            }
        }
    }
    let index = serde_json::json!({ "v": 2, "packages": listed });
    files.insert("index.json".into(), index.to_string().into_bytes());
    Ok(files)
}

/// Sees to it that packages that have a path in common agree on what it holds.
fn settle(lock: &mut Lock, kept: &Packages, force: bool) -> Res<()> {
    let mut owners: BTreeMap<_, (String, crate::lock::File)> = BTreeMap::new();
    // What is new comes last, and wins where it may.
    let is_new = |package: &&Package| kept.get(&package.name) != Some(*package);
    let old = lock.packages.values().filter(|package| !is_new(package));
    for package in old.chain(lock.packages.values().filter(is_new)) {
        for file in &package.files {
            let owner = owners.get(&file.path);
            if let Some((owner, other)) = owner
                && other.sha256 != file.sha256
                && !force
            {
                let cause = format!(
                    "{} and {} both have `{}`, and not the same",
                    shown(owner),
                    shown(&package.name),
                    file.path
                );
                return Err(Error::new(Kind::Conflict, cause).hint(
                    "`micropyrite mip update` may bring versions that agree; --force takes that of the package that comes last",
                ));
            }
            owners.insert(file.path.clone(), (package.name.clone(), file.clone()));
        }
    }
    for file in lock.packages.values_mut().flat_map(|package| &mut package.files) {
        if let Some((_, winner)) = owners.get(&file.path) {
            file.clone_from(winner);
        }
    }
    Ok(())
}

/// What became of every package.
fn changes(old: &Lock, new: &Lock) -> BTreeMap<String, Change> {
    let mut changes = BTreeMap::new();
    for (name, package) in &new.packages {
        let version = package.version.clone();
        match old.packages.get(name) {
            None => changes.insert(name.clone(), Change::Installed(version)),
            Some(before) if before.version != version || before.files != package.files => {
                changes.insert(name.clone(), Change::Updated(before.version.clone(), version))
            }
            Some(_) => None,
        };
    }
    for (name, package) in old.packages.iter().filter(|(name, _)| !new.packages.contains_key(*name)) {
        changes.insert(name.clone(), Change::Removed(package.version.clone()));
    }
    changes
}
