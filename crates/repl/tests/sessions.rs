//! The prompt answers as upstream's does, byte for byte.

mod common;

use common::{Growing, Recorder, Screen, Table};
use micropyrite_repl::{Exit, HistoryBuffer, Repl, Settings};

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            bytes.extend(char.to_string().as_bytes());
            continue;
        }
        match chars.next() {
            Some('r') => bytes.push(b'\r'),
            Some('n') => bytes.push(b'\n'),
            Some('x') => {
                let code: String = chars.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&code, 16).expect("two digits follow \\x"));
            }
            Some(other) => bytes.extend(other.to_string().as_bytes()),
            None => {}
        }
    }
    bytes
}

/// Plays one session and returns how it ended.
fn play(session: &str) -> Option<Exit> {
    let screen = Screen::default();
    let mut terminal = Recorder { screen: screen.clone(), input: Vec::new(), is_editing: true };
    let mut table = Table::new(Growing::default(), screen.clone());
    let mut memory = [0; 1000];
    let history = HistoryBuffer::new(&mut memory, 50);
    let mut repl = Repl::new(history, Settings::new("BANNER"));
    repl.start(&mut table, &mut terminal);
    let (mut exit, mut typed) = (None, "");
    for line in session.lines() {
        if let Some(text) = line.strip_prefix("> ") {
            typed = text;
            for byte in unescape(text) {
                // A host's terminal gives `\n` as `\r`.
                let byte = if byte == b'\n' { b'\r' } else { byte };
                assert_eq!(exit, None, "typed after the end: {text}");
                exit = repl.process(byte, &mut table, &mut terminal);
            }
        } else if let Some(expected) = line.strip_prefix("< ") {
            let got = std::mem::take(&mut *screen.borrow_mut());
            assert_eq!(
                got.escape_ascii().to_string(),
                unescape(expected).escape_ascii().to_string(),
                "after {typed:?} in\n{session}"
            );
        }
    }
    exit
}

#[test]
fn recorded_sessions() {
    let all = include_str!("sessions.txt");
    let exits: Vec<_> = all.split("\n\n").skip(1).map(play).collect();
    let reset = Some(Exit::SoftReset);
    let none = None;
    let expected = [
        reset,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        Some(Exit::Exit(0)),
        reset,
        Some(Exit::Exit(3)),
    ];
    assert_eq!(exits, expected);
}
