//! The Python surface of `str` and `bytes`.
use super::{case, convert, find, format, iter, join, replace, slots, split, strip};
use crate::class;
use crate::native::ANY;
use crate::types::iter::over_bytes;

class! {
    /// `str`
    pub static STR: str {
        slots {
            make_new: convert::make_str,
            print: slots::print_str,
            unary_op: slots::unary_op,
            binary_op: slots::binary_op,
            subscr: slots::subscr_str,
            iter: iter::of_str,
            buffer: slots::buffer,
        }
        find = var(2, 4) find::find;
        rfind = var(2, 4) find::rfind;
        index = var(2, 4) find::index;
        rindex = var(2, 4) find::rindex;
        join = fn join::join;
        split = var(1, 3) split::split;
        splitlines = kw(1, ANY) split::splitlines, if "level-extra";
        rsplit = var(1, 3) split::rsplit;
        startswith = var(2, 4) find::startswith;
        endswith = var(2, 4) find::endswith;
        strip = var(1, 2) strip::strip;
        lstrip = var(1, 2) strip::lstrip;
        rstrip = var(1, 2) strip::rstrip;
        format = kw(1, ANY) format::format;
        replace = var(3, 4) replace::replace;
        count = var(2, 4) find::count, if "level-extra";
        partition = fn split::partition, if "level-extra";
        rpartition = fn split::rpartition, if "level-extra";
        center = fn strip::center, if "level-extra";
        lower = fn case::lower;
        upper = fn case::upper;
        isspace = fn case::isspace;
        isalpha = fn case::isalpha;
        isdigit = fn case::isdigit;
        isupper = fn case::isupper;
        islower = fn case::islower;
        encode = var(1, 3) convert::encode;
    }
}

class! {
    /// `bytes`
    pub static BYTES: bytes {
        slots {
            make_new: convert::make_bytes,
            print: slots::print_bytes,
            unary_op: slots::unary_op,
            binary_op: slots::binary_op,
            subscr: slots::subscr_bytes,
            iter: over_bytes,
            buffer: slots::buffer,
        }
        hex = var(1, 2) convert::hex, if "level-extra";
        fromhex = class_fn convert::fromhex, if "level-extra";
        decode = var(1, 3) convert::decode;
        find = var(2, 4) find::find;
        rfind = var(2, 4) find::rfind;
        index = var(2, 4) find::index;
        rindex = var(2, 4) find::rindex;
        join = fn join::join;
        split = var(1, 3) split::split;
        splitlines = kw(1, ANY) split::splitlines, if "level-extra";
        rsplit = var(1, 3) split::rsplit;
        startswith = var(2, 4) find::startswith;
        endswith = var(2, 4) find::endswith;
        strip = var(1, 2) strip::strip;
        lstrip = var(1, 2) strip::lstrip;
        rstrip = var(1, 2) strip::rstrip;
        format = kw(1, ANY) format::format;
        replace = var(3, 4) replace::replace;
        count = var(2, 4) find::count, if "level-extra";
        partition = fn split::partition, if "level-extra";
        rpartition = fn split::rpartition, if "level-extra";
        center = fn strip::center, if "level-extra";
        lower = fn case::lower;
        upper = fn case::upper;
        isspace = fn case::isspace;
        isalpha = fn case::isalpha;
        isdigit = fn case::isdigit;
        isupper = fn case::isupper;
        islower = fn case::islower;
    }
}
