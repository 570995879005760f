//! A server on loopback that answers what it was told to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What it says of a path.
#[derive(Clone)]
pub enum Answer {
    /// The page.
    Page(Vec<u8>),
    /// The page up to its middle, though its whole length was promised.
    Half(Vec<u8>),
    /// Look there.
    Redirect(String),
    /// A status alone.
    Status(u16),
}

#[derive(Default)]
struct State {
    answers: BTreeMap<String, Answer>,
    asked: Vec<String>,
}

/// The server; it runs until the test ends.
pub struct Server {
    /// Its address, without a slash at the end.
    pub base: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Server { base, state }
    }

    pub fn put(&self, path: &str, answer: Answer) {
        self.state.lock().unwrap().answers.insert(path.to_owned(), answer);
    }

    /// How often somebody asked for a path that ends so.
    pub fn times(&self, end: &str) -> usize {
        self.state.lock().unwrap().asked.iter().filter(|path| path.ends_with(end)).count()
    }
}

fn serve(mut stream: TcpStream, shared: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    let _ = reader.read_line(&mut line);
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header).unwrap_or(0) <= 2 {
            break;
        }
    }
    let answer = {
        let mut state = shared.lock().unwrap();
        state.asked.push(path.clone());
        state.answers.get(&path).cloned().unwrap_or(Answer::Status(404))
    };
    let (status, more, body, length) = match answer {
        Answer::Page(body) => (200, String::new(), body.clone(), body.len()),
        Answer::Half(body) => (200, String::new(), body[..body.len() / 2].to_vec(), body.len()),
        Answer::Redirect(to) => (302, format!("Location: {to}\r\n"), Vec::new(), 0),
        Answer::Status(status) => (status, String::new(), Vec::new(), 0),
    };
    let head = format!("HTTP/1.1 {status} X\r\n{more}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}
