//! Which modules a page needs, read from the import statements, so that a browser asks for all of
//! them at once instead of one layer after the other.

use std::collections::{HashMap, HashSet};

use super::asset_tree::text;

/// Where pages start.
const ENTRIES: [&str; 2] = ["js/main.js", "js/home.js"];

/// Addresses of the modules by entry.
pub struct Preload(HashMap<&'static str, Vec<String>>);

/// Paths that a module imports statically; those of `import()` come later, when they are wanted.
fn imports(source: &str) -> impl Iterator<Item = &str> {
    let is_statement = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("import ") || line.starts_with("export ") || line.starts_with("} from ")
    };
    let quoted = |line: &'_ str| -> Option<(usize, usize)> {
        let start = line.rfind(" from \"").map(|at| at + 7).or_else(|| line.strip_prefix("import \"").map(|_| 8))?;
        Some((start, start + line[start..].find('"')?))
    };
    let paths = source.lines().filter(is_statement).filter_map(move |line| quoted(line).map(|(a, b)| &line[a..b]));
    paths.filter(|path| path.starts_with('.'))
}

fn resolve(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// Every module below an entry, itself not included, nearest first.
fn closure(entry: &str, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut found: Vec<String> = vec![entry.to_owned()];
    let mut seen: HashSet<String> = found.iter().cloned().collect();
    let mut next = 0;
    while let Some(module) = found.get(next).cloned() {
        next += 1;
        let Some(source) = read(&module) else { continue };
        for path in imports(&source) {
            let path = resolve(&module, path);
            if seen.insert(path.clone()) {
                found.push(path);
            }
        }
    }
    found.split_off(1)
}

impl Preload {
    /// Reads the modules once, at start.
    pub fn new(assets: &str) -> Self {
        let address = |path: String| format!("{assets}/{path}");
        let lists = ENTRIES.map(|entry| (entry, closure(entry, text).into_iter().map(address).collect()));
        Self(lists.into())
    }

    /// Addresses for the page of an entry.
    pub fn of(&self, entry: &str) -> Vec<String> {
        self.0.get(entry).cloned().unwrap_or_else(Vec::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn static_imports_are_followed_and_dynamic_ones_are_not() {
        let read = |path: &str| {
            let source = match path {
                "js/main.js" => {
                    "import { a } from \"./ui/a.js\";\nimport {\n  b,\n} from \"./b.js\";\nawait import(\"./late.js\");"
                }
                "js/ui/a.js" => "/** @type {import(\"../types.js\").T} */\nexport { c } from \"../b.js\";",
                "js/b.js" => "import \"./main.js\";",
                _ => return None,
            };
            Some(source.to_owned())
        };
        assert_eq!(closure("js/main.js", read), ["js/ui/a.js", "js/b.js"]);
    }
}
