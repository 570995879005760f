//! `Window`: a part of an object's buffer.
//!
//! As with views, the object may shrink or change at any time, so that nothing is known of a window's bytes before they
//! are looked at.
use core::ops::Range;

use micropyrite_core::heap::Fixed;
use micropyrite_core::runtime::buffer;
use micropyrite_core::types::MemoryView;
use micropyrite_core::{Obj, Res, Vm};

use super::rom_file;

/// A part of an object's buffer.
#[derive(Clone, Copy)]
pub struct Window {
    object: Obj,
    start: usize,
    len: usize,
}

impl Window {
    /// All of an object's buffer. Of views and files it is a window on what is beneath them.
    ///
    /// # Raises
    /// `TypeError` where it has none.
    pub fn of(vm: &mut Vm, object: Obj) -> Res<Window> {
        let len = buffer::len(vm, object)?;
        let mut window = Window { object, start: 0, len };
        // What a file is a window on is neither a view nor a file.
        while let Some((object, start)) = window.beneath(vm) {
            window = Window { object, start: window.start + start, len };
        }
        Ok(window)
    }

    fn beneath(&self, vm: &Vm) -> Option<(Obj, usize)> {
        if let Some(view) = self.object.cast::<MemoryView>() {
            return Some((view.get(vm).base, view.get(vm).start));
        }
        rom_file::window_of(vm, self.object).map(|window| (window.object, window.start))
    }

    /// A part of it.
    pub fn part(self, range: Range<usize>) -> Window {
        Window { object: self.object, start: self.start + range.start, len: range.len() }
    }

    /// How many bytes it was made for.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Its bytes; nothing where they are not all there any more.
    pub fn bytes(self, vm: &Vm) -> &[u8] {
        let all = buffer::read(vm, self.object).unwrap_or_default();
        all.get(self.start..).and_then(|rest| rest.get(..self.len)).unwrap_or_default()
    }

    /// Copies bytes from a place in it to the buffer of an object.
    pub fn copy(self, vm: &mut Vm, from: usize, into: Obj, at: usize, n: usize) {
        buffer::copy(vm, self.object, self.start + from, into, at, n);
    }

    /// Its bytes, if they stay where and what they are.
    pub fn fixed(self, vm: &Vm) -> Option<Fixed> {
        vm.fixed(self.object)?.part(self.start..self.start + self.len)
    }
}
