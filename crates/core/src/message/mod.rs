//! Texts of exceptions: how much they say, and how they lie in the image.
//!
//! A text is written where it is raised, in `text!`, once for each level of detail at which it differs; the level of
//! the build (`config::DETAIL`) picks one at compile time, and the others are not in the image. Where a text names
//! what went wrong, it is a `template!`, with a `%` for each value. Small builds keep texts packed (`pack`); they are
//! unpacked on the native stack when an exception is made.

pub mod fill;
pub mod pack;
mod pairs;

use crate::config::{DETAIL, Detail};

/// A text as the image has it: packed in small builds, empty where the build has no texts.
#[derive(Clone, Copy)]
pub struct Text(&'static [u8]);

impl Text {
    /// No text: the exception has no arguments.
    pub const NONE: Text = Text(&[]);

    /// Bytes that [`pack`](mod@pack) made.
    pub const fn new(packed: &'static [u8]) -> Text {
        Text(packed)
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The bytes in the image.
    pub const fn packed(self) -> &'static [u8] {
        self.0
    }

    /// Text `n` of a list that [`pack::list`] made.
    pub fn nth(list: &'static [u8], n: usize) -> Text {
        if DETAIL == Detail::None {
            return Text::NONE;
        }
        Text(list.split(|&byte| byte == pack::END).nth(n).unwrap_or_default())
    }
}

/// A text that has values in it at some level of detail.
#[derive(Clone, Copy)]
pub struct Template {
    text: Text,
    takes_values: bool,
}

impl Template {
    /// A text, and whether it has values in it at this build's level.
    pub const fn new(text: Text, takes_values: bool) -> Template {
        Template { text, takes_values }
    }

    /// Its text.
    #[inline(always)]
    pub const fn text(self) -> Text {
        self.text
    }

    /// Whether it has a `%` for a value: a constant wherever a template is used.
    #[inline(always)]
    pub const fn takes_values(self) -> bool {
        self.takes_values
    }
}

/// The text for this build's level of detail.
pub const fn choose(terse: &'static str, normal: &'static str, detailed: &'static str) -> &'static str {
    match DETAIL {
        Detail::None => "",
        Detail::Terse => terse,
        Detail::Normal => normal,
        Detail::Detailed => detailed,
    }
}

/// Whether a text has a `%`.
pub const fn has_values(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] == b'%' {
            return true;
        }
        i += 1;
    }
    false
}

/// A text of an exception: the same at all levels of detail, or the terse one and the fuller one, or the terse, the
/// normal and the detailed one.
#[macro_export]
macro_rules! text {
    ($text:expr $(,)?) => {
        $crate::text!($text, $text, $text)
    };
    ($terse:expr, $fuller:expr $(,)?) => {
        $crate::text!($terse, $fuller, $fuller)
    };
    ($terse:expr, $normal:expr, $detailed:expr $(,)?) => {
        const {
            const ROOM: $crate::message::pack::Room =
                $crate::message::pack::pack($crate::message::choose($terse, $normal, $detailed));
            const PACKED: [u8; ROOM.len()] = ROOM.cut();
            $crate::message::Text::new(&PACKED)
        }
    };
}

/// As `text!`, with a `%` wherever a value comes.
#[macro_export]
macro_rules! template {
    ($text:expr $(,)?) => {
        $crate::template!($text, $text, $text)
    };
    ($terse:expr, $fuller:expr $(,)?) => {
        $crate::template!($terse, $fuller, $fuller)
    };
    ($terse:expr, $normal:expr, $detailed:expr $(,)?) => {
        const {
            $crate::message::Template::new(
                $crate::text!($terse, $normal, $detailed),
                $crate::message::has_values($crate::message::choose($terse, $normal, $detailed)),
            )
        }
    };
}
