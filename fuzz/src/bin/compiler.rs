//! Any bytes, through the compiler, whose code is verified.
//!
//! The body is `micropyrite_fuzz::source::compile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    micropyrite_fuzz::source::compile(bytes);
});
