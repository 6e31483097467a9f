//! Which modules a page needs, read from the import statements, so that a browser asks for all of
//! them at once instead of one layer after the other: with the page what the pen needs, then what the
//! board needs, then what stands around it.

use std::collections::{HashMap, HashSet};

use super::asset_tree::text;

/// The modules of a page as paths below the folder of the assets, each once and nearest first.
#[derive(Clone, Default)]
pub struct Modules {
    /// What its entry imports.
    pub first: Vec<String>,
    /// What a board's page loads next.
    pub app: Vec<String>,
    /// And what it loads last.
    pub chrome: Vec<String>,
}

/// The modules by entry.
pub struct Preload(HashMap<&'static str, Modules>);

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

/// An entry and every module below it, nearest first.
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
    found
}

/// The modules of a board's page, each list without what was asked for before.
fn board(read: impl Fn(&str) -> Option<String>) -> Modules {
    let mut seen = HashSet::new();
    let mut next =
        |entry| -> Vec<String> { closure(entry, &read).into_iter().filter(|path| seen.insert(path.clone())).collect() };
    let [mut first, app, chrome] = ["js/main.js", "js/app.js", "js/ui/page/chrome.js"].map(&mut next);
    // The page names its entry itself.
    first.remove(0);
    Modules { first, app, chrome }
}

impl Preload {
    /// Reads the modules once, at start.
    pub fn new() -> Self {
        let home = Modules { first: closure("js/home.js", text).split_off(1), ..Modules::default() };
        Self(HashMap::from([("js/main.js", board(text)), ("js/home.js", home)]))
    }

    /// For the page of an entry.
    pub fn of(&self, entry: &str) -> Modules {
        self.0.get(entry).cloned().unwrap_or_default()
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
        assert_eq!(closure("js/main.js", read), ["js/main.js", "js/ui/a.js", "js/b.js"]);
    }

    #[test]
    fn what_comes_later_is_named_once_and_not_what_is_there_already() {
        let read = |path: &str| {
            let source = match path {
                "js/main.js" => "import { a } from \"./a.js\";",
                "js/app.js" => "import { a } from \"./a.js\";\nimport { b } from \"./b.js\";",
                "js/ui/page/chrome.js" => "import { b } from \"../b.js\";\nimport { c } from \"./c.js\";",
                _ => return None,
            };
            Some(source.to_owned())
        };
        let Modules { first, app, chrome } = board(read);
        assert_eq!(first, ["js/a.js"]);
        assert_eq!(app, ["js/app.js", "js/b.js"]);
        assert_eq!(chrome, ["js/ui/page/chrome.js", "js/ui/c.js"]);
    }
}
