//! The rules that ship with huashu, embedded in the binary.

use include_dir::{Dir, include_dir};

use super::error::SourceFile;
use super::set::Layer;

/// The folder of profiles, in the built-in pack and in folders of rules.
pub const PROFILES: &str = "profiles";

/// What the files of models in `models/` end in.
pub const MODEL: &str = "model";

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
    layer.files.retain(|f| ["lexicons/", "situations/", "models/"].iter().any(|folder| f.path_id.starts_with(folder)));
    layer
}

/// The built-in profiles, by name: project files for a channel and a scene. A file's `path_id` is the profile's name.
#[must_use]
pub fn profiles() -> Vec<SourceFile> {
    let file = |file: &include_dir::File<'static>| {
        let name = file.path().file_stem()?.to_str()?.to_owned();
        let text = file.contents_utf8()?.to_owned();
        Some(SourceFile { name: format!("builtin:{PROFILES}/{name}.yaml"), path_id: name, text, checked: true })
    };
    let mut files: Vec<SourceFile> =
        RULES.get_dir(PROFILES).into_iter().flat_map(Dir::files).filter_map(file).collect();
    files.sort_by(|a, b| a.path_id.cmp(&b.path_id));
    files
}

fn collect(dir: &Dir<'static>, layer: &mut Layer) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let stem = path.strip_suffix(".yaml").or_else(|| path.strip_suffix(MODEL)?.strip_suffix('.'));
        let (Some(id), Some(text)) = (stem, file.contents_utf8()) else { continue };
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
