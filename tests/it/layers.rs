//! The shape of the source: who may use whom, what the pure parts must not name, how long a file may be.
//!
//! Each rule is a function from a tree to complaints. It is asked about this repository, which must give
//! none, and about a small made-up tree, which must give the expected ones: a rule that cannot fail
//! guards nothing.

mod client_modules;
mod client_rules;
mod documents;
mod graph;
mod rust_modules;
mod server_rules;
pub mod tree;

use tree::{Keep, Language, Tree, code_of, line_naming};

/// A longer file holds more than one thing.
const MAX_LINES: usize = 400;

/// Words that say nothing about what a file is for.
const EMPTY_WORDS: [&str; 10] =
    ["util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "data", "info"];

fn long_files(tree: &Tree) -> Vec<String> {
    tree.under("", &[".rs", ".js", ".mjs", ".css", ".html"])
        .filter(|(_, text)| text.lines().count() > MAX_LINES)
        .map(|(path, text)| format!("{path}: {} lines, at most {MAX_LINES}", text.lines().count()))
        .collect()
}

fn empty_names(tree: &Tree) -> Vec<String> {
    let empty =
        |path: &&str| path.split(['/', '_', '-', '.']).any(|word| EMPTY_WORDS.contains(&word.to_lowercase().as_str()));
    let complain = |path: &str| format!("{path}: the name does not say what the file is for");
    tree.under("", &[""]).map(|(path, _)| path).filter(empty).map(complain).collect()
}

/// Complains about each of `words` that the code of a file names.
fn forbidden(path: &str, text: &str, language: Language, words: &[&str]) -> Vec<String> {
    let code = code_of(text, language, Keep::Code);
    let code = if language == Language::Rust { rust_modules::without_tests(&code) } else { code };
    let complain = |word: &&str| line_naming(&code, word).map(|line| format!("{path}:{line}: names {word}"));
    words.iter().filter_map(complain).collect()
}

/// Fails with every complaint at once, so that one run shows all there is to mend.
fn assert_none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn no_file_is_longer_than_one_can_read() {
    assert_none(long_files(&Tree::of_this_repository()));
}

#[test]
fn file_names_say_what_is_inside() {
    assert_none(empty_names(&Tree::of_this_repository()));
}

#[test]
fn long_files_and_empty_names_are_found() {
    let long = "x;\n".repeat(MAX_LINES + 1);
    let tree = Tree::made_up(&[
        ("src/board/long.rs", long.as_str()),
        ("static/js/ui/dom_utils.js", "x"),
        ("src/common/mod.rs", "x"),
        ("static/js/model/database.js", "x"),
    ]);
    assert_eq!(long_files(&tree), ["src/board/long.rs: 401 lines, at most 400"]);
    let named: Vec<String> = empty_names(&tree);
    assert_eq!(named.len(), 2, "{named:?}");
}

#[test]
fn blanking_keeps_code_and_lines() {
    let text = "let a = \"//\"; // tokio\nlet b = /['\"]/.test(c); /* fetch\n */ d(`x${fetch}`);";
    let code = code_of(text, Language::JavaScript, Keep::Code);
    assert_eq!(code.lines().count(), 3);
    assert_eq!(line_naming(&code, "tokio"), None);
    assert_eq!(line_naming(&code, "fetch"), Some(3), "{code}");
    assert_eq!(line_naming(&code, "test"), Some(2), "{code}");
}
