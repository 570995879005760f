//! What an index or a network may do wrong: nothing of it is written.

use crate::world::{Answer, Server, World, sample};
use micropyrite_mip::Kind;

fn list(server: &Server, text: &str) {
    server.put("/package/6/bad/latest.json", Answer::Page(text.into()));
}

#[test]
fn wrong_content() {
    let index = sample();
    let server = index.serve();
    let world = World::new(&server.base);
    for key in index.files.keys().filter(|key| key.starts_with("file/")) {
        server.put(&format!("/{key}"), Answer::Page(b"mpy leaf two".to_vec()));
    }
    assert!(world.refuses(&["tree"], Kind::Damaged).contains("SHA-256"));
}

#[test]
fn cut_off_and_missing() {
    let index = sample();
    let server = index.serve();
    let world = World::new(&server.base);
    for (key, body) in index.files.iter().filter(|(key, _)| key.starts_with("file/")) {
        server.put(&format!("/{key}"), Answer::Half(body.clone()));
    }
    assert!(world.refuses(&["leaf"], Kind::Unreachable).contains("broke off"));
    world.refuses(&["no-such"], Kind::NotFound);
    for key in index.files.keys() {
        server.put(&format!("/{key}"), Answer::Status(503));
    }
    assert!(world.refuses(&["leaf"], Kind::Unreachable).contains("503"));
    let nobody = World::new("http://127.0.0.1:1/pi");
    assert!(nobody.refuses(&["leaf"], Kind::Unreachable).contains("--offline"));
}

#[test]
fn paths_that_lead_away() {
    let server = Server::start();
    let world = World::new(&server.base);
    server.put("/x.py", Answer::Page(b"x".to_vec()));
    for path in ["../x.py", "/tmp/x.py", "a/../../x.py", "a\\\\..\\\\x.py", "a\\u0000.py", "", "C:x.py"] {
        list(&server, &format!(r#"{{"urls":[["{path}","{}/x.py"]]}}"#, server.base));
        world.refuses(&["bad"], Kind::Refused);
        assert_eq!(server.times("/x.py"), 0, "{path}");
    }
}

#[test]
fn lists_that_ask_for_too_much() {
    let server = Server::start();
    let world = World::new(&server.base);
    for text in [
        format!(r#"{{"x":{}"#, "[".repeat(200_000)),
        r#"{"deps":[["/etc/passwd.json","latest"]]}"#.to_owned(),
        r#"{"urls":[["a.py","file:///etc/passwd"]]}"#.to_owned(),
        r#"{"urls":[["a.py","../../../../../../etc/passwd"]]}"#.to_owned(),
        format!(r#"{{"version":"{}"}}"#, "x".repeat(2 << 20)),
    ] {
        list(&server, &text);
        let error = world.install(&["bad"]).unwrap_err();
        assert!(matches!(error.kind, Kind::Refused | Kind::NotFound), "{error}");
        assert!(error.to_string().len() < 600);
        assert_eq!(world.paths(), "");
    }
    // A need that needs itself is no endless story.
    list(&server, r#"{"deps":[["bad","latest"]],"version":"1"}"#);
    world.install(&["bad"]).unwrap();
}

#[test]
fn redirects_have_an_end() {
    let server = Server::start();
    let world = World::new(&server.base);
    server.put("/package/6/bad/latest.json", Answer::Redirect("latest.json".into()));
    assert!(world.refuses(&["bad"], Kind::Refused).contains("redirects"));
    server.put("/package/6/bad/latest.json", Answer::Redirect("file:///etc/passwd".into()));
    world.refuses(&["bad"], Kind::Refused);
}
