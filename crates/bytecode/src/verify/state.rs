//! What a walk remembers of stack and blocks at each place that is jumped to.
//!
//! All of it lies in words that the caller lends:
//!
//! ```text
//! starts      a bit for each byte of code: an instruction starts there
//! targets     a bit for each byte of code: it is jumped to
//! table       1 + number of the record of a target, at a hash of its offset
//! records     offset | depth, blocks | next to visit | kinds, eight to a word | blocks, two words each
//! ```
//!
//! Of the last two records one is the state of the path that is being followed, the other that of a jump from it; their
//! depths and what follows from them are kept beside the words, for they are asked for all the time.

use core::ops::Range;

use super::{FlawKind, Survey};

/// What may lie in a slot of the stack.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything; it can only be dropped.
    Other = 0,
    /// The value `None`.
    None,
    /// A value.
    Value,
    /// The null word.
    Null,
    /// A value or the null word.
    Maybe,
    /// Why a `finally` or `with` block ends: `None`, an exception, or a number with one more slot below it.
    Reason,
    /// An exception that was raised, or `None`.
    Exception,
    /// A copy of a reason's upper slot.
    ReasonCopy,
    /// Whether the reason below is an exception.
    IsException,
    /// The slots of a reason that is a number: what is returned, or where a jump goes, and the number itself.
    Place,
    Number,
    /// The four slots of a loop, from the lowest.
    Iter0,
    Iter1,
    Iter2,
    Iter3,
}

/// The kinds of a loop's slots, from the lowest.
pub const ITER: [Kind; 4] = [Kind::Iter0, Kind::Iter1, Kind::Iter2, Kind::Iter3];

const KINDS: [Kind; 16] = [
    Kind::Other,
    Kind::None,
    Kind::Value,
    Kind::Null,
    Kind::Maybe,
    Kind::Reason,
    Kind::Exception,
    Kind::ReasonCopy,
    Kind::IsException,
    Kind::Place,
    Kind::Number,
    Kind::Iter0,
    Kind::Iter1,
    Kind::Iter2,
    Kind::Iter3,
    Kind::Other,
];

impl Kind {
    /// Whether it is a value for certain.
    pub fn is_value(self) -> bool {
        matches!(self, Kind::None | Kind::Value | Kind::Exception)
    }

    /// Whether a handler may end with it.
    pub fn is_reason(self) -> bool {
        matches!(self, Kind::None | Kind::Exception | Kind::Reason)
    }

    /// Whether it is a value or the null word.
    pub fn is_slot(self) -> bool {
        self.is_value() || matches!(self, Kind::Null | Kind::Maybe)
    }

    /// What is known where paths with both meet.
    fn join(self, other: Kind) -> Kind {
        match (self, other) {
            (a, b) if a == b => a,
            (Kind::None, Kind::Exception) | (Kind::Exception, Kind::None) => Kind::Exception,
            (a, b) if a.is_value() && b.is_value() => Kind::Value,
            (a, b) if a.is_slot() && b.is_slot() => Kind::Maybe,
            (a, b) if a.is_reason() && b.is_reason() => Kind::Reason,
            _ => Kind::Other,
        }
    }
}

/// How an exception block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// `except`
    Except,
    /// `finally`
    Finally,
    /// `with`
    With,
    /// `async with`
    AsyncWith,
}

/// An exception block that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Offset of its handler.
    pub handler: usize,
    /// Depth of the stack below it; of `with` the two slots, of `async with` the one slot of the manager count.
    pub depth: usize,
    pub kind: BlockKind,
    /// Whether the path is in its handler.
    pub is_handling: bool,
}

impl Block {
    /// Depth of the stack when it is gone.
    pub fn depth_behind(&self) -> usize {
        let manager = match self.kind {
            BlockKind::Except | BlockKind::Finally => 0,
            BlockKind::With => 2,
            BlockKind::AsyncWith => 1,
        };
        self.depth.saturating_sub(manager)
    }

    /// What may not be popped while it is open.
    pub fn floor(&self) -> usize {
        if self.is_handling { self.depth_behind() } else { self.depth }
    }

    fn words(self) -> [u32; 2] {
        let kind = match self.kind {
            BlockKind::Except => 0,
            BlockKind::Finally => 1,
            BlockKind::With => 2,
            BlockKind::AsyncWith => 3,
        };
        [(self.handler as u32) << 3 | kind << 1 | u32::from(self.is_handling), self.depth as u32]
    }

    fn from_words(words: [u32; 2]) -> Block {
        let kind = match words[0] >> 1 & 3 {
            0 => BlockKind::Except,
            1 => BlockKind::Finally,
            2 => BlockKind::With,
            _ => BlockKind::AsyncWith,
        };
        let (handler, depth) = ((words[0] >> 3) as usize, words[1] as usize);
        Block { handler, depth, kind, is_handling: words[0] & 1 != 0 }
    }
}

/// Longest code: its offsets are kept beside three bits.
const CODE_MAX: usize = 1 << 28;
const OFFSET: usize = 0;
const DEPTHS: usize = 1;
const NEXT: usize = 2;
const HEAD: usize = 3;
/// In place of depth and blocks: no path has come here yet.
const UNREACHED: u32 = u32::MAX;

/// The words, and where what is in them.
pub struct Memory<'a> {
    words: &'a mut [u32],
    targets: usize,
    table: usize,
    table_mask: usize,
    records: usize,
    record_len: usize,
    n_records: usize,
    n_kind_words: usize,
    n_blocks: usize,
    room: usize,
    /// The record to visit next, plus 1; 0: none. In the record the same for the one after it, plus 1 again, for there 0
    /// says that it need not be visited.
    pending: u32,
    /// Where the record of the path that is followed is.
    place: usize,
    path: Path,
}

/// What is asked of a path all the time.
#[derive(Clone, Copy)]
struct Path {
    /// Depth of the stack.
    depth: usize,
    /// Blocks that are open.
    n_open: usize,
    /// What may not be popped.
    floor: usize,
    /// Slots that hold a reason.
    n_reasons: usize,
    /// Where the next handler of an open block begins, or far behind the code.
    ahead: usize,
    /// Where the last handler that runs begins.
    behind: usize,
}

impl Path {
    fn new(depth: usize, n_open: usize) -> Path {
        Path { depth, n_open, floor: 0, n_reasons: 0, ahead: usize::MAX, behind: 0 }
    }
}

fn sizes(survey: &Survey, len: usize) -> Option<(usize, usize, usize)> {
    if len >= CODE_MAX {
        return None;
    }
    let table = survey.n_targets.checked_mul(2)?.checked_next_power_of_two()?;
    let record = HEAD + survey.room_max.div_ceil(8) + 2 * survey.n_blocks();
    Some((len.div_ceil(32), table, record))
}

impl<'a> Memory<'a> {
    /// How many words code of this length wants.
    pub fn n_words(survey: &Survey, len: usize) -> Option<usize> {
        let (bits, table, record) = sizes(survey, len)?;
        (survey.n_targets + 2).checked_mul(record)?.checked_add(2 * bits + table)
    }

    /// Nothing remembered yet.
    pub fn new(survey: &Survey, len: usize, words: &'a mut [u32]) -> Memory<'a> {
        let (bits, table, record_len) = sizes(survey, len).unwrap_or((0, 1, HEAD));
        let records = 2 * bits + table;
        Memory {
            words,
            targets: bits,
            table: 2 * bits,
            table_mask: table - 1,
            records,
            record_len,
            n_records: 0,
            n_kind_words: survey.room_max.div_ceil(8),
            n_blocks: survey.n_blocks(),
            room: 0,
            pending: 0,
            place: records + survey.n_targets * record_len,
            path: Path::new(0, 0),
        }
    }

    /// Says how many slots the stack has.
    pub fn set_room(&mut self, room: usize) {
        self.room = room.min(self.n_kind_words * 8);
    }

    #[inline(always)]
    fn get(&self, at: usize) -> u32 {
        self.words.get(at).copied().unwrap_or(0)
    }

    #[inline(always)]
    fn set(&mut self, at: usize, word: u32) {
        if let Some(place) = self.words.get_mut(at) {
            *place = word;
        }
    }

    fn set_bit(&mut self, map: usize, i: usize) {
        let word = self.get(map + i / 32);
        self.set(map + i / 32, word | 1 << (i % 32));
    }

    #[inline(always)]
    fn bit(&self, map: usize, i: usize) -> bool {
        self.get(map + i / 32) >> (i % 32) & 1 != 0
    }

    fn record(&self, number: usize) -> usize {
        self.records + number * self.record_len
    }

    /// Notes that an instruction starts at an offset.
    pub fn note_start(&mut self, at: usize) {
        self.set_bit(0, at);
    }

    /// Sees to it that an instruction starts at every target of code of this length.
    ///
    /// # Errors
    /// The flaw, and a target at which none does.
    pub fn check_targets(&self, len: usize) -> Result<(), (FlawKind, usize)> {
        for number in 0..self.n_records {
            let at = self.get(self.record(number) + OFFSET) as usize;
            if at >= len || !self.bit(0, at) {
                return Err((FlawKind::Jump, at));
            }
        }
        Ok(())
    }

    /// The record of an offset, or where in the table it would be.
    fn find(&self, at: usize) -> Result<usize, usize> {
        let mut slot = (at as u32).wrapping_mul(0x9e37_79b1) as usize >> 7 & self.table_mask;
        // Less than half of the table is used.
        loop {
            match self.get(self.table + slot) as usize {
                0 => return Err(self.table + slot),
                number if self.get(self.record(number - 1) + OFFSET) as usize == at => {
                    return Ok(self.record(number - 1));
                }
                _ => slot = (slot + 1) & self.table_mask,
            }
        }
    }

    /// Whether an offset is jumped to.
    #[inline]
    pub fn is_target(&self, at: usize) -> bool {
        self.bit(self.targets, at)
    }

    /// Makes a record for an offset, if there is none.
    pub fn add_target(&mut self, at: usize) {
        if let Err(slot) = self.find(at) {
            let place = self.record(self.n_records);
            self.n_records += 1;
            self.set(slot, self.n_records as u32);
            self.set(place + OFFSET, at as u32);
            self.set(place + DEPTHS, UNREACHED);
            if at / 32 < self.targets {
                self.set_bit(self.targets, at);
            }
        }
    }

    /// The next place to go on from; its state becomes the current one.
    pub fn visit(&mut self) -> Option<usize> {
        let place = self.record(self.pending.checked_sub(1)? as usize);
        self.pending = self.get(place + NEXT) - 1;
        self.set(place + NEXT, 0);
        self.words.copy_within(place..place + self.record_len, self.place);
        let depths = self.get(place + DEPTHS);
        self.path = Path::new((depths & 0xffff) as usize, (depths >> 16) as usize);
        self.find_bounds();
        self.path.n_reasons = self.count_reasons(0..self.path.depth);
        Some(self.get(place + OFFSET) as usize)
    }

    /// Brings the current state to a place that is jumped to.
    ///
    /// # Errors
    /// No jump was found there; another path has come there with a stack that does not fit.
    pub fn meet(&mut self, at: usize) -> Result<(), FlawKind> {
        let Ok(to) = self.find(at) else { return Err(FlawKind::Jump) };
        let from = self.place;
        let depths = self.path.depth as u32 | (self.path.n_open as u32) << 16;
        let mut changed = false;
        if self.get(to + DEPTHS) == UNREACHED {
            self.words.copy_within(from + HEAD..from + self.record_len, to + HEAD);
            self.set(to + DEPTHS, depths);
            changed = true;
        } else {
            let blocks = HEAD + self.n_kind_words..HEAD + self.n_kind_words + 2 * self.path.n_open;
            if self.get(to + DEPTHS) != depths
                || blocks.into_iter().any(|i| self.get(to + i) != self.get(from + i))
            {
                return Err(FlawKind::Meeting);
            }
            for slot in 0..self.path.depth {
                let (old, new) = (self.kind_in(to, slot), self.kind_in(from, slot));
                let joined = old.join(new);
                if joined != old {
                    self.set_kind_in(to, slot, joined);
                    changed = true;
                }
            }
        }
        if changed && self.get(to + NEXT) == 0 {
            self.set(to + NEXT, self.pending + 1);
            self.pending = ((to - self.records) / self.record_len) as u32 + 1;
        }
        Ok(())
    }

    #[inline(always)]
    fn kind_in(&self, place: usize, slot: usize) -> Kind {
        let word = self.get(place + HEAD + slot / 8);
        KINDS[(word >> (slot % 8 * 4) & 15) as usize]
    }

    fn set_kind_in(&mut self, place: usize, slot: usize, kind: Kind) {
        let at = place + HEAD + slot / 8;
        let shift = slot % 8 * 4;
        let word = self.get(at) & !(15 << shift) | (kind as u32) << shift;
        self.set(at, word);
    }

    /// Depth of the current stack.
    #[inline(always)]
    pub fn depth(&self) -> usize {
        self.path.depth
    }

    /// Cuts the current stack; what is above was looked at before.
    pub fn cut(&mut self, depth: usize) {
        let n = self.count_reasons(depth..self.path.depth);
        self.path.n_reasons = self.path.n_reasons.saturating_sub(n);
        self.path.depth = depth;
    }

    fn count_reasons(&self, slots: Range<usize>) -> usize {
        slots.filter(|&slot| self.kind(slot) == Kind::Reason).count()
    }

    /// Kind of a slot of the current stack, from the bottom.
    #[inline(always)]
    pub fn kind(&self, slot: usize) -> Kind {
        self.kind_in(self.place, slot)
    }

    /// Says what is in a slot of the current stack.
    pub fn set_kind(&mut self, slot: usize, kind: Kind) {
        let was = self.kind(slot) == Kind::Reason;
        let n = self.path.n_reasons + usize::from(kind == Kind::Reason);
        self.path.n_reasons = n.saturating_sub(usize::from(was));
        self.set_kind_in(self.place, slot, kind);
    }

    /// How deep the current stack may become, as long as what is pushed are values: a reason counts as two slots.
    #[inline(always)]
    pub fn limit(&self) -> usize {
        self.room.saturating_sub(self.path.n_reasons)
    }

    /// Pushes a slot.
    ///
    /// # Errors
    /// There is no room.
    pub fn push(&mut self, kind: Kind) -> Result<(), FlawKind> {
        let depth = self.path.depth;
        self.path.n_reasons += usize::from(kind == Kind::Reason);
        if depth >= self.limit() {
            return Err(FlawKind::Overflow);
        }
        self.set_kind_in(self.place, depth, kind);
        self.path.depth = depth + 1;
        Ok(())
    }

    /// Whether the slot below another holds a value that may be popped.
    pub fn is_value_below(&self, slot: usize) -> bool {
        slot > self.path.floor && self.kind(slot - 1).is_value()
    }

    /// Makes the current stack `depth` deep, with values from `low` on; there is room.
    pub fn push_values(&mut self, low: usize, depth: usize) {
        for slot in low..depth {
            self.set_kind_in(self.place, slot, Kind::Value);
        }
        self.path.depth = depth;
    }

    /// Pops a slot, which must lie above what open blocks hold.
    ///
    /// # Errors
    /// There is none.
    #[inline]
    pub fn pop(&mut self) -> Result<Kind, FlawKind> {
        if self.path.depth <= self.path.floor {
            return Err(FlawKind::Underflow);
        }
        self.path.depth -= 1;
        let kind = self.kind(self.path.depth);
        self.path.n_reasons = self.path.n_reasons.saturating_sub(usize::from(kind == Kind::Reason));
        Ok(kind)
    }

    /// Asks the blocks what they say of the path.
    fn find_bounds(&mut self) {
        let (mut ahead, mut behind) = (usize::MAX, 0);
        for i in 0..self.path.n_open {
            let block = self.block(i);
            if block.is_handling {
                behind = behind.max(block.handler);
            } else {
                ahead = ahead.min(block.handler);
            }
        }
        (self.path.ahead, self.path.behind) = (ahead, behind);
        self.path.floor = self.innermost().map_or(0, |block| block.floor());
    }

    /// Whether an instruction lies where the machine, which tells by the place whether a block's handler runs, expects
    /// it: behind the handlers that run and before those that do not.
    #[inline(always)]
    pub fn is_in_place(&self, at: usize, next: usize) -> bool {
        at >= self.path.behind && next <= self.path.ahead
    }

    /// Whether the path has come to where a handler begins.
    #[inline(always)]
    pub fn is_at_handler(&self, at: usize) -> bool {
        at >= self.path.ahead
    }

    /// An open block, from the outermost.
    pub fn block(&self, i: usize) -> Block {
        let at = self.place + HEAD + self.n_kind_words + 2 * i;
        Block::from_words([self.get(at), self.get(at + 1)])
    }

    fn set_block(&mut self, i: usize, block: Block) {
        let at = self.place + HEAD + self.n_kind_words + 2 * i;
        let [head, depth] = block.words();
        self.set(at, head);
        self.set(at + 1, depth);
    }

    /// Opens a block.
    ///
    /// # Errors
    /// There are as many as there may be.
    pub fn open(&mut self, block: Block) -> Result<(), FlawKind> {
        if self.path.n_open >= self.n_blocks {
            return Err(FlawKind::Block);
        }
        self.set_block(self.path.n_open, block);
        self.path.n_open += 1;
        self.find_bounds();
        Ok(())
    }

    /// The innermost block.
    pub fn innermost(&self) -> Option<Block> {
        self.path.n_open.checked_sub(1).map(|i| self.block(i))
    }

    /// From here on the innermost block's handler runs.
    pub fn handle(&mut self) {
        if let Some(block) = self.innermost() {
            self.set_block(self.path.n_open - 1, Block { is_handling: true, ..block });
            self.find_bounds();
        }
    }

    /// Ends the innermost block.
    ///
    /// # Errors
    /// There is none.
    pub fn close(&mut self) -> Result<Block, FlawKind> {
        let block = self.innermost().ok_or(FlawKind::Block)?;
        self.path.n_open -= 1;
        self.find_bounds();
        Ok(block)
    }

    /// Runs `on_jump` on a copy of the current state.
    ///
    /// # Errors
    /// What it finds.
    pub fn aside(&mut self, on_jump: impl FnOnce(&mut Self) -> Result<(), FlawKind>) -> Result<(), FlawKind> {
        let (place, path) = (self.place, self.path);
        self.words.copy_within(place..place + self.record_len, place + self.record_len);
        self.place += self.record_len;
        let result = on_jump(self);
        (self.place, self.path) = (place, path);
        result
    }
}
