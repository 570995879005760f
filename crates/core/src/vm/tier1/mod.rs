//! Tier 1: code that runs often, translated into words.
//!
//! A word is the address of a handler or what it works with; a handler ends in a jump to the next. What differs from
//! bytecode: operands are decoded, stack slots are places in the frame (their numbers are known), the top of the stack
//! may be in a register, the accumulator, and pairs that come often are one instruction.
//!
//! Three rules keep it small:
//!
//! - **A frame at rest is a frame of tier 0.** Before anything that may allocate, raise, call or be asked for its
//!   line, the handler stores its operands where bytecode has them, and `ip` and `sp` as bytecode has them. So
//!   exceptions, generators, tracebacks and tracing know nothing of tier 1, and its code can be thrown away.
//! - **The slow half is tier 0's.** What a handler cannot do at once is done by the slow half of the bytecode's own
//!   handler; then the frame says where to go on, and a map leads from there back to the words.
//! - **Who comes in brings everything.** At a place where words can be entered, all stack slots are in memory, and the
//!   top one is in the accumulator too.
//!
//! Code is translated once it has been called or has jumped backwards some times; see [`Heat`].
mod analyse;
#[allow(unsafe_code)]
mod code;
#[allow(unsafe_code)]
mod enter;
mod heat;
pub(super) mod ops;
#[allow(unsafe_code)]
mod scratch;
#[allow(unsafe_code)]
mod translate;
#[allow(unsafe_code)]
mod word;

pub(crate) use code::HotList;
pub(crate) use heat::{Heat, HotFrame, IsHot, enter, entered, looped, resume, returned};
#[allow(unused_imports)]
pub(crate) use word::{jump, run};
