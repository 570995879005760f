//! Listings in a small build: there are none, whatever it is asked for.
use micropyrite_compile::Workspace;
use micropyrite_core::hal::system::System;
use micropyrite_core::load::Loader;
use micropyrite_core::{Res, Vm};
use micropyrite_syntax::Tree;

/// The bytecode of every code of a unit, which is not shown.
///
/// # Raises
/// Nothing.
pub(super) fn print_codes(_vm: &mut Vm, _loader: Loader) -> Res<()> {
    Ok(())
}

/// The tree of a unit, which is not shown.
pub(super) fn print_tree(_system: &'static dyn System, _tree: &Tree<'_>, _workspace: &dyn Workspace<'_>) {}
