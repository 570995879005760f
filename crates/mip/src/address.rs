//! Addresses on the network: the short forms, what is relative, and redirects.

use crate::error::{Error, Kind, Res, shown};
use crate::limits::ADDRESS_BYTES_MAX;

/// Where the repositories lie that `github:`, `gitlab:` and `codeberg:` stand for.
#[derive(Clone, Debug)]
pub struct Hosts {
    /// Of `github:`.
    pub github: String,
    /// Of `gitlab:`.
    pub gitlab: String,
    /// Of `codeberg:`.
    pub codeberg: String,
}

impl Default for Hosts {
    fn default() -> Hosts {
        Hosts {
            github: "https://raw.githubusercontent.com".into(),
            gitlab: "https://gitlab.com".into(),
            codeberg: "https://codeberg.org".into(),
        }
    }
}

/// The forms that have a branch or a tag.
const SHORT: [&str; 3] = ["github:", "gitlab:", "codeberg:"];

/// The branch that is meant where none is named.
pub const DEFAULT_BRANCH: &str = "HEAD";

/// Whether the text is an address, in any of its forms.
pub fn is_address(text: &str) -> bool {
    is_plain(text) || is_short(text)
}

/// Whether the text is the address of a page.
pub fn is_plain(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// Whether the text is a place in a repository.
pub fn is_short(text: &str) -> bool {
    SHORT.iter().any(|prefix| text.starts_with(prefix))
}

fn refuse(text: &str, reason: &str) -> Error {
    Error::new(Kind::Refused, format!("the address `{}` is refused: {reason}", shown(text)))
}

impl Hosts {
    /// The page behind an address in any form; `branch` is of no use to pages.
    ///
    /// # Errors
    /// `Refused`, if it has no such page.
    pub fn page(&self, address: &str, branch: &str) -> Res<String> {
        if address.len() > ADDRESS_BYTES_MAX {
            return Err(refuse(address, "it is too long"));
        }
        if address.chars().any(|c| c.is_control() || c == '\\' || c == ' ') {
            return Err(refuse(address, "it has characters that no address may have"));
        }
        if is_plain(address) {
            return Ok(escape(address));
        }
        let branch = if branch.is_empty() { DEFAULT_BRANCH } else { branch };
        let parts = |prefix| address.strip_prefix(prefix).map(|rest| parts(address, branch, rest));
        if let Some(parts) = parts("github:") {
            let Parts { owner, name, path } = parts?;
            return Ok(format!("{}/{owner}/{name}/{}/{path}", self.github, escape_all(branch)));
        }
        if let Some(parts) = parts("gitlab:") {
            let Parts { owner, name, path } = parts?;
            return Ok(format!("{}/{owner}/{name}/-/raw/{}/{path}", self.gitlab, escape_all(branch)));
        }
        if let Some(parts) = parts("codeberg:") {
            let Parts { owner, name, path } = parts?;
            let base = &self.codeberg;
            return Ok(format!("{base}/api/v1/repos/{owner}/{name}/raw/{path}?ref={}", escape_all(branch)));
        }
        Err(refuse(address, "it is none"))
    }
}

/// What a short form names.
struct Parts {
    owner: String,
    name: String,
    path: String,
}

fn parts(address: &str, branch: &str, rest: &str) -> Res<Parts> {
    let leaves = |text: &str| text.split('/').any(|part| matches!(part, "" | "." | ".."));
    if leaves(rest) || leaves(branch) || branch.chars().any(char::is_control) {
        return Err(refuse(&format!("{address}@{branch}"), "it leaves the repository"));
    }
    let mut parts = rest.splitn(3, '/').map(escape_all);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(owner), Some(name), Some(path)) => Ok(Parts { owner, name, path }),
        _ => Err(refuse(address, "it names no file of a repository")),
    }
}

/// Writes what is not ASCII as percent signs and digits.
fn escape(text: &str) -> String {
    escape_but(text, |byte| byte.is_ascii_graphic())
}

/// Writes all but letters, digits and what paths are made of as percent signs and digits.
fn escape_all(text: &str) -> String {
    escape_but(text, |byte| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte))
}

fn escape_but(text: &str, is_kept: fn(u8) -> bool) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match is_kept(byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

/// How many parts of an address cannot be left by `..`: scheme and host, or owner and repository.
fn root(address: &str) -> usize {
    let (skipped, parts) = match address.split_once("://") {
        Some((scheme, _)) => (scheme.len() + 3, 1),
        None => (address.find(':').map_or(0, |at| at + 1), 2),
    };
    let rest = address.get(skipped..).unwrap_or_default();
    let end = rest.match_indices('/').nth(parts - 1).map_or(rest.len(), |(at, _)| at);
    skipped + end
}

/// An address relative to the directory `base`, which has no slash at its end.
///
/// # Errors
/// `Refused`, if it leaves the host or the repository.
pub fn join(base: &str, relative: &str) -> Res<String> {
    if is_address(relative) {
        return Ok(relative.to_owned());
    }
    let fixed = root(base);
    let (root, path) = base.split_at(fixed);
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if relative.starts_with('/') {
        return Err(refuse(relative, "it is absolute"));
    }
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return Err(refuse(relative, "it leaves its place")),
            ".." => {}
            part => parts.push(part),
        }
    }
    Ok(parts.iter().fold(root.to_owned(), |address, part| address + "/" + part))
}

/// The page that an answer from `page` sends us to.
///
/// # Errors
/// `Refused`, if it is no page, or one that anybody on the way could change while `page` is not.
pub fn redirect(page: &str, location: &str) -> Res<String> {
    let to = if is_plain(location) {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{}:{location}", page.split("://").next().unwrap_or_default())
    } else if location.starts_with('/') {
        format!("{}{location}", page.get(..root(page)).unwrap_or_default())
    } else if location.contains(':') {
        return Err(refuse(location, "it is no page"));
    } else {
        let path = page.split(['?', '#']).next().unwrap_or_default();
        format!("{}/{location}", path.rsplit_once('/').map_or(path, |(base, _)| base))
    };
    if page.starts_with("https://") && !to.starts_with("https://") {
        return Err(refuse(&to, "a redirect leads from https to it, which is not safe"));
    }
    Hosts::default().page(&to, "")
}

/// The host that a page is on, without user and port.
pub fn host(page: &str) -> &str {
    let rest = page.split_once("://").map_or(page, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if let Some((host, _)) = authority.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        return host;
    }
    authority.split_once(':').map_or(authority, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
        let page = |address: &str, branch: &str| Hosts::default().page(address, branch).unwrap();
        assert_eq!(page("github:o/r/a/b.py", ""), "https://raw.githubusercontent.com/o/r/HEAD/a/b.py");
        assert_eq!(page("gitlab:o/r/b.py", "v1/x"), "https://gitlab.com/o/r/-/raw/v1/x/b.py");
        assert_eq!(
            page("codeberg:o/r/b.py", "a&b"),
            "https://codeberg.org/api/v1/repos/o/r/raw/b.py?ref=a%26b"
        );
        assert_eq!(page("http://h/ä?x=1", ""), "http://h/%C3%A4?x=1");
        for wrong in
            ["github:o", "github:o/r", "github:o/r/../x", "github:o//x", "https://h/a b", "ftp://x", "x"]
        {
            assert!(Hosts::default().page(wrong, "").is_err(), "{wrong}");
        }
        assert!(Hosts::default().page("github:o/r/x", "../../e/f").is_err());
    }

    #[test]
    fn relative() {
        assert_eq!(join("https://h/a/b", "c/d.py").unwrap(), "https://h/a/b/c/d.py");
        assert_eq!(join("https://h/a/b", "../d.py").unwrap(), "https://h/a/d.py");
        assert_eq!(join("https://h", "d.py").unwrap(), "https://h/d.py");
        assert_eq!(join("github:o/r", "x/y.py").unwrap(), "github:o/r/x/y.py");
        assert_eq!(join("github:o/r/s", "../y.py").unwrap(), "github:o/r/y.py");
        assert_eq!(join("github:o/r", "gitlab:x/y/z.py").unwrap(), "gitlab:x/y/z.py");
        for (base, wrong) in [("github:o/r", "../x"), ("https://h/a", "../../b"), ("https://h/a", "/b")] {
            assert!(join(base, wrong).is_err(), "{base} {wrong}");
        }
    }

    #[test]
    fn redirects() {
        assert_eq!(redirect("http://h/a/b?c", "d").unwrap(), "http://h/a/d");
        assert_eq!(redirect("http://h:1/a/b", "/d").unwrap(), "http://h:1/d");
        assert_eq!(redirect("https://h/a", "//g/d").unwrap(), "https://g/d");
        assert!(redirect("https://h/a", "http://h/a").is_err());
        assert!(redirect("https://h/a", "file:///etc/passwd").is_err());
    }

    #[test]
    fn hosts() {
        assert_eq!(host("https://u:p@h.org:80/x@y"), "h.org");
        assert_eq!(host("http://[::1]:80/"), "::1");
        assert_eq!(host("http://h?x"), "h");
    }
}
