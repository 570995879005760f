//! The prompt stands whatever comes: random bytes, full memory, the end.

mod common;

use common::{Growing, Recorder, Screen, Table};
use micropyrite_repl::{
    Exit, FixedBuffer, HistoryBuffer, Interpreter, Kind, LineBuffer, Outcome, Prompt, Repl, Scope, Settings,
    Terminal,
};

struct Session<'a> {
    repl: Repl<'a, HistoryBuffer<'a>>,
    table: Table<'a>,
    terminal: Recorder,
}

impl<'a> Session<'a> {
    fn new(text: impl LineBuffer + 'a, history: &'a mut [u8]) -> Session<'a> {
        let screen = Screen::default();
        let terminal = Recorder { screen: screen.clone(), input: Vec::new(), is_editing: false };
        let repl = Repl::new(HistoryBuffer::new(history, 8), Settings::new("BANNER"));
        let mut session = Session { repl, table: Table::new(text, screen), terminal };
        session.repl.start(&mut session.table, &mut session.terminal);
        session.screen();
        session
    }

    fn screen(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut *self.terminal.screen.borrow_mut())).into_owned()
    }

    /// Types `bytes` and returns what was shown and how it ended.
    fn feed(&mut self, bytes: &[u8]) -> (String, Option<Exit>) {
        let mut exit = None;
        for byte in bytes {
            exit = self.repl.process(*byte, &mut self.table, &mut self.terminal);
            if exit.is_some() {
                break;
            }
        }
        (self.screen(), exit)
    }

    /// Runs the prompt on `input` to its end.
    fn run(&mut self, input: &[u8]) -> (String, Exit) {
        self.terminal.input = input.to_vec();
        let exit = self.repl.run(&mut self.table, &mut self.terminal);
        assert!(!self.terminal.is_editing);
        (self.screen(), exit)
    }
}

/// A small generator of numbers, so that failures can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % below
    }
}

#[test]
fn random_bytes_never_lose_the_prompt() {
    let pieces: [&[u8]; 24] = [
        b"\x1b[A",
        b"\x1b[B",
        b"\x1b[C",
        b"\x1b[D",
        b"\x1b[1;5C",
        b"\x1b[1;5D",
        b"\x1bb",
        b"\x1bf",
        b"\x1bd",
        b"\x1b\x7f",
        b"\x1b[3~",
        b"\t",
        b"\r",
        b"\x7f",
        b"if 1:\r",
        b"  ",
        b"sys.",
        "é漢😀".as_bytes(),
        b"'''",
        b"(",
        b"\x17",
        b"\x0b",
        b"\x15",
        b"\x05A\x01",
    ];
    for seed in 0..3000 {
        let mut random = Random(seed);
        let (mut line, mut history) = ([0; 40], [0; 60]);
        let mut session = Session::new(FixedBuffer::new(&mut line), &mut history);
        for _ in 0..random.next(300) {
            let byte = [random.next(256) as u8];
            let bytes = if random.next(2) == 0 { &byte[..] } else { pieces[random.next(24) as usize] };
            if session.feed(bytes).1.is_some() {
                session.repl.start(&mut session.table, &mut session.terminal);
                session.screen();
            }
        }
        // Ctrl-C ends whatever is being typed; Ctrl-B leaves raw mode.
        session.feed(b"\x03\x03\x03");
        let (shown, exit) = session.feed(b"\x02");
        assert!(exit.is_none() && shown.ends_with("\r\n>>> "), "seed {seed}: {shown:?}");
        assert_eq!(session.feed(b"1 + 1\r").0, "1 + 1\r\n2\n>>> ", "seed {seed}");
    }
}

#[test]
fn what_does_not_fit_is_refused_and_told() {
    let (mut line, mut history) = ([0; 8], [0; 8]);
    let mut session = Session::new(FixedBuffer::new(&mut line), &mut history);
    assert_eq!(session.feed(b"123456789\x02\x02ab\x03").0, "12345678\x08\x08\r\n>>> ");
    let error = "MemoryError: memory allocation failed\n";
    session.feed(b"\x05");
    assert_eq!(session.feed(b"123456789\x04").0, format!("123456789\r\n{error}>>> "));
    session.feed(b"\x01");
    assert_eq!(session.feed(b"123456789\x04").0, format!("OK\x04{error}\x04>"));
    assert_eq!(session.feed(b"\x05A\x01123456789").0, "R\x01\u{fffd}\0\x01\x04");
    assert_eq!(session.feed(b"more\x04").0, format!("\x04{error}\x04>"));
    assert_eq!(session.feed(b"2\x04").0, "OK\x04\x04>");
    assert_eq!(session.table.ran, [(b"2".to_vec(), Kind::File)]);
}

#[test]
fn the_end_of_input_runs_what_is_whole() {
    for (input, ran, shown) in [
        ("", None, "\r\n"),
        ("1 + 1", Some(("1 + 1", Kind::Single)), "1 + 1\r\n2\n>>> \r\n"),
        (
            "if 1:\r x = 1",
            Some(("if 1:\n x = 1", Kind::Single)),
            "if 1:\r\n...     \x08\x08\x08x = 1\r\n... >>> \r\n",
        ),
        (
            "\x05print(2)",
            Some(("print(2)", Kind::Paste)),
            "\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== print(2)\r\n2\n>>> \r\n",
        ),
        (
            "\x01print(3)",
            Some(("print(3)", Kind::File)),
            "\r\nraw REPL; CTRL-B to exit\r\n>OK3\n\x04\x04>OK\r\n",
        ),
    ] {
        let mut history = [0; 60];
        let mut session = Session::new(Growing::default(), &mut history);
        let banner = "BANNER\r\nType \"help()\" for more information.\r\n>>> ";
        let (got, exit) = session.run(input.as_bytes());
        assert_eq!(exit, Exit::SoftReset);
        assert_eq!(got.replacen(banner, "", 1), shown, "{input:?}");
        let expected: Vec<_> =
            ran.into_iter().map(|(source, kind)| (source.as_bytes().to_vec(), kind)).collect();
        assert_eq!(session.table.ran, expected);
    }
}

#[test]
fn characters_are_edited_whole() {
    let mut history = [0; 60];
    let mut session = Session::new(Growing::default(), &mut history);
    assert_eq!(session.feed("é漢x".as_bytes()).0, "é漢x");
    // The cursor steps one column over x, two over the ideograph.
    assert_eq!(session.feed(b"\x02\x02").0, "\x08\x08\x08");
    assert_eq!(session.feed("ü".as_bytes()).0, "ü漢x\x08\x08\x08");
    assert_eq!(session.feed(b"\x7f").0, "\x08\x1b[K漢x\x08\x08\x08");
    assert_eq!(session.feed(b"\x04\r").0, "\x1b[Kx\x08\r\n>>> ");
    assert_eq!(session.table.ran, [("éx".as_bytes().to_vec(), Kind::Single)]);
    assert_eq!(session.feed(b"\x10").0, "éx");
}

#[test]
fn raw_mode_outlives_a_reset() {
    let mut history = [0; 60];
    let mut session = Session::new(Growing::default(), &mut history);
    session.feed(b"\x01");
    assert_eq!(session.feed(b"\x04"), ("OK\r\n".into(), Some(Exit::SoftReset)));
    assert!(session.repl.is_raw());
    assert_eq!(
        session.run(b"\x02\x04"),
        (
            "raw REPL; CTRL-B to exit\r\n>\r\nBANNER\r\nType \"help()\" for more information.\r\n>>> \r\n"
                .into(),
            Exit::SoftReset
        )
    );
    assert!(!session.repl.is_raw());
}

/// Has prompts of its own, and no names.
struct Prompts<'a>(FixedBuffer<'a>);

impl Interpreter for Prompts<'_> {
    fn text(&mut self) -> &mut dyn LineBuffer {
        &mut self.0
    }

    fn execute(&mut self, _: Kind) -> Outcome {
        Outcome::Done
    }

    fn print_error(&mut self) {}

    fn names(&mut self, _: Scope<'_>, _: &mut dyn FnMut(&[u8])) {}

    fn prompt(&mut self, prompt: Prompt, write: &mut dyn FnMut(&[u8])) {
        write(if prompt == Prompt::First { b"in " } else { b".. " });
    }

    fn set_interrupt_char(&mut self, _: Option<u8>) {}
}

#[test]
fn prompts_can_be_changed() {
    let (mut line, mut history) = ([0; 40], [0; 40]);
    let screen = Screen::default();
    let mut terminal = Recorder { screen: screen.clone(), input: b"(1\r)\r\x04".to_vec(), is_editing: false };
    let settings = Settings { has_help: false, ..Settings::new("B") };
    let history = HistoryBuffer::new(&mut history, 8);
    let mut repl = Repl::new(history, settings);
    assert_eq!(repl.run(&mut Prompts(FixedBuffer::new(&mut line)), &mut terminal), Exit::SoftReset);
    assert_eq!(screen.borrow().as_slice(), b"B\r\nin (1\r\n.. )\r\nin \r\n");
    assert!(repl.history().lines().eq([&b")"[..], b"(1"]));
    assert!(terminal.read_byte().is_none());
}
