//! From a board's file to what the linker and the code want to know.
//!
//! `MICROPYRITE_BOARD` names it, of this port or of one that uses its board support. The linker gets `firmware.x`, which
//! includes `memory.x` and the script of the chip's start-up crate; the code gets `board.rs`. `MICROPYRITE_HEAP_BYTES` gives another heap than the file says,
//! `MICROPYRITE_FROZEN` the archive of what is frozen: `cargo xtask build-port` makes it of the manifest that the board
//! names.

use std::path::{Path, PathBuf};
use std::{env, fs};

use micropyrite_mpy::rom;
use toml::{Table, Value};

fn main() {
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os != "none") {
        // A host is no board.
        return;
    }
    println!("cargo:rerun-if-env-changed=MICROPYRITE_BOARD");
    println!("cargo:rerun-if-env-changed=MICROPYRITE_HEAP_BYTES");
    println!("cargo:rerun-if-env-changed=MICROPYRITE_FROZEN");
    let Ok(board) = env::var("MICROPYRITE_BOARD") else {
        panic!("MICROPYRITE_BOARD does not say which board; `cargo xtask build-port BOARD` does");
    };
    let path = find(&board);
    println!("cargo:rerun-if-changed={path}");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let table: Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut layout = Layout::read(&table);
    if let Ok(bytes) = env::var("MICROPYRITE_HEAP_BYTES") {
        let number = bytes.parse().unwrap_or_else(|_| panic!("MICROPYRITE_HEAP_BYTES is no number: {bytes}"));
        layout.heap_bytes = Some(number);
    }
    let can_trace = env::var_os("CARGO_FEATURE_TRACE").is_some();
    assert!(can_trace || layout.topics.is_empty(), "{path}: topics of `trace` need the feature `trace`");
    let is_riscv = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch.starts_with("riscv"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR"));
    write(
        &out,
        "firmware.x",
        if is_riscv { "INCLUDE memory.x\nINCLUDE link.x\n" } else { "INCLUDE link.x\n" },
    );
    write(&out, "memory.x", &layout.memory_x(is_riscv));
    write(&out, "device.x", "/* The interrupts' names are ours: see src/start. */\n");
    write(
        &out,
        "board.rs",
        &(layout.board_rs(&board, &table) + &frozen(&out, &path, &table) + &overlay(&table)),
    );
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rustc-link-arg-bins=-Tfirmware.x");
}

/// The archive of what is frozen, as the code has it.
fn frozen(out: &Path, path: &str, table: &Table) -> String {
    let Some(archive) = env::var_os("MICROPYRITE_FROZEN") else {
        assert!(table.get("frozen").is_none(), "{path}: `frozen` needs `cargo xtask build-port`");
        return "/// What is frozen.\npub const FROZEN: Option<&[u8]> = None;\n\
            /// What of it is constant data.\n\
            pub static LINKED: micropyrite::core::load::Linked = micropyrite::core::load::Linked::NONE;\n"
            .to_string();
    };
    let archive = PathBuf::from(archive);
    println!("cargo:rerun-if-changed={}", archive.display());
    let bytes = fs::read(&archive).unwrap_or_else(|error| panic!("{}: {error}", archive.display()));
    let rom = rom::link(&bytes).unwrap_or_else(|error| panic!("{}: {error}", archive.display()));
    let rest = out.join("frozen.bin");
    fs::write(&rest, &rom.archive).unwrap_or_else(|error| panic!("{}: {error}", rest.display()));
    format!(
        "/// What is frozen.\npub const FROZEN: Option<&[u8]> = Some(include_bytes!({rest:?}));\n\
         /// What of it is constant data.\n\
         #[allow(unused_imports, clippy::all)]\n\
         pub static LINKED: micropyrite::core::load::Linked = {};\n",
        rom.source
    )
}

/// Room for an archive that is put into the image later, with an empty one in it.
fn overlay(table: &Table) -> String {
    let Some(room) = table.get("frozen_overlay_bytes").and_then(natural) else {
        return "/// What is put in later.\npub const OVERLAY: Option<&[u8]> = None;\n".to_string();
    };
    format!(
        "static ROOM: [u8; {0}] = {{\n\
         use micropyrite::core::bytecode::frozen::{{HEADER_LEN, OVERLAY_HEAD, header, overlay_head}};\n\
         let (mut room, head, empty, mut i) = ([0; {0}], overlay_head({room}), header(HEADER_LEN as u32, 0), 0);\n\
         while i < OVERLAY_HEAD {{ room[i] = head[i]; i += 1; }}\n\
         while i < OVERLAY_HEAD + HEADER_LEN {{ room[i] = empty[i - OVERLAY_HEAD]; i += 1; }}\n\
         room\n\
         }};\n\
         /// What is put in later.\npub const OVERLAY: Option<&[u8]> = Some(&ROOM);\n",
        room + 16
    )
}

/// The file of a board, in whatever port it is.
fn find(board: &str) -> String {
    let ports = fs::read_dir("..").unwrap_or_else(|error| panic!("the folder of ports: {error}"));
    let mut files = ports.flatten().map(|port| port.path().join("boards").join(format!("{board}.toml")));
    let found = files.find(|file| file.exists()).unwrap_or_else(|| panic!("no port has a board {board}"));
    found.display().to_string()
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap_or_else(|error| panic!("{name}: {error}"));
}

/// A piece of memory.
#[derive(Clone, Copy)]
struct Area {
    origin: u64,
    bytes: u64,
}

/// What is where.
struct Layout {
    flash: Area,
    stack: Area,
    data: Area,
    python: Area,
    image: Option<Area>,
    frame_bytes: u64,
    heap_bytes: Option<u64>,
    topics: String,
}

impl Layout {
    fn read(table: &Table) -> Layout {
        let memory = section(table, "memory");
        let python = section(table, "python");
        let ram = area(memory, "ram");
        let stack = Area { origin: ram.origin, bytes: number(memory, "stack_bytes") };
        let data = Area { origin: stack.origin + stack.bytes, bytes: number(memory, "data_bytes") };
        let used = stack.bytes + data.bytes;
        let rest = ram.bytes.checked_sub(used).expect("stack and data do not fit the RAM");
        Layout {
            flash: area(memory, "flash"),
            stack,
            data,
            python: Area { origin: ram.origin + used, bytes: rest },
            image: memory.contains_key("image").then(|| area(memory, "image")),
            frame_bytes: number(python, "frame_bytes"),
            heap_bytes: python.get("heap_bytes").and_then(natural),
            topics: python.get("trace").map(|_| word(python, "trace").to_string()).unwrap_or_default(),
        }
    }

    fn memory_x(&self, is_riscv: bool) -> String {
        let Layout { flash, stack, data, python, frame_bytes, .. } = self;
        let mut text = String::from("MEMORY\n{\n");
        for (name, area) in [("FLASH", flash), ("STACK", stack), ("RAM", data)] {
            text += &format!("    {name} : ORIGIN = {:#x}, LENGTH = {:#x}\n", area.origin, area.bytes);
        }
        text += "}\n";
        // The start-up crates look for the first two, `cargo xtask sizes` for all.
        text += "_stack_end = ORIGIN(STACK);\n_stack_start = ORIGIN(STACK) + LENGTH(STACK);\n";
        text += &format!("_python_start = {:#x};\n_python_frame_bytes = {};\n", python.origin, frame_bytes);
        if is_riscv {
            let regions = [
                ("TEXT", "FLASH"),
                ("RODATA", "FLASH"),
                ("DATA", "RAM"),
                ("BSS", "RAM"),
                ("HEAP", "RAM"),
                ("STACK", "STACK"),
            ];
            for (region, memory) in regions {
                text += &format!("REGION_ALIAS(\"REGION_{region}\", {memory});\n");
            }
        }
        text
    }

    fn board_rs(&self, board: &str, table: &Table) -> String {
        let machine = format!(
            "{} [MicroPyrite {}] with {}",
            word(table, "name"),
            env::var("CARGO_PKG_VERSION").expect("Cargo sets the version"),
            word(table, "processor")
        );
        let heap = self.heap_bytes.map_or("None".to_string(), |bytes| format!("Some({bytes})"));
        let image = self
            .image
            .map_or("None".to_string(), |image| format!("Some(({:#x}, {:#x}))", image.origin, image.bytes));
        format!(
            "/// Name of the board.\npub const NAME: &str = {board:?};\n\
             /// The machine, as `sys` and the banner name it.\npub const MACHINE: &str = {machine:?};\n\
             /// Bytes of native stack.\npub const STACK_BYTES: usize = {};\n\
             /// Where Python's memory begins.\npub const PYTHON_ORIGIN: usize = {:#x};\n\
             /// Bytes that Python may have there.\npub const PYTHON_BYTES: usize = {};\n\
             /// Bytes of it for frames.\npub const FRAME_BYTES: usize = {};\n\
             /// Bytes of it for the heap; `None`: the rest.\npub const HEAP_BYTES: Option<usize> = {heap};\n\
             /// Where an image of a file system may lie: address and bytes.\npub const IMAGE: Option<(usize, usize)> = {image};\n\
             /// What of Python's work is told.\npub const TOPICS: &str = {:?};\n",
            self.stack.bytes, self.python.origin, self.python.bytes, self.frame_bytes, self.topics
        )
    }
}

fn section<'a>(table: &'a Table, name: &str) -> &'a Table {
    table.get(name).and_then(Value::as_table).unwrap_or_else(|| panic!("[{name}] is missing"))
}

fn area(table: &Table, name: &str) -> Area {
    let area = section(table, name);
    Area { origin: number(area, "origin"), bytes: number(area, "bytes") }
}

fn number(table: &Table, name: &str) -> u64 {
    table.get(name).and_then(natural).unwrap_or_else(|| panic!("the number `{name}` is missing"))
}

fn natural(value: &Value) -> Option<u64> {
    value.as_integer().and_then(|number| u64::try_from(number).ok())
}

fn word<'a>(table: &'a Table, name: &str) -> &'a str {
    table.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("the text `{name}` is missing"))
}
