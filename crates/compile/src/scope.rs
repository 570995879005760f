//! Scopes, and what each name is in each of them.
//!
//! Both live in lists of words: a scope is a row of fields, a name's entry a row in one list for all scopes,
//! chained scope by scope in the order in which the names were met. That order numbers the locals.

use micropyrite_bytecode::CodeId;
use micropyrite_syntax::{Name, Node, Workspace};

use crate::tables::{Index, LARGE_UNITS};
use crate::words::Words;

/// What kind of scope; the order carries meaning.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum ScopeKind {
    Module,
    Class,
    Lambda,
    ListComp,
    DictComp,
    SetComp,
    GenExpr,
    Function,
}

const KINDS: [ScopeKind; 8] = [
    ScopeKind::Module,
    ScopeKind::Class,
    ScopeKind::Lambda,
    ScopeKind::ListComp,
    ScopeKind::DictComp,
    ScopeKind::SetComp,
    ScopeKind::GenExpr,
    ScopeKind::Function,
];

impl ScopeKind {
    /// Whether its names are locals.
    pub fn is_function_like(self) -> bool {
        self >= ScopeKind::Lambda
    }

    /// Whether it is a comprehension or generator expression.
    pub fn is_comprehension(self) -> bool {
        (ScopeKind::ListComp..=ScopeKind::GenExpr).contains(&self)
    }
}

/// What a name is in a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum IdKind {
    Undecided,
    /// Only read so far.
    GlobalImplicit,
    /// Assigned in a module or class.
    GlobalAssigned,
    /// Declared so, or only read in a function.
    GlobalExplicit,
    /// Written in a function, and used there alone.
    Local,
    /// Used by functions inside.
    Cell,
    /// A cell of a function outside.
    Free,
}

const ID_KINDS: [IdKind; 7] = [
    IdKind::Undecided,
    IdKind::GlobalImplicit,
    IdKind::GlobalAssigned,
    IdKind::GlobalExplicit,
    IdKind::Local,
    IdKind::Cell,
    IdKind::Free,
];

/// The name is a parameter.
pub const PARAM: u8 = 1;
/// The name is `*args`.
pub const STAR_PARAM: u8 = 2;
/// The name is `**kwargs`.
pub const DOUBLE_STAR_PARAM: u8 = 4;

/// A name's entry.
#[derive(Clone, Copy, Debug)]
pub struct Id {
    pub name: Name,
    pub kind: IdKind,
    pub flags: u8,
    /// Its local, once that is decided.
    pub local: u32,
}

/// Which scope, by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScopeId(pub u32);

/// Which entry, by place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IdRef(u32);

/// The hash of an entry. Names are numbered one after the other, and so are scopes.
fn hash(scope: ScopeId, name: Name) -> u32 {
    scope.0 << 16 ^ scope.0 >> 16 ^ name.0 as u32
}

/// The fields of a scope.
#[derive(Clone, Copy)]
#[repr(usize)]
pub enum Field {
    Kind,
    /// Number of the parent plus 1.
    Parent,
    /// The word of its node.
    Node,
    Code,
    Name,
    Flags,
    PosArgs,
    KwOnlyArgs,
    DefPosArgs,
    Locals,
    StackSize,
    ExcStackSize,
    FirstId,
    LastId,
}

/// Words of a scope.
const SCOPE_WORDS: usize = Field::LastId as usize + 1;
/// Words of an entry: the next one (its place plus 1), name with kind and flags, local.
const ID_WORDS: usize = 3;
/// So many entries of a scope are gone through; the others are in the index of large units.
const LISTED: usize = 32;

/// All scopes of a unit, in the order in which they were met.
#[derive(Default)]
pub struct Scopes<'p> {
    scopes: Words<'p>,
    ids: Words<'p>,
    /// Entries by scope and name, but for the first of each scope: places in the list of them.
    index: Index<'p>,
    /// Two words for each of these: entry and scope.
    indexed: Words<'p>,
}

impl<'p> Scopes<'p> {
    /// How many there are.
    pub fn len(&self) -> u32 {
        (self.scopes.len() / SCOPE_WORDS) as u32
    }

    /// Adds a scope.
    pub fn add(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        kind: ScopeKind,
        parent: Option<ScopeId>,
        node: Node,
        code: CodeId,
        name: Name,
    ) -> Option<ScopeId> {
        let mut words = [0; SCOPE_WORDS];
        words[Field::Kind as usize] = kind as u32;
        words[Field::Parent as usize] = parent.map_or(0, |parent| parent.0 + 1);
        words[Field::Node as usize] = node.word();
        words[Field::Code as usize] = code.0;
        words[Field::Name as usize] = name.0 as u32;
        let id = ScopeId(self.len());
        self.scopes.extend(ws, &words)?;
        Some(id)
    }

    /// A field of a scope.
    pub fn get(&self, scope: ScopeId, field: Field) -> u32 {
        self.scopes.get(scope.0 as usize * SCOPE_WORDS + field as usize)
    }

    /// Sets a field of a scope.
    pub fn set(&mut self, scope: ScopeId, field: Field, value: u32) {
        self.scopes.set(scope.0 as usize * SCOPE_WORDS + field as usize, value);
    }

    /// Adds to a field of a scope.
    pub fn add_to(&mut self, scope: ScopeId, field: Field, n: u32) {
        self.set(scope, field, self.get(scope, field).saturating_add(n));
    }

    /// Raises a field of a scope to at least this.
    pub fn raise_to(&mut self, scope: ScopeId, field: Field, value: u32) {
        if value > self.get(scope, field) {
            self.set(scope, field, value);
        }
    }

    /// Sets flags of a scope.
    pub fn set_flags(&mut self, scope: ScopeId, flags: u8) {
        self.set(scope, Field::Flags, self.get(scope, Field::Flags) | flags as u32);
    }

    /// Whether a flag of a scope is set.
    pub fn has_flag(&self, scope: ScopeId, flag: u8) -> bool {
        self.get(scope, Field::Flags) & flag as u32 != 0
    }

    /// What kind a scope is.
    pub fn kind(&self, scope: ScopeId) -> ScopeKind {
        KINDS.get(self.get(scope, Field::Kind) as usize).copied().unwrap_or(ScopeKind::Module)
    }

    /// The scope around it.
    pub fn parent(&self, scope: ScopeId) -> Option<ScopeId> {
        self.get(scope, Field::Parent).checked_sub(1).map(ScopeId)
    }

    /// A scope's own name.
    pub fn name(&self, scope: ScopeId) -> Name {
        Name(self.get(scope, Field::Name) as u16)
    }

    /// An entry.
    pub fn id(&self, at: IdRef) -> Id {
        let at = at.0 as usize + 1;
        let (word, local) = match self.ids.as_slice().get(at..at + 2) {
            Some(&[word, local]) => (word, local),
            _ => (0, 0),
        };
        Id {
            name: Name((word >> 16) as u16),
            kind: ID_KINDS.get((word >> 8 & 0xff) as usize).copied().unwrap_or(IdKind::Undecided),
            flags: word as u8,
            local,
        }
    }

    /// Changes an entry.
    pub fn set_id(&mut self, at: IdRef, id: Id) {
        let word = (id.name.0 as u32) << 16 | (id.kind as u32) << 8 | id.flags as u32;
        self.ids.set(at.0 as usize + 1, word);
        self.ids.set(at.0 as usize + 2, id.local);
    }

    /// Changes what an entry's name is.
    pub fn set_id_kind(&mut self, at: IdRef, kind: IdKind) {
        self.set_id(at, Id { kind, ..self.id(at) });
    }

    /// A scope's first entry.
    pub fn first_id(&self, scope: ScopeId) -> Option<IdRef> {
        self.get(scope, Field::FirstId).checked_sub(1).map(IdRef)
    }

    /// The entry after this one.
    pub fn next_id(&self, at: IdRef) -> Option<IdRef> {
        self.ids.get(at.0 as usize).checked_sub(1).map(IdRef)
    }

    /// A scope's entries in order.
    pub fn ids(&self, scope: ScopeId) -> impl Iterator<Item = IdRef> + '_ {
        core::iter::successors(self.first_id(scope), move |&at| self.next_id(at))
    }

    /// The entry of a name in a scope.
    pub fn find(&self, scope: ScopeId, name: Name) -> Option<IdRef> {
        let mut next = self.get(scope, Field::FirstId) as usize;
        let ids = self.ids.as_slice();
        let mut n = 0;
        while next > 0 {
            if LARGE_UNITS && n == LISTED {
                return self.find_indexed(scope, name);
            }
            n += 1;
            match ids.get(next - 1..next + 1) {
                Some(&[_, word]) if word >> 16 == name.0 as u32 => return Some(IdRef(next as u32 - 1)),
                Some(&[following, _]) => next = following as usize,
                _ => return None,
            }
        }
        None
    }

    /// The entry of a name in a scope; a new one is of this kind.
    pub fn find_or_add(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        scope: ScopeId,
        name: Name,
        kind: IdKind,
    ) -> Option<IdRef> {
        if let Some(at) = self.find(scope, name) {
            return Some(at);
        }
        let at = IdRef(self.ids.len() as u32);
        self.ids.extend(ws, &[0; ID_WORDS])?;
        self.set_id(at, Id { name, kind, flags: 0, local: 0 });
        match self.get(scope, Field::LastId).checked_sub(1) {
            Some(last) => self.ids.set(last as usize, at.0 + 1),
            None => self.set(scope, Field::FirstId, at.0 + 1),
        }
        self.set(scope, Field::LastId, at.0 + 1);
        if LARGE_UNITS && self.ids(scope).nth(LISTED).is_some() {
            self.add_to_index(ws, scope, at)?;
        }
        Some(at)
    }

    fn find_indexed(&self, scope: ScopeId, name: Name) -> Option<IdRef> {
        let entry = |place| self.indexed.get(place as usize * 2);
        let is_it = |place| {
            self.ids.get(entry(place) as usize + 1) >> 16 == name.0 as u32
                && self.indexed.get(place as usize * 2 + 1) == scope.0
        };
        self.index.find(hash(scope, name), is_it).map(|place| IdRef(entry(place)))
    }

    /// Lets an entry be found by its name.
    fn add_to_index(&mut self, ws: &mut dyn Workspace<'p>, scope: ScopeId, at: IdRef) -> Option<()> {
        let place = self.indexed.len() as u32 / 2;
        self.indexed.extend(ws, &[at.0, scope.0])?;
        let (ids, indexed) = (&self.ids, &self.indexed);
        let hash = |place: u32| {
            let at = indexed.get(place as usize * 2) as usize;
            hash(ScopeId(indexed.get(place as usize * 2 + 1)), Name((ids.get(at + 1) >> 16) as u16))
        };
        self.index.add(ws, hash(place), place, hash)
    }

    /// The entry of a name in the module's scope.
    pub fn find_global(&self, name: Name) -> Option<IdRef> {
        self.find(ScopeId(0), name)
    }

    /// The entry of a name that is assigned in a scope.
    pub fn assign(&mut self, ws: &mut dyn Workspace<'p>, scope: ScopeId, name: Name) -> Option<IdRef> {
        let at = self.find_or_add(ws, scope, name, IdKind::GlobalImplicit)?;
        if self.id(at).kind == IdKind::GlobalImplicit {
            let local = self.kind(scope).is_function_like();
            // In modules and classes the mark keeps it from being closed over.
            self.set_id_kind(at, if local { IdKind::Local } else { IdKind::GlobalAssigned });
        }
        Some(at)
    }

    /// Makes a name that an enclosing function has a free variable, with cells all the way.
    pub fn check_to_close_over(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        scope: ScopeId,
        at: IdRef,
    ) -> Option<()> {
        let name = self.id(at).name;
        let mut outer = self.parent(scope);
        while let Some(s) = outer {
            let parent = self.parent(s);
            if parent.is_none() {
                break;
            }
            if let Some(found) = self.find(s, name) {
                if matches!(self.id(found).kind, IdKind::Local | IdKind::Cell | IdKind::Free) {
                    self.set_id_kind(at, IdKind::Free);
                    return self.close_over_in_parents(ws, scope, name);
                }
                break;
            }
            outer = parent;
        }
        Some(())
    }

    fn close_over_in_parents(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        scope: ScopeId,
        name: Name,
    ) -> Option<()> {
        let mut outer = self.parent(scope);
        while let Some(s) = outer {
            let at = self.find_or_add(ws, s, name, IdKind::Undecided)?;
            match self.id(at).kind {
                IdKind::Undecided => self.set_id_kind(at, IdKind::Free),
                IdKind::Local => {
                    self.set_id_kind(at, IdKind::Cell);
                    break;
                }
                _ => break,
            }
            outer = self.parent(s);
        }
        Some(())
    }

    /// Numbers the locals of a scope, whose parent has been numbered before.
    ///
    /// Free variables come first (they are passed as arguments), then parameters, locals, and at last the
    /// cells that are no parameters.
    pub fn number_locals(&mut self, ws: &mut dyn Workspace<'p>, scope: ScopeId) -> Option<()> {
        if self.has_flag(scope, micropyrite_bytecode::prelude::FLAG_VAR_ARGS) {
            self.move_star_param(ws, scope)?;
        }
        let kind = self.kind(scope);
        let mut n_locals = 0;
        let mut next = self.first_id(scope);
        while let Some(at) = next {
            next = self.next_id(at);
            let mut id = self.id(at);
            if kind == ScopeKind::Class && id.name == crate::compiler::names::CLASS {
                // It is a cell if a method uses it, and otherwise nothing.
                continue;
            }
            if kind.is_function_like() && id.kind == IdKind::GlobalImplicit {
                id.kind = IdKind::GlobalExplicit;
            }
            // A parameter has its place even if it is a cell.
            if id.kind == IdKind::Local || id.flags & PARAM != 0 {
                id.local = n_locals;
                n_locals += 1;
            }
            self.set_id(at, id);
        }
        next = self.first_id(scope);
        while let Some(at) = next {
            next = self.next_id(at);
            let id = self.id(at);
            if id.kind == IdKind::Cell && id.flags & PARAM == 0 {
                self.set_id(at, Id { local: n_locals, ..id });
                n_locals += 1;
            }
        }
        let n_free = self.number_free(scope);
        if n_free > 0 {
            next = self.first_id(scope);
            while let Some(at) = next {
                next = self.next_id(at);
                let id = self.id(at);
                if id.kind != IdKind::Free || id.flags & PARAM != 0 {
                    self.set_id(at, Id { local: id.local + n_free, ..id });
                }
            }
            self.add_to(scope, Field::PosArgs, n_free);
        }
        self.set(scope, Field::Locals, n_locals + n_free);
        Some(())
    }

    /// Whether a scope may have free variables. Mostly it has none, and its parent is long in large units.
    pub fn may_have_free(&self, scope: ScopeId) -> bool {
        !LARGE_UNITS || self.ids(scope).any(|at| self.id(at).kind == IdKind::Free)
    }

    /// Numbers the free variables of a scope in the order of its parent; says how many there are.
    fn number_free(&mut self, scope: ScopeId) -> u32 {
        if !self.may_have_free(scope) {
            return 0;
        }
        let Some(parent) = self.parent(scope) else { return 0 };
        let mut n_free = 0;
        let mut next = self.first_id(parent);
        while let Some(at) = next {
            next = self.next_id(at);
            let outer = self.id(at);
            if matches!(outer.kind, IdKind::Cell | IdKind::Free)
                && let Some(inner) = self.find(scope, outer.name)
                && self.id(inner).kind == IdKind::Free
            {
                self.set_id(inner, Id { local: n_free, ..self.id(inner) });
                n_free += 1;
            }
        }
        n_free
    }

    /// Puts `*args` behind all other plain parameters.
    fn move_star_param(&mut self, ws: &mut dyn Workspace<'p>, scope: ScopeId) -> Option<()> {
        let mut star = None;
        let mut last_plain = None;
        let mut next = self.first_id(scope);
        while let Some(at) = next {
            next = self.next_id(at);
            let flags = self.id(at).flags;
            if flags & STAR_PARAM != 0 {
                star = Some(at);
            } else if flags == PARAM && star.is_some() {
                last_plain = Some(at);
            }
        }
        if let (Some(star), Some(plain)) = (star, last_plain) {
            let (a, b) = (self.id(star), self.id(plain));
            self.set_id(star, b);
            self.set_id(plain, a);
            if LARGE_UNITS {
                self.add_to_index(ws, scope, star)?;
                self.add_to_index(ws, scope, plain)?;
            }
        }
        Some(())
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.scopes.free(ws);
        self.ids.free(ws);
        if LARGE_UNITS {
            self.index.free(ws);
            self.indexed.free(ws);
        }
    }
}
