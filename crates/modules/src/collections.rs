//! `collections`: containers beyond the built-in ones.
//!
//! The types live in core, since other modules make objects of them; this is their face.
use micropyrite_core::module;
use micropyrite_core::types::namedtuple::namedtuple;
use micropyrite_core::types::{DEQUE, ORDERED_DICT};

module! {
    /// `collections`
    pub static COLLECTIONS: collections, extensible {
        deque = ty DEQUE;
        namedtuple = fn namedtuple;
        OrderedDict = ty ORDERED_DICT;
    }
}
