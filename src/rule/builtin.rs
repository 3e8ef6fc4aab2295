//! The rules that ship with huashu, embedded in the binary.

use include_dir::{Dir, include_dir};

use super::error::SourceFile;
use super::set::Layer;

static RULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The built-in rules, lexicons and situations.
#[must_use]
pub fn all() -> Layer {
    let mut layer = Layer::default();
    collect(&RULES, &mut layer);
    layer
}

/// The built-in lexicons and situations without the rules, for `--no-builtin`.
#[must_use]
pub fn vocabulary() -> Layer {
    let mut layer = all();
    layer.files.retain(|f| f.path_id.starts_with("lexicons/") || f.path_id.starts_with("situations/"));
    layer
}

fn collect(dir: &Dir<'static>, layer: &mut Layer) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let (Some(id), Some(text)) = (path.strip_suffix(".yaml"), file.contents_utf8()) else { continue };
        // Profiles are project files, not rules.
        if !id.starts_with("profiles/") {
            let name = format!("builtin:{path}");
            layer.files.push(SourceFile { name, path_id: id.to_owned(), text: text.to_owned(), checked: true });
        }
    }
    for sub in dir.dirs() {
        collect(sub, layer);
    }
}
