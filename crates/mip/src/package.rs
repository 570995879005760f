//! The list of a package: its files, what it needs, its version.

use serde::{Deserialize, Serialize};

use crate::digest::Prefix;
use crate::error::{Error, Kind, Res, shown};
use crate::limits::FILES_MAX;
use crate::path::PackagePath;
use crate::requirement::{Requirement, Way};

/// The versions of the form that we read.
const FORM_MAX: u32 = 1;

/// As it is written.
#[derive(Default, Deserialize, Serialize)]
pub struct Written {
    /// The version of the form.
    #[serde(default, rename = "v", skip_serializing_if = "Option::is_none")]
    pub form: Option<u32>,
    /// Path and hash of files in the index.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<(String, String)>,
    /// Path and address of files anywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<(String, String)>,
    /// Name and version of packages that this one needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deps: Vec<(String, String)>,
    /// Version of the package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// A list that was looked at.
#[derive(Debug)]
pub struct Manifest {
    /// Files in the index.
    pub hashes: Vec<(PackagePath, Prefix)>,
    /// Files anywhere.
    pub urls: Vec<(PackagePath, String)>,
    /// What it needs.
    pub deps: Vec<Requirement>,
    /// Its version; empty if it has none.
    pub version: String,
}

impl Manifest {
    /// Reads the text of a list.
    ///
    /// # Errors
    /// `Refused`, for what is no list, or asks for what is not allowed.
    pub fn parse(text: &[u8]) -> Res<Manifest> {
        let no_list = |reason: &str| {
            Error::new(Kind::Refused, format!("it is no list of a package: {}", shown(reason)))
        };
        // The reader would take an array for the fields in their order.
        if !text.trim_ascii_start().starts_with(b"{") {
            return Err(no_list("it is no JSON object"));
        }
        // Nesting is bounded by the reader.
        let written: Written = serde_json::from_slice(text).map_err(|error| no_list(&error.to_string()))?;
        if written.form.is_some_and(|form| form > FORM_MAX) {
            return Err(Error::new(Kind::Refused, "it is of a newer form than this program knows"));
        }
        if written.hashes.len().max(written.urls.len()).max(written.deps.len()) > FILES_MAX {
            return Err(Error::new(Kind::Refused, format!("it names more than {FILES_MAX} files")));
        }
        let hashes = written.hashes.iter();
        let hashes = hashes.map(|(path, hash)| Ok((PackagePath::parse(path)?, Prefix::parse(hash)?)));
        let urls = written.urls.into_iter().map(|(path, url)| Ok((PackagePath::parse(&path)?, url)));
        let deps = written.deps.iter().map(|(name, version)| {
            let dep =
                Requirement::new(name, version).map_err(|error| Error { kind: Kind::Refused, ..error })?;
            match dep.way() {
                Way::Local => {
                    Err(Error::new(Kind::Refused, format!("it needs the local file `{}`", shown(name))))
                }
                _ => Ok(dep),
            }
        });
        let version = written.version.unwrap_or_default();
        if version.len() > 100 || version.chars().any(char::is_control) {
            return Err(Error::new(Kind::Refused, "its version is no version"));
        }
        Ok(Manifest {
            hashes: hashes.collect::<Res<_>>()?,
            urls: urls.collect::<Res<_>>()?,
            deps: deps.collect::<Res<_>>()?,
            version,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let text = br#"{"v":1,"hashes":[["a/b.mpy","e39dbf64"]],"urls":[["c.py","github:o/r/c.py"]],
            "deps":[["d","latest"],["github:o/r","main"]],"version":"0.1","more":[[[1]]]}"#;
        let list = Manifest::parse(text).unwrap();
        assert_eq!((list.hashes.len(), list.urls.len(), list.deps.len()), (1, 1, 2));
        assert_eq!(list.version, "0.1");
        assert!(Manifest::parse(b"{}").is_ok());
        let deep = format!(r#"{{"x":{}"#, "[".repeat(100_000));
        for wrong in [
            "",
            "[]",
            r#"{"hashes":[["../a.py","e39dbf64"]]}"#,
            r#"{"hashes":[["a.py","../../x"]]}"#,
            r#"{"urls":[["/etc/x","http://h/x"]]}"#,
            r#"{"deps":[["/etc/passwd.json",""]]}"#,
            r#"{"deps":[["a b",""]]}"#,
            r#"{"v":9}"#,
            r#"{"version":"\u001b[2J"}"#,
            &deep,
        ] {
            assert!(Manifest::parse(wrong.as_bytes()).is_err(), "{}", &wrong[..wrong.len().min(60)]);
        }
    }
}
