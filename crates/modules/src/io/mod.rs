//! `io`: streams.
//!
//! Files and `IOBase` live in core, since imports and the standard streams use them; streams over memory are here.
use micropyrite_core::module;
use micropyrite_core::runtime::vfs;
use micropyrite_core::types::io_base::IO_BASE;

mod buffered_writer;
mod memory;

use buffered_writer::BUFFERED_WRITER;
use memory::{BYTES_IO, STRING_IO};

module! {
    /// `io`
    pub static IO: io, extensible {
        open = kw(0, micropyrite_core::native::ANY) vfs::open;
        IOBase = ty IO_BASE;
        StringIO = ty STRING_IO;
        BytesIO = ty BYTES_IO;
        BufferedWriter = ty BUFFERED_WRITER;
    }
}
