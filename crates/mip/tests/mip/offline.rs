//! Without a network: the cache, an index in a directory, an archive.

use std::fs;

use crate::world::{Answer, Server, World, sample, wanted};
use micropyrite_mip::Kind;

#[test]
fn from_the_cache() {
    let index = sample();
    let server = index.serve();
    let mut world = World::new(&server.base);
    world.install(&["tree"]).unwrap();
    for key in index.files.keys() {
        server.put(&format!("/{key}"), Answer::Status(500));
    }
    fs::remove_dir_all(&world.settings.target).unwrap();
    world.is_offline = true;
    world.sync().unwrap();
    assert_eq!(world.paths(), "leaf.mpy tree/__init__.mpy tree/root.mpy");
    world.remove("tree").unwrap();
    world.install(&["tree"]).unwrap();
    assert_eq!(world.paths(), "leaf.mpy tree/__init__.mpy tree/root.mpy");
    assert!(world.refuses(&["leaf@1.0"], Kind::Offline).contains("--offline"));
}

#[test]
fn a_cache_that_was_changed_is_not_believed() {
    let server = sample().serve();
    let mut world = World::new(&server.base);
    world.install(&["leaf"]).unwrap();
    let mut folders = vec![world.folder.join("cache/content")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            match entry.path().is_dir() {
                true => folders.push(entry.path()),
                false => fs::write(entry.path(), "forged").unwrap(),
            }
        }
    }
    fs::remove_dir_all(&world.settings.target).unwrap();
    world.is_offline = true;
    assert_eq!(world.sync().unwrap_err().kind, Kind::Offline);
    world.is_offline = false;
    world.sync().unwrap();
    assert_eq!(world.files()["leaf.mpy"], "mpy leaf one");
}

#[test]
fn from_a_directory() {
    let mut world = World::new("");
    let folder = world.folder.join("index");
    let mut index = sample();
    let list = r#"{"urls":[["far.py","../../../far.py"]]}"#;
    index.files.insert("package/6/far/latest.json".into(), list.into());
    index.files.insert("far.py".into(), b"far".to_vec());
    index.write(&folder);
    world.is_offline = true;
    world.settings.index = Some(folder.display().to_string());
    world.install(&["tree", "far"]).unwrap();
    assert_eq!(world.paths(), "far.py leaf.mpy tree/__init__.mpy tree/root.mpy");
    let list = r#"{"urls":[["far.py","../../../../mip.lock"]]}"#;
    fs::write(folder.join("package/6/far/latest.json"), list).unwrap();
    world.refuses(&["far"], Kind::Refused);
    world.settings.index = Some("no/such/index".into());
    world.refuses(&["tree"], Kind::Usage);
}

#[test]
fn from_an_archive() {
    let server = Server::start();
    sample().show(&server);
    server.put(
        "/gh/o/r/HEAD/package.json",
        Answer::Page(br#"{"urls":[["p.py","p.py"]],"deps":[["tree","2.0"]]}"#.into()),
    );
    server.put("/gh/o/r/HEAD/p.py", Answer::Page(b"p".to_vec()));
    let mut world = World::new(&server.base);
    world.settings.hosts.github = format!("{}/gh", server.base);
    let make = |world: &World| world.run(|project| project.download(wanted(&["github:o/r"]))).unwrap().0;
    let bytes = make(&world);
    assert_eq!(bytes, make(&world), "the same packages make the same archive");
    let archive = world.folder.join("packages.tar");
    fs::write(&archive, &bytes).unwrap();
    assert_eq!(world.paths(), "");

    // The lock file of a network's index goes with the archive too.
    let network = World::new(&server.base);
    network.install(&["tree"]).unwrap();

    let mut away = World::new(&archive.display().to_string());
    away.is_offline = true;
    away.install(&["github:o/r", "tree"]).unwrap();
    assert_eq!(away.paths(), "leaf.mpy p.py tree/__init__.mpy tree/root.mpy");
    fs::remove_dir_all(&away.settings.target).unwrap();
    away.sync().unwrap();
    assert_eq!(away.paths(), "leaf.mpy p.py tree/__init__.mpy tree/root.mpy");
    fs::write(&away.settings.lock_path, network.lock_text()).unwrap();
    fs::remove_dir_all(&away.settings.target).unwrap();
    away.sync().unwrap();
    assert_eq!(away.paths(), "leaf.mpy tree/__init__.mpy tree/root.mpy");
    assert!(away.refuses(&["other"], Kind::NotFound).contains("packages.tar"));

    for n in [0, 10, 512, 700, bytes.len() / 2] {
        fs::write(&archive, &bytes[..n]).unwrap();
        assert!(away.install(&["github:o/r"]).is_err(), "{n}");
    }
}
