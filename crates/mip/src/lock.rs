//! The lock file: which packages are there, with the whole hash of each file.
//!
//! It is JSON in a fixed order, so that the same packages make the same text. It may come from others, with a
//! repository, and is looked at like everything else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::error::{Error, Kind, Res, shown};
use crate::index::read_file;
use crate::limits::LOCK_BYTES_MAX;
use crate::path::PackagePath;
use crate::requirement::Requirement;

/// The form that we read and write.
const FORM: u32 = 1;

/// The name of the file.
pub const NAME: &str = "mip.lock";

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct File {
    /// Where it lies below the target.
    pub path: PackagePath,
    /// What it holds.
    pub sha256: Digest,
    /// How much that is.
    pub size: u64,
    /// Where it is from: a key of the index, an address, or a path.
    pub source: String,
}

/// A package.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Package {
    /// Name, address or path.
    pub name: String,
    /// What it says of itself.
    pub version: String,
    /// The version that was asked for, `latest` for the newest; without it, only other packages need this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested: Option<String>,
    /// The branch or tag of an address, or the version's name in the index, if it is not the newest.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The number of `.mpy` files' version, or `py`.
    pub format: String,
    /// The index that it, and what it needs, is from.
    pub index: String,
    /// What it needs: names and versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deps: Vec<(String, String)>,
    /// Its files.
    pub files: Vec<File>,
}

impl Package {
    /// Whether somebody asked for it.
    pub fn is_root(&self) -> bool {
        self.requested.is_some()
    }

    /// Whether it is what is asked for.
    pub fn satisfies(&self, requirement: &Requirement) -> bool {
        requirement.is_open() || requirement.version == self.version || requirement.version == self.at
    }

    /// What somebody asked for when they asked for it.
    ///
    /// # Errors
    /// `Refused`, for what nobody can have asked for.
    pub fn requirement(&self) -> Res<Requirement> {
        Requirement::new(&self.name, self.requested.as_deref().unwrap_or(&self.at))
            .map_err(|error| Error { kind: Kind::Refused, ..error })
    }

    /// What it needs.
    ///
    /// # Errors
    /// `Refused`, for what no package can need.
    pub fn requirements(&self) -> Res<Vec<Requirement>> {
        self.deps.iter().map(|(name, version)| Requirement::new(name, version)).collect()
    }
}

/// All packages of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Lock {
    /// The form.
    #[serde(rename = "version")]
    form: u32,
    /// The target's name, in the directory that the lock file is in.
    pub target: String,
    /// By name.
    #[serde(with = "as_list")]
    pub packages: BTreeMap<String, Package>,
}

/// Packages as a list in the order of their names.
mod as_list {
    use super::{BTreeMap, Package};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(packages: &BTreeMap<String, Package>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(packages.values())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Package>, D::Error> {
        let packages = Vec::<Package>::deserialize(from)?;
        Ok(packages.into_iter().map(|package| (package.name.clone(), package)).collect())
    }
}

impl Lock {
    /// One without packages.
    pub fn new(target: &str) -> Lock {
        Lock { form: FORM, target: target.to_owned(), packages: BTreeMap::new() }
    }

    /// Reads a lock file; `None`, if there is none.
    ///
    /// # Errors
    /// `File`, and `Refused` for what is no lock file.
    pub fn read(path: &Path) -> Res<Option<Lock>> {
        let text = match read_file(path, LOCK_BYTES_MAX) {
            Err(error) if error.kind == Kind::NotFound => return Ok(None),
            text => text?,
        };
        let refuse = |reason: &str| {
            let cause = format!("{}: no lock file: {}", path.display(), shown(reason));
            Error::new(Kind::Refused, cause)
        };
        let lock: Lock = serde_json::from_slice(&text).map_err(|error| refuse(&error.to_string()))?;
        if lock.form != FORM {
            return Err(refuse(&format!("this program knows version {FORM}, not {}", lock.form)));
        }
        let is_name = PackagePath::parse(&lock.target).is_ok() && !lock.target.contains('/');
        if !is_name {
            return Err(refuse("its target is no name"));
        }
        for package in lock.packages.values() {
            package
                .requirement()
                .and_then(|_| package.requirements())
                .map_err(|error| refuse(&error.cause))?;
            if package.version.chars().any(char::is_control) {
                return Err(refuse("a version in it is none"));
            }
        }
        Ok(Some(lock))
    }

    /// Its text.
    ///
    /// # Errors
    /// None that could be helped.
    pub fn text(&self) -> Res<String> {
        match serde_json::to_string_pretty(self) {
            Ok(text) => Ok(text + "\n"),
            Err(error) => Err(Error::new(Kind::File, error.to_string())),
        }
    }

    /// Every path, and what it holds.
    pub fn files(&self) -> BTreeMap<&PackagePath, &File> {
        self.packages.values().flat_map(|package| &package.files).map(|file| (&file.path, file)).collect()
    }

    /// Drops what nobody asked for and no package needs.
    ///
    /// # Errors
    /// `Refused`, for what no package can need.
    pub fn drop_unneeded(&mut self) -> Res<()> {
        let mut needed: BTreeSet<String> = BTreeSet::new();
        let roots = self.packages.values().filter(|package| package.is_root());
        let mut open: Vec<String> = roots.map(|package| package.name.clone()).collect();
        while let Some(name) = open.pop() {
            let Some(package) = self.packages.get(&name) else { continue };
            if needed.insert(name) {
                open.extend(package.requirements()?.into_iter().map(|dep| dep.name));
            }
        }
        self.packages.retain(|name, _| needed.contains(name));
        Ok(())
    }

    /// The packages that need this one.
    pub fn users(&self, name: &str) -> Vec<&str> {
        let needs =
            |package: &&Package| package.deps.iter().any(|(dep, _)| dep.trim_end_matches('/') == name);
        self.packages.values().filter(needs).map(|package| package.name.as_str()).collect()
    }
}
