//! `random`: numbers that look random and can be repeated.
//!
//! The generator is Yasmarang by Ilya Levin, as in upstream, so that equal seeds give equal numbers. Its state
//! lies in a bytearray among the modules' states; until Python seeds it, it starts from the system's seed. None of it
//! is for secrets: who has seen a few numbers knows all that follow.
use micropyrite_core::bytecode::qstr;
use micropyrite_core::heap::This;
use micropyrite_core::obj::Opt;
use micropyrite_core::real::{self, Real};
use micropyrite_core::runtime::{exc, module_state, ops};
use micropyrite_core::text;
use micropyrite_core::types::{ByteArray, INDEX_ERROR, bytearray, int};
use micropyrite_core::{Obj, Raise, Res, Vm, module};

/// State of the generator.
#[derive(Clone, Copy)]
struct Yasmarang {
    pad: u32,
    n: u32,
    d: u32,
    dat: u8,
}

/// Bytes of the state.
const SIZE: usize = 13;

impl Yasmarang {
    fn seeded(seed: u32) -> Yasmarang {
        Yasmarang { pad: seed, n: 69, d: 233, dat: 0 }
    }

    fn from_bytes(bytes: &[u8; SIZE]) -> Yasmarang {
        let [a, b, c, d, e, f, g, h, i, j, k, l, dat] = *bytes;
        Yasmarang {
            pad: u32::from_le_bytes([a, b, c, d]),
            n: u32::from_le_bytes([e, f, g, h]),
            d: u32::from_le_bytes([i, j, k, l]),
            dat,
        }
    }

    fn to_bytes(self) -> [u8; SIZE] {
        let mut bytes = [self.dat; SIZE];
        for (chunk, word) in bytes.chunks_exact_mut(4).zip([self.pad, self.n, self.d]) {
            chunk.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    fn next(&mut self) -> u32 {
        let step = self.d.wrapping_mul(self.n).wrapping_add(u32::from(self.dat));
        // Rotated left by three places.
        self.pad = self.pad.wrapping_add(step).rotate_left(3);
        self.n = self.pad | 2;
        self.d ^= self.pad.rotate_right(1);
        self.dat ^= self.pad as u8 ^ (self.d >> 8) as u8 ^ 1;
        self.pad ^ self.d << 5 ^ self.pad >> 18 ^ u32::from(self.dat) << 1
    }

    /// A number below `n`, which is not zero.
    fn below(&mut self, n: u64) -> u64 {
        // The least mask that covers all bits of `n`.
        let mask = u64::MAX >> n.leading_zeros();
        loop {
            let mut number = u64::from(self.next());
            // DIFF: upstream takes ranges modulo 2 ** 32.
            if n > u64::from(u32::MAX) {
                number = number << 32 | u64::from(self.next());
            }
            if number & mask < n {
                return number & mask;
            }
        }
    }

    /// A number from 0 up to, but without, 1.
    fn float(&mut self) -> Real {
        let (high, low) = (u64::from(self.next()), u64::from(self.next()));
        let digits = Real::MANTISSA_DIGITS - 1;
        let fraction = (high << 32 | low) & ((1 << digits) - 1);
        // One and the fraction, less one: all its bits count.
        Real::from_bits((1.0 as Real).to_bits() | fraction as real::Bits) - 1.0
    }
}

fn system_seed(vm: &mut Vm) -> u32 {
    // Without a source of entropy, the time will have to do.
    vm.system.seed().unwrap_or_else(|_| vm.system.ticks_us() as u32)
}

fn state(vm: &mut Vm) -> Res<This<ByteArray>> {
    let made = module_state::get_or_make(vm, qstr!(random), |vm| {
        let seed = system_seed(vm);
        let array = bytearray::with_capacity(vm, SIZE)?;
        bytearray::push(vm, array, &Yasmarang::seeded(seed).to_bytes())?;
        Ok(array.obj())
    })?;
    match made.cast::<ByteArray>() {
        Some(array) => Ok(array),
        None => Err(exc::runtime_error(vm, text!(""))),
    }
}

fn store(vm: &mut Vm, state: This<ByteArray>, generator: Yasmarang) {
    let bytes = state.get_mut(vm).bytes.bytes_mut();
    if let Some(bytes) = bytes.first_chunk_mut::<SIZE>() {
        *bytes = generator.to_bytes();
    }
}

/// Draws with the generator and keeps its new state.
fn draw<R>(vm: &mut Vm, take: impl FnOnce(&mut Yasmarang) -> R) -> Res<R> {
    let state = state(vm)?;
    let bytes = state.get(vm).bytes.bytes();
    let mut generator = bytes.first_chunk::<SIZE>().map_or(Yasmarang::seeded(0), Yasmarang::from_bytes);
    let result = take(&mut generator);
    store(vm, state, generator);
    Ok(result)
}

#[cold]
fn empty_range(vm: &mut Vm) -> Raise {
    exc::value_error(vm, text!(""))
}

fn getrandbits(vm: &mut Vm, n_bits: isize) -> Res {
    match n_bits {
        0 => Ok(Obj::small(0)),
        1..=32 => {
            let number = draw(vm, Yasmarang::next)? & (u32::MAX >> (32 - n_bits));
            int::from_u64(vm, u64::from(number))
        }
        _ => Err(exc::value_error(vm, text!("bits must be 32 or less"))),
    }
}

fn seed(vm: &mut Vm, value: Opt<Obj>) -> Res<()> {
    let seed = match value.0.filter(|value| *value != Obj::NONE) {
        None => system_seed(vm),
        Some(value) => int::get_truncated(vm, value)? as u32,
    };
    let state = state(vm)?;
    store(vm, state, Yasmarang::seeded(seed));
    Ok(())
}

/// The number `start + step * i` for a random `i` below `n`.
fn pick(vm: &mut Vm, start: isize, step: isize, n: i128) -> Res {
    match u64::try_from(n) {
        Ok(n @ 1..) => {
            let i = draw(vm, |generator| generator.below(n))?;
            // The range's ends are words, so what lies between them is one too.
            let number = start as i128 + step as i128 * i128::from(i);
            int::from_i64(vm, number as i64)
        }
        _ => Err(empty_range(vm)),
    }
}

fn randrange(vm: &mut Vm, start: isize, stop: Opt<isize>, step: Opt<isize>) -> Res {
    let (start, stop) = match stop.0 {
        Some(stop) => (start, stop),
        None => (0, start),
    };
    let step = step.0.unwrap_or(1);
    if step == 0 {
        return Err(empty_range(vm));
    }
    let (span, wide) = (stop as i128 - start as i128, step as i128);
    let n = (span + wide - wide.signum()) / wide;
    pick(vm, start, step, n)
}

fn randint(vm: &mut Vm, least: isize, most: isize) -> Res {
    pick(vm, least, 1, most as i128 - least as i128 + 1)
}

fn choice(vm: &mut Vm, sequence: Obj) -> Res {
    let len = ops::len_of(vm, sequence)?;
    if len == 0 {
        return Err(exc::raise_static(vm, &INDEX_ERROR, text!("")));
    }
    let i = draw(vm, |generator| generator.below(len as u64))?;
    let index = int::from_u64(vm, i)?;
    ops::subscr(vm, sequence, index)
}

fn random(vm: &mut Vm) -> Res<Real> {
    draw(vm, Yasmarang::float)
}

fn uniform(vm: &mut Vm, a: Real, b: Real) -> Res<Real> {
    Ok(a + (b - a) * draw(vm, Yasmarang::float)?)
}

module! {
    /// Numbers that look random.
    pub static RANDOM: random, extensible {
        getrandbits = fn getrandbits;
        seed = fn seed;
        randrange = fn randrange;
        randint = fn randint;
        choice = fn choice;
        random = fn random;
        uniform = fn uniform;
    }
}
