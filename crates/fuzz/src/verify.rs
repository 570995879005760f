//! Is a code what the virtual machine takes for granted?
//!
//! The machine runs our compiler's code without looking at operands and stack depth, and so does not verify it as it does
//! code from files. Here what the compiler gives goes through the same verifier.

use micropyrite_bytecode::verify::{Survey, Tables};
use micropyrite_bytecode::{Opcode, Prelude, decode};

use crate::host::Code;

/// The opcodes of a code, up to the first that is none.
pub fn opcodes(bytes: &[u8]) -> Vec<Opcode> {
    let body =
        Prelude::decode(bytes).and_then(|prelude| bytes.get(prelude.code_start()..)).unwrap_or_default();
    let mut at = 0;
    std::iter::from_fn(|| {
        let it = decode::decode(body, at)?;
        at = it.next;
        Some(it.opcode)
    })
    .collect()
}

/// Verifies one code of a unit whose tables have so many names and constants.
pub fn code(code: &Code, n_names: usize, n_consts: usize) -> Result<(), String> {
    let tables = Tables { n_names, n_consts, n_children: code.n_children };
    let survey = Survey::of(&code.bytes).map_err(|flaw| format!("{flaw:?}"))?;
    let n_words = survey.n_words(&code.bytes).ok_or("the verifier wants more memory than there can be")?;
    let verified = survey.verify(&code.bytes, &tables, &mut vec![0; n_words]);
    verified.map(drop).map_err(|flaw| {
        let start = Prelude::decode(&code.bytes).map_or(0, |prelude| prelude.code_start());
        let body = code.bytes.get(start..).unwrap_or_default();
        format!("{flaw:?}: {:?}", decode::decode(body, flaw.at.saturating_sub(start)))
    })
}
