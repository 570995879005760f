//! Putting an archive into firmware that is built already.
//!
//! A board may leave room for one. Firmware has that room as constant data: a mark, how many bytes follow, and an archive, at first an empty one. It is
//! found by its mark, in an ELF file as in a plain image.

use micropyrite_bytecode::frozen::{Archive, OVERLAY_HEAD, OVERLAY_MARK};

/// Puts an archive in the place of the one that is there.
///
/// # Errors
/// There is no room for it, or more than one.
pub fn put(firmware: &mut [u8], archive: &[u8]) -> Result<(), String> {
    let places: Vec<usize> = (0..firmware.len()).filter(|at| is_room(firmware, *at)).collect();
    let [at] = places.as_slice() else {
        return Err(match places.len() {
            0 => "has no room for an archive: its board's file says no `frozen_overlay_bytes`".into(),
            n => format!("has {n} places for an archive, where one is expected"),
        });
    };
    let room = room(firmware, *at).unwrap_or_default();
    let start = at + OVERLAY_HEAD;
    let (Some(place), true) = (firmware.get_mut(start..start + room), archive.len() <= room) else {
        return Err(format!("has room for {room} bytes, and the archive has {}", archive.len()));
    };
    place.fill(0);
    place[..archive.len()].copy_from_slice(archive);
    Ok(())
}

/// How many bytes the room at an offset says it has.
fn room(firmware: &[u8], at: usize) -> Option<usize> {
    let head = firmware.get(at..)?.get(..OVERLAY_HEAD)?.strip_prefix(&OVERLAY_MARK)?;
    head.first_chunk().map(|bytes| u32::from_le_bytes(*bytes) as usize)
}

fn is_room(firmware: &[u8], at: usize) -> bool {
    let inside = room(firmware, at).and_then(|room| firmware.get(at + OVERLAY_HEAD..)?.get(..room));
    inside.is_some_and(|bytes| Archive::new(bytes).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use micropyrite_bytecode::frozen::{HEADER_LEN, header, overlay_head};

    fn firmware(room: usize) -> Vec<u8> {
        let mut bytes = b"code and a mark alone: MPyFroom".to_vec();
        bytes.extend(overlay_head(room as u32));
        bytes.extend(header(HEADER_LEN as u32, 0));
        bytes.resize(bytes.len() + room - HEADER_LEN, 0xff);
        bytes.extend(b"more code");
        bytes
    }

    #[test]
    fn an_archive_comes_where_there_is_room_and_can_be_replaced() {
        let mut file = firmware(64);
        let archive = [&header(40, 0)[..], &[7; 24]].concat();
        for _ in 0..2 {
            put(&mut file, &archive).unwrap();
            assert!(file.windows(40).any(|part| part == archive));
            assert!(file.len() == firmware(64).len() && file.ends_with(b"more code"));
        }
        assert!(put(&mut firmware(39), &archive).is_err_and(|reason| reason.contains("room for 39 bytes")));
        assert!(put(&mut [0; 100], &archive).is_err_and(|reason| reason.contains("no room")));
        let mut two = [firmware(64), firmware(64)].concat();
        assert!(put(&mut two, &archive).is_err_and(|reason| reason.contains("2 places")));
    }
}
