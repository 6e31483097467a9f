//! Uses between Rust modules of `src/`, read from the paths in the text.
//!
//! Understands `crate::`, `super::`, `self::`, the crate's own name and child modules, with `use` groups
//! of any depth. A path through a re-export (`pub use`) counts as a use of the module that defines the
//! item, so a folder's `mod.rs` may re-export its children and hold what they share. Test modules
//! are left out: they may look at whatever they need.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;
use super::tree::{Keep, Language, Tree, code_of};

/// Modules of `src/` by path, as in `["hub", "room"]`; `main` and the library root are one-word and empty.
pub struct RustModules {
    code: BTreeMap<Vec<String>, String>,
    reexports: BTreeMap<(Vec<String>, String), Vec<String>>,
}

/// One path as it was written, and where it leads from.
struct Mention {
    path: Vec<String>,
    reexport: bool,
}

impl RustModules {
    pub fn of(tree: &Tree) -> RustModules {
        let mut code = BTreeMap::new();
        for (path, text) in tree.under("src/", &[".rs"]) {
            if !is_test_file(path) {
                code.insert(module_of(path), without_tests(&code_of(text, Language::Rust, Keep::Code)));
            }
        }
        let mut modules = RustModules { code, reexports: BTreeMap::new() };
        modules.reexports = modules.collect_reexports();
        modules
    }

    /// Modules used by each module, by name (`hub::room`).
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for module in self.code.keys() {
            let used = graph.entry(name_of(module)).or_default();
            for mention in self.mentions(module).filter(|mention| !mention.reexport) {
                let target = self.definer(&mention.path);
                if target.as_ref().is_some_and(|target| target != module) {
                    used.extend(target.as_ref().map(|target| name_of(target)));
                }
            }
        }
        graph
    }

    /// Top-level modules that each top-level module names, re-exports included.
    pub fn layers(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut layers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for module in self.code.keys() {
            let Some(top) = module.first() else { continue };
            let used = layers.entry(top.clone()).or_default();
            used.extend(self.mentions(module).filter_map(|mention| mention.path.first().cloned()));
            used.remove(top);
        }
        layers
    }

    fn collect_reexports(&self) -> BTreeMap<(Vec<String>, String), Vec<String>> {
        let mut reexports = BTreeMap::new();
        for module in self.code.keys() {
            for mention in self.mentions(module).filter(|mention| mention.reexport) {
                if let Some(item) = mention.path.last() {
                    reexports.insert((module.clone(), item.clone()), mention.path);
                }
            }
        }
        reexports
    }

    /// The module that defines what `path` leads to.
    fn definer(&self, path: &[String]) -> Option<Vec<String>> {
        let mut path = path.to_vec();
        // A chain of re-exports is never longer than the tree is deep.
        for _ in 0..8 {
            let known = (0..=path.len()).rev().find(|&length| self.code.contains_key(&path[..length]))?;
            let module = path[..known].to_vec();
            let Some(item) = path.get(known) else {
                return Some(module);
            };
            match self.reexports.get(&(module.clone(), item.clone())) {
                Some(further) if *further != path => path = further.clone(),
                _ => return Some(module),
            }
        }
        None
    }

    fn mentions<'a>(&'a self, module: &'a Vec<String>) -> impl Iterator<Item = Mention> + 'a {
        let tokens = tokens(&self.code[module]);
        let starts = (0..tokens.len()).filter_map({
            let tokens = tokens.clone();
            move |at| self.start_of_path(module, &tokens, at)
        });
        let mut mentions = Vec::new();
        for (at, prefix, reexport) in starts {
            let mut reader = PathReader { tokens: &tokens, at, found: Vec::new() };
            reader.read(prefix);
            mentions.extend(reader.found.into_iter().map(|path| Mention { path, reexport }));
        }
        mentions.into_iter()
    }

    /// Where the path that begins at this token continues, and what stands for its first words.
    fn start_of_path(&self, module: &[String], tokens: &[String], at: usize) -> Option<(usize, Vec<String>, bool)> {
        let before = at.checked_sub(1).map(|index| tokens[index].as_str());
        if tokens.get(at + 1).map(String::as_str) != Some("::") || matches!(before, Some("::" | "in")) {
            return None;
        }
        let reexport = before == Some("use") && at >= 2 && matches!(tokens[at - 2].as_str(), "pub" | ")");
        let prefix = match tokens[at].as_str() {
            "crate" | "lavagna" => Vec::new(),
            "self" => module.to_vec(),
            "super" => {
                let mut supers = 1;
                while tokens.get(at + 2 * supers).map(String::as_str) == Some("super") {
                    supers += 1;
                }
                let kept = module.len().checked_sub(supers)?;
                return Some((at + 2 * supers, module[..kept].to_vec(), reexport));
            }
            word => {
                let mut child = module.to_vec();
                child.push(word.to_string());
                if !self.code.contains_key(&child) {
                    return None;
                }
                child
            }
        };
        Some((at + 2, prefix, reexport))
    }
}

struct PathReader<'a> {
    tokens: &'a [String],
    at: usize,
    found: Vec<Vec<String>>,
}

impl PathReader<'_> {
    fn token(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    /// Reads on after a `::`, through groups, and keeps every full path.
    fn read(&mut self, mut path: Vec<String>) {
        loop {
            if self.token() == "{" {
                self.at += 1;
                while !matches!(self.token(), "}" | "") {
                    self.read(path.clone());
                    while !matches!(self.token(), "," | "}" | "") {
                        self.at += 1;
                    }
                    self.at += usize::from(self.token() == ",");
                }
                self.at += 1;
                return;
            }
            if is_word(self.token()) && self.token() != "self" {
                path.push(self.token().to_string());
            }
            self.at += 1;
            if self.token() != "::" {
                self.found.push(path);
                return;
            }
            self.at += 1;
        }
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn tokens(code: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut joins = false;
    for c in code.chars() {
        let word = c.is_alphanumeric() || c == '_';
        match tokens.last_mut() {
            Some(last) if joins && ((word && is_word(last)) || (c == ':' && last == ":")) => last.push(c),
            _ if !c.is_whitespace() => tokens.push(c.to_string()),
            _ => {}
        }
        joins = !c.is_whitespace();
    }
    tokens
}

fn module_of(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<String> = inner.split('/').map(String::from).collect();
    if module.last().is_some_and(|last| last == "mod" || last == "lib") {
        module.pop();
    }
    module
}

fn name_of(module: &[String]) -> String {
    if module.is_empty() { "the crate root".to_string() } else { module.join("::") }
}

/// `tests.rs`, `pump_tests.rs` and folders called `tests` hold unit tests.
pub fn is_test_file(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("/tests/")
}

/// The code without its `#[cfg(test)]` items.
pub fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let Some(start) = code.find(MARK) else {
        return code.to_string();
    };
    let rest = &code[start + MARK.len()..];
    let body = rest.find(['{', ';']).unwrap_or(rest.len());
    let mut open = 0_usize;
    let mut end = rest.len();
    for (at, c) in rest.char_indices().skip_while(|(at, _)| *at < body) {
        open = open + usize::from(c == '{') - usize::from(c == '}' && open > 0);
        if open == 0 {
            end = at + c.len_utf8();
            break;
        }
    }
    format!("{}{}", &code[..start], without_tests(&rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(files: &[(&str, &str)]) -> Graph {
        RustModules::of(&Tree::made_up(files)).graph()
    }

    #[test]
    fn a_use_group_names_every_module_in_it() {
        let graph = graph(&[
            ("src/hub/room.rs", "use crate::{board::{Board, op::Op}, store::Store};"),
            ("src/board/mod.rs", "pub struct Board;"),
            ("src/board/op.rs", "pub struct Op;"),
            ("src/store/mod.rs", "pub struct Store;"),
        ]);
        let expected = ["board", "board::op", "store"].map(String::from);
        assert_eq!(graph["hub::room"], BTreeSet::from(expected));
    }

    #[test]
    fn a_reexport_stands_for_the_module_that_defines_the_item() {
        let graph = graph(&[
            ("src/board/mod.rs", "mod op; mod shape; pub use op::Op; pub use shape::Shape;"),
            ("src/board/op.rs", "use super::Shape;"),
            ("src/board/shape.rs", "pub struct Shape;"),
        ]);
        assert_eq!(graph["board::op"], BTreeSet::from(["board::shape".to_string()]));
        assert!(graph["board"].is_empty());
    }

    #[test]
    fn comments_strings_and_tests_are_not_code() {
        let graph = graph(&[
            (
                "src/board/mod.rs",
                "// crate::store::X\nconst A: &str = \"crate::store::X\"; const B: &str = r#\"\"crate::store::X\"#; const C: char = '\"';",
            ),
            (
                "src/board/op.rs",
                "fn f<'a>(_: &'a str) {}\n#[cfg(test)]\nmod tests { use crate::store::Store; fn g() {} }",
            ),
            ("src/store/mod.rs", ""),
        ]);
        assert!(graph.values().all(BTreeSet::is_empty), "{graph:?}");
    }
}
