//! The UART 16550 of QEMU's `virt` machine.

use super::{Register, without_interrupts};
use crate::world::WORLD;

const DATA: Register<u8> = Register::at(0x1000_0000);
const INTERRUPT_ENABLE: Register<u8> = Register::at(0x1000_0001);
const FIFO_CONTROL: Register<u8> = Register::at(0x1000_0002);
const LINE_STATUS: Register<u8> = Register::at(0x1000_0005);

const RX_READY: u8 = 1;
const TX_EMPTY: u8 = 0x20;
const RX_INTERRUPT: u8 = 1;
const FIFO_ENABLE: u8 = 1;

/// Turns it on, both ways.
pub fn start() {
    FIFO_CONTROL.write(FIFO_ENABLE);
    INTERRUPT_ENABLE.write(RX_INTERRUPT);
}

/// Sends a byte as soon as there is room.
pub fn send(byte: u8) {
    while LINE_STATUS.read() & TX_EMPTY == 0 {}
    DATA.write(byte);
}

/// Takes what has come, as long as somebody wants it; else lets the line wait. For the interrupt handler.
pub fn drain() {
    while LINE_STATUS.read() & RX_READY != 0 {
        if !WORLD.wants_byte() {
            INTERRUPT_ENABLE.write(0);
            return;
        }
        WORLD.receive(DATA.read());
    }
}

/// Takes what has had to wait.
pub fn listen() {
    without_interrupts(|| {
        INTERRUPT_ENABLE.write(RX_INTERRUPT);
        drain();
    });
}
