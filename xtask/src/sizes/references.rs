//! Addresses that machine code forms: who uses constants without a name.
//!
//! An address is a word among the bytes (pools and tables hold such), or is put together by two instructions: `movw`
//! and `movt` on Thumb-2, `auipc` or `lui` and what adds the rest on RISC-V. Numbers that look like an address are
//! taken for one; there are few.

use crate::gauges::elf::{EM_ARM, EM_RISCV};

/// Every address between `low` and `high` that the bytes at `address` form.
pub fn formed(machine: u64, address: u64, bytes: &[u8], is_code: bool, low: u64, high: u64) -> Vec<u64> {
    let mut found = words(address, bytes);
    match machine {
        EM_ARM if is_code => found.extend(thumb(bytes)),
        EM_RISCV if is_code => found.extend(riscv(address, bytes)),
        _ => {}
    }
    found.retain(|address| (low..high).contains(address));
    found
}

/// Words where words lie.
fn words(address: u64, bytes: &[u8]) -> Vec<u64> {
    let skipped = usize::try_from(address.next_multiple_of(4) - address).unwrap_or(0);
    let rest = bytes.get(skipped..).unwrap_or_default();
    rest.chunks_exact(4)
        .map(|word| word.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
        .collect()
}

fn halves(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(2).map(|half| u32::from(half[0]) | u32::from(half[1]) << 8)
}

/// `movw` gives a register the lower half of an address, `movt` the upper.
fn thumb(bytes: &[u8]) -> Vec<u64> {
    const MOVW: u32 = 0xF240;
    const MOVT: u32 = 0xF2C0;
    let mut found = Vec::new();
    let mut lower = [None; 16];
    let all: Vec<u32> = halves(bytes).collect();
    for pair in all.windows(2) {
        let &[first, second] = pair else { continue };
        let operation = first & 0xFBF0;
        if second & 0x8000 != 0 || (operation != MOVW && operation != MOVT) {
            continue;
        }
        let value = (first & 0xF) << 12 | (first >> 10 & 1) << 11 | (second >> 12 & 7) << 8 | second & 0xFF;
        let register = (second >> 8 & 0xF) as usize;
        if operation == MOVW {
            lower[register] = Some(value);
        } else if let Some(lower) = lower[register] {
            found.push(u64::from(value << 16 | lower));
        }
    }
    found
}

/// `auipc` and `lui` give a register the upper part, the next that uses it adds twelve bits with a sign.
fn riscv(address: u64, bytes: &[u8]) -> Vec<u64> {
    const LOAD: u32 = 0x03;
    const ADD: u32 = 0x13;
    const AUIPC: u32 = 0x17;
    const LUI: u32 = 0x37;
    let mut found = Vec::new();
    let mut upper: [Option<u32>; 32] = [None; 32];
    let all: Vec<u32> = halves(bytes).collect();
    let mut at = 0;
    while let Some(&first) = all.get(at) {
        // Short instructions are those whose lowest bits are not both set.
        if first & 3 != 3 {
            at += 1;
            continue;
        }
        let Some(&second) = all.get(at + 1) else { break };
        let instruction = first | second << 16;
        let target = (instruction >> 7 & 31) as usize;
        let source = (instruction >> 15 & 31) as usize;
        match instruction & 0x7F {
            LUI => upper[target] = Some(instruction & !0xFFF),
            AUIPC => {
                let here = (address as u32).wrapping_add(2 * at as u32);
                upper[target] = Some(here.wrapping_add(instruction & !0xFFF));
            }
            ADD | LOAD => {
                if let Some(upper) = upper[source] {
                    let rest = instruction.cast_signed() >> 20;
                    found.push(u64::from(upper.wrapping_add_signed(rest)));
                }
            }
            _ => {}
        }
        at += 2;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_an_address_are_joined_on_thumb() {
        // movw r1, #0x5678; movs r0, #0; movt r1, #0x1234
        let code = [0x45, 0xF2, 0x78, 0x61, 0x00, 0x20, 0xC1, 0xF2, 0x34, 0x21];
        assert_eq!(formed(EM_ARM, 0, &code, true, 0x1234_0000, 0x1235_0000), [0x1234_5678]);
        assert!(formed(EM_ARM, 0, &code, false, 0x1234_0000, 0x1235_0000).is_empty());
    }

    #[test]
    fn parts_of_an_address_are_added_on_riscv() {
        // auipc a0, 1; addi a0, a0, -16; lui a1, 0x80000; c.nop; lw a2, 4(a1)
        let code: Vec<u8> = [0x0000_1517u32, 0xFF05_0513, 0x8000_05B7]
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .chain([0x01, 0x00])
            .chain(0x0045_A603u32.to_le_bytes())
            .collect();
        let found = formed(EM_RISCV, 0x8000_0000, &code, true, 0x8000_0000, 0x9000_0000);
        assert!(found.contains(&0x8000_0FF0) && found.contains(&0x8000_0004), "{found:x?}");
    }

    #[test]
    fn words_lie_where_words_lie() {
        let table = [9, 9, 0x10, 0, 0, 0x20, 0xFF];
        assert_eq!(formed(0, 2, &table, false, 0x2000_0000, 0x3000_0000), [0x2000_0010]);
    }
}
