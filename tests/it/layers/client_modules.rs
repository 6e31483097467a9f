//! Imports between modules of `static/js/`, read from the import statements.

use super::graph::Graph;
use super::tree::{Keep, Language, Tree, code_of};

/// One import as written.
pub struct Import {
    pub from: String,
    pub line: usize,
    /// The path from the repository's root, or what was written when it is not a relative path.
    pub target: String,
    pub relative: bool,
}

/// Every import of every client module, dynamic ones and re-exports too.
pub fn imports(tree: &Tree) -> Vec<Import> {
    let mut imports = Vec::new();
    for (path, text) in tree.under("static/js/", &[".js"]) {
        let code = code_of(text, Language::JavaScript, Keep::CodeAndStrings);
        for (line, specifier) in specifiers(&code) {
            let relative = specifier.starts_with('.');
            let target = if relative { resolve(path, &specifier) } else { specifier };
            imports.push(Import { from: path.to_string(), line, target, relative });
        }
    }
    imports
}

/// Imports among our own modules.
pub fn graph(imports: &[Import]) -> Graph {
    let mut graph = Graph::new();
    for import in imports.iter().filter(|import| import.target.starts_with("static/js/")) {
        graph.entry(import.from.clone()).or_default().insert(import.target.clone());
    }
    graph
}

/// The quoted word after `from`, `import` and `import(`, with its line; and after `new URL(`, which is how a page
/// names the module that a worker runs.
fn specifiers(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let keywords = ["from", "import", "new URL"];
    for (start, keyword) in keywords.iter().flat_map(|keyword| code.match_indices(keyword)) {
        let alone = !code[..start].ends_with(|c: char| c.is_alphanumeric() || "_$.#\"'".contains(c));
        let rest = code[start + keyword.len()..].trim_start();
        let rest = rest.strip_prefix('(').unwrap_or(rest).trim_start();
        let Some(quote) = rest.chars().next().filter(|c| "\"'`".contains(*c)) else {
            continue;
        };
        if let (true, Some(specifier)) = (alone, rest[1..].split(quote).next()) {
            found.push((code[..start].matches('\n').count() + 1, specifier.to_string()));
        }
    }
    found
}

fn resolve(from: &str, specifier: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_import_is_seen_and_comments_are_not() {
        let text = r#"
            import { a } from "../model/a.js";
            import "./b.js";
            export { c } from '../../vendor/c/index.js';
            // import "./no.js";
            /** @type {import("./no.js").X} */
            const later = () => import("./d.js");
            const worker = new Worker(new URL("./e.js", import.meta.url));
            const text = Array.from("abc");
            const names = ["from", "to"];
        "#;
        let tree = Tree::made_up(&[("static/js/ui/x.js", text)]);
        let mut targets: Vec<String> = imports(&tree).into_iter().map(|import| import.target).collect();
        targets.sort();
        let expected = [
            "static/js/model/a.js",
            "static/js/ui/b.js",
            "static/js/ui/d.js",
            "static/js/ui/e.js",
            "static/vendor/c/index.js",
        ];
        assert_eq!(targets, expected);
    }
}
