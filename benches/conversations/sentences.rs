//! What is said: our own sentences, a file a trade and one for all of them.

use std::collections::BTreeMap;

const COMMON: &str = include_str!("sentences/common.txt");
const TRADES: [&str; 7] = [
    include_str!("sentences/shop.txt"),
    include_str!("sentences/telecom.txt"),
    include_str!("sentences/parcel.txt"),
    include_str!("sentences/appliance.txt"),
    include_str!("sentences/bank.txt"),
    include_str!("sentences/utility.txt"),
    include_str!("sentences/travel.txt"),
];

/// A sentence and those that answer it; `{slots}` are filled when it is said.
pub(crate) type Line = Vec<&'static str>;

/// Sections of lines by name, and what stands above the first of them.
pub(crate) struct Sentences {
    sections: BTreeMap<&'static str, Vec<Line>>,
    /// The company.
    pub(crate) company: &'static str,
    /// What it sells.
    pub(crate) products: Vec<&'static str>,
}

impl Sentences {
    /// What everybody says.
    pub(crate) fn common() -> Self {
        Self::parse(COMMON)
    }

    /// What is said in a trade, the largest first.
    pub(crate) fn trades() -> Vec<Self> {
        TRADES.iter().map(|file| Self::parse(file)).collect()
    }

    /// The lines of a section.
    pub(crate) fn of(&self, section: &str) -> &[Line] {
        self.sections.get(section).unwrap_or_else(|| panic!("no sentences for {section}"))
    }

    fn parse(file: &'static str) -> Self {
        let mut sentences = Self { sections: BTreeMap::new(), company: "", products: Vec::new() };
        let mut section = "";
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name;
            } else if let Some(company) = line.strip_prefix("company: ") {
                sentences.company = company;
            } else if let Some(products) = line.strip_prefix("products: ") {
                sentences.products = products.split('、').collect();
            } else {
                sentences.sections.entry(section).or_default().push(line.split(" | ").collect());
            }
        }
        sentences
    }
}
