//! Writing JSON.
//!
//! Containers are walked here, since only this module knows the separators that were asked for; everything else
//! prints itself. What is no JSON prints as its `repr`, as upstream does it.
use micropyrite_core::bytecode::qstr;
use micropyrite_core::heap::This;
use micropyrite_core::runtime::print::{Out, PrintKind, write, write_obj, write_text};
use micropyrite_core::runtime::{stream, unpack};
use micropyrite_core::types::{BigInt, ByteArray, Dict, Float, List, Tuple, instance, str};
use micropyrite_core::{Obj, Res, Vm, config};

/// What stands between items, and between a key and its value.
#[derive(Clone, Copy)]
pub struct Separators {
    item: Obj,
    key: Obj,
}

impl Separators {
    /// Those given as a pair, or the usual ones for `None`.
    ///
    /// # Raises
    /// `TypeError`, `ValueError` for what is no pair of strings; `MemoryError`.
    pub fn of(vm: &mut Vm, given: Obj) -> Res<Separators> {
        if given == Obj::NONE {
            let (item, key) = (str::from_static(vm, ", ")?, str::from_static(vm, ": ")?);
            return Ok(Separators { item, key });
        }
        let [item, key] = unpack::fixed::<2>(vm, given)?;
        str::check_text(vm, item)?;
        str::check_text(vm, key)?;
        Ok(Separators { item, key })
    }
}

/// Where a value is written.
pub struct Writer {
    /// The output.
    pub out: Out,
    /// Where text is gathered before it goes to the output, for streams.
    pub gathered: Option<This<ByteArray>>,
    /// What stands between items.
    pub separators: Separators,
}

/// Whether a value has nothing inside and runs no code to print itself.
fn is_simple(value: Obj) -> bool {
    value.is_small()
        || value == Obj::NONE
        || value.as_bool().is_some()
        || value.cast::<Float>().is_some()
        || value.cast::<BigInt>().is_some()
}

/// So much is gathered.
const GATHERED_MAX: usize = 1024;

impl Writer {
    /// Where text goes first.
    fn first(&self) -> Out {
        if config::COMPACT { self.out } else { self.gathered.map_or(self.out, Out::Buffer) }
    }

    /// Hands what was gathered to the output.
    ///
    /// # Raises
    /// What the output raises.
    pub fn flush(&self, vm: &mut Vm) -> Res<()> {
        let Some(gathered) = self.gathered.filter(|_| !config::COMPACT) else { return Ok(()) };
        if gathered.get(vm).bytes.is_empty() {
            return Ok(());
        }
        let outcome = match self.out {
            Out::Stream(stream) => stream::write_all(vm, stream, gathered.obj()),
            _ => Ok(()),
        };
        gathered.get_mut(vm).bytes.set_len(0);
        outcome
    }

    fn text(&self, vm: &mut Vm, text: Obj) -> Res<()> {
        write_text(vm, self.first(), text)
    }

    fn bytes(&self, vm: &mut Vm, bytes: &[u8]) -> Res<()> {
        write(vm, self.first(), bytes)
    }

    /// Writes a value.
    ///
    /// # Raises
    /// What the output or a `__repr__` raises; `RuntimeError` when nested too deep.
    pub fn value(&self, vm: &mut Vm, value: Obj) -> Res<()> {
        if !config::COMPACT && (value.is_qstr() || value.as_text_block().is_some()) {
            return str::quote::print_json(vm, self.first(), value);
        }
        if !config::COMPACT && is_simple(value) {
            return write_obj(vm, self.first(), value, PrintKind::Json);
        }
        vm.check_stack()?;
        if let Some(dict) = value.as_dict() {
            return self.dict(vm, dict);
        }
        if value.cast::<List>().is_some() || value.cast::<Tuple>().is_some() {
            return self.items(vm, value);
        }
        if let Some(this) = value.as_instance()
            && instance::special(vm, this, qstr!(__repr__)).is_none()
            && let Some(native) = instance::native_base(vm, value)
        {
            return self.value(vm, native);
        }
        // What prints itself may run code, which may look at the output.
        self.flush(vm)?;
        write_obj(vm, self.out, value, PrintKind::Json)
    }

    fn items(&self, vm: &mut Vm, value: Obj) -> Res<()> {
        self.bytes(vm, b"[")?;
        let mut i = 0;
        // Writing may run code that shortens a list.
        while let Some(item) = unpack::items(vm, value).and_then(|items| items.get(i).copied()) {
            if i > 0 {
                self.text(vm, self.separators.item)?;
            }
            self.value(vm, item)?;
            i += 1;
        }
        self.bytes(vm, b"]")
    }

    fn dict(&self, vm: &mut Vm, dict: This<Dict>) -> Res<()> {
        self.bytes(vm, b"{")?;
        let mut from = 0;
        let mut is_first = true;
        while let Some((i, key, value)) = dict.get(vm).map.next(from) {
            if !is_first {
                self.text(vm, self.separators.item)?;
            }
            is_first = false;
            // Keys of JSON are strings; what is none is put in quotes.
            let quoted = !key.is_qstr() && key.as_text_block().is_none();
            if quoted {
                self.bytes(vm, b"\"")?;
            }
            self.value(vm, key)?;
            if quoted {
                self.bytes(vm, b"\"")?;
            }
            self.text(vm, self.separators.key)?;
            self.value(vm, value)?;
            from = i + 1;
        }
        if !config::COMPACT
            && self.gathered.is_some_and(|gathered| gathered.get(vm).bytes.len() > GATHERED_MAX)
        {
            self.flush(vm)?;
        }
        self.bytes(vm, b"}")
    }
}
