//! The network: pages by HTTP, with verified TLS and bounds on everything.

use std::io::Read;
use std::time::{Duration, Instant};

use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Proxy};

use crate::address::{host, redirect};
use crate::error::{Error, Kind, Res, shown};
use crate::fetch::Progress;
use crate::limits::REDIRECTS_MAX;
use crate::proxy::Proxies;
use crate::relay;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
const WHOLE_TIMEOUT: Duration = Duration::from_secs(300);

/// What is said where a machine cannot be reached.
pub const WAY_OUT: &str = "without a network: --offline takes what was downloaded before, and --index takes a directory \
                           or an archive that `micropyrite mip download` made; behind a proxy: set HTTPS_PROXY";

/// Who asks.
pub(crate) const USER_AGENT: &str = concat!("micropyrite/", env!("CARGO_PKG_VERSION"));

/// What a server says, up to the page itself.
pub(crate) struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub promised: Option<u64>,
    pub body: Box<dyn Read>,
}

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
            .user_agent(USER_AGENT)
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
            let answer = self.ask(&at, bytes_max)?;
            match answer.status {
                200 => return read(&at, answer, bytes_max, progress),
                301 | 302 | 303 | 307 | 308 => {
                    let location = answer.location.ok_or_else(|| {
                        Error::new(Kind::Unreachable, format!("{}: a redirect to nowhere", shown(&at)))
                    })?;
                    at = redirect(&at, &location)?;
                }
                404 | 410 => {
                    return Err(Error::new(Kind::NotFound, format!("{}: not found", shown(&at))));
                }
                status => {
                    let cause = format!("{}: the server answers {status}", shown(&at));
                    return Err(Error::new(Kind::Unreachable, cause));
                }
            }
        }
        Err(Error::new(Kind::Refused, format!("{}: more than {REDIRECTS_MAX} redirects", shown(page))))
    }

    fn ask(&self, page: &str, bytes_max: u64) -> Res<Answer> {
        let proxy = self.proxies.proxy(page);
        let what = match proxy {
            // It may have a password before its host.
            Some(proxy) => {
                let through = shown(host(proxy));
                format!("cannot reach {} through the proxy {through}", shown(host(page)))
            }
            None => format!("cannot reach {}", shown(host(page))),
        };
        if let (true, Some(place)) = (page.starts_with("http://"), proxy.and_then(relay::place)) {
            return relay::ask(place, page, ANSWER_TIMEOUT)
                .map_err(|error| unreachable(&what, &ureq::Error::Io(error)));
        }
        let proxy = match proxy {
            Some(text) => Some(Proxy::new(text).map_err(|_| {
                Error::new(Kind::Usage, format!("`{}` is no address of a proxy", shown(host(text))))
            })?),
            None => None,
        };
        let request = self.agent.get(page).config().proxy(proxy).build();
        let answer = request.call().map_err(|error| unreachable(&what, &error))?;
        let location = answer.headers().get("location");
        Ok(Answer {
            status: answer.status().as_u16(),
            location: location.and_then(|location| location.to_str().ok()).map(str::to_owned),
            promised: answer.body().content_length(),
            body: Box::new(answer.into_body().into_with_config().limit(bytes_max.saturating_add(1)).reader()),
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
fn read(page: &str, answer: Answer, bytes_max: u64, progress: &dyn Progress) -> Res<Vec<u8>> {
    let Answer { promised, body: mut reader, .. } = answer;
    let start = Instant::now();
    let too_large = || {
        let cause = format!("{}: more than {bytes_max} bytes", shown(page));
        Error::new(Kind::Refused, cause)
    };
    if promised.is_some_and(|promised| promised > bytes_max) {
        return Err(too_large());
    }
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
        if start.elapsed() > WHOLE_TIMEOUT {
            return Err(cut_off(page, "it takes too long"));
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
