//! Where a collection starts: registers, native stacks, frames, the `Vm`.
//!
//! The spill of registers is the only assembly of the core. An architecture for which nobody has written it
//! (and WebAssembly, whose stack cannot be read) collects only when no native frame is between the `Vm` and
//! its host.

use crate::Vm;

/// Whether the registers of this architecture can be spilled.
pub const CAN_SCAN_STACK: bool = cfg!(any(
    target_arch = "x86_64",
    target_arch = "x86",
    target_arch = "aarch64",
    target_arch = "arm",
    target_arch = "riscv32",
    target_arch = "riscv64"
));

/// Calls `f` with the address below which nothing of the caller's frames lies, its registers spilled above.
#[inline(never)]
pub(crate) fn with_spilled<R>(f: impl FnOnce(usize) -> R) -> R {
    let mut registers = [0usize; 12];
    let at = registers.as_mut_ptr();
    // SAFETY: each writes the callee-saved registers to the array and changes nothing else.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        core::arch::asm!("mov [{0}], rbx", "mov [{0}+8], rbp", "mov [{0}+16], r12", "mov [{0}+24], r13",
            "mov [{0}+32], r14", "mov [{0}+40], r15", in(reg) at, options(nostack, preserves_flags))
    }
    // SAFETY: as above.
    #[cfg(target_arch = "x86")]
    unsafe {
        core::arch::asm!("mov [{0}], ebx", "mov [{0}+4], ebp", "mov [{0}+8], esi", "mov [{0}+12], edi",
            in(reg) at, options(nostack, preserves_flags))
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!("stp x19, x20, [{0}]", "stp x21, x22, [{0}, #16]", "stp x23, x24, [{0}, #32]",
            "stp x25, x26, [{0}, #48]", "stp x27, x28, [{0}, #64]", "str x29, [{0}, #80]",
            in(reg) at, options(nostack, preserves_flags))
    }
    // SAFETY: as above; r8-r11 go through r4 since Thumb-1 cannot store them.
    #[cfg(target_arch = "arm")]
    unsafe {
        core::arch::asm!("str r4, [{0}]", "str r5, [{0}, #4]", "str r6, [{0}, #8]", "str r7, [{0}, #12]",
            "mov {1}, r8", "str {1}, [{0}, #16]", "mov {1}, r9", "str {1}, [{0}, #20]",
            "mov {1}, r10", "str {1}, [{0}, #24]", "mov {1}, r11", "str {1}, [{0}, #28]",
            in(reg) at, out(reg) _, options(nostack, preserves_flags))
    }
    // SAFETY: as above.
    #[cfg(target_arch = "riscv32")]
    unsafe {
        core::arch::asm!("sw s0,0({0})", "sw s1,4({0})", "sw s2,8({0})", "sw s3,12({0})", "sw s4,16({0})",
            "sw s5,20({0})", "sw s6,24({0})", "sw s7,28({0})", "sw s8,32({0})", "sw s9,36({0})",
            "sw s10,40({0})", "sw s11,44({0})", in(reg) at, options(nostack, preserves_flags))
    }
    // SAFETY: as above.
    #[cfg(target_arch = "riscv64")]
    unsafe {
        core::arch::asm!("sd s0,0({0})", "sd s1,8({0})", "sd s2,16({0})", "sd s3,24({0})", "sd s4,32({0})",
            "sd s5,40({0})", "sd s6,48({0})", "sd s7,56({0})", "sd s8,64({0})", "sd s9,72({0})",
            "sd s10,80({0})", "sd s11,88({0})", in(reg) at, options(nostack, preserves_flags))
    }
    let result = f(at as usize);
    // The array stays where it is until `f` is done.
    core::hint::black_box(&mut registers);
    result
}

impl Vm {
    /// Collects now, and runs what waits for the end of objects.
    pub fn collect(&mut self) {
        self.collect_quietly();
        self.tell_ends();
    }

    /// Collects now. Finalisers and callbacks wait for the next poll: an allocation must not run Python, since whoever
    /// allocates may be in the middle of changing an object.
    pub(super) fn collect_quietly(&mut self) {
        if !self.can_collect() {
            return;
        }
        let start = self.pause_begins();
        self.in_collection = true;
        self.heap.lock_depth += 1;
        with_spilled(|low| self.mark_and_sweep(low));
        self.heap.lock_depth -= 1;
        self.refill_reserve();
        self.in_collection = false;
        self.pause_ends(start);
        self.call_for_ends();
    }

    /// Whether a collection, or a step of one, may be made here.
    pub(super) fn can_collect(&self) -> bool {
        !self.in_collection && self.thread.native_top != 0 && (CAN_SCAN_STACK || self.native_depth == 0)
    }

    /// Sees to it that finalisers and callbacks that wait are run soon.
    pub(super) fn call_for_ends(&mut self) {
        if self.has_ends() {
            self.pending.call_attention();
        }
    }

    /// Collects what only native stacks keep alive, too.
    #[cfg(test)]
    pub(super) fn collect_without_stack(&mut self) {
        self.mark_and_sweep(self.thread.native_top);
    }

    #[inline(never)]
    fn mark_and_sweep(&mut self, low: usize) {
        self.heap.begin();
        self.mark_roots(low);
        self.heap.drain();
        self.end_marking();
    }

    /// What is done when all is marked that is reached.
    pub(super) fn end_marking(&mut self) {
        self.sort_weak();
        self.sort_words();
        self.heap.find_due();
        self.heap.sweep();
    }

    /// Marks what the collector knows without looking into blocks.
    pub(super) fn mark_roots(&mut self, low: usize) {
        self.scan_words(low, self.thread.native_top, true);
        let roots = &raw const self.roots as usize;
        self.scan_words(roots, roots + size_of_val(&self.roots), false);
        let thread = &raw const self.thread as usize;
        self.scan_words(thread, thread + size_of_val(&self.thread), false);
        let (from, to) = self.spare.span();
        self.scan_words(from, to, false);
        let (values, top, low, end) = self.thread.spans();
        self.scan_words(values, top, false);
        self.scan_words(low, end, false);
        self.scan_other_threads();
        self.heap.mark_finalisers();
        self.mark_weak();
    }

    /// Marks what the words of `from..to` point at: anywhere inside blocks, or at their starts.
    pub(crate) fn scan_words(&mut self, from: usize, to: usize, anywhere: bool) {
        const WORD: usize = size_of::<usize>();
        let mut at = from.next_multiple_of(WORD);
        let end = to & !(WORD - 1);
        if !anywhere {
            // SAFETY: the span is a frame region or the roots.
            unsafe { self.heap.mark_words(at, end) };
            self.heap.drain();
            return;
        }
        while at < end {
            // SAFETY: the span is a native stack below its top, which is readable words. Volatile: they are of any type.
            let word = unsafe { core::ptr::with_exposed_provenance::<usize>(at).read_volatile() };
            self.heap.mark_anywhere(word);
            at += WORD;
        }
    }
}
