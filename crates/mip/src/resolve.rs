//! From wishes to packages: which ones, in which version, with which files.
//!
//! Everything is fetched and checked here; nothing is written.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::rc::Rc;

use crate::address::{Hosts, is_plain, join};
use crate::digest::{Digest, Expected};
use crate::error::{Error, Kind, Res, shown};
use crate::fetch::Fetcher;
use crate::index::{Index, file_key, list_key, read_file};
use crate::limits::{FILE_BYTES_MAX, MANIFEST_BYTES_MAX, PACKAGES_MAX, TOTAL_BYTES_MAX};
use crate::lock::{File, Package};
use crate::package::Manifest;
use crate::path::PackagePath;
use crate::requirement::{LATEST, Requirement, Way};

/// What files hold, by their digests.
pub type Contents = BTreeMap<Digest, Vec<u8>>;

/// Packages by name.
pub type Packages = BTreeMap<String, Package>;

/// Something that is to be there.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What.
    pub requirement: Requirement,
    /// Whether somebody asked for it; otherwise a package needs it.
    pub is_root: bool,
    /// From which index.
    pub index: String,
    /// The number of `.mpy` files' version, or `py`.
    pub format: String,
}

/// What a source in a lock file begins with if it is a file here.
const LOCAL_SOURCE: &str = "path:";

/// Finds packages.
pub struct Resolver<'a> {
    fetcher: &'a Fetcher,
    hosts: &'a Hosts,
    indexes: RefCell<BTreeMap<String, Rc<Index>>>,
    loaded: RefCell<BTreeMap<(String, String, String), Package>>,
    contents: RefCell<Contents>,
}

impl<'a> Resolver<'a> {
    /// One that has looked at nothing yet.
    pub fn new(fetcher: &'a Fetcher, hosts: &'a Hosts) -> Resolver<'a> {
        Resolver {
            fetcher,
            hosts,
            indexes: RefCell::default(),
            loaded: RefCell::default(),
            contents: RefCell::default(),
        }
    }

    /// What was fetched.
    pub fn into_contents(self) -> Contents {
        self.contents.into_inner()
    }

    /// The packages that are kept, and all that the wishes need beside them.
    ///
    /// # Errors
    /// `Conflict`, if no version is good for all; what hinders fetching them.
    pub fn resolve(&self, wishes: &[Wish], kept: &Packages) -> Res<Packages> {
        let mut pins: BTreeMap<String, String> = BTreeMap::new();
        loop {
            match self.attempt(wishes, kept, &pins)? {
                Ok(packages) => {
                    self.fetcher.progress.finished();
                    check_needs(&packages)?;
                    return Ok(packages);
                }
                Err(pin) if pins.len() < PACKAGES_MAX => {
                    pins.insert(pin.name, pin.version);
                }
                Err(pin) => return Err(conflict(&pin, "too many versions are asked for")),
            }
        }
    }

    /// All packages; or the version of one that had already been taken in its newest.
    fn attempt(
        &self,
        wishes: &[Wish],
        kept: &Packages,
        pins: &BTreeMap<String, String>,
    ) -> Res<Result<Packages, Requirement>> {
        let mut chosen = kept.clone();
        let mut open: VecDeque<Wish> = wishes.iter().cloned().collect();
        while let Some(mut wish) = open.pop_front() {
            let name = wish.requirement.name.clone();
            if let Some(there) = chosen.get(&name) {
                if there.satisfies(&wish.requirement) {
                    continue;
                }
                let is_replaceable = kept.get(&name) == Some(there) && !there.is_root();
                if !is_replaceable {
                    if there.at.is_empty() && !pins.contains_key(&name) {
                        return Ok(Err(wish.requirement));
                    }
                    let reason = format!("{} is there", shown(&there.version));
                    return Err(conflict(&wish.requirement, &reason));
                }
            }
            if let (true, Some(pin)) = (wish.requirement.is_open(), pins.get(&name)) {
                wish.requirement.version.clone_from(pin);
            }
            let mut package = self.package(&wish)?;
            if wish.is_root {
                let version = &wish.requirement.version;
                package.requested = Some(if version.is_empty() { LATEST.into() } else { version.clone() });
            }
            for requirement in package.requirements()? {
                open.push_back(Wish { requirement, is_root: false, ..wish.clone() });
            }
            chosen.insert(name, package);
            if chosen.len() > PACKAGES_MAX {
                return Err(Error::new(
                    Kind::Refused,
                    format!("more than {PACKAGES_MAX} packages are needed"),
                ));
            }
        }
        Ok(Ok(chosen))
    }

    fn package(&self, wish: &Wish) -> Res<Package> {
        let Requirement { name, version } = &wish.requirement;
        let key = (name.clone(), version.clone(), wish.format.clone());
        if let Some(package) = self.loaded.borrow().get(&key) {
            return Ok(package.clone());
        }
        let package = self.load(wish).map_err(|error| error.about(&shown(&wish.requirement.to_string())))?;
        self.loaded.borrow_mut().insert(key, package.clone());
        Ok(package)
    }

    /// Opens an index, once.
    pub fn index(&self, name: &str) -> Res<Rc<Index>> {
        if let Some(index) = self.indexes.borrow().get(name) {
            return Ok(Rc::clone(index));
        }
        let index = Rc::new(Index::open(name)?);
        self.indexes.borrow_mut().insert(name.to_owned(), Rc::clone(&index));
        Ok(index)
    }

    /// Keeps a content; answers the file that has it.
    fn file(&self, path: PackagePath, source: String, bytes: Vec<u8>) -> Res<File> {
        let (sha256, size) = (Digest::of(&bytes), bytes.len() as u64);
        let mut contents = self.contents.borrow_mut();
        contents.insert(sha256, bytes);
        let total: u64 = contents.values().map(|bytes| bytes.len() as u64).sum();
        if total > TOTAL_BYTES_MAX {
            return Err(Error::new(Kind::Refused, format!("more than {TOTAL_BYTES_MAX} bytes in all")));
        }
        Ok(File { path, sha256, size, source })
    }

    fn load(&self, wish: &Wish) -> Res<Package> {
        let requirement = &wish.requirement;
        let index = self.index(&wish.index)?;
        match requirement.way() {
            Way::Index => self.load_named(wish, &index),
            Way::Address => {
                // An archive has what the address held.
                if let Some(text) = index.kept(&requirement.name, &requirement.version) {
                    let list = Manifest::parse(&text)?;
                    let files = self.hashed(&list, &index)?;
                    return Ok(package(wish, list, files));
                }
                self.load_address(wish, &index)
            }
            Way::Local => self.load_local(wish, &index),
        }
    }

    fn load_named(&self, wish: &Wish, index: &Index) -> Res<Package> {
        let Requirement { name, version } = &wish.requirement;
        let key = list_key(&wish.format, name, if version.is_empty() { LATEST } else { version });
        let text = index.read(&key, MANIFEST_BYTES_MAX, &Expected::Anything, self.fetcher);
        let text = text.map_err(|error| match error.kind {
            Kind::NotFound => not_in_index(wish, index),
            _ => error,
        })?;
        let list = Manifest::parse(&text)?;
        let mut files = self.hashed(&list, index)?;
        for (path, url) in &list.urls {
            let (source, bytes) = if crate::address::is_address(url) {
                let page = self.hosts.page(url, "")?;
                let bytes = self.fetcher.get(&page, FILE_BYTES_MAX, &Expected::Anything)?;
                (page, bytes)
            } else {
                index.read_relative(&key, url, self.fetcher)?
            };
            files.push(self.file(path.clone(), source, bytes)?);
        }
        Ok(package(wish, list, files))
    }

    /// The files of a list that are in the index.
    fn hashed(&self, list: &Manifest, index: &Index) -> Res<Vec<File>> {
        let files = list.hashes.iter().map(|(path, prefix)| {
            let expected = Expected::Beginning(prefix.clone());
            let bytes = index
                .read(&prefix.key(), FILE_BYTES_MAX, &expected, self.fetcher)
                .map_err(|error| error.about(path.as_str()))?;
            self.file(path.clone(), prefix.key(), bytes)
        });
        files.collect()
    }

    fn load_address(&self, wish: &Wish, index: &Index) -> Res<Package> {
        let Requirement { name, version } = &wish.requirement;
        let fetch = |address: &str, bytes_max| {
            let page = self.hosts.page(address, version)?;
            let bytes = self.fetcher.get(&page, bytes_max, &Expected::Anything)?;
            Ok((page, bytes))
        };
        if wish.requirement.is_single_file() {
            let (page, bytes) = fetch(name, FILE_BYTES_MAX)?;
            let path = PackagePath::parse(name.rsplit('/').next().unwrap_or_default())?;
            let file = self.file(path, page, bytes)?;
            return Ok(package(wish, Manifest::parse(b"{}")?, vec![file]));
        }
        let list_address =
            if name.ends_with(".json") { name.clone() } else { format!("{name}/package.json") };
        let (_, text) = fetch(&list_address, MANIFEST_BYTES_MAX)?;
        let list = Manifest::parse(&text)?;
        let mut files = self.hashed(&list, index)?;
        let base = list_address.rsplit_once('/').map_or("", |(base, _)| base);
        for (path, url) in &list.urls {
            let (page, bytes) = fetch(&join(base, url)?, FILE_BYTES_MAX)?;
            files.push(self.file(path.clone(), page, bytes)?);
        }
        Ok(package(wish, list, files))
    }

    fn load_local(&self, wish: &Wish, index: &Index) -> Res<Package> {
        let name = wish.requirement.name.as_str();
        let place = Path::new(name);
        if wish.requirement.is_single_file() {
            let bytes = read_file(place, FILE_BYTES_MAX)?;
            let file_name = place.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let file = self.file(PackagePath::parse(file_name)?, format!("{LOCAL_SOURCE}{name}"), bytes)?;
            return Ok(package(wish, Manifest::parse(b"{}")?, vec![file]));
        }
        let place = if name.ends_with(".json") { place.to_owned() } else { place.join("package.json") };
        let list = Manifest::parse(&read_file(&place, MANIFEST_BYTES_MAX)?)?;
        let mut files = self.hashed(&list, index)?;
        let base = place.parent().unwrap_or(Path::new(""));
        for (path, url) in &list.urls {
            let (source, bytes) = if crate::address::is_address(url) {
                let page = self.hosts.page(url, &wish.requirement.version)?;
                let bytes = self.fetcher.get(&page, FILE_BYTES_MAX, &Expected::Anything)?;
                (page, bytes)
            } else {
                let from = PackagePath::parse(url)?.below(base);
                let bytes = read_file(&from, FILE_BYTES_MAX)?;
                (format!("{LOCAL_SOURCE}{}", from.display()), bytes)
            };
            files.push(self.file(path.clone(), source, bytes)?);
        }
        Ok(package(wish, list, files))
    }

    /// Fetches a file that a lock file names, and checks it to the last digit.
    ///
    /// # Errors
    /// What hinders fetching it, and `Damaged` if it is another by now.
    pub fn restore(&self, package: &Package, file: &File, index: Option<&str>) -> Res<()> {
        let expected = Expected::Exactly(file.sha256);
        let index = self.index(index.unwrap_or(&package.index));
        let cached = self.fetcher.cache.as_ref().and_then(|cache| cache.content(&file.sha256));
        let bytes = match cached {
            Some(bytes) => Ok(bytes),
            None => self.restored(package, file, index, &expected),
        };
        let bytes = bytes.map_err(|error| {
            let error = error.about(&format!("{}: {}", shown(&package.name), file.path));
            match error.kind {
                Kind::Damaged => error.hint(format!(
                    "it is not what the lock file says; `micropyrite mip update {}` takes what is there now",
                    shown(&package.name)
                )),
                _ => error,
            }
        })?;
        self.file(file.path.clone(), file.source.clone(), bytes).map(drop)
    }

    fn restored(
        &self,
        package: &Package,
        file: &File,
        index: Res<Rc<Index>>,
        expected: &Expected,
    ) -> Res<Vec<u8>> {
        if package.way_of(file) == Way::Index {
            return index?.read(&file.source, FILE_BYTES_MAX, expected, self.fetcher);
        }
        // An archive has files from everywhere.
        let in_archive = index.ok().filter(|index| !is_plain(&index.name())).and_then(|index| {
            index.read(&file_key(&file.sha256), FILE_BYTES_MAX, expected, self.fetcher).ok()
        });
        if let Some(bytes) = in_archive {
            return Ok(bytes);
        }
        if let Some(path) = file.source.strip_prefix(LOCAL_SOURCE) {
            let bytes = read_file(Path::new(path), FILE_BYTES_MAX)?;
            expected.check(&bytes, path)?;
            return Ok(bytes);
        }
        let page = self.hosts.page(&file.source, "")?;
        self.fetcher.get(&page, FILE_BYTES_MAX, expected)
    }
}

impl Package {
    /// Where a file of it is from.
    fn way_of(&self, file: &File) -> Way {
        if file.source.starts_with(LOCAL_SOURCE) {
            Way::Local
        } else if crate::address::is_address(&file.source) {
            Way::Address
        } else {
            Way::Index
        }
    }
}

/// Puts together what is known of a package.
fn package(wish: &Wish, list: Manifest, mut files: Vec<File>) -> Package {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files.dedup_by(|one, other| one.path == other.path && one.sha256 == other.sha256);
    let word = |dep: &Requirement| if dep.is_open() { LATEST.to_owned() } else { dep.version.clone() };
    Package {
        name: wish.requirement.name.clone(),
        version: list.version,
        requested: None,
        at: wish.requirement.version.clone(),
        format: wish.format.clone(),
        index: wish.index.clone(),
        deps: list.deps.iter().map(|dep| (dep.name.clone(), word(dep))).collect(),
        files,
    }
}

fn not_in_index(wish: &Wish, index: &Index) -> Error {
    let version = if wish.requirement.is_open() { LATEST } else { &wish.requirement.version };
    let (form, hint) = match wish.format.as_str() {
        "py" => ("as source text".to_owned(), "the name or the version may be another"),
        format => (
            format!("for .mpy version {format}"),
            "the name or the version may be another; --no-mpy looks for source text",
        ),
    };
    let cause = format!("version {version} is not in {} {form}", shown(&index.name()));
    Error::new(Kind::NotFound, cause).hint(hint)
}

fn conflict(wanted: &Requirement, reason: &str) -> Error {
    let cause = format!("{} is needed, but {reason}", shown(&wanted.to_string()));
    Error::new(Kind::Conflict, cause)
        .hint("name the version that all can use, or remove what needs the other one")
}

/// What every package needs is there.
fn check_needs(packages: &Packages) -> Res<()> {
    for package in packages.values() {
        for wanted in package.requirements()? {
            match packages.get(&wanted.name) {
                Some(there) if there.satisfies(&wanted) => {}
                Some(there) => {
                    let reason = format!("{} is there", shown(&there.version));
                    return Err(conflict(&wanted, &reason).about(&shown(&package.name)));
                }
                None => {
                    return Err(conflict(&wanted, "it is not there").about(&shown(&package.name)));
                }
            }
        }
    }
    Ok(())
}
