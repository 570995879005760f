//! A plain page through a proxy, which is asked for it by its whole address.
//!
//! The HTTP library asks every proxy for a tunnel. That is right for TLS, but many proxies refuse it for plain pages.
//! So this one request is made here: as HTTP 1.0, whose answers end where the connection does.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use crate::address::host;
use crate::http::Answer;

/// All lines before the page.
const HEAD_BYTES_MAX: u64 = 64 << 10;

/// Host and port of a proxy that can be asked so; those that want TLS or a password cannot.
pub fn place(proxy: &str) -> Option<(&str, u16)> {
    let rest = proxy.strip_prefix("http://").unwrap_or(proxy).trim_end_matches('/');
    if rest.contains(['/', '@']) {
        return None;
    }
    let name = host(rest);
    let port = rest.rsplit_once(':').map_or(Some(80), |(_, port)| port.parse().ok())?;
    Some((name, port))
}

/// Asks the proxy for a page.
///
/// # Errors
/// What the system says, or `InvalidData` for what is no answer.
pub fn ask(place: (&str, u16), page: &str, timeout: Duration) -> io::Result<Answer> {
    if page.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Err(ErrorKind::InvalidInput.into());
    }
    let mut stream = connect(place, timeout)?;
    stream.set_read_timeout(Some(timeout))?;
    stream.set_write_timeout(Some(timeout))?;
    let page = page.split('#').next().unwrap_or_default();
    let authority = page.split('/').nth(2).unwrap_or_default();
    let agent = crate::http::USER_AGENT;
    let request = format!(
        "GET {page} HTTP/1.0\r\nHost: {authority}\r\nUser-Agent: {agent}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    read_head(BufReader::new(stream))
}

fn connect(place: (&str, u16), timeout: Duration) -> io::Result<TcpStream> {
    let mut failed = ErrorKind::NotFound.into();
    for address in place.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, timeout) {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

fn read_head(reader: BufReader<TcpStream>) -> io::Result<Answer> {
    let mut head = reader.take(HEAD_BYTES_MAX);
    let mut line = || {
        let mut line = String::new();
        head.read_line(&mut line)?;
        match line.ends_with('\n') {
            true => Ok(line.trim_end().to_owned()),
            false => Err(io::Error::from(ErrorKind::InvalidData)),
        }
    };
    let first = line()?;
    let status = first.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1)?.parse().ok());
    let status: u16 = status.ok_or(ErrorKind::InvalidData)?;
    let (mut location, mut promised) = (None, None);
    loop {
        let header = line()?;
        let Some((name, value)) = header.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "location" => location = Some(value.trim().to_owned()),
            "content-length" => promised = value.trim().parse().ok(),
            // Who asks by HTTP 1.0 must not be answered in chunks.
            "transfer-encoding" => return Err(ErrorKind::InvalidData.into()),
            _ => {}
        }
    }
    Ok(Answer { status, location, promised, body: Box::new(head.into_inner()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        assert_eq!(place("http://h:8080/"), Some(("h", 8080)));
        assert_eq!(place("h"), Some(("h", 80)));
        assert_eq!(place("http://[::1]:3128"), Some(("::1", 3128)));
        for tunnel in ["https://h", "socks5://h", "http://u:p@h:1", "h:x"] {
            assert_eq!(place(tunnel), None, "{tunnel}");
        }
    }
}
