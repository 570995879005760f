//! Limits, in one place.

/// Most frozen archives of an interpreter.
pub const FROZEN_MAX: usize = 2;
/// Longest path of a file or module name, in bytes.
pub const PATH_MAX: usize = 256;
/// Most nested entries from natives into Python.
pub const NATIVE_DEPTH_MAX: u32 = 400;
/// Slots of the frame region that stay free below the control records, for pushing arguments again.
pub const FRAME_MARGIN: usize = 8;
/// Entries of the table that remembers where a name was found.
pub const N_HINTS: usize = 256;
/// Most entries of a traceback.
pub const TRACEBACK_MAX: usize = 96;
/// Callbacks that `micropython.schedule` keeps.
pub const SCHEDULE_MAX: usize = 8;
/// A thread gives the interpreter lock up after this many polls, if another waits.
pub const LOCK_TURNS: u32 = 32;

/// Whether the build has what upstream's extra level adds: what is only in it is left out by the places that make it.
pub const EXTRA: bool = cfg!(feature = "level-extra");
/// Whether there are floats and complex numbers.
pub const FLOAT: bool = cfg!(feature = "float");
/// Whether integers may be greater than a word.
pub const BIG_INT: bool = cfg!(feature = "big-int");
/// Whether the files of a system are there, which numbers stand for.
pub const HOST_FILES: bool = cfg!(feature = "host-files");
/// Whether there are streams that are files.
pub const FILES: bool = HOST_FILES || EXTRA;
/// Whether a large heap is collected in steps.
pub const INCREMENTAL: bool = cfg!(feature = "incremental");
/// Whether hot code is translated: there is memory to spare, for code too.
pub const TIER1: bool = cfg!(all(feature = "tier1", target_pointer_width = "64"));
/// Whether code is to be small rather than fast: what is done in many places is called, not repeated.
pub const COMPACT: bool = !cfg!(feature = "level-everything");

/// How much exceptions say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Detail {
    /// Their types alone.
    None,
    /// Short texts that never change.
    Terse,
    /// What went wrong.
    Normal,
    /// That, and the names of what it went wrong with.
    Detailed,
}

/// How much exceptions of this build say. Features add detail, so that the fullest that is asked for counts.
pub const DETAIL: Detail = if cfg!(feature = "errors-detailed") {
    Detail::Detailed
} else if cfg!(feature = "errors-normal") {
    Detail::Normal
} else if cfg!(feature = "errors-terse") {
    Detail::Terse
} else {
    Detail::None
};

const _: () = assert!(N_HINTS.is_power_of_two());
