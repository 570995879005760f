//! Which proxy a page is fetched through, by the variables all programs read.

use crate::address::host;

/// What the environment says.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// `HTTP_PROXY`
    pub http: Option<String>,
    /// `HTTPS_PROXY`
    pub https: Option<String>,
    /// `NO_PROXY`
    pub exceptions: String,
}

impl Proxies {
    /// Reads the variables; those in small letters win, as they do elsewhere.
    pub fn of(variable: &dyn Fn(&str) -> Option<String>) -> Proxies {
        let read = |small: &str| {
            let value = variable(small).or_else(|| variable(&small.to_uppercase()));
            value.filter(|value| !value.is_empty())
        };
        let all = read("all_proxy");
        Proxies {
            http: read("http_proxy").or_else(|| all.clone()),
            https: read("https_proxy").or(all),
            exceptions: read("no_proxy").unwrap_or_default(),
        }
    }

    /// The proxy of a page.
    pub fn proxy(&self, page: &str) -> Option<&str> {
        if self.is_exception(host(page)) {
            return None;
        }
        let proxy = if page.starts_with("https://") { &self.https } else { &self.http };
        proxy.as_deref()
    }

    /// A name in the list stands for the host and all below it.
    fn is_exception(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.exceptions.split(',').map(|entry| entry.trim().to_ascii_lowercase()).any(|entry| {
            let name = entry.trim_start_matches('*').trim_start_matches('.');
            let is_below = || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
            entry == "*" || (!name.is_empty() && (host == name || is_below()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_by_scheme_and_host() {
        let proxies = Proxies::of(&|name| {
            let value = match name {
                "HTTP_PROXY" => "http://p:1",
                "https_proxy" => "http://p:2",
                "HTTPS_PROXY" => "http://p:3",
                "NO_PROXY" => "localhost, .inner.org,127.0.0.1,",
                _ => return None,
            };
            Some(value.to_owned())
        });
        assert_eq!(proxies.proxy("http://h/"), Some("http://p:1"));
        assert_eq!(proxies.proxy("https://h/"), Some("http://p:2"));
        for page in
            ["http://localhost:8/", "https://a.inner.org/", "https://inner.org", "http://127.0.0.1:9/x"]
        {
            assert_eq!(proxies.proxy(page), None, "{page}");
        }
        assert!(proxies.proxy("https://notinner.org/").is_some());
        let none = Proxies { exceptions: "*".into(), ..proxies };
        assert_eq!(none.proxy("https://h/"), None);
    }
}
