//! The project file with everything it builds on: profiles by name, other files by path.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use huashu::config::{self, ConfigFile};
use huashu::rule::builtin;
use huashu::rule::error::{RuleError, RuleErrorKind, SourceFile, Thing};
use huashu::rule::located::Located;

use super::errors::CliError;

/// A project: its files, each on top of those before.
#[derive(Debug, Default)]
pub(super) struct Project {
    /// The weakest first: profile, what is extended, the project file itself.
    pub(super) layers: Vec<Layer>,
    /// The profile's name.
    pub(super) profile: Option<String>,
    /// Where no profile is named, the one for scripts: its files, the weakest first.
    pub(super) scripts: Vec<Layer>,
}

/// One file of a project.
#[derive(Debug, Default)]
pub(super) struct Layer {
    /// As written, its folders of rules relative to the working folder.
    pub(super) file: ConfigFile,
    /// It ships with huashu.
    pub(super) builtin: bool,
}

/// A profile that was found.
#[derive(Debug)]
pub(super) struct Found {
    /// Its text; `path_id` is its name.
    pub(super) source: SourceFile,
    /// Where its paths are relative to; `None` where it ships with huashu.
    folder: Option<PathBuf>,
}

impl Project {
    /// Reads the project file (`huashu.yaml`, looked for upward, where none is named) and what it builds on. `profile`
    /// takes the place of the profile that it names; `rules` are folders that may hold profiles.
    pub(super) fn read(named: Option<&Path>, profile: Option<&str>, rules: &[PathBuf]) -> Result<Self, CliError> {
        let mut project = Self::default();
        let mut wanted = None;
        if let Some(path) = named.map(Path::to_path_buf).or_else(find) {
            let text = fs::read_to_string(&path).map_err(|e| CliError::Unreadable(path.clone(), e))?;
            project.add_files(&path, text, &mut wanted)?;
        }
        let own = project.layers.iter().flat_map(|l| l.file.rules.iter().map(PathBuf::from));
        let found = available(&own.chain(rules.iter().cloned()).collect::<Vec<_>>())?;
        if let Some(name) = profile {
            let Some(first) = found.iter().find(|f| f.source.path_id == name) else {
                let known = found.into_iter().map(|f| f.source.path_id).collect();
                return Err(CliError::UnknownProfile { given: name.to_owned(), known });
            };
            project.add_profile(first, &found)?;
        } else if let Some((source, name)) = wanted {
            let first = lookup(&found, &name, &source)?;
            project.add_profile(first, &found)?;
        } else if let Some(first) = found.iter().find(|f| f.source.path_id == config::SCRIPTS) {
            let mut scripts = Self::default();
            scripts.add_profile(first, &found)?;
            project.scripts = scripts.layers;
        }
        Ok(project)
    }

    /// Everything in one.
    pub(super) fn merged(&self) -> ConfigFile {
        self.layers.iter().fold(ConfigFile::default(), |base, layer| layer.file.clone().over(base))
    }

    /// A file and those it extends by path, weakest first; the first profile that one of them names is `wanted`.
    fn add_files(
        &mut self,
        path: &Path,
        text: String,
        wanted: &mut Option<(Arc<SourceFile>, Located<String>)>,
    ) -> Result<(), CliError> {
        let (mut path, mut text) = (path.to_path_buf(), text);
        let mut seen = vec![same(&path)];
        loop {
            let name = super::setup::shown(&path);
            let source = SourceFile { name, path_id: String::new(), text, checked: false };
            let mut file = ConfigFile::parse(source.clone()).map_err(|e| CliError::Files(vec![e]))?;
            let source = Arc::new(source);
            let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
            resolve_paths(&mut file, &folder);
            let (profile, next) = (file.profile.clone(), file.extends.clone());
            self.layers.insert(0, Layer { file, builtin: false });
            let (by_path, by_name) = match next {
                Some(next) if is_path(&next) => (Some(next), None),
                next => (None, next),
            };
            if let (Some(_), Some(second)) = (&profile, &by_name) {
                return Err(mistake(&source, second, RuleErrorKind::TwoProfiles));
            }
            if let (None, Some(name)) = (&wanted, profile.or(by_name)) {
                *wanted = Some((Arc::clone(&source), name));
            }
            let Some(next) = by_path else { return Ok(()) };
            path = folder.join(next.as_str());
            if seen.contains(&same(&path)) {
                return Err(mistake(&source, &next, RuleErrorKind::CyclicExtends(next.value.clone())));
            }
            seen.push(same(&path));
            text = fs::read_to_string(&path).map_err(|error| {
                let missing = error.kind() == io::ErrorKind::NotFound;
                let reason = (!missing).then(|| error.to_string());
                mistake(&source, &next, RuleErrorKind::Unreadable { path: next.value.clone(), reason })
            })?;
        }
    }

    /// A profile and those it extends, below everything else.
    fn add_profile(&mut self, first: &Found, found: &[Found]) -> Result<(), CliError> {
        self.profile = Some(first.source.path_id.clone());
        let mut seen: Vec<&str> = Vec::new();
        let mut next = Some(first);
        while let Some(profile) = next {
            seen.push(&profile.source.path_id);
            let mut file = ConfigFile::parse(profile.source.clone()).map_err(|e| CliError::Files(vec![e]))?;
            if let Some(folder) = &profile.folder {
                resolve_paths(&mut file, folder);
            }
            let source = Arc::new(profile.source.clone());
            next = match file.extends.as_ref().or(file.profile.as_ref()) {
                None => None,
                Some(name) if seen.contains(&name.as_str()) => {
                    return Err(mistake(&source, name, RuleErrorKind::CyclicExtends(name.value.clone())));
                }
                Some(name) => Some(lookup(found, name, &source)?),
            };
            self.layers.insert(0, Layer { file, builtin: profile.folder.is_none() });
        }
        Ok(())
    }
}

/// The profiles there are, by name: the built-in ones, and those in `profiles/` below folders of rules, which come
/// before them.
pub(super) fn available(folders: &[PathBuf]) -> Result<Vec<Found>, CliError> {
    let mut found: Vec<Found> = builtin::profiles().into_iter().map(|source| Found { source, folder: None }).collect();
    for folder in folders {
        let folder = folder.join(builtin::PROFILES);
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.map_err(|e| CliError::Unreadable(folder.clone(), e))?.path();
            let yaml = path.extension().is_some_and(|e| e == "yaml" || e == "yml");
            let Some(name) = path.file_stem().and_then(|s| s.to_str()).filter(|_| yaml) else { continue };
            let text = fs::read_to_string(&path).map_err(|e| CliError::Unreadable(path.clone(), e))?;
            let source =
                SourceFile { name: super::setup::shown(&path), path_id: name.to_owned(), text, checked: false };
            found.retain(|f| f.source.path_id != name);
            found.push(Found { source, folder: Some(folder.clone()) });
        }
    }
    found.sort_by(|a, b| a.source.path_id.cmp(&b.source.path_id));
    Ok(found)
}

/// `huashu.yaml` in the working folder or above it, up to the root of the repository.
fn find() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    for folder in here.ancestors() {
        let path = folder.join(config::FILE_NAME);
        if path.is_file() {
            return Some(path);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

fn lookup<'f>(found: &'f [Found], name: &Located<String>, source: &Arc<SourceFile>) -> Result<&'f Found, CliError> {
    found.iter().find(|f| f.source.path_id == name.value).ok_or_else(|| {
        let expected = found.iter().map(|f| f.source.path_id.clone()).collect();
        let kind = RuleErrorKind::UnknownWord { word: name.value.clone(), expected, what: Thing::Profile };
        mistake(source, name, kind)
    })
}

fn mistake(source: &Arc<SourceFile>, at: &Located<String>, kind: RuleErrorKind) -> CliError {
    CliError::Files(vec![RuleError { file: Arc::clone(source), at: at.at.clone(), kind }])
}

/// Folders of rules are relative to the file that names them.
fn resolve_paths(file: &mut ConfigFile, folder: &Path) {
    for path in file.rules.iter_mut().chain(&mut file.waivers).chain(&mut file.baseline) {
        *path = folder.join(&*path).to_string_lossy().into_owned();
    }
}

/// A path has a separator or is called like a file; anything else is the name of a profile.
fn is_path(text: &str) -> bool {
    text.contains(['/', '\\']) || Path::new(text).extension().is_some_and(|e| e == "yaml" || e == "yml")
}

/// The same for all ways to write a path.
fn same(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}
