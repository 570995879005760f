//! `Reader`: source text from wherever it is, in small pieces.
use micropyrite_core::obj::Obj;
use micropyrite_core::runtime::import::Source;
use micropyrite_core::runtime::{buffer, files};
use micropyrite_core::{Res, Vm};

/// A source, and how much of it was read.
pub(super) struct Reader {
    source: Source,
    at: usize,
}

impl Reader {
    /// The start of a source.
    ///
    /// # Raises
    /// `TypeError` for text without a buffer.
    pub fn new(vm: &mut Vm, source: Source) -> Res<Reader> {
        if let Source::Text(object) = source {
            buffer::len(vm, object)?;
        }
        Ok(Reader { source, at: 0 })
    }

    /// Reads on; 0 is the end.
    ///
    /// # Raises
    /// What a stream raises.
    pub fn read(&mut self, vm: &mut Vm, into: &mut [u8]) -> Res<usize> {
        let n = match self.source {
            Source::Text(object) => copy(text_of(vm, object).get(self.at..), into),
            Source::Static(text) => copy(text.get(self.at..), into),
            Source::Stream(stream) => files::read_file_chunk(vm, stream, into)?,
        };
        self.at += n;
        Ok(n)
    }
}

fn text_of(vm: &Vm, object: Obj) -> &[u8] {
    // Looked up each time: the object may have been changed or cut meanwhile.
    buffer::read(vm, object).unwrap_or_default()
}

fn copy(rest: Option<&[u8]>, into: &mut [u8]) -> usize {
    let rest = rest.unwrap_or_default();
    into.iter_mut().zip(rest).map(|(to, from)| *to = *from).count()
}
