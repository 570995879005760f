//! The verb `mip` as people type it: from an index on loopback to an import.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A folder that goes when the test ends, with a cache of its own.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let folder = std::env::temp_dir().join(format!("mip-cli-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Place(folder)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_micropyrite"));
        command.args(args).current_dir(&self.0).env_clear();
        command.env("HOME", &self.0).env("MICROPYPATH", "lib");
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// What it prints, if it ends well and says nothing else.
    fn prints(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        assert_eq!((output.status.code(), text(output.stderr)), (Some(0), String::new()), "{args:?}");
        text(output.stdout)
    }

    fn fails(&self, args: &[&str], code: i32) -> String {
        let output = self.run(args);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(code), 0), "{args:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Shows a folder to whoever asks; answers its address.
fn serve(folder: &Path) -> String {
    format!("http://{}", serve_by(folder, answer))
}

/// The same over TLS, with a certificate of `tests/tls`.
fn serve_tls(folder: &Path, certificate: &str) -> String {
    let tls = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls");
    let chain = CertificateDer::from_pem_file(tls.join(certificate)).unwrap();
    let key = PrivateKeyDer::from_pem_file(tls.join("host.key")).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![chain], key).unwrap();
    let config = Arc::new(config);
    let place = serve_by(folder, move |stream, folder| {
        let session = ServerConnection::new(config.clone()).unwrap();
        let mut stream = StreamOwned::new(session, stream);
        answer(&mut stream, folder);
        stream.conn.send_close_notify();
        let _ = stream.flush();
    });
    format!("https://{place}")
}

/// Hands each connection on; answers where it can be reached.
fn serve_by(folder: &Path, each: impl Fn(TcpStream, &Path) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap();
    let folder = folder.to_owned();
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| each(stream, &folder)));
    place
}

/// Answers one question with a file of a folder.
fn answer<S: Read + Write>(mut stream: S, folder: &Path) {
    let mut lines = BufReader::new(&mut stream).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let path = first.split(' ').nth(1).unwrap_or("/").to_owned();
    lines.find(String::is_empty);
    drop(lines);
    let found = fs::read(folder.join(path.trim_start_matches('/')));
    let (status, body) = found.map_or((404, Vec::new()), |body| (200, body));
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

#[test]
fn from_an_index_to_an_import() {
    let place = Place::new("import");
    place.write("greet.py", b"def greet():\n    return 'hello'\n");
    place.prints(&["cross", "greet.py", "-o", "greet.mpy"]);
    for (format, end) in [("6", "mpy"), ("py", "py")] {
        let bytes = fs::read(place.0.join(format!("greet.{end}"))).unwrap();
        let digest = micropyrite_mip::digest::Digest::of(&bytes).to_string();
        place.write(&format!("index/file/{}/{}", &digest[..2], &digest[..8]), &bytes);
        let list = format!(r#"{{"v":1,"hashes":[["greet.{end}","{}"]],"version":"1.2"}}"#, &digest[..8]);
        place.write(&format!("index/package/{format}/greet/latest.json"), list.as_bytes());
    }
    for source in ["greet.py", "greet.mpy"] {
        fs::remove_file(place.0.join(source)).unwrap();
    }
    let index = serve(&place.0.join("index"));
    let greets = || place.prints(&["-c", "import greet; print(greet.greet(), greet.__file__)"]);

    assert_eq!(place.prints(&["mip", "install", "greet", "--index", &index]), "");
    assert_eq!(greets(), "hello lib/greet.mpy\n");
    assert_eq!(place.prints(&["mip", "list"]), "greet 1.2\n");
    assert_eq!(
        place.prints(&["mip", "install", "-v", "greet", "--no-mpy", "--index", &index]),
        "~ greet 1.2\n"
    );
    assert_eq!(greets(), "hello lib/greet.py\n");
    assert_eq!(place.prints(&["mip", "remove", "greet", "-v"]), "- greet 1.2\n");
    assert!(!place.0.join("lib/greet.py").exists());

    place.prints(&["mip", "download", "greet", "-o", "greet.tar", "--index", &index]);
    place.prints(&["mip", "install", "greet", "--index", "greet.tar", "--offline"]);
    assert_eq!(greets(), "hello lib/greet.mpy\n");
}

#[test]
fn errors_say_what_to_do() {
    let place = Place::new("errors");
    let index = serve(&place.0);
    let missing = place.fails(&["mip", "install", "none", "--index", &index], 1);
    assert!(missing.starts_with("mip: none: version latest is not in http://127.0.0.1:"), "{missing}");
    let offline = place.fails(&["mip", "install", "none", "--index", &index, "--offline"], 1);
    assert!(offline.contains("not in the cache") && offline.contains("mip download"), "{offline}");
    let unreachable = place.fails(&["mip", "install", "none", "--index", "http://127.0.0.1:1"], 1);
    assert!(unreachable.starts_with("mip: none: cannot reach 127.0.0.1: "), "{unreachable}");
    assert!(place.fails(&["mip", "install"], 1).contains("no lock file"));
    assert!(place.fails(&["mip", "what"], 2).contains("there is no command `what`"));
    assert!(place.prints(&["mip", "--help"]).contains("Examples:"));
    assert!(fs::read_dir(&place.0).unwrap().flatten().next().is_none(), "something was written");
}

#[test]
fn tls_is_verified() {
    let place = Place::new("tls");
    place.write("files/greet.py", b"print('hello')\n");
    let files = place.0.join("files");
    let install = |certificate: &str, trusted: Option<&str>| {
        let page = format!("{}/greet.py", serve_tls(&files, certificate));
        let mut command = place.command(&["mip", "install", &page]);
        if let Some(file) = trusted {
            let tls = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls");
            command.env("SSL_CERT_FILE", tls.join(file));
        }
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };

    // Not known to the system, for another name, no longer valid, and trusted by nobody but itself.
    for (certificate, trusted) in [
        ("host.pem", None),
        ("other.pem", Some("authority.pem")),
        ("stale.pem", Some("authority.pem")),
        ("host.pem", Some("other.pem")),
    ] {
        let (code, said) = install(certificate, trusted);
        assert_eq!(code, Some(1), "{certificate} {said}");
        assert!(said.contains("certificate") && said.contains("SSL_CERT_FILE"), "{certificate}: {said}");
        assert!(!place.0.join("lib").exists(), "{certificate}");
    }
    assert_eq!(install("host.pem", Some("authority.pem")), (Some(0), String::new()));
    assert_eq!(place.prints(&["-c", "import greet"]), "hello\n");
}
