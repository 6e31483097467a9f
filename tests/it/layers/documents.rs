//! Rules for the documents: every path that they name exists, and a recipe names every file that it touches.

use std::collections::BTreeSet;
use std::path::Path;

use super::assert_none;
use super::tree::Tree;

/// The documents by path.
const DOCUMENTS: [(&str, &str); 3] = [
    ("src/ARCHITECTURE.md", include_str!("../../../src/ARCHITECTURE.md")),
    ("CONTRIBUTING.md", include_str!("../../../CONTRIBUTING.md")),
    ("README.md", include_str!("../../../README.md")),
];

/// Folders from which documents name files.
const ROOTS: [&str; 6] = ["", "src/", "static/", "static/js/", "tests/", "static/locales/"];

/// Folders whose files belong to the running program.
const PROGRAM: [&str; 4] = ["src/", "static/js/", "templates/", "static/locales/"];

const ENDINGS: [&str; 8] = [".rs", ".js", ".ftl", ".html", ".md", ".sh", ".toml", ".css"];

/// The texts between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The targets of links, without anchors.
fn linked(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter_map(|target| target.split('#').next())
}

fn is_path(word: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./".contains(letter);
    word.contains('/') && word.chars().all(plain) && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// The file that a document means by `word`.
fn file_of<'a>(word: &str, exists: &'a dyn Fn(&str) -> bool) -> Option<String> {
    ROOTS.iter().map(|root| format!("{root}{word}")).find(|path| exists(path))
}

fn missing_paths(document: &str, text: &str, exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let from_root = |target: &str| match target.strip_prefix("../") {
        Some(rest) => rest.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let links =
        linked(text).filter(|target| is_path(&format!("/{target}"))).map(from_root).filter(|path| !exists(path));
    let words = quoted(text).filter(|word| is_path(word) && file_of(word, exists).is_none()).map(str::to_owned);
    links.chain(words).map(|path| format!("{document}: there is no file {path}")).collect()
}

/// A recipe: what is added, the words by which its files are found, and the files that it names.
struct Recipe {
    title: String,
    words: Vec<String>,
    files: BTreeSet<String>,
}

/// Recipes are list items of the form "- **A tool** [`word`, `word`]: `file`, `file` …".
fn recipes(text: &str, exists: &dyn Fn(&str) -> bool) -> Vec<Recipe> {
    let (_, section) = text.split_once("## Recipes").expect("a section of recipes");
    let section = section.split("\n## ").next().unwrap_or_default();
    let items = section.split("\n- **").skip(1);
    items
        .map(|item| {
            let (title, rest) = item.split_once("** [").expect("a recipe has words in brackets");
            let (words, files) = rest.split_once("]:").expect("a recipe has files after its words");
            let files = quoted(files).filter_map(|word| file_of(word, exists)).collect();
            Recipe { title: title.to_owned(), words: quoted(words).map(str::to_owned).collect(), files }
        })
        .collect()
}

fn untrue_recipes(tree: &Tree, text: &str) -> Vec<String> {
    let exists = |path: &str| tree.has(path);
    let mut complaints = Vec::new();
    for Recipe { title, words, files } in recipes(text, &exists) {
        let names = |text: &str| words.iter().any(|word| text.contains(word.as_str()));
        let touched: BTreeSet<String> = PROGRAM
            .iter()
            .flat_map(|folder| tree.under(folder, &[".rs", ".js", ".html", ".ftl"]))
            // Tests beside the program are none of it.
            .filter(|(path, text)| !path.ends_with("_tests.rs") && names(text))
            .map(|(path, _)| path.to_owned())
            .collect();
        if touched.is_empty() {
            complaints.push(format!("{title}: no file has one of {words:?}"));
        }
        let absent = touched.difference(&files).map(|path| format!("{title}: does not name {path}"));
        let idle = files.difference(&touched).filter(|path| PROGRAM.iter().any(|folder| path.starts_with(folder)));
        complaints.extend(absent);
        complaints.extend(idle.map(|path| format!("{title}: names {path}, which has none of {words:?}")));
    }
    complaints
}

#[test]
fn documents_name_files_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let exists = |path: &str| root.join(path).is_file();
    assert_none(DOCUMENTS.iter().flat_map(|(path, text)| missing_paths(path, text, &exists)).collect());
}

#[test]
fn recipes_name_every_file_that_they_touch() {
    let (_, text) = DOCUMENTS[0];
    assert!(text.matches("\n- **A").count() >= 5, "the recipes are read");
    assert_none(untrue_recipes(&Tree::of_this_repository(), text));
}

#[test]
fn a_missing_file_and_an_untrue_recipe_are_found() {
    let tree = Tree::made_up(&[
        ("src/board/op.rs", "Op::Split"),
        ("src/board/kind.rs", "Ink"),
        ("static/js/model/reduce.js", "case \"split\":"),
    ]);
    let exists = |path: &str| tree.has(path);
    let text = "[`board/op.rs`](board/op.rs) [gone](board/gone.rs) `model/reduce.js` `model/lost.js`";
    let missing = missing_paths("src/ARCHITECTURE.md", text, &exists);
    assert_eq!(missing.len(), 2, "{missing:?}");
    let recipe = "## Recipes\n\n- **An op** [`Op::Split`, `\"split\"`]: `board/op.rs`, `board/kind.rs`.\n\n## End";
    let untrue = untrue_recipes(&tree, recipe);
    assert_eq!(untrue.len(), 2, "{untrue:?}");
}
