//! Which rules run: what profile, project files and command line say, one on top of the other.

use crate::rule::set::{Rule, RuleSet};

/// Which rules run. Every layer has the last word over those below it.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    layers: Vec<Layer>,
}

/// What one file or the command line says.
#[derive(Debug, Clone, Default)]
struct Layer {
    /// Only these; all that are on by default where empty.
    select: Vec<String>,
    /// These as well, by id.
    enable: Vec<String>,
    /// Not these.
    ignore: Vec<String>,
    /// Its names are known to be right, because it ships with huashu.
    checked: bool,
}

impl Selection {
    /// Adds a layer on top: only `select` (ids, families, tags), `enable` as well (ids), and not `ignore`.
    /// `checked`: names of rules that are not there are no mistake.
    pub fn push(&mut self, select: &[String], enable: &[String], ignore: &[String], checked: bool) {
        let (select, enable, ignore) = (select.to_vec(), enable.to_vec(), ignore.to_vec());
        self.layers.push(Layer { select, enable, ignore, checked });
    }

    /// Names that name no rule of a set.
    #[must_use]
    pub fn unknown(&self, set: &RuleSet) -> Vec<String> {
        let known = |name: &&String| set.rules().iter().any(|r| r.is_named(name));
        let layers = self.layers.iter().filter(|l| !l.checked);
        layers.flat_map(|l| l.select.iter().chain(&l.ignore)).filter(|n| !known(n)).cloned().collect()
    }

    /// Whether a rule runs.
    #[must_use]
    pub fn includes(&self, rule: &Rule) -> bool {
        let named = |list: &[String]| list.iter().any(|s| rule.is_named(s));
        let by_id = |list: &[String]| list.iter().any(|s| s == rule.id());
        // A rule that is off by default is not met by its family: it needs its full id.
        let available = rule.file.enabled || self.layers.iter().any(|l| by_id(&l.enable));
        let mut on = available;
        for layer in &self.layers {
            if !layer.select.is_empty() {
                on = named(&layer.select) && (available || by_id(&layer.select));
            }
            on = (on || by_id(&layer.enable)) && !named(&layer.ignore);
        }
        on
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::error::SourceFile;
    use crate::rule::set::{DEFAULT_DIMENSIONS, Layer as Files};

    fn rules() -> RuleSet {
        let file = |(id, on): (&str, bool)| {
            let text = format!(
                "id: {id}\ntitle: t\nseverity: minor\ndimension: 开场\nenabled: {on}\nmessage: m\ncheck: {{ forbid: {{ any: [没办法] }} }}\n"
            );
            SourceFile { name: format!("{id}.yaml"), path_id: id.to_owned(), text, checked: false }
        };
        let files = [("open/a", true), ("open/b", true), ("word/a", true), ("word/off", false)].map(file).into();
        let dimensions = DEFAULT_DIMENSIONS.map(str::to_owned);
        RuleSet::load(vec![Files { files }], &dimensions).unwrap()
    }

    /// Layers of (select, enable, ignore), words with spaces between.
    fn on(layers: &[[&str; 3]]) -> Vec<String> {
        let mut selection = Selection::default();
        for layer in layers {
            let [select, enable, ignore] = layer.map(|l| l.split(' ').filter(|w| !w.is_empty()).map(str::to_owned));
            selection.push(
                &select.collect::<Vec<_>>(),
                &enable.collect::<Vec<_>>(),
                &ignore.collect::<Vec<_>>(),
                false,
            );
        }
        let set = rules();
        assert_eq!(selection.unknown(&set), Vec::<String>::new());
        set.rules().iter().filter(|r| selection.includes(r)).map(|r| r.id().to_owned()).collect()
    }

    #[test]
    fn what_is_off_by_default_needs_its_name() {
        assert_eq!(on(&[]), ["open/a", "open/b", "word/a"]);
        assert_eq!(on(&[["word", "", ""]]), ["word/a"]);
        assert_eq!(on(&[["word/off", "", ""]]), ["word/off"]);
        assert_eq!(on(&[["", "word/off", "open"]]), ["word/a", "word/off"]);
    }

    #[test]
    fn a_layer_has_the_last_word_over_those_below() {
        assert_eq!(on(&[["", "", "open"], ["", "open/a", ""]]), ["open/a", "word/a"]);
        assert_eq!(on(&[["", "", "open"], ["open", "", ""]]), ["open/a", "open/b"]);
        assert_eq!(on(&[["", "", "open"], ["", "", "word/a"]]), Vec::<String>::new());
        assert_eq!(on(&[["", "word/off", ""], ["word", "", ""]]), ["word/a", "word/off"]);
        assert_eq!(on(&[["", "open/a", "open/a"]]), ["open/b", "word/a"]);
    }

    #[test]
    fn names_of_nothing_are_told_unless_they_ship_with_huashu() {
        let mut selection = Selection::default();
        let names = ["nothing".to_owned()];
        selection.push(&[], &[], &names, true);
        assert_eq!(selection.unknown(&rules()), Vec::<String>::new());
        selection.push(&names, &[], &names, false);
        assert_eq!(selection.unknown(&rules()), ["nothing", "nothing"]);
    }
}
