//! Firmware for the boards that QEMU models.
#![no_std]
#![no_main]
#![deny(unsafe_code)]

mod modules;

use micropyrite::modules::mount_image;

#[micropyrite_qemu::entry]
fn main() -> ! {
    micropyrite_qemu::run(modules::ALL, Some(&micropyrite_qemu::WORLD), |vm| {
        let mounted = mount_image(vm);
        vm.ignore(mounted);
    })
}
