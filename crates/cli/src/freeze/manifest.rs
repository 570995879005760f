//! Manifests, run by an interpreter of its own: what they say is to be frozen.
//!
//! The functions that they call are in Python (`python/manifest.py`), as manifests are.

use micropyrite::Builder;
use micropyrite::Root;
use micropyrite_host::Host;

use crate::{identity, memory};

const PROGRAM: &str = include_str!("../../../../python/manifest.py");

/// How a file is to be frozen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Its text as it is.
    Text,
    /// Compiled.
    Source,
    /// It is compiled.
    Code,
}

/// A file that a manifest names.
#[derive(PartialEq, Eq, Debug)]
pub struct Item {
    /// How it is to be frozen.
    pub way: Way,
    /// Where it is.
    pub path: String,
    /// Where it will be.
    pub name: String,
    /// Level of optimisation, if the manifest says it.
    pub opt_level: Option<u8>,
    /// The version of its package, as Python writes it.
    pub version: Option<String>,
}

/// Runs manifests.
///
/// # Errors
/// What is wrong with them, and where.
pub fn run(
    host: &'static Host,
    variables: &[(String, String)],
    manifests: &[String],
) -> Result<Vec<Item>, String> {
    let plan = memory::reserve(None).ok_or("can't reserve memory")?;
    let mut vm = Builder::new(plan.memory, host)
        .frame_bytes(plan.frame_bytes)
        .heap_bytes(plan.heap_bytes)
        .native_limit(plan.native_limit)
        .identity(identity::IDENTITY)
        .files()
        .build()
        .map_err(|error| error.to_string())?;
    let variables: Vec<&str> =
        variables.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect();
    let answer = vm.exec(PROGRAM).and_then(|()| {
        let run: Root = vm.global("run")?;
        let answer: Root = vm.call(&run, (variables.join("\0").as_str(), manifests.join("\0").as_str()))?;
        vm.with_bytes(&answer, |text| String::from_utf8_lossy(text).into_owned())
    });
    let answer = answer.map_err(|error| error.to_string())?;
    let mut words = answer.split('\0');
    if words.next() != Some("right") {
        return Err(words.next().unwrap_or_default().to_string());
    }
    let mut items = Vec::new();
    while let (Some(way), Some(path), Some(name), Some(opt), Some(version)) =
        (words.next(), words.next(), words.next(), words.next(), words.next())
    {
        items.push(Item {
            way: match way {
                "text" => Way::Text,
                "source" => Way::Source,
                _ => Way::Code,
            },
            path: path.to_string(),
            name: name.to_string(),
            opt_level: opt.parse().ok(),
            version: Some(version).filter(|version| !version.is_empty()).map(String::from),
        });
    }
    Ok(items)
}
