//! Interrupts of a program, and what else waits then.

use std::thread;

use micropyrite::Builder;
use micropyrite::core::Obj;
use micropyrite::core::native::NativeFun;
use micropyrite::core::types::dict;
use micropyrite_fuzz::run::{LARGE, STACK_BYTES};
use micropyrite_fuzz::world::Recorder;

/// `interrupt()`: what Ctrl-C does.
static INTERRUPT: NativeFun = NativeFun::new(0, 0, |_, _| {
    Recorder::here().interrupt();
    Ok(Obj::NONE)
});

/// What a program prints.
fn printed(program: &'static str) -> String {
    let run = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        let memory = Box::leak(vec![0; LARGE].into_boxed_slice());
        let builder = Builder::new(memory, Recorder::here()).native_limit(256 << 10);
        let mut vm = builder.build().expect("memory for an interpreter");
        vm.run(|vm| {
            let name = vm.intern(b"interrupt")?;
            let globals = vm.globals();
            dict::store_qstr(vm, globals, name, Obj::rom(&INTERRUPT))
        })
        .expect("a name");
        vm.exec(program).expect("it catches what comes");
        Recorder::here().take()
    });
    run.unwrap().join().unwrap()
}

#[test]
fn calls_are_interrupted() {
    let program = "def f():\n    print('in f')\ntry:\n    interrupt()\n    f()\nexcept KeyboardInterrupt:\n    print('interrupted')\nf()\n";
    assert_eq!(printed(program), "interrupted\nin f\n");
    let program = "try:\n    interrupt()\n    print(sorted([2, 1], key=lambda x: x))\nexcept KeyboardInterrupt:\n    print('interrupted')\n";
    assert_eq!(printed(program), "interrupted\n");
}

#[test]
fn callbacks_wait_until_after_an_interrupt() {
    let program = "import micropython\nmicropython.schedule(print, 'called')\ninterrupt()\ntry:\n    while True:\n        pass\n\
        except KeyboardInterrupt:\n    print('interrupted')\nfor i in range(3):\n    pass\nprint('end')\n";
    assert_eq!(printed(program), "interrupted\ncalled\nend\n");
}
