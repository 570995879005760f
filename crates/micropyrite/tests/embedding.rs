//! The door for programs: values in and out, errors, roots that last.

use micropyrite::hal::system::Nowhere;
use micropyrite::{Builder, Root, Vm};

static NOWHERE: Nowhere = Nowhere::new();

fn memory(bytes: usize) -> &'static mut [u8] {
    Box::leak(vec![0xAA; bytes].into_boxed_slice())
}

fn vm() -> Vm {
    Builder::new(memory(128 * 1024), &NOWHERE).gc_stress(true).build().unwrap()
}

#[test]
fn values_go_in_and_out() {
    let mut vm = vm();
    vm.set_global("n", 20i64).unwrap();
    assert_eq!(vm.eval::<i64>("n * 2 + 2").unwrap(), 42);
    assert_eq!(vm.eval::<f64>("n / 8").unwrap(), 2.5);
    assert!(vm.eval::<bool>("'a' in 'cat'").unwrap());
    assert_eq!(vm.eval::<i64>("10 ** 30").unwrap_err().to_string().split(':').next(), Some("OverflowError"));
    vm.set_global("text", "long enough to be no name").unwrap();
    let text: Root = vm.eval("text.upper()").unwrap();
    assert_eq!(vm.with_bytes(&text, <[u8]>::to_vec).unwrap(), b"LONG ENOUGH TO BE NO NAME");
}

#[test]
fn roots_survive_collections() {
    let mut vm = vm();
    vm.exec("def add(a, b): return [a, b]").unwrap();
    let add: Root = vm.global("add").unwrap();
    let first: Root = vm.call(&add, ("x", 1i64)).unwrap();
    let second: Root = vm.call(&add, (2.5, &first)).unwrap();
    vm.release(first);
    vm.exec("import gc\njunk = [[i] for i in range(500)]\ndel junk\ngc.collect()").unwrap();
    let third: Root = vm.eval("'third'").unwrap();
    vm.set_global("second", &second).unwrap();
    assert!(vm.eval::<bool>("second == [2.5, ['x', 1]]").unwrap());
    assert_eq!(vm.with_bytes(&third, <[u8]>::len).unwrap(), 5);
}

#[test]
fn errors_say_what_happened() {
    let mut vm = vm();
    let error = vm.exec("def f(:").unwrap_err();
    assert_eq!(error.to_string(), "SyntaxError: invalid syntax");
    let error = vm.exec("import sys\nsys.exit(3)").unwrap_err();
    assert_eq!(error.exit_code(), Some(3));
    assert_eq!(vm.global::<Root>("nothing").unwrap_err().to_string(), "NameError: name isn't defined");
    let error = vm.exec("raise ValueError('x' * 500)").unwrap_err();
    assert!(error.to_string().starts_with("ValueError: xxx") && error.exit_code().is_none());
    assert!(
        vm.exec("l = []\nwhile True: l.append(l[:])").unwrap_err().to_string().starts_with("MemoryError")
    );
    vm.exec("l = None").unwrap();
    assert_eq!(vm.eval::<i64>("len('still alive')").unwrap(), 11);
}

#[test]
fn modules_are_what_was_linked() {
    let mut vm = vm();
    let math = vm.import("math").unwrap();
    assert_eq!(vm.attribute::<f64>(&math, "pi").unwrap(), std::f64::consts::PI);
    assert_eq!(vm.import("nothing").unwrap_err().to_string(), "ImportError: no module named 'nothing'");
}

#[test]
fn too_little_memory_is_an_error() {
    for bytes in [0, 100, 4096, 8192, 16 * 1024] {
        if let Ok(mut vm) = Builder::new(memory(bytes), &NOWHERE).build() {
            // What could be made must also run, or say why not.
            let _ = vm.eval::<i64>("1 + 1");
        }
    }
}
