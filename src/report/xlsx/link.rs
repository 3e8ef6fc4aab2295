//! Links from a workbook to the page of the same run.

use std::collections::BTreeMap;

use rust_xlsxwriter::Url;

use crate::report::Batch;

/// Excel opens no sheet with more links than this.
const MOST: usize = 65_000;

/// Where conversations and findings stand in the page.
#[derive(Debug)]
pub(super) struct Links<'a> {
    page: Option<&'a str>,
    /// How many conversations have an id.
    same: BTreeMap<&'a str, usize>,
}

impl<'a> Links<'a> {
    pub(super) fn new(page: Option<&'a str>, batch: &Batch<'a>) -> Self {
        let mut same = BTreeMap::new();
        for kept in batch.conversations {
            *same.entry(kept.entry.id.as_str()).or_default() += 1;
        }
        Self { page, same }
    }

    /// The link to a conversation, by its place in the batch, or to a finding of it; none beyond what a sheet can hold.
    pub(super) fn to(&self, row: usize, place: usize, id: &str, finding: Option<&str>) -> Option<Url> {
        let page = self.page.filter(|_| row < MOST)?;
        let address = format!("file:///{page}#{}", self.place(place, id, finding));
        // Excel's own limit is 2080.
        (address.len() < 2000).then(|| Url::new(address))
    }

    /// What stands behind the `#`, as the page itself would put it.
    fn place(&self, place: usize, id: &str, finding: Option<&str>) -> String {
        let mut address = format!("c={}", encoded(id));
        if self.same.get(id).is_some_and(|n| *n > 1) {
            address.push_str(&format!("&n={}", place + 1));
        }
        if let Some(key) = finding {
            address.push_str(&format!("&f={key}"));
        }
        address
    }
}

/// A value in the address of a page.
fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversations_of_one_id_are_told_apart_by_their_place() {
        let links = Links { page: Some("report.html"), same: BTreeMap::from([("C1", 2), ("C2", 1)]) };
        assert_eq!(links.place(4, "C1", None), "c=C1&n=5");
        assert_eq!(links.place(4, "C2", Some("0123.2")), "c=C2&f=0123.2");
        assert!(links.to(1, 4, "C2", None).is_some());
        assert!(links.to(MOST, 4, "C2", None).is_none());
        assert!(Links { page: None, same: BTreeMap::new() }.to(1, 0, "C1", None).is_none());
    }

    #[test]
    fn values_are_encoded_byte_by_byte() {
        assert_eq!(encoded("C-1 #张&x"), "C-1%20%23%E5%BC%A0%26x");
    }
}
