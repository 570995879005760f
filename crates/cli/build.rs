//! How the program is linked.
//!
//! A program that runs for a millisecond is judged by what its start costs. On Linux with glibc the unwinder, which
//! only a panic's backtrace uses, is put into the program instead of being a shared library to find and load at each
//! start; and the program has its own fixed place in memory, so that the loader need not write thousands of addresses
//! into its tables (docs/decisions/0011-start-up.md).
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") != "linux" || target("ENV") != "gnu" {
        return;
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    order_functions(&target("ARCH"));
    // Without the static library the shared one serves: a slower start and no other difference.
    if let Some(folder) = folder_of("libgcc_eh.a") {
        println!("cargo::rustc-link-search=native={}", folder.display());
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// Lays together what runs in most programs, where the compiler's own linker is used: others may know no such script.
fn order_functions(arch: &str) {
    println!("cargo::rerun-if-changed=order.ld");
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let is_own = arch == "x86_64" && !flags.contains("link") && env::var_os("RUSTC_LINKER").is_none();
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    if is_own && env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rustc-link-arg-bin=micropyrite=-Wl,-T,{folder}/order.ld");
    }
}

/// The folder in which the linker finds one of its compiler's own libraries.
fn folder_of(library: &str) -> Option<PathBuf> {
    let linker = env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_string());
    let answer = Command::new(linker).arg(format!("-print-file-name={library}")).output().ok()?;
    let path = String::from_utf8(answer.stdout).ok()?;
    let folder = Path::new(path.trim()).parent()?;
    folder.is_absolute().then(|| folder.to_path_buf())
}
