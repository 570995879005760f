//! modules.
