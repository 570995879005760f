//! Records and numbers, read from bytes that say anything.

use core::ops::Range;

use super::kind;

/// The record is damaged, or what it claims is not there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Damaged;

/// Takes a number from the front of a range of the bytes.
pub(super) fn number(bytes: &[u8], rest: &mut Range<usize>) -> Result<usize, Damaged> {
    let mut value: usize = 0;
    for at in rest.clone() {
        let byte = *bytes.get(at).ok_or(Damaged)?;
        if value > usize::MAX >> 7 {
            return Err(Damaged);
        }
        value = value << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            rest.start = at + 1;
            return Ok(value);
        }
    }
    Err(Damaged)
}

/// Takes so many bytes from the front of a range; answers where they are.
pub(super) fn take(rest: &mut Range<usize>, len: usize) -> Result<Range<usize>, Damaged> {
    let end = rest.start.checked_add(len).filter(|end| *end <= rest.end).ok_or(Damaged)?;
    let taken = rest.start..end;
    rest.start = end;
    Ok(taken)
}

/// One record: its kind, and where its payload is.
pub(super) struct Record {
    pub kind: usize,
    pub payload: Range<usize>,
}

/// Takes a record from the front of a range; `None` at the end of it. A record is two bytes at least, so that whoever
/// takes them comes to an end.
pub(super) fn record(bytes: &[u8], rest: &mut Range<usize>) -> Option<Result<Record, Damaged>> {
    if rest.start >= rest.end {
        return None;
    }
    let mut take_one = || {
        let kind = number(bytes, rest)?;
        let len = number(bytes, rest)?;
        let payload = take(rest, len)?;
        if kind == kind::UNUSED { Err(Damaged) } else { Ok(Record { kind, payload }) }
    };
    Some(take_one())
}
