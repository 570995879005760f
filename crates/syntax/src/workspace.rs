//! What lexer, parser and compiler ask of their host: memory, names, text.

/// An interned name or short string, as the host numbers them (the host's qstr).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Name(pub u16);

/// The text of a unit could not be read (the host knows why).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReadError;

/// The host's side of compiling one unit. `'p` is the life of the memory that is lent for it.
///
/// Everything that returns `Option` answers `None` when memory has run out (or names have: the host knows which).
pub trait Workspace<'p> {
    /// Lends a block of at least one word, zeroed.
    fn take(&mut self, words: usize) -> Option<&'p mut [u32]>;
    /// Gives a block back, as it was lent. What is not given back the host frees when the unit is done.
    fn give(&mut self, block: &'p mut [u32]);
    /// The name with this text.
    fn intern(&mut self, text: &[u8]) -> Option<Name>;
    /// The name with this text if there is one already: a long string that is a name needs no constant.
    fn find(&mut self, _text: &[u8]) -> Option<Name> {
        None
    }
    /// The text of a name.
    fn text(&self, name: Name) -> &[u8];
    /// Reads source text into `into`; 0 bytes: the end. Called on with the same source until then.
    fn read(&mut self, into: &mut [u8]) -> Result<usize, ReadError>;
    /// Whether the native stack has room for another level of nesting: asked at each.
    fn has_stack(&self) -> bool {
        true
    }
}
