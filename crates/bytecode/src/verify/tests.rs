//! Codes made by hand, right ones and wrong ones.
extern crate std;

use std::vec;
use std::vec::Vec;

use super::*;

const TABLES: Tables = Tables { n_names: 2, n_consts: 1, n_children: 1 };

/// A code with one name, so many slots, blocks and flags, and these instructions.
fn code(n_state: u32, n_exc_stack: u32, scope_flags: u8, body: &[u8]) -> Vec<u8> {
    let prelude = Prelude { n_state, n_exc_stack, scope_flags, n_info: 1, ..Prelude::default() };
    let mut code = Vec::new();
    prelude.encode_signature(&mut |byte| code.push(byte));
    prelude.encode_size(&mut |byte| code.push(byte));
    code.push(1);
    code.extend_from_slice(body);
    code
}

fn verify(code: &[u8]) -> Result<(), Flaw> {
    let survey = Survey::of(code)?;
    survey.verify(code, &TABLES, &mut vec![0; survey.n_words(code).unwrap()]).map(drop)
}

/// What is wrong with instructions that may use so many slots and blocks, and how far from the first it is.
#[track_caller]
fn check(n_state: u32, n_exc_stack: u32, body: &[u8], expected: Result<(), (FlawKind, usize)>) {
    let code = code(n_state, n_exc_stack, 0, body);
    let first = code.len() - body.len();
    assert_eq!(verify(&code), expected.map_err(|(kind, at)| Flaw { kind, at: first + at }));
}

/// `load_const_none`, `return_value`
const RETURN: [u8; 2] = [0x51, 0x63];

#[test]
fn what_the_compiler_makes_passes() {
    check(1, 0, &RETURN, Ok(()));
    // for x in None: pass
    let [none, iter, for_iter, pop, jump] = [0x51, 0x5f, 0x4b, 0x59, 0x42];
    check(5, 0, &[none, iter, for_iter, 3, pop, jump, 0x40 - 5, none, 0x63], Ok(()));
    check(4, 0, &[none, iter, for_iter, 3, pop, jump, 0x40 - 5, none, 0x63], Err((FlawKind::Overflow, 2)));
    // try: return None; finally: None
    check(3, 1, &[0x49, 3, none, 0x63, none, none, pop, 0x5d, none, 0x63], Ok(()));
    // try: None; except: None
    check(1, 1, &[0x48, 4, none, pop, 0x4a, 3, pop, 0x4a, 0, none, 0x63], Ok(()));
}

#[test]
fn stacks() {
    check(1, 0, &[0x63], Err((FlawKind::Underflow, 0)));
    check(1, 0, &[0x51, 0x51, 0x63], Err((FlawKind::Overflow, 1)));
    check(2, 0, &[0x53, 0x63], Err((FlawKind::Value, 1)));
    check(2, 0, &[0x51, 0x52, 0x35, 0, 0x63], Ok(()));
    // Different depths, where the jump meets what falls through.
    check(3, 0, &[0x51, 0x52, 0x44, 0x40, 0x63], Ok(()));
    check(3, 0, &[0x51, 0x52, 0x44, 0x41, 0x51, 0x63], Err((FlawKind::Meeting, 4)));
    // A value on one path, the null word on the other.
    check(3, 0, &[0x52, 0x44, 0x43, 0x53, 0x42, 0x41, 0x51, 0x63], Err((FlawKind::Value, 7)));
}

#[test]
fn operands() {
    check(1, 0, &[0x10, 2, 0x63], Err((FlawKind::Name, 0)));
    check(1, 0, &[0x23, 1, 0x63], Err((FlawKind::Const, 0)));
    check(1, 0, &[0x32, 1, 0x63], Err((FlawKind::Child, 0)));
    // A local for which there is no room.
    assert_eq!(verify(&code(1, 0, 0, &[0xb1, 0x63])), Err(Flaw { kind: FlawKind::Prelude, at: 0 }));
    check(1, 0, &[0x00, 0x63], Err((FlawKind::Instruction, 0)));
    check(1, 0, &[0x51, 0x63, 0x22], Err((FlawKind::Instruction, 2)));
    check(1, 0, &[0x51], Err((FlawKind::End, 1)));
    check(1, 0, &[], Err((FlawKind::End, 0)));
    // The flaw is where the jump goes.
    check(2, 0, &[0x42, 0x41, 0x22, 0x51, 0x63], Err((FlawKind::Jump, 3)));
    check(1, 0, &[0x51, 0x67, 0x63], Err((FlawKind::Operand, 1)));
    assert_eq!(verify(&code(1, 0, FLAG_GENERATOR, &[0x51, 0x67, 0x63])), Ok(()));
}

#[test]
fn blocks() {
    // A number cannot pass for the reason of a `finally`.
    check(3, 1, &[0x49, 1, 0x80, 0x5d, 0x51, 0x63], Err((FlawKind::Block, 2)));
    // Nor can a handler end what never began, nor blocks be too many.
    check(3, 1, &[0x51, 0x5d, 0x51, 0x63], Err((FlawKind::Block, 1)));
    check(3, 0, &[0x49, 1, 0x51, 0x5d, 0x51, 0x63], Err((FlawKind::Block, 0)));
    // What lies below a block stays while it is open.
    check(4, 1, &[0x51, 0x48, 5, 0x59, 0x53, 0x4a, 2, 0x59, 0x51, 0x63], Err((FlawKind::Underflow, 3)));
}

#[test]
fn any_bytes_are_read_without_harm() {
    let mut seed = 1u32;
    let mut next = || {
        seed = seed.wrapping_mul(0x0019_660d).wrapping_add(0x3c6e_f35f);
        (seed >> 24) as u8
    };
    for _ in 0..20_000 {
        let body: Vec<u8> = (0..next() % 24).map(|_| next()).collect();
        let _ = verify(&code(u32::from(next() % 9), u32::from(next() % 3), next() & 15, &body));
        let _ = verify(&body);
    }
}
