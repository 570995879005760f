//! Pages from the cache or the network, checked against what is expected.

use std::cell::{Cell, OnceCell};

use crate::cache::Cache;
use crate::digest::{Digest, Expected};
use crate::error::{Error, Kind, Res, shown};
use crate::http::Client;
use crate::limits::TOTAL_BYTES_MAX;
use crate::proxy::Proxies;

/// Who is told how far it is.
pub trait Progress {
    /// So much of a page is here.
    fn fetching(&self, page: &str, bytes: u64, bytes_promised: Option<u64>);
    /// Nothing more comes.
    fn finished(&self);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn fetching(&self, _: &str, _: u64, _: Option<u64>) {}
    fn finished(&self) {}
}

/// Gets pages.
pub struct Fetcher {
    /// What was downloaded before.
    pub cache: Option<Cache>,
    /// Only that.
    pub is_offline: bool,
    /// Ways to the network.
    pub proxies: Proxies,
    /// Who is told.
    pub progress: Box<dyn Progress>,
    client: OnceCell<Client>,
    fetched_bytes: Cell<u64>,
}

impl Fetcher {
    /// One that has fetched nothing yet.
    pub fn new(
        cache: Option<Cache>,
        is_offline: bool,
        proxies: Proxies,
        progress: Box<dyn Progress>,
    ) -> Fetcher {
        let (client, fetched_bytes) = (OnceCell::new(), Cell::new(0));
        Fetcher { cache, is_offline, proxies, progress, client, fetched_bytes }
    }

    /// A page that is what is expected.
    ///
    /// # Errors
    /// As the network's, `Offline`, and `Damaged` for what is something else.
    pub fn get(&self, page: &str, bytes_max: u64, expected: &Expected) -> Res<Vec<u8>> {
        if let Some(bytes) = self.cached(page, expected) {
            return Ok(bytes);
        }
        if self.is_offline {
            let cause = format!("{}: not in the cache, and --offline forbids to fetch it", shown(page));
            return Err(Error::new(Kind::Offline, cause).hint(
                "leave out --offline once, or take --index with an archive that `micropyrite mip download` made",
            ));
        }
        let left = TOTAL_BYTES_MAX.saturating_sub(self.fetched_bytes.get());
        let client = self.client.get_or_init(|| Client::new(self.proxies.clone()));
        let bytes = client.get(page, bytes_max.min(left), &*self.progress)?;
        self.fetched_bytes.set(self.fetched_bytes.get() + bytes.len() as u64);
        expected.check(&bytes, page)?;
        if let Some(cache) = &self.cache {
            cache.keep(page, &bytes);
        }
        Ok(bytes)
    }

    /// What the cache has: always good for what is known by its hash, and for the rest when there is nothing else.
    fn cached(&self, page: &str, expected: &Expected) -> Option<Vec<u8>> {
        let cache = self.cache.as_ref()?;
        match expected {
            Expected::Exactly(digest) => cache.content(digest),
            Expected::Beginning(prefix) => {
                cache.page(page).filter(|bytes| prefix.matches(&Digest::of(bytes)))
            }
            Expected::Anything if self.is_offline => cache.page(page),
            Expected::Anything => None,
        }
    }
}
