//! `platform`: what the program runs on.
use micropyrite_core::native::ANY;
use micropyrite_core::runtime::args::Args;
use micropyrite_core::runtime::print::{Out, buffer_to_str, write};
use micropyrite_core::types::{bytearray, str, tuple};
use micropyrite_core::{Res, Vm, module};

/// The architecture, by its usual name.
const ARCH: &str = if cfg!(target_arch = "x86_64") {
    "x86_64"
} else if cfg!(target_arch = "x86") {
    "x86"
} else if cfg!(target_arch = "aarch64") {
    "aarch64"
} else if cfg!(target_arch = "arm") {
    "arm"
} else if cfg!(target_arch = "riscv64") {
    "riscv64"
} else if cfg!(target_arch = "riscv32") {
    "riscv"
} else {
    ""
};

/// The operating system, by its usual name.
const SYSTEM: &str = if cfg!(target_os = "android") {
    "Android"
} else if cfg!(target_os = "linux") {
    "Linux"
} else if cfg!(target_os = "freebsd") {
    "FreeBSD"
} else if cfg!(unix) {
    "Unix"
} else {
    "MicroPython"
};

/// The C library below.
const LIBC: &str = if cfg!(target_os = "android") {
    "bionic"
} else if cfg!(target_env = "gnu") {
    "glibc"
} else if cfg!(target_env = "musl") {
    "musl"
} else {
    ""
};

/// Version of the language implementation that programs are told.
const VERSION: &str = "1.29.0";

fn platform(vm: &mut Vm, _: Args<'_>) -> Res {
    let text = bytearray::with_capacity(vm, 32)?;
    for part in [SYSTEM, "-", VERSION, "-", ARCH, "-with-", LIBC] {
        write(vm, Out::Buffer(text), part.as_bytes())?;
    }
    buffer_to_str(vm, text)
}

fn python_compiler(vm: &mut Vm) -> Res {
    str::from_static(vm, "rustc")
}

fn libc_ver(vm: &mut Vm, _: Args<'_>) -> Res {
    let name = str::from_static(vm, LIBC)?;
    Ok(tuple::new(vm, &[name, str::EMPTY])?.obj())
}

module! {
    /// `platform`
    pub static PLATFORM: platform, extensible {
        platform = kw(0, ANY) platform;
        python_compiler = fn python_compiler;
        libc_ver = kw(0, ANY) libc_ver;
    }
}
