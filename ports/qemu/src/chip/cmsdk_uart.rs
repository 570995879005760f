//! The UART of Arm's CMSDK, number 0 of an MPS2 board.

use super::{Register, without_interrupts};
use crate::world::WORLD;

const DATA: Register<u32> = Register::at(0x4000_4000);
const STATE: Register<u32> = Register::at(0x4000_4004);
const CTRL: Register<u32> = Register::at(0x4000_4008);
const INTCLEAR: Register<u32> = Register::at(0x4000_400C);
const BAUDDIV: Register<u32> = Register::at(0x4000_4010);
/// The interrupt controller's word that lets interrupts 0 to 31 through.
const NVIC_ISER0: Register<u32> = Register::at(0xE000_E100);

const TX_FULL: u32 = 1;
const RX_FULL: u32 = 2;
const TX_ENABLE: u32 = 1;
const RX_ENABLE: u32 = 2;
const RX_INTERRUPT: u32 = 8;
/// Interrupt number of what was received.
const INTERRUPT: u32 = 0;

/// Turns it on, both ways.
pub fn start() {
    // HW: the least divider that the device takes.
    BAUDDIV.write(16);
    CTRL.write(TX_ENABLE | RX_ENABLE | RX_INTERRUPT);
    NVIC_ISER0.write(1 << INTERRUPT);
}

/// Sends a byte as soon as there is room.
pub fn send(byte: u8) {
    while STATE.read() & TX_FULL != 0 {}
    DATA.write(u32::from(byte));
}

/// Takes what has come, as long as somebody wants it; else lets the line wait. For the interrupt handler.
pub fn drain() {
    INTCLEAR.write(RX_INTERRUPT >> 2);
    while STATE.read() & RX_FULL != 0 {
        if !WORLD.wants_byte() {
            CTRL.write(TX_ENABLE | RX_ENABLE);
            return;
        }
        WORLD.receive(DATA.read() as u8);
    }
}

/// Takes what has had to wait.
pub fn listen() {
    without_interrupts(|| {
        CTRL.write(TX_ENABLE | RX_ENABLE | RX_INTERRUPT);
        drain();
    });
}
