//! The hardware that a program grants, or does not.

use std::sync::Mutex;

use micropyrite::hal::machine::{Machine, Width};
use micropyrite::hal::system::{Errno, Nowhere};
use micropyrite::modules::HOSTED;
use micropyrite::{Builder, Vm};

static NOWHERE: Nowhere = Nowhere::new();

/// Sixteen bytes at address 4096.
struct Small(Mutex<[u8; 16]>);

impl Small {
    const ORIGIN: usize = 4096;

    fn offset(address: usize) -> Result<usize, Errno> {
        address.checked_sub(Small::ORIGIN).filter(|offset| *offset < 16).ok_or(Errno::EFAULT)
    }
}

impl Machine for Small {
    fn load(&self, address: usize, width: Width) -> Result<u32, Errno> {
        let offset = Small::offset(address)?;
        let mut bytes = [0; 4];
        bytes[..width.bytes()].copy_from_slice(&self.0.lock().unwrap()[offset..offset + width.bytes()]);
        Ok(u32::from_le_bytes(bytes))
    }

    fn store(&self, address: usize, width: Width, value: u32) -> Result<(), Errno> {
        let offset = Small::offset(address)?;
        let bytes = &value.to_le_bytes()[..width.bytes()];
        self.0.lock().unwrap()[offset..offset + width.bytes()].copy_from_slice(bytes);
        Ok(())
    }
}

fn vm(machine: Option<&'static dyn Machine>) -> Vm {
    let memory = Box::leak(vec![0; 256 * 1024].into_boxed_slice());
    let mut vm = Builder::new(memory, &NOWHERE).modules(HOSTED).machine(machine).build().unwrap();
    vm.exec("import machine").unwrap();
    vm
}

#[test]
fn nobody_reaches_memory_without_a_machine() {
    let mut vm = vm(None);
    let refused = format!("OSError: {}", Errno::EPERM.0);
    for code in ["machine.mem8[0]", "machine.mem32[0x1000] = 1"] {
        let error = vm.exec(code).unwrap_err().to_string();
        assert!(error.starts_with(&refused) || error.contains("EPERM"), "{error}");
    }
    vm.exec("machine.idle()").unwrap();
}

#[test]
fn each_width_is_one_access() {
    static SMALL: Small = Small(Mutex::new([0; 16]));
    let mut vm = vm(Some(&SMALL));
    vm.exec(
        "machine.mem32[0x1000] = -2\nmachine.mem16[0x1006] = 0x12345\nmachine.mem8[0x1009] = 2 ** 70 + 7",
    )
    .unwrap();
    assert_eq!(SMALL.0.lock().unwrap()[..10], [0xfe, 0xff, 0xff, 0xff, 0, 0, 0x45, 0x23, 0, 7]);
    let all_bits = if usize::BITS == 32 { "-2" } else { "0xfffffffe" };
    assert!(vm.eval::<bool>(&format!("machine.mem32[0x1000] == {all_bits}")).unwrap());
    assert!(vm.eval::<bool>("machine.mem16[0x1006] == 0x2345 and machine.mem8[0x1009] == 7").unwrap());
    assert!(vm.exec("machine.mem16[0x1001]").unwrap_err().to_string().contains("not aligned to 2 bytes"));
    let error = vm.exec("machine.mem8[0]").unwrap_err().to_string();
    assert!(error.starts_with("OSError"), "{error}");
}

#[test]
fn a_chain_of_signals_is_no_recursion() {
    let mut vm = vm(None);
    vm.exec(
        "class Pin(machine.PinBase):\n    def value(self): return 1\n\
         chain = Pin()\nfor _ in range(4999): chain = machine.Signal(chain, invert=True)",
    )
    .unwrap();
    assert_eq!(vm.eval::<i64>("chain()").unwrap(), 0);
}

#[test]
fn streams_in_python_are_selected() {
    let mut vm = vm(None);
    vm.exec(
        "import io, select\n\
         class Stream(io.IOBase):\n    \
             def __init__(self, ready): self.ready = ready\n    \
             def ioctl(self, request, arg): return self.ready if request == 3 else -1\n\
         a, b, c = Stream(1), Stream(5), Stream(24)\n\
         ready = select.select([a, b, c], [b], [c], 0)",
    )
    .unwrap();
    assert!(vm.eval::<bool>("ready == ([a, b], [b], [c])").unwrap());
    assert!(vm.exec("select.select(1, [], [])").unwrap_err().to_string().contains("isn't a tuple or list"));
}
