//! Images that are built, read, cut off and damaged.

use std::vec::Vec;

use super::*;

fn put(out: &mut Vec<u8>) -> impl FnMut(&[u8]) {
    |bytes| out.extend_from_slice(bytes)
}

fn build(contents: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    image(contents, &mut put(&mut out));
    out
}

/// An image with every kind of record: padding, data elsewhere, files, directories.
fn sample() -> Vec<u8> {
    let mut inner = Vec::new();
    file(b"a.py", b"x = 1", &mut put(&mut inner));
    directory(b"empty", b"", &mut put(&mut inner));
    let mut contents = Vec::from(*b"\x01\x03pad\x02\x08contents\x05\x09\x04away\x03\x02\x08\x07");
    file(b"test.txt", &[b'.'; 300], &mut put(&mut contents));
    directory(b"dir", &inner, &mut put(&mut contents));
    build(&contents)
}

#[test]
fn bytes_are_those_of_other_builders() {
    assert_eq!(build(b""), b"\xd2\xcd\x31\x00");
    let mut contents = Vec::new();
    file(b"t", b"ab", &mut put(&mut contents));
    assert_eq!(contents, b"\x05\x06\x01t\x02\x02ab");
    assert_eq!(build(&contents), b"\xd2\xcd\x31\x08\x05\x06\x01t\x02\x02ab");
    // An odd length gets a zero before it.
    contents.clear();
    file(b"t", b"abc", &mut put(&mut contents));
    assert_eq!(build(&contents), b"\xd2\xcd\x31\x80\x09\x05\x07\x01t\x02\x03abc");
    assert!(build(&[0; 130]).starts_with(b"\xd2\xcd\x31\x80\x81\x02"));
    assert!(build(&[0; 131]).starts_with(b"\xd2\xcd\x31\x81\x03"));
}

#[test]
fn what_is_built_can_be_read() {
    let memory = sample();
    let image = Image::open(&memory).unwrap();
    let names: Vec<&[u8]> = {
        let mut rest = image.root();
        std::iter::from_fn(|| image.next_entry(&mut rest)).map(|entry| image.bytes(entry.name)).collect()
    };
    assert_eq!(names, [&b"away"[..], b"test.txt", b"dir"]);
    let file = |path: &[u8]| match image.look_up(path) {
        Found::File(range) => Some(image.bytes(range)),
        _ => None,
    };
    assert_eq!(file(b"away"), Some(&b"contents"[..]));
    assert_eq!(file(b"/dir/a.py"), Some(&b"x = 1"[..]));
    assert_eq!(file(b"test.txt").map(<[u8]>::len), Some(300));
    assert!(matches!(image.look_up(b""), Found::Directory(range) if range == image.root()));
    assert!(matches!(image.look_up(b"/dir/empty/"), Found::Directory(range) if range.is_empty()));
    for path in [&b"di"[..], b"dirt", b"dir/a", b"dir/a.py/", b"dir/a.py/x", b"//dir", b"dir/empty/x", b"tes"]
    {
        assert_eq!(image.look_up(path), Found::Nothing);
    }
    assert_eq!(image.check(), Ok(Totals { files: 3, directories: 2, bytes: 8 + 300 + 5 }));
}

#[test]
fn every_truncation_is_refused() {
    let memory = sample();
    for len in 0..memory.len() {
        assert!(Image::open(&memory[..len]).is_none(), "{len}");
    }
    // What follows an image belongs to nobody.
    let mut longer = memory.clone();
    longer.extend([0xff; 9]);
    assert_eq!(Image::find(&longer), Image::find(&memory));
}

#[test]
fn every_truncation_of_the_payload_ends() {
    let memory = sample();
    let payload = &memory[Image::find(&memory).unwrap()];
    for len in 0..payload.len() {
        let _ = read_all(Image::new(&payload[..len]));
    }
}

/// Reads everything that can be reached.
fn read_all(image: Image<'_>) -> usize {
    let mut todo = std::vec![image.root()];
    let mut n = 0;
    while let Some(mut rest) = todo.pop() {
        while let Some(entry) = image.next_entry(&mut rest) {
            n += 1 + image.bytes(entry.contents.clone()).len() + image.bytes(entry.name).len();
            if entry.kind == EntryKind::Directory && todo.len() < DEPTH_MAX {
                todo.push(entry.contents);
            }
        }
    }
    for path in [&b"away"[..], b"test.txt", b"dir/a.py", b"dir/empty", b"dir/none", b"\xff/\x80"] {
        if let Found::File(range) | Found::Directory(range) = image.look_up(path) {
            n += image.bytes(range).len();
        }
    }
    n + usize::from(image.check().is_ok())
}

#[test]
fn damage_never_panics_or_loops() {
    let sound = sample();
    // A generator of the linear congruential kind: the same damage in every run.
    let mut state: u64 = 29;
    let mut random = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    for _ in 0..100_000 {
        let mut memory = sound.clone();
        for _ in 0..=random(4) {
            let at = random(memory.len());
            memory[at] = [0, 0x7f, 0x80, 0xff, random(256) as u8, memory[at] ^ 1 << random(8)][random(6)];
        }
        if let Some(image) = Image::open(&memory) {
            read_all(image);
        }
    }
}

#[test]
fn numbers_too_great_are_damage() {
    let with = |bytes: &[u8]| Image::open(&build(bytes)).unwrap().check();
    assert_eq!(with(b"\x81\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x05\x00"), Err(Flaw::Damaged(0)));
    assert_eq!(with(b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01\x00"), Ok(Totals::default()));
    // A pointer to what is not there, and one whose end is beyond any number.
    assert_eq!(with(b"\x05\x06\x01f\x03\x02\x01\x09"), Err(Flaw::Damaged(0)));
    let most = b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
    let pointer = [&b"\x05\x19\x01f\x03\x14"[..], most, most].concat();
    assert_eq!(with(&pointer), Err(Flaw::Damaged(0)));
}

#[test]
fn flaws_have_names() {
    let with = |bytes: &[u8]| Image::open(&build(bytes)).unwrap().check();
    assert_eq!(with(b"\x00\x00"), Err(Flaw::Damaged(0)));
    // A file without data.
    assert_eq!(with(b"\x05\x02\x01f"), Err(Flaw::Damaged(0)));
    for name in [&b""[..], b".", b"..", b"a/b", b"/", b"a\0", b"a\\b", b"\xff"] {
        let mut contents = Vec::new();
        file(name, b"", &mut put(&mut contents));
        assert!(matches!(with(&contents), Err(Flaw::Name(3))), "{name:?}");
    }
    let mut contents = Vec::new();
    for depth in 0..=DEPTH_MAX {
        assert_eq!(with(&contents).map(|totals| totals.directories), Ok(depth));
        let mut outer = Vec::new();
        directory(b"d", &contents, &mut put(&mut outer));
        contents = outer;
    }
    assert!(matches!(with(&contents), Err(Flaw::Depth(_))));
}
