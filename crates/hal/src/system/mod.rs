//! `System`: everything the language core asks of the world around it.
//!
//! Core holds one `&dyn System`.  The methods take `&self` because a thread that
//! blocks in one of them has given up the interpreter lock meanwhile, so another
//! thread may well call a second one: an implementation with state of its own
//! guards it itself, which is what the `Sync` bound asks for.
//!
//! Only `Stdio::write`, `Stdio::read`, `Clock::ticks_us` and `Events::pending` must
//! be written; the rest has defaults that say "not here".

mod clock;
mod entropy;
mod errno;
mod events;
mod files;
mod lock;
mod nowhere;
mod stdio;
mod threads;

pub use clock::{Clock, LocalOffset};
pub use entropy::Entropy;
pub use errno::Errno;
pub use events::{Events, Pending};
pub use files::{DirEntry, EntryKind, Files, Handle, OpenFlags, PollEntry, Seek, Stat, StatVfs};
pub use lock::Lock;
pub use nowhere::Nowhere;
pub use stdio::{Ready, Stdio};
pub use threads::{ThreadEntry, Threads, Wait};

/// The world: all services joined into one object.
///
/// Implement the six parts and then this: `impl System for Board {}`.
pub trait System: Stdio + Clock + Entropy + Files + Threads + Events + Sync {
    /// A piece of memory that is kept for an image of a file system and that nothing writes while this runs; they are
    /// counted from 0. `None`: there are not so many.
    fn image(&self, index: usize) -> Option<&'static [u8]> {
        let _ = index;
        None
    }
}
