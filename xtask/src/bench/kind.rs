//! `Kind`: what a function of our binary is there for, by its name.

/// What instructions are spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Handlers of bytecodes, with the short ways that are compiled into them.
    Dispatch,
    /// Calls, frames, closures, generators.
    Calls,
    /// Attributes, maps, names, sets.
    Maps,
    /// Making objects.
    Allocation,
    /// Finding what is still in use.
    Collector,
    /// Text and bytes.
    Text,
    /// Numbers, and operations in general.
    Arithmetic,
    /// Lists, tuples, iteration, sorting.
    Sequences,
    /// Exceptions.
    Exceptions,
    /// From text to bytecode.
    Compiler,
    /// Modules of the library.
    Library,
    /// The C library, Rust's own, and the rest.
    Other,
}

impl Kind {
    /// Every kind, in the order of tables.
    pub const ALL: [Kind; 12] = [
        Kind::Dispatch,
        Kind::Calls,
        Kind::Maps,
        Kind::Allocation,
        Kind::Collector,
        Kind::Text,
        Kind::Arithmetic,
        Kind::Sequences,
        Kind::Exceptions,
        Kind::Compiler,
        Kind::Library,
        Kind::Other,
    ];

    /// The heading of its column.
    pub fn heading(self) -> &'static str {
        match self {
            Kind::Dispatch => "dispatch",
            Kind::Calls => "calls",
            Kind::Maps => "attributes, maps",
            Kind::Allocation => "allocation",
            Kind::Collector => "collector",
            Kind::Text => "text",
            Kind::Arithmetic => "arithmetic",
            Kind::Sequences => "sequences",
            Kind::Exceptions => "exceptions",
            Kind::Compiler => "compiler",
            Kind::Library => "library",
            Kind::Other => "other",
        }
    }

    /// The kind of a function.
    pub fn of(name: &str) -> Kind {
        RULES.iter().find(|(part, _)| name.contains(part)).map_or(Kind::Other, |(_, kind)| *kind)
    }
}

/// Parts of names and what they tell; the first that is found counts.
const RULES: &[(&str, Kind)] = &[
    ("core::vm::dispatch::expansion::fast", Kind::Dispatch),
    ("core::vm::dispatch::flat", Kind::Dispatch),
    ("core::vm::tier", Kind::Dispatch),
    ("vm::ops::arith", Kind::Arithmetic),
    ("vm::ops::attr", Kind::Maps),
    ("vm::ops::build", Kind::Sequences),
    ("vm::ops::call", Kind::Calls),
    ("vm::ops::exc", Kind::Exceptions),
    ("vm::ops::unwind", Kind::Exceptions),
    ("vm::ops::import", Kind::Maps),
    ("vm::ops::iter", Kind::Sequences),
    ("vm::ops::load_store", Kind::Maps),
    ("core::vm::dispatch", Kind::Dispatch),
    ("core::vm::frame", Kind::Calls),
    ("core::vm", Kind::Dispatch),
    ("core::heap::map", Kind::Maps),
    ("core::heap::text", Kind::Text),
    ("core::heap::limbs", Kind::Arithmetic),
    ("core::heap::collect", Kind::Collector),
    ("core::heap::mark", Kind::Collector),
    ("core::heap::sweep", Kind::Collector),
    ("core::heap::roots", Kind::Collector),
    ("core::heap::weak", Kind::Collector),
    ("core::heap::finaliser", Kind::Collector),
    ("collect_quietly", Kind::Collector),
    ("core::heap", Kind::Allocation),
    ("core::qstr", Kind::Maps),
    ("core::runtime::attr", Kind::Maps),
    ("core::runtime::dict", Kind::Maps),
    ("core::runtime::bind", Kind::Maps),
    ("core::runtime::import", Kind::Maps),
    ("core::types::dict", Kind::Maps),
    ("core::types::set", Kind::Maps),
    ("core::types::instance", Kind::Maps),
    ("core::types::object", Kind::Maps),
    ("core::types::super_", Kind::Maps),
    ("core::types::property", Kind::Maps),
    ("core::types::module", Kind::Maps),
    ("core::types::attrtuple", Kind::Maps),
    ("core::types::namedtuple", Kind::Maps),
    ("core::runtime::call", Kind::Calls),
    ("core::runtime::args", Kind::Calls),
    ("core::runtime::construct", Kind::Calls),
    ("core::runtime::nested", Kind::Calls),
    ("core::runtime::spread", Kind::Calls),
    ("core::runtime::send", Kind::Calls),
    ("core::native", Kind::Calls),
    ("core::types::fun", Kind::Calls),
    ("core::types::method", Kind::Calls),
    ("core::types::generator", Kind::Calls),
    ("core::runtime::exc", Kind::Exceptions),
    ("core::types::exception", Kind::Exceptions),
    ("core::message", Kind::Exceptions),
    ("core::types::str", Kind::Text),
    ("core::types::bytearray", Kind::Text),
    ("core::types::array", Kind::Text),
    ("core::types::memoryview", Kind::Text),
    ("core::runtime::buffer", Kind::Text),
    ("core::runtime::print", Kind::Text),
    ("core::str", Kind::Text),
    ("core::types::int", Kind::Arithmetic),
    ("core::types::float", Kind::Arithmetic),
    ("core::types::complex", Kind::Arithmetic),
    ("core::runtime::binary", Kind::Arithmetic),
    ("core::runtime::ops", Kind::Arithmetic),
    ("core::builtins::numbers", Kind::Arithmetic),
    ("num::", Kind::Arithmetic),
    ("libm::", Kind::Arithmetic),
    ("core::types::", Kind::Sequences),
    ("core::runtime::iter", Kind::Sequences),
    ("core::runtime::unpack", Kind::Sequences),
    ("core::builtins::iteration", Kind::Sequences),
    ("core::load", Kind::Compiler),
    ("compile::", Kind::Compiler),
    ("compiler::", Kind::Compiler),
    ("syntax::", Kind::Compiler),
    ("bytecode::", Kind::Compiler),
    ("core::builtins", Kind::Library),
    ("modules::", Kind::Library),
    ("core::runtime::", Kind::Calls),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_counts() {
        assert_eq!(Kind::of("core::vm::dispatch::expansion::fast::<core::vm::ops::call::X>"), Kind::Dispatch);
        assert_eq!(Kind::of("<core::vm::ops::call::X as core::vm::dispatch::Handler>::slow"), Kind::Calls);
        assert_eq!(Kind::of("core::heap::map::Map::find_qstr"), Kind::Maps);
        assert_eq!(Kind::of("core::heap::Heap::take"), Kind::Allocation);
        assert_eq!(Kind::of("memcpy"), Kind::Other);
    }
}
