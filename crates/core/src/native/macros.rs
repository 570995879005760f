//! `module!` and `class!`: a file's Python surface as a table at its end.
//!
//! Rows are `name = kind value;`:
//!
//! | kind | value |
//! |---|---|
//! | `fn` | a typed function `fn(&mut Vm, …) -> impl IntoRes`; arity follows from its parameters |
//! | `var(least, most)` | `fn(&mut Vm, &[Obj]) -> Res`; `most` may be `ANY` |
//! | `kw(least, most)` | `fn(&mut Vm, Args) -> Res` |
//! | `static_fn`, `class_fn` | as `fn`, but not bound (`staticmethod`), bound to the class (`classmethod`) |
//! | `class_var(least, most)`, `class_kw(least, most)` | as `var`, `kw`, bound to the class |
//! | `real`, `int`, `str` | a constant |
//! | `obj` | a constant of type `Obj` |
//! | `ty` | a static `TypeDef` |
//!
//! A row that ends in `, if "feature"` is there in builds with that feature.

/// One value of a table row.
#[doc(hidden)]
#[macro_export]
macro_rules! row_value {
    (fn $f:expr) => {{
        fn thunk(vm: &mut $crate::Vm, args: &[$crate::Obj]) -> $crate::Res {
            $crate::native::Typed::call(&$f, vm, args)
        }
        static FUN: $crate::native::NativeFun = $crate::native::NativeFun::typed(&$f, thunk);
        $crate::Obj::rom(&FUN)
    }};
    (var($least:expr, $most:expr) $f:expr) => {{
        static FUN: $crate::native::NativeFun = $crate::native::NativeFun::new($least, $most, $f);
        $crate::Obj::rom(&FUN)
    }};
    (kw($least:expr, $most:expr) $f:expr) => {{
        static FUN: $crate::native::NativeKwFun = $crate::native::NativeKwFun::new($least, $most, $f);
        $crate::Obj::rom(&FUN)
    }};
    (static_fn $f:expr) => {{
        static WRAP: $crate::types::StaticMethod =
        $crate::types::StaticMethod::rom($crate::row_value!(fn $f));
        $crate::Obj::rom(&WRAP)
    }};
    (static_var($least:expr, $most:expr) $f:expr) => {{
        static WRAP: $crate::types::StaticMethod =
        $crate::types::StaticMethod::rom($crate::row_value!(var($least, $most) $f));
        $crate::Obj::rom(&WRAP)
    }};
    (class_fn $f:expr) => {{
    static WRAP: $crate::types::ClassMethod = $crate::types::ClassMethod::rom($crate::row_value!(fn $f));
        $crate::Obj::rom(&WRAP)
    }};
    (class_var($least:expr, $most:expr) $f:expr) => {{
        static WRAP: $crate::types::ClassMethod =
        $crate::types::ClassMethod::rom($crate::row_value!(var($least, $most) $f));
        $crate::Obj::rom(&WRAP)
    }};
    (class_kw($least:expr, $most:expr) $f:expr) => {{
        static WRAP: $crate::types::ClassMethod =
        $crate::types::ClassMethod::rom($crate::row_value!(kw($least, $most) $f));
        $crate::Obj::rom(&WRAP)
    }};
    (real $v:expr) => {{
        static CONST: $crate::types::Float = $crate::types::Float::rom($v);
        $crate::Obj::rom(&CONST)
    }};
    (int $v:expr) => {
        $crate::Obj::small($v as isize)
    };
    (str $v:tt) => {
        $crate::Obj::qstr($crate::bytecode::qstr!($v))
    };
    (text $v:expr) => {{
        static TEXT: $crate::heap::RomText<{ $v.len() }> = $crate::heap::RomText::new($v);
        TEXT.obj()
    }};
    (obj $v:expr) => {
        $v
    };
    (ty $v:expr) => {
        $crate::Obj::rom(&$v)
    };
}

/// Names a function that a table leaves out in a build without a feature, so that it is not taken for forgotten there.
#[doc(hidden)]
#[macro_export]
macro_rules! unlisted {
    ($v:expr, $feature:literal) => {
        #[cfg(not(feature = $feature))]
        const _: fn() = || {
            let _ = $v;
        };
    };
}

/// The static table of rows, behind what it leaves out.
#[doc(hidden)]
#[macro_export]
macro_rules! rows {
    ($first:expr; $($rest:tt)*) => { $crate::rows!(@ {} [$first,] $($rest)*) };
    (@ {$($unlisted:tt)*} [$($done:tt)*]) => {{ $($unlisted)* &[$($done)*] }};
    (@ {$($unlisted:tt)*} [$($done:tt)*] $k:tt = fn $v:expr $(, if $feature:literal)?; $($rest:tt)*) => {
        $crate::rows!(@ {$($unlisted)* $($crate::unlisted!($v, $feature);)?}
            [$($done)* $(#[cfg(feature = $feature)])? $crate::row!($k, $crate::row_value!(fn $v)),] $($rest)*)
    };
    (@ {$($unlisted:tt)*} [$($done:tt)*] $k:tt = $kind:ident ($($args:tt)*) $v:expr $(, if $feature:literal)?; $($rest:tt)*) => {
        $crate::rows!(@ {$($unlisted)* $($crate::unlisted!($v, $feature);)?}
            [$($done)* $(#[cfg(feature = $feature)])? $crate::row!($k, $crate::row_value!($kind($($args)*) $v)),] $($rest)*)
    };
    (@ $unlisted:tt [$($done:tt)*] $k:tt = str $v:tt; $($rest:tt)*) => {
        $crate::rows!(@ $unlisted [$($done)* $crate::row!($k, $crate::row_value!(str $v)),] $($rest)*)
    };
    (@ $unlisted:tt [$($done:tt)*] $k:tt = $kind:ident $v:expr $(, if $feature:literal)?; $($rest:tt)*) => {
        $crate::rows!(@ $unlisted [$($done)* $(#[cfg(feature = $feature)])? $crate::row!($k, $crate::row_value!($kind $v)),] $($rest)*)
    };
}

/// One entry of a static table.
#[doc(hidden)]
#[macro_export]
macro_rules! row {
    ($k:tt, $v:expr) => {
        $crate::heap::map::Entry {
            key: Some($crate::Obj::qstr($crate::bytecode::qstr!($k))),
            value: Some($v),
        }
    };
}

/// Declares a module: its table, dict and object, as `pub static $ID: ModuleDef`.
#[macro_export]
macro_rules! module {
    ($(#[$doc:meta])* pub static $ID:ident : $name:tt $(, $with:ident $(($arg:expr))? )* { $($rows:tt)* }) => {
        $(#[$doc])*
        pub static $ID: $crate::native::ModuleDef = {
            static TABLE: &[$crate::heap::map::Entry] = $crate::rows!(
                $crate::row!(__name__, $crate::Obj::qstr($crate::bytecode::qstr!($name))); $($rows)*);
            static DICT: $crate::types::Dict = $crate::types::Dict::rom(TABLE);
            static MODULE: $crate::types::Module = $crate::types::Module::rom(&DICT);
            #[allow(unused_mut)]
            let mut def = $crate::native::ModuleDef::new($crate::bytecode::qstr!($name), &MODULE);
            $( $crate::module!(@ def $with $($arg)?); )*
            def
        };
    };
    (@ $def:ident extensible) => { $def.extensible = true };
    (@ $def:ident attr $f:expr) => { $def.attr = Some($f) };
    (@ $def:ident store_attr $f:expr) => { $def.store_attr = Some($f) };
    (@ $def:ident init $f:expr) => { $def.init = Some($f) };
}

/// Declares a type: `pub static $ID: TypeDef` with name, flags, base, slots and locals. `methods_of` another type: its
/// table, and no rows.
#[macro_export]
macro_rules! class {
    ($(#[$doc:meta])* pub static $ID:ident : $name:tt $(, flags($flags:expr))? $(, parent($parent:expr))?
        $(, methods_of($other:path))? $(, if $exists:path $(, always { $($kept:ident : $kept_value:expr),* })?)? { slots { $($slot:ident : $value:expr),* $(,)? } $($rows:tt)* }) => {
        $(#[$doc])*
        pub static $ID: $crate::types::TypeDef = {
            const ALWAYS: $crate::types::Slots =
                $crate::types::Slots { $($($($kept: Some($kept_value),)*)?)? ..$crate::types::Slots::NONE };
            static SLOTS: $crate::types::Slots = if true $(&& $exists)? {
                $crate::types::Slots { $($slot: Some($value),)* ..ALWAYS }
            } else {
                ALWAYS
            };
            #[allow(unused_mut)]
            let mut def = $crate::types::TypeDef::new($crate::bytecode::qstr!($name), 0 $(| $flags)?, &SLOTS);
            $( def.parent = Some($crate::Obj::rom(&$parent)); )?
            $( def.locals = $other.locals; )?
            if true $(&& $exists)? {
                $crate::class!(@ def $($rows)*);
            }
            def
        };
    };
    (@ $def:ident) => {};
    (@ $def:ident $($rows:tt)*) => {
        static TABLE: &[$crate::heap::map::Entry] = $crate::class_rows!($($rows)*);
        static DICT: $crate::types::Dict = $crate::types::Dict::rom(TABLE);
        $def.locals = Some($crate::heap::This::rom(&DICT));
    };
}

/// The rows of a class: like [`rows!`](crate::rows!), without a first one.
#[doc(hidden)]
#[macro_export]
macro_rules! class_rows {
    ($($rest:tt)*) => { $crate::rows!(@ {} [] $($rest)*) };
}
