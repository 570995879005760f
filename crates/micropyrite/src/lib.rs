//! micropyrite.
