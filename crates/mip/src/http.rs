//! The network: pages by HTTP, with TLS that is verified, and bounds on everything.

use std::io::Read;
use std::time::Duration;

use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy};

use crate::address::{host, redirect};
use crate::error::{Error, Kind, Res, shown};
use crate::fetch::Progress;
use crate::limits::REDIRECTS_MAX;
use crate::proxy::Proxies;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
const WHOLE_TIMEOUT: Duration = Duration::from_secs(300);

/// What is said where a machine cannot be reached.
pub const WAY_OUT: &str = "without a network: --offline takes what was downloaded before, and --index takes a directory \
                           or an archive that `micropyrite mip download` made; behind a proxy: set HTTPS_PROXY";

/// Fetches pages.
pub struct Client {
    agent: Agent,
    proxies: Proxies,
}

impl Client {
    /// A client; what the system trusts is read now, if it is needed.
    pub fn new(proxies: Proxies) -> Client {
        let tls = TlsConfig::builder().root_certs(roots()).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .user_agent(concat!("micropyrite/", env!("CARGO_PKG_VERSION")))
            .http_status_as_error(false)
            // Each is looked at before it is followed.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_recv_response(Some(ANSWER_TIMEOUT))
            .timeout_global(Some(WHOLE_TIMEOUT))
            .build();
        Client { agent: config.into(), proxies }
    }

    /// Fetches a page of at most so many bytes.
    ///
    /// # Errors
    /// `NotFound`, `Unreachable`, or `Refused` for what is too large or leads in circles.
    pub fn get(&self, page: &str, bytes_max: u64, progress: &dyn Progress) -> Res<Vec<u8>> {
        let mut at = page.to_owned();
        for _ in 0..=REDIRECTS_MAX {
            let mut answer = self.ask(&at)?;
            let status = answer.status().as_u16();
            match status {
                200 => return read(&at, answer.body_mut(), bytes_max, progress),
                301 | 302 | 303 | 307 | 308 => {
                    let location =
                        answer.headers().get("location").and_then(|location| location.to_str().ok());
                    let location = location.ok_or_else(|| {
                        Error::new(Kind::Unreachable, format!("{}: a redirect to nowhere", shown(&at)))
                    })?;
                    at = redirect(&at, location)?;
                }
                404 | 410 => {
                    return Err(Error::new(Kind::NotFound, format!("{}: not found", shown(&at))));
                }
                _ => {
                    let cause = format!("{}: the server answers {status}", shown(&at));
                    return Err(Error::new(Kind::Unreachable, cause));
                }
            }
        }
        Err(Error::new(Kind::Refused, format!("{}: more than {REDIRECTS_MAX} redirects", shown(page))))
    }

    fn ask(&self, page: &str) -> Res<ureq::http::Response<Body>> {
        let proxy = match self.proxies.proxy(page) {
            Some(text) => Some(Proxy::new(text).map_err(|_| {
                Error::new(Kind::Usage, format!("`{}` is no address of a proxy", shown(text)))
            })?),
            None => None,
        };
        let through = proxy.as_ref().map(|proxy| format!(" through the proxy {}", shown(proxy.host())));
        let request = self.agent.get(page).config().proxy(proxy).build();
        request.call().map_err(|error| {
            let through = through.unwrap_or_default();
            unreachable(&format!("cannot reach {}{through}", shown(host(page))), &error)
        })
    }
}

/// What the system trusts, or `SSL_CERT_FILE` and `SSL_CERT_DIR`; on a system that has nothing, what Mozilla trusts.
fn roots() -> RootCerts {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        return RootCerts::WebPki;
    }
    found.certs.iter().map(|certificate| ureq::tls::Certificate::from_der(certificate).to_owned()).into()
}

fn unreachable(what: &str, error: &ureq::Error) -> Error {
    let reason = match error {
        ureq::Error::HostNotFound => "its name is not known".to_owned(),
        ureq::Error::Timeout(_) => "it does not answer in time".to_owned(),
        ureq::Error::Io(error) => error.to_string(),
        error => error.to_string(),
    };
    let is_trust = reason.contains("certificate");
    let error = Error::new(Kind::Unreachable, format!("{what}: {}", shown(&reason)));
    error.hint(if is_trust { "SSL_CERT_FILE can name a file of certificates to trust" } else { WAY_OUT })
}

/// Reads all of it.
fn read(page: &str, body: &mut Body, bytes_max: u64, progress: &dyn Progress) -> Res<Vec<u8>> {
    let promised = body.content_length();
    let too_large = || {
        let cause = format!("{}: more than {bytes_max} bytes", shown(page));
        Error::new(Kind::Refused, cause)
    };
    if promised.is_some_and(|promised| promised > bytes_max) {
        return Err(too_large());
    }
    let mut reader = body.with_config().limit(bytes_max.saturating_add(1)).reader();
    let mut bytes = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        progress.fetching(page, bytes.len() as u64, promised);
        match reader.read(&mut part) {
            Ok(0) => break,
            Ok(n) => bytes.extend_from_slice(part.get(..n).unwrap_or_default()),
            Err(error) => return Err(cut_off(page, &shown(&error.to_string()))),
        }
        if bytes.len() as u64 > bytes_max {
            return Err(too_large());
        }
    }
    match promised {
        Some(promised) if promised != bytes.len() as u64 => {
            Err(cut_off(page, &format!("{} of {promised} bytes came", bytes.len())))
        }
        _ => Ok(bytes),
    }
}

fn cut_off(page: &str, reason: &str) -> Error {
    Error::new(Kind::Unreachable, format!("{}: the download broke off: {reason}", shown(page)))
        .hint("nothing was installed; try again")
}
