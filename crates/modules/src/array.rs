//! `array`: the module that shows `array.array`.
use micropyrite_core::module;
use micropyrite_core::types::ARRAY;

module! {
    /// `array`
    pub static ARRAY_MODULE: array, extensible {
        array = ty ARRAY;
    }
}
