//! `Topics`: what of an interpreter's work is to be told.
use core::fmt;

/// A set of topics.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Topics(u8);

/// Why a list of topics was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Refused<'a> {
    unknown: &'a [u8],
}

/// Every topic, by the name that begins its lines.
const ALL: [(Topics, &str); 6] = [
    (Topics::GC, "gc"),
    (Topics::QSTR, "qstr"),
    (Topics::MAP, "map"),
    (Topics::IMPORT, "import"),
    (Topics::CALL, "call"),
    (Topics::VM, "vm"),
];

impl Topics {
    /// Nothing.
    pub const NONE: Topics = Topics(0);
    /// The heap: its layout, what is allocated and freed, collections.
    pub const GC: Topics = Topics(1);
    /// Names that are interned.
    pub const QSTR: Topics = Topics(1 << 1);
    /// Hash tables as they grow.
    pub const MAP: Topics = Topics(1 << 2);
    /// Imports, and the sizes of code that is loaded.
    pub const IMPORT: Topics = Topics(1 << 3);
    /// Calls of functions in bytecode.
    pub const CALL: Topics = Topics(1 << 4);
    /// Instructions.
    pub const VM: Topics = Topics(1 << 5);

    /// Reads names of topics with commas between them; an empty text is none.
    ///
    /// # Errors
    /// [`Refused`] for a name that is no topic's.
    pub fn parse(text: &[u8]) -> Result<Topics, Refused<'_>> {
        let mut topics = Topics::NONE;
        if text.is_empty() {
            return Ok(topics);
        }
        for name in text.split(|byte| *byte == b',') {
            let known = ALL.iter().find(|(_, known)| known.as_bytes() == name);
            let Some((topic, _)) = known else { return Err(Refused { unknown: name }) };
            topics = topics.and(*topic);
        }
        Ok(topics)
    }

    /// These and others.
    pub const fn and(self, others: Topics) -> Topics {
        Topics(self.0 | others.0)
    }

    /// Whether one of `others` is among these.
    pub(super) const fn has(self, others: Topics) -> bool {
        self.0 & others.0 != 0
    }

    /// Name of a single topic.
    pub(super) fn name(self) -> &'static str {
        ALL.iter().find(|(topic, _)| *topic == self).map_or("", |(_, name)| name)
    }
}

impl fmt::Display for Refused<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "there is no topic '{}'; topics are", self.unknown.escape_ascii())?;
        for (i, (_, name)) in ALL.iter().enumerate() {
            write!(out, "{}{name}", if i == 0 { " " } else { ", " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn lists_are_read() {
        assert_eq!(Topics::parse(b""), Ok(Topics::NONE));
        assert_eq!(Topics::parse(b"vm,gc"), Ok(Topics::GC.and(Topics::VM)));
        for text in ["gc,", "x", "GC", "gc vm"] {
            assert!(Topics::parse(text.as_bytes()).is_err(), "{text}");
        }
        let refused = Topics::parse(b"gc,jit").unwrap_err().to_string();
        assert_eq!(refused, "there is no topic 'jit'; topics are gc, qstr, map, import, call, vm");
    }

    #[test]
    fn every_topic_has_a_name() {
        for (topic, name) in ALL {
            assert_eq!(topic.name(), name);
        }
    }
}
