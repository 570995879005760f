//! A target, a cache, and an index that a server or a directory can show.

pub mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use micropyrite_mip::address::Hosts;
use micropyrite_mip::digest::Digest;
use micropyrite_mip::proxy::Proxies;
use micropyrite_mip::{Cache, Fetcher, Kind, Project, Report, Requirement, Res, Settings, Silent};

pub use server::{Answer, Server};

/// A folder that goes when the test ends.
pub struct World {
    pub folder: PathBuf,
    pub settings: Settings,
    pub is_offline: bool,
    pub has_cache: bool,
    pub proxies: Proxies,
}

static N_WORLDS: AtomicU32 = AtomicU32::new(0);

impl World {
    pub fn new(index: &str) -> World {
        let n = N_WORLDS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("mip-test-{}-{n}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let settings = Settings {
            target: folder.join("lib"),
            lock_path: folder.join("mip.lock"),
            index: Some(index.to_owned()),
            format: None,
            default_format: "6".into(),
            force: false,
            hosts: Hosts::default(),
            write: |path, bytes| fs::write(path, bytes),
        };
        World { folder, settings, is_offline: false, has_cache: true, proxies: Proxies::default() }
    }

    pub fn run<T>(&self, act: impl FnOnce(&Project) -> Res<T>) -> Res<T> {
        let cache = self.has_cache.then(|| Cache::new(self.folder.join("cache"), self.settings.write));
        let fetcher = Fetcher::new(cache, self.is_offline, self.proxies.clone(), Box::new(Silent));
        act(&Project::new(&self.settings, &fetcher)?)
    }

    pub fn install(&self, names: &[&str]) -> Res<Report> {
        self.run(|project| project.install(wanted(names)))
    }

    pub fn remove(&self, name: &str) -> Res<Report> {
        self.run(|project| project.remove(&[name.to_owned()]))
    }

    pub fn update(&self) -> Res<Report> {
        self.run(|project| project.update(&[]))
    }

    pub fn sync(&self) -> Res<Report> {
        self.run(|project| project.install_locked())
    }

    /// Every file of the target with its text.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        collect(&self.settings.target, &self.settings.target, &mut files);
        files
    }

    /// The paths in the target, with spaces between.
    pub fn paths(&self) -> String {
        self.files().into_keys().collect::<Vec<_>>().join(" ")
    }

    pub fn lock_text(&self) -> String {
        fs::read_to_string(&self.settings.lock_path).unwrap_or_default()
    }

    /// The way fails, and leaves nothing behind.
    pub fn refuses(&self, names: &[&str], kind: Kind) -> String {
        let (files, lock) = (self.files(), self.lock_text());
        let error = self.install(names).expect_err("it must fail");
        assert_eq!(error.kind, kind, "{error}");
        assert_eq!((self.files(), self.lock_text()), (files, lock), "something was written");
        error.to_string()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub fn wanted(names: &[&str]) -> Vec<Requirement> {
    names.iter().map(|name| Requirement::parse(name).unwrap()).collect()
}

fn collect(base: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(base, &path, files);
        } else {
            let name = path.strip_prefix(base).unwrap().display().to_string();
            files.insert(name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
        }
    }
}

/// The files of an index by their keys.
#[derive(Default)]
pub struct Index {
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Index {
    /// Adds a package under a version and as the newest.
    pub fn add(&mut self, name: &str, version: &str, files: &[(&str, &str)], deps: &[(&str, &str)]) {
        for (format, end) in [("6", "mpy"), ("py", "py")] {
            let hashes: Vec<_> = files
                .iter()
                .map(|(path, text)| {
                    let body = format!("{end} {text}");
                    let digest = Digest::of(body.as_bytes()).to_string();
                    self.files.insert(format!("file/{}/{}", &digest[..2], &digest[..8]), body.into());
                    (format!("{path}.{end}"), digest[..8].to_owned())
                })
                .collect();
            let list =
                serde_json::json!({ "v": 1, "hashes": hashes, "deps": deps, "version": version }).to_string();
            for version in [version, "latest"] {
                self.files.insert(format!("package/{format}/{name}/{version}.json"), list.clone().into());
            }
        }
    }

    pub fn serve(&self) -> Server {
        let server = Server::start();
        self.show(&server);
        server
    }

    pub fn show(&self, server: &Server) {
        for (key, body) in &self.files {
            server.put(&format!("/{key}"), Answer::Page(body.clone()));
        }
    }

    pub fn write(&self, folder: &Path) {
        for (key, body) in &self.files {
            let path = folder.join(key);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, body).unwrap();
        }
    }
}

/// Two packages, one of which needs the other in its version 1.
pub fn sample() -> Index {
    let mut index = Index::default();
    index.add("leaf", "1.0", &[("leaf", "leaf one")], &[]);
    index.add("tree", "2.0", &[("tree/__init__", "tree"), ("tree/root", "root")], &[("leaf", "latest")]);
    index
}
