//! What stands before a function's instructions: sizes, names, cells.
//!
//! ```text
//! signature   xSSSSEAA (xFSSKAED)*   state - 1, exception stack, flags, args, keyword-only args, defaults
//! size        (xIIIIIIC)+            bytes of info, bytes of cells
//! info        name, argument names   VarUint indices into the module's table of names
//!             line info              the rest of the info bytes
//! cells       one local each         locals that become cells on entry
//! ```
//!
//! Letters are bits of the numbers beneath, interleaved, lowest part first; `x` is set while more follows.

use crate::varint;

/// The function is a generator.
pub const FLAG_GENERATOR: u8 = 1;
/// It takes `**kwargs`.
pub const FLAG_VAR_KEYWORDS: u8 = 2;
/// It takes `*args`.
pub const FLAG_VAR_ARGS: u8 = 4;
/// Keyword-only arguments have defaults.
pub const FLAG_DEF_KEYWORDS: u8 = 8;
/// All flags that the signature holds.
pub const FLAGS_IN_SIGNATURE: u8 = 15;

/// Longest run of continued bytes that is read; a larger number would not fit into 16 bits.
const EXTENSIONS_MAX: u32 = 14;

/// The numbers of a prelude.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prelude {
    /// Locals and stack together.
    pub n_state: u32,
    /// How deep exception blocks nest.
    pub n_exc_stack: u32,
    /// `FLAG_*`
    pub scope_flags: u8,
    /// Positional arguments, closed-over cells included.
    pub n_pos_args: u32,
    /// Keyword-only arguments.
    pub n_kwonly_args: u32,
    /// Positional arguments with a default.
    pub n_def_pos_args: u32,
    /// Bytes of names and line info.
    pub n_info: u32,
    /// Bytes of cells.
    pub n_cell: u32,
    /// Where the info begins.
    pub info_start: u32,
}

impl Prelude {
    /// Writes the signature; each byte goes to `put`.
    pub fn encode_signature(&self, put: &mut dyn FnMut(u8)) {
        let (mut s, mut e, mut f) = (self.n_state.saturating_sub(1), self.n_exc_stack, self.scope_flags);
        let (mut a, mut k, mut d) = (self.n_pos_args, self.n_kwonly_args, self.n_def_pos_args);
        f &= FLAGS_IN_SIGNATURE;
        let mut byte = (s & 15) << 3 | (e & 1) << 2 | (a & 3);
        s >>= 4;
        e >>= 1;
        a >>= 2;
        while s | e | f as u32 | a | k | d != 0 {
            put(byte as u8 | 0x80);
            byte = (f as u32 & 1) << 6 | (s & 3) << 4 | (k & 1) << 3 | (a & 1) << 2 | (e & 1) << 1 | (d & 1);
            s >>= 2;
            e >>= 1;
            f >>= 1;
            a >>= 1;
            k >>= 1;
            d >>= 1;
        }
        put(byte as u8);
    }

    /// Writes the sizes of info and cells; each byte goes to `put`.
    pub fn encode_size(&self, put: &mut dyn FnMut(u8)) {
        let (mut i, mut c) = (self.n_info, self.n_cell);
        loop {
            let byte = ((i & 0x3f) << 1 | (c & 1)) as u8;
            i >>= 6;
            c >>= 1;
            if i | c == 0 {
                return put(byte);
            }
            put(byte | 0x80);
        }
    }

    /// Reads the prelude at the start of `code`. `None` if it is cut off or absurd.
    pub fn decode(code: &[u8]) -> Option<Prelude> {
        let mut at = 0;
        let mut next = || {
            let byte = *code.get(at)? as u32;
            at += 1;
            Some(byte)
        };
        let mut byte = next()?;
        let mut it = Prelude {
            n_state: byte >> 3 & 15,
            n_exc_stack: byte >> 2 & 1,
            n_pos_args: byte & 3,
            ..Prelude::default()
        };
        let mut flags = 0;
        let mut n = 0;
        while byte & 0x80 != 0 {
            if n > EXTENSIONS_MAX {
                return None;
            }
            byte = next()?;
            it.n_state |= bounded_shl(byte & 0x30, 2 * n)?;
            it.n_exc_stack |= (byte & 2) << n;
            flags |= (byte >> 6 & 1) << n;
            it.n_pos_args |= (byte & 4) << n;
            it.n_kwonly_args |= (byte >> 3 & 1) << n;
            it.n_def_pos_args |= (byte & 1) << n;
            n += 1;
        }
        it.n_state += 1;
        it.scope_flags = u8::try_from(flags).ok()?;
        n = 0;
        loop {
            if n > EXTENSIONS_MAX {
                return None;
            }
            let byte = next()?;
            it.n_cell |= (byte & 1) << n;
            it.n_info |= bounded_shl(byte >> 1 & 0x3f, 6 * n)?;
            n += 1;
            if byte & 0x80 == 0 {
                break;
            }
        }
        it.info_start = at as u32;
        (it.code_start() <= code.len()).then_some(it)
    }

    /// Where the cells begin, which is where the info ends.
    pub const fn cells_start(&self) -> usize {
        self.info_start as usize + self.n_info as usize
    }

    /// Where the instructions begin.
    pub const fn code_start(&self) -> usize {
        self.cells_start() + self.n_cell as usize
    }

    /// How many names of arguments the info holds.
    pub fn n_arg_names(&self) -> u32 {
        self.n_pos_args + self.n_kwonly_args
    }

    /// Locals that are there before the first instruction runs: arguments and cells.
    pub fn n_first_locals(&self, code: &[u8]) -> u32 {
        let stars = [FLAG_VAR_ARGS, FLAG_VAR_KEYWORDS].map(|flag| u32::from(self.scope_flags & flag != 0));
        let args = self.n_arg_names() + stars[0] + stars[1];
        self.cells(code).iter().fold(args, |n, &cell| n.max(u32::from(cell) + 1))
    }

    /// The indices of the function's name and then of its arguments.
    pub fn names<'a>(&self, code: &'a [u8]) -> Names<'a> {
        let info = code.get(self.info_start as usize..self.cells_start()).unwrap_or(&[]);
        Names { info, at: 0, left: self.n_arg_names() + 1 }
    }

    /// The locals that become cells on entry.
    pub fn cells<'a>(&self, code: &'a [u8]) -> &'a [u8] {
        code.get(self.cells_start()..self.code_start()).unwrap_or(&[])
    }
}

/// `bits << by`, unless that is absurd: what is left can be added up in 32 bits.
fn bounded_shl(bits: u32, by: u32) -> Option<u32> {
    if bits == 0 { Some(0) } else { bits.checked_shl(by).filter(|it| it >> by == bits && it >> 30 == 0) }
}

/// Indices into the module's table of names, in the order they stand in the info.
#[derive(Clone, Debug)]
pub struct Names<'a> {
    info: &'a [u8],
    at: usize,
    left: u32,
}

/// Where the info of code begins that has a prelude.
pub fn info_start(code: &[u8]) -> usize {
    // Behind two numbers whose bytes but the last have bit 7.
    let mut ends = code.iter().enumerate().filter(|(_, byte)| **byte & 0x80 == 0);
    ends.nth(1).map_or(code.len(), |(last, _)| last + 1)
}

impl<'a> Names<'a> {
    /// The first `n` indices of an info.
    pub fn new(info: &'a [u8], n: usize) -> Names<'a> {
        Names { info, at: 0, left: n as u32 }
    }

    /// What stands behind the names: the line info.
    pub fn rest(mut self) -> &'a [u8] {
        while self.next().is_some() {}
        self.info.get(self.at..).unwrap_or(&[])
    }
}

impl Iterator for Names<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        match self.info.get(self.at) {
            // Most are of one byte.
            Some(&byte) if byte < 0x80 => {
                self.at += 1;
                Some(u32::from(byte))
            }
            _ => varint::decode_uint(self.info, &mut self.at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(prelude: Prelude) {
        let mut bytes = [0u8; 600];
        let mut n = 0;
        let mut put = |byte| {
            bytes[n] = byte;
            n += 1;
        };
        prelude.encode_signature(&mut put);
        prelude.encode_size(&mut put);
        let read = Prelude::decode(&bytes).unwrap();
        assert_eq!(read, Prelude { info_start: n as u32, ..prelude });
    }

    #[test]
    fn preludes_come_back() {
        round(Prelude { n_state: 1, n_info: 3, ..Prelude::default() });
        round(Prelude {
            n_state: 300,
            n_exc_stack: 9,
            scope_flags: 15,
            n_pos_args: 17,
            ..Prelude::default()
        });
        round(Prelude {
            n_state: 9,
            n_kwonly_args: 200,
            n_def_pos_args: 70,
            n_info: 400,
            n_cell: 5,
            ..Prelude::default()
        });
        round(Prelude { n_state: 70_000, n_pos_args: 255, n_cell: 255, ..Prelude::default() });
    }

    #[test]
    fn upstreams_bytes_are_read() {
        let code = [0xa8, 0x12, 0x9b, 0x03];
        assert_eq!(Prelude::decode(&code), None);
        let code = [0x08, 0x04, 0x01, 0x40, 0x11, 0x02];
        let prelude = Prelude::decode(&code).unwrap();
        assert_eq!((prelude.n_state, prelude.n_info, prelude.code_start()), (2, 2, 4));
        assert_eq!(prelude.names(&code).next(), Some(1));
        assert_eq!(prelude.names(&code).rest(), [0x40]);
    }

    #[test]
    fn absurd_sizes_are_refused() {
        // A stack of 2^32 slots, and info of nearly as many bytes.
        let mut code = [0xff; 24];
        code[15..].fill(0);
        assert_eq!(Prelude::decode(&code), None);
        assert_eq!(Prelude::decode(&[0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7e, 0, 0]), None);
        assert!(Prelude::decode(&[0, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 0]).is_some());
    }

    #[test]
    fn any_bytes_are_read_without_harm() {
        for first in 0..=255u8 {
            for second in 0..=255u8 {
                let code =
                    [first, second, second ^ 0x80, first, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
                if let Some(prelude) = Prelude::decode(&code) {
                    let _ = (prelude.names(&code).rest(), prelude.cells(&code));
                }
            }
        }
    }
}
