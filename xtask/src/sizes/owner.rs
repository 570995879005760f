//! `Owner`: the crate and module that a symbol belongs to.
//!
//! Rust's names say it: of a function its path, of a method the type's, of a trait's method the type's or, where that
//! is no path, the trait's. Modules are counted two deep; types begin with a capital and end a module's path.

/// How many modules of a path are told apart.
const DEPTH: usize = 2;

/// Functions that the compiler made of pieces that several functions share.
const OUTLINED: &str = "OUTLINED_FUNCTION_";

/// Who has put bytes into a program.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Owner {
    /// The crate, or in parentheses what stands for one.
    pub package: String,
    /// The crate and its modules, two at most.
    pub module: String,
}

impl Owner {
    /// Bytes that belong to no crate.
    pub fn nobody(what: &str) -> Owner {
        Owner { package: format!("({what})"), module: format!("({what})") }
    }

    /// The owner of what a symbol names.
    pub fn of(symbol: &str) -> Owner {
        if symbol.starts_with(OUTLINED) {
            return Owner::nobody("shared pieces of code");
        }
        // The compiler marks copies and parts of a function behind a dot.
        let plain = symbol.split_once(".llvm.").map_or(symbol, |(plain, _)| plain);
        let Ok(name) = rustc_demangle::try_demangle(plain) else { return Owner::nobody("C names") };
        let name = format!("{name:#}");
        match path(&name) {
            Some(path) => Owner::of_path(&path),
            None => Owner::nobody("no path"),
        }
    }

    fn of_path(path: &str) -> Owner {
        let mut parts = path.split("::");
        let package = parts.next().unwrap_or_default().to_string();
        let mut modules: Vec<&str> = parts.collect();
        // The last is the thing itself.
        modules.pop();
        let is_module = |part: &&str| part.starts_with(|first: char| first.is_ascii_lowercase());
        let mut module = package.clone();
        for part in modules.into_iter().take_while(is_module).take(DEPTH) {
            module = module + "::" + part;
        }
        Owner { package, module }
    }

    /// One of ours, rather than Rust's or somebody else's.
    pub fn is_ours(&self) -> bool {
        self.package.starts_with("micropyrite")
    }
}

/// The path in a demangled name that says where it belongs, without type arguments.
fn path(name: &str) -> Option<String> {
    let Some(inside) = name.strip_prefix('<') else { return plain(name) };
    let (inside, rest) = inside.split_at(closing(inside)?);
    // Type arguments may have an `as` of their own.
    let at = inside.match_indices(" as ").map(|(at, _)| at).find(|at| depth(&inside[..*at]) == 0);
    let (ty, of_trait) = match at {
        Some(at) => (&inside[..at], Some(&inside[at + " as ".len()..])),
        None => (inside, None),
    };
    // What is implemented is like an item of the type.
    let item = rest.trim_start_matches(['>', ':']);
    let within = |text: &str| plain(text).map(|path| format!("{path}::{item}"));
    within(ty).or_else(|| of_trait.and_then(within))
}

/// Where the `>` is that belongs to a `<` before the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut before = ' ';
    for (at, char) in text.char_indices() {
        match char {
            '<' => depth += 1,
            '>' if before == '-' => {}
            '>' if depth == 0 => return Some(at),
            '>' => depth -= 1,
            _ => {}
        }
        before = char;
    }
    None
}

/// How many `<` are open at the end of a text.
fn depth(text: &str) -> usize {
    let closed = text.matches('>').count() - text.matches("->").count();
    text.matches('<').count().saturating_sub(closed)
}

/// A path without type arguments, if the text begins with one; references to it count as it.
fn plain(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['&', '*']).trim_start_matches("mut ").trim_start_matches("const ");
    let first = text.chars().next()?;
    if !(first.is_ascii_alphabetic() || first == '_') || text.starts_with("dyn ") || text.starts_with("fn(") {
        return None;
    }
    let mut path = String::new();
    let mut depth = 0usize;
    let mut before = ' ';
    for char in text.chars() {
        match char {
            '<' => depth += 1,
            '>' if before == '-' => {}
            '>' => depth = depth.saturating_sub(1),
            ' ' | '(' | ',' if depth == 0 => break,
            char if depth == 0 => path.push(char),
            _ => {}
        }
        before = char;
    }
    let path = path.replace("::::", "::");
    let path = path.trim_end_matches(':');
    path.contains("::").then(|| path.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, module: &str) {
        assert_eq!(path(name).map(|path| Owner::of_path(&path).module).as_deref(), Some(module), "{name}");
    }

    #[test]
    fn names_belong_to_modules() {
        check("micropyrite_core::types::str::format::expand", "micropyrite_core::types::str");
        check("micropyrite_core::boot::run", "micropyrite_core::boot");
        check("micropyrite_core::run", "micropyrite_core");
        check("micropyrite_modules::math::MATH::TABLE", "micropyrite_modules::math");
        check("micropyrite_core::vm::run::{closure#0}", "micropyrite_core::vm::run");
        check("core::ptr::drop_in_place::<[micropyrite_core::a::B]>", "core::ptr");
    }

    #[test]
    fn methods_belong_to_their_types_or_traits() {
        check("<micropyrite_syntax::lexer::Lexer>::advance", "micropyrite_syntax::lexer");
        check("<micropyrite_core::a::B<core::c::D> as core::e::F<fn() -> g::H>>::go", "micropyrite_core::a");
        check("<&mut micropyrite_core::a::B as core::fmt::Write>::write_str", "micropyrite_core::a");
        check("<[u8] as micropyrite_core::runtime::bytes::Like>::look", "micropyrite_core::runtime::bytes");
        check("<T as micropyrite_core::native::glue::Go>::go", "micropyrite_core::native::glue");
        check("<<a::B as c::D>::E as f::G>::h", "f");
    }

    #[test]
    fn symbols_of_both_kinds_are_read() {
        let new = Owner::of("_RNvMNtCsenhw87XcxC_18micropyrite_syntax5lexerNtB2_5Lexer7advance");
        assert_eq!(
            (new.package.as_str(), new.module.as_str()),
            ("micropyrite_syntax", "micropyrite_syntax::lexer")
        );
        let old = Owner::of("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE");
        assert_eq!(old.module, "core::fmt");
        assert!(new.is_ours() && !old.is_ours());
        assert_eq!(Owner::of("memcpy"), Owner::nobody("C names"));
        assert_eq!(Owner::of("OUTLINED_FUNCTION_7").package, "(shared pieces of code)");
    }
}
