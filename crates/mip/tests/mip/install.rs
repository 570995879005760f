//! Installing, updating, removing and locking, from an index on loopback.

use std::fs;

use crate::world::{Answer, Server, World, sample, wanted};
use micropyrite_mip::{Change, Kind};

#[test]
fn by_name_with_what_it_needs() {
    let server = sample().serve();
    let world = World::new(&server.base);
    let report = world.install(&["tree"]).unwrap();
    assert_eq!(report.changes["leaf"], Change::Installed("1.0".into()));
    assert_eq!(world.paths(), "leaf.mpy tree/__init__.mpy tree/root.mpy");
    assert_eq!(world.files()["leaf.mpy"], "mpy leaf one");
    // Once more is no change, and the lock file is the same.
    let lock = world.lock_text();
    assert!(world.install(&["tree"]).unwrap().changes.is_empty());
    assert_eq!(world.lock_text(), lock);
    let other = World::new(&server.base);
    other.install(&["leaf"]).unwrap();
    other.install(&["tree"]).unwrap();
    other.remove("leaf").unwrap();
    assert_eq!(other.lock_text(), lock);
}

#[test]
fn source_text_and_versions() {
    let mut index = sample();
    index.add("leaf", "1.1", &[("leaf", "leaf newer")], &[]);
    let server = index.serve();
    let mut world = World::new(&server.base);
    world.install(&["leaf@1.0"]).unwrap();
    assert_eq!(world.files()["leaf.mpy"], "mpy leaf one");
    world.settings.format = Some("py".into());
    world.install(&["leaf"]).unwrap();
    assert_eq!(world.paths(), "leaf.py");
    assert_eq!(world.files()["leaf.py"], "py leaf newer");
    assert!(world.refuses(&["leaf@3.0"], Kind::NotFound).contains("leaf@3.0: version 3.0 is not in http://"));
}

#[test]
fn one_version_for_all() {
    let mut index = sample();
    index.add("leaf", "1.1", &[("leaf", "leaf newer")], &[]);
    index.add("old", "1", &[("old", "old")], &[("leaf", "1.0")]);
    index.add("new", "1", &[("new", "new")], &[("leaf", "1.1")]);
    let server = index.serve();
    let world = World::new(&server.base);
    // `tree` takes what `old` needs.
    world.install(&["tree", "old"]).unwrap();
    assert_eq!(world.files()["leaf.mpy"], "mpy leaf one");
    world.refuses(&["new"], Kind::Conflict);
    // Nor may two packages have one path.
    index.add("thief", "1", &[("leaf", "another")], &[]);
    index.show(&server);
    assert!(world.refuses(&["thief"], Kind::Conflict).contains("`leaf.mpy`"));
    index.add("below", "1", &[("leaf.mpy/x", "another")], &[]);
    index.show(&server);
    world.refuses(&["below"], Kind::Conflict);
}

#[test]
fn updates_and_removes() {
    let mut index = sample();
    let server = index.serve();
    let world = World::new(&server.base);
    world.install(&["tree"]).unwrap();
    index.add("leaf", "1.1", &[("leaf/__init__", "leaf newer")], &[]);
    index.show(&server);
    let report = world.update().unwrap();
    assert_eq!(report.changes["leaf"], Change::Updated("1.0".into(), "1.1".into()));
    assert_eq!(report.changes.len(), 1);
    assert_eq!(world.paths(), "leaf/__init__.mpy tree/__init__.mpy tree/root.mpy");

    let error = world.remove("leaf").unwrap_err();
    assert_eq!((error.kind, error.cause.contains("tree")), (Kind::Conflict, true));
    world.install(&["leaf@1.1"]).unwrap();
    assert!(world.update().unwrap().notes[0].starts_with("leaf@1.1: stays"));
    assert_eq!(world.remove("tree").unwrap().changes.len(), 1);
    assert_eq!(world.paths(), "leaf/__init__.mpy");
    world.remove("leaf").unwrap();
    assert_eq!(world.paths(), "");
    assert!(!world.settings.target.join("leaf").exists());
    assert_eq!(world.remove("leaf").unwrap_err().kind, Kind::NotFound);
}

#[test]
fn work_of_others_is_kept() {
    let server = sample().serve();
    let mut world = World::new(&server.base);
    fs::create_dir(&world.settings.target).unwrap();
    let leaf = world.settings.target.join("leaf.mpy");
    fs::write(&leaf, "mine").unwrap();
    world.refuses(&["leaf"], Kind::Conflict);
    world.settings.force = true;
    world.install(&["leaf"]).unwrap();
    world.settings.force = false;
    fs::write(&leaf, "changed").unwrap();
    assert_eq!(world.sync().unwrap_err().kind, Kind::Conflict);
    let report = world.remove("leaf").unwrap();
    assert!(report.warnings[0].contains("kept"));
    assert_eq!(world.files()["leaf.mpy"], "changed");
}

#[test]
fn links_are_not_followed() {
    let server = sample().serve();
    let world = World::new(&server.base);
    fs::create_dir(&world.settings.target).unwrap();
    let outside = world.folder.join("outside");
    fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, world.settings.target.join("tree")).unwrap();
    world.refuses(&["tree"], Kind::Refused);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
}

#[test]
fn a_write_that_fails_is_undone() {
    let server = sample().serve();
    let mut world = World::new(&server.base);
    world.install(&["leaf"]).unwrap();
    world.settings.write = |path, bytes| match path.ends_with("lib/tree/root.mpy") {
        true => Err(std::io::ErrorKind::StorageFull.into()),
        false => fs::write(path, bytes),
    };
    world.refuses(&["tree"], Kind::File);
    assert!(!world.settings.target.join("tree").exists());
}

#[test]
fn what_the_lock_file_says() {
    let mut index = sample();
    let server = index.serve();
    let mut world = World::new(&server.base);
    world.install(&["tree"]).unwrap();
    let lock = world.lock_text();
    index.add("leaf", "1.1", &[("leaf", "leaf newer")], &[]);
    index.show(&server);
    world.has_cache = false;
    fs::remove_dir_all(&world.settings.target).unwrap();
    world.sync().unwrap();
    assert_eq!(world.files()["leaf.mpy"], "mpy leaf one");
    assert_eq!(world.lock_text(), lock);
    // A content whose first digits are right is not enough.
    let forged = lock.replacen("\"sha256\": \"", "\"sha256\": \"00", 1);
    let at = forged.find("\"sha256\": \"00").unwrap() + 11 + 64;
    fs::write(&world.settings.lock_path, [&forged[..at], &forged[at + 2..]].concat()).unwrap();
    fs::remove_dir_all(&world.settings.target).unwrap();
    assert_eq!(world.sync().unwrap_err().kind, Kind::Damaged);
    assert_eq!(world.paths(), "");
    for wrong in
        [lock.replace("leaf.mpy", "../leaf.mpy"), lock.replace("\"lib\"", "\"..\""), lock[1..].into()]
    {
        fs::write(&world.settings.lock_path, wrong).unwrap();
        assert_eq!(world.sync().unwrap_err().kind, Kind::Refused);
    }
}

#[test]
fn the_lock_file_alone() {
    let server = sample().serve();
    let world = World::new(&server.base);
    world.run(|project| project.lock(wanted(&["tree"]))).unwrap();
    assert_eq!(world.paths(), "");
    world.sync().unwrap();
    assert_eq!(world.paths(), "leaf.mpy tree/__init__.mpy tree/root.mpy");
}

#[test]
fn addresses() {
    let server = Server::start();
    let mut index = sample();
    index.add("tree", "2.0", &[("tree", "tree")], &[]);
    index.show(&server);
    let list = r#"{"urls":[["pack/__init__.py","src/init.py"],["pack/b.py","github:o/r/b.py"]],
        "deps":[["leaf","latest"]],"version":"0.3"}"#;
    let page = |text: &str| Answer::Page(text.into());
    server.put("/gh/o/r/v1/package.json", page(list));
    server.put("/gh/o/r/v1/src/init.py", page("init"));
    server.put("/gh/o/r/v1/b.py", page("b"));
    server.put("/gl/o/r/-/raw/HEAD/x/one.py", page("one"));
    server.put("/cb/api/v1/repos/o/r/raw/two.py?ref=main", page("two"));
    server.put("/three/package.json", page(r#"{"urls":[["three.py","../three.py"]]}"#));
    server.put("/three.py", Answer::Redirect("/deep/three.py".into()));
    server.put("/deep/three.py", page("three"));
    let mut world = World::new(&server.base);
    world.settings.hosts.github = format!("{}/gh", server.base);
    world.settings.hosts.gitlab = format!("{}/gl", server.base);
    world.settings.hosts.codeberg = format!("{}/cb", server.base);
    let three = format!("{}/three/", server.base);
    world.install(&["github:o/r@v1", "gitlab:o/r/x/one.py", "codeberg:o/r/two.py@main", &three]).unwrap();
    assert_eq!(world.paths(), "leaf.mpy one.py pack/__init__.py pack/b.py three.py two.py");
    let lock = world.lock_text();
    fs::remove_dir_all(&world.settings.target).unwrap();
    world.has_cache = false;
    world.sync().unwrap();
    assert_eq!(world.paths(), "leaf.mpy one.py pack/__init__.py pack/b.py three.py two.py");
    assert_eq!(world.lock_text(), lock);
    world.remove("github:o/r").unwrap();
    assert_eq!(world.paths(), "one.py three.py two.py");
}

#[test]
fn files_here() {
    let server = sample().serve();
    let world = World::new(&server.base);
    let folder = world.folder.join("mine");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.py"), "a").unwrap();
    let list = folder.join("package.json");
    fs::write(&list, r#"{"urls":[["b.py","a.py"]],"deps":[["leaf","latest"]]}"#).unwrap();
    let (file, list) = (folder.join("a.py").display().to_string(), list.display().to_string());
    world.install(&[&file, &list]).unwrap();
    assert_eq!(world.paths(), "a.py b.py leaf.mpy");
    world.remove(&list).unwrap();
    assert_eq!(world.paths(), "a.py");
}

#[test]
fn through_a_proxy() {
    let proxy = Server::start();
    let mut world = World::new("http://index.invalid/pi");
    let index = sample();
    for (key, body) in &index.files {
        proxy.put(&format!("http://index.invalid/pi/{key}"), Answer::Page(body.clone()));
    }
    world.proxies.http = Some(proxy.base.clone());
    world.install(&["tree"]).unwrap();
    assert_eq!(world.paths(), "leaf.mpy tree/__init__.mpy tree/root.mpy");
    world.proxies.exceptions = "invalid".into();
    world.has_cache = false;
    assert!(world.refuses(&["leaf"], Kind::Unreachable).starts_with("leaf: cannot reach index.invalid: "));
}

#[test]
fn two_at_work_in_one_directory() {
    let server = sample().serve();
    let mut world = World::new(&server.base);
    world.has_cache = false;
    let world = &world;
    std::thread::scope(|scope| {
        // The second wants another package, and waits until the first has written its lock file.
        let second = world.run(|first| {
            let second = scope.spawn(|| world.install(&["leaf@1.0"]));
            first.install(wanted(&["tree"]))?;
            assert!(!second.is_finished());
            Ok(second)
        });
        second.unwrap().join().unwrap().unwrap();
    });
    assert_eq!(world.paths(), "leaf.mpy tree/__init__.mpy tree/root.mpy");
    for name in ["leaf", "tree"] {
        world.remove(name).unwrap();
    }
    assert_eq!(world.paths(), "");
}
