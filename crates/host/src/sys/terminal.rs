//! The mode of the terminal at standard input.

use std::mem::MaybeUninit;
use std::sync::{Mutex, PoisonError};

/// How the terminal was before it was made raw.
static ORIGINAL: Mutex<Option<libc::termios>> = Mutex::new(None);

/// Makes the terminal give every key at once, unechoed and unchanged, or undoes it.
///
/// Output is processed as before, so that `\n` still starts a new line.
pub fn set_raw(raw: bool) {
    let mut original = ORIGINAL.lock().unwrap_or_else(PoisonError::into_inner);
    match (raw, *original) {
        (true, None) => {
            let Some(mode) = get() else {
                return;
            };
            let mut changed = mode;
            changed.c_iflag &= !(libc::BRKINT | libc::ICRNL | libc::INPCK | libc::ISTRIP | libc::IXON);
            changed.c_cflag = (changed.c_cflag & !(libc::CSIZE | libc::PARENB)) | libc::CS8;
            changed.c_lflag = 0;
            changed.c_cc[libc::VMIN] = 1;
            changed.c_cc[libc::VTIME] = 0;
            set(&changed);
            *original = Some(mode);
        }
        (false, Some(mode)) => {
            set(&mode);
            *original = None;
        }
        _ => {}
    }
}

fn get() -> Option<libc::termios> {
    let mut mode = MaybeUninit::<libc::termios>::zeroed();
    // SAFETY: C1.
    let result = unsafe { libc::tcgetattr(0, mode.as_mut_ptr()) };
    // SAFETY: C2.
    (result == 0).then(|| unsafe { mode.assume_init() })
}

fn set(mode: &libc::termios) {
    // SAFETY: C1.  A terminal that is gone need not be set.
    unsafe { libc::tcsetattr(0, libc::TCSANOW, mode) };
}
