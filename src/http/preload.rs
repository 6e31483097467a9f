//! The modules that each page needs, so that a browser requests all of them at once instead of one level of imports
//! after the other.

use std::collections::{HashMap, HashSet};

use super::asset_tree::imports;

/// The modules of a page as paths below the folder of the assets, each once, the nearest imports first.
#[derive(Clone, Default)]
pub struct Modules {
    /// Imports of the entry: on a board, what the pen needs.
    pub first: Vec<&'static str>,
    /// Modules of the board.
    pub app: Vec<&'static str>,
    /// Modules of the controls around the board, loaded last.
    pub chrome: Vec<&'static str>,
}

/// The modules by entry.
pub struct Preload(HashMap<&'static str, Modules>);

type Imports = fn(&str) -> &'static [&'static str];

/// An entry and its direct and indirect imports, the nearest first.
fn closure(entry: &'static str, imports: Imports) -> Vec<&'static str> {
    let mut modules = vec![entry];
    let mut seen = HashSet::from([entry]);
    let mut next = 0;
    while let Some(module) = modules.get(next) {
        next += 1;
        modules.extend(imports(module).iter().filter(|path| seen.insert(path)));
    }
    modules
}

/// The modules of a board's page; each list omits those of the lists before.
fn board(imports: Imports) -> Modules {
    let mut seen = HashSet::new();
    let mut next =
        |entry| -> Vec<_> { closure(entry, imports).into_iter().filter(|path| seen.insert(*path)).collect() };
    let [mut first, app, chrome] = ["js/main.js", "js/app.js", "js/ui/page/chrome.js"].map(&mut next);
    // The page names its entry itself.
    first.remove(0);
    Modules { first, app, chrome }
}

impl Preload {
    /// Collects the modules of each page.
    pub fn new() -> Self {
        let home = Modules { first: closure("js/home.js", imports).split_off(1), ..Modules::default() };
        let learn = Modules { first: closure("js/learn.js", imports).split_off(1), ..Modules::default() };
        Self(HashMap::from([("js/main.js", board(imports)), ("js/home.js", home), ("js/learn.js", learn)]))
    }

    /// The modules of the page with this entry.
    pub fn of(&self, entry: &str) -> Modules {
        self.0.get(entry).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_module_is_listed_once_and_the_nearest_first() {
        let imports: Imports = |path| match path {
            "js/main.js" => &["js/ui/a.js", "js/b.js"],
            "js/ui/a.js" => &["js/b.js", "js/c.js"],
            "js/b.js" => &["js/main.js"],
            _ => &[],
        };
        assert_eq!(closure("js/main.js", imports), ["js/main.js", "js/ui/a.js", "js/b.js", "js/c.js"]);
    }

    #[test]
    fn later_lists_omit_earlier_modules() {
        let imports: Imports = |path| match path {
            "js/main.js" => &["js/a.js"],
            "js/app.js" => &["js/a.js", "js/b.js"],
            "js/ui/page/chrome.js" => &["js/b.js", "js/ui/c.js"],
            _ => &[],
        };
        let Modules { first, app, chrome } = board(imports);
        assert_eq!(first, ["js/a.js"]);
        assert_eq!(app, ["js/app.js", "js/b.js"]);
        assert_eq!(chrome, ["js/ui/page/chrome.js", "js/ui/c.js"]);
    }

    #[test]
    fn the_build_lists_static_imports_only() {
        let Modules { first, app, .. } = Preload::new().of("js/main.js");
        assert!(!first.is_empty() && !first.contains(&"js/app.js"), "main.js imports app.js dynamically");
        assert!(app.contains(&"js/app.js") && first.iter().chain(&app).all(|path| path.ends_with(".js")));
    }
}
