//! `errno`: names of error numbers, and `errorcode`, the way back.
use crate::heap::map::Entry;
use crate::obj::Obj;
use crate::types::Dict;
use crate::{hal::system::Errno, module};

macro_rules! errno {
    ($($name:ident)*) => {
        static NAMES: &[Entry] = &[$(
            Entry {
                key: Some(Obj::small(Errno::$name.0 as isize)),
                value: Some(Obj::qstr(micropyrite_bytecode::qstr!($name))),
            },
        )*];

        module! {
            /// Error numbers.
            pub static ERRNO: errno, extensible {
                errorcode = obj Obj::rom(&ERROR_CODE);
                $( $name = int Errno::$name.0; )*
            }
        }
    };
}

static ERROR_CODE: Dict = Dict::rom(NAMES);

errno! {
    EPERM ENOENT EIO EBADF EAGAIN ENOMEM EACCES EEXIST ENODEV EISDIR EINVAL EOPNOTSUPP EADDRINUSE ECONNABORTED
    ECONNRESET ENOBUFS ENOTCONN ETIMEDOUT ECONNREFUSED EHOSTUNREACH EALREADY EINPROGRESS
}

// The list of the world's errors that Python names has its home in `hal`.
const _: () = assert!(NAMES.len() == Errno::PYTHON.len());
