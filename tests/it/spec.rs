//! Every rule of `src/protocol/SPEC.md` is named by a test, and no test names a rule that is not there.
//!
//! A rule is a list item that begins with its id in bold. A test names it in brackets, in a comment, a
//! title or a message; a shared vector names it in its list `rules`. Whether the test deserves to name
//! it is for the reviewer; that it names one at all is for this file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::layers::tree::Tree;

const SPEC: &str = "src/protocol/SPEC.md";

/// This file and the machinery beside it speak about ids without testing rules.
const NOT_TESTS: [&str; 3] = ["tests/it/spec.rs", "tests/it/layers.rs", "tests/it/layers/"];

/// The ids that the specification defines, and complaints about ids defined twice.
fn rules(spec: &str) -> (BTreeSet<String>, Vec<String>) {
    let mut rules = BTreeSet::new();
    let mut twice = Vec::new();
    for line in spec.lines() {
        let id = line.strip_prefix("- **").and_then(|rest| rest.split_once("**")).map(|(id, _)| id);
        if let Some(id) = id.filter(|id| is_id(id))
            && !rules.insert(id.to_string())
        {
            twice.push(format!("{SPEC}: {id} is defined twice"));
        }
    }
    (rules, twice)
}

/// One capital letter and a number without leading zeros.
fn is_id(word: &str) -> bool {
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(|c| c.is_ascii_uppercase());
    let number = letters.as_str();
    let digits = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    capital && digits && !number.starts_with('0')
}

/// Where each id is named, by id.
fn references(tree: &Tree) -> BTreeMap<String, BTreeSet<String>> {
    let mut references: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |id: &str, path: &str| {
        references.entry(id.to_string()).or_default().insert(path.to_string());
    };
    for (path, text) in tree.under("tests/", &[".rs", ".js", ".mjs"]) {
        if !NOT_TESTS.iter().any(|skipped| path.starts_with(skipped)) {
            bracketed(text).for_each(|id| add(id, path));
        }
    }
    for (path, text) in tree.under("src/", &[".rs"]) {
        bracketed(test_part(path, text)).for_each(|id| add(id, path));
    }
    for (path, text) in tree.under("tests/vectors/", &[".json"]) {
        let vector: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        named_by_vector(&vector).iter().for_each(|id| add(id, path));
    }
    references
}

/// Unit tests stand at the end of a source file, or in a file of their own.
fn test_part<'a>(path: &str, text: &'a str) -> &'a str {
    if path.ends_with("tests.rs") || path.contains("/tests/") {
        return text;
    }
    text.find("#[cfg(test)]").map_or("", |start| &text[start..])
}

fn bracketed(text: &str) -> impl Iterator<Item = &str> {
    text.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(word, _)| word).filter(|word| is_id(word))
}

/// The lists called `rules`, at any depth.
fn named_by_vector(vector: &Value) -> Vec<String> {
    match vector {
        Value::Array(items) => items.iter().flat_map(named_by_vector).collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| match value {
                Value::Array(ids) if key == "rules" => ids.iter().filter_map(Value::as_str).map(String::from).collect(),
                other => named_by_vector(other),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn complaints(tree: &Tree) -> Vec<String> {
    let (rules, mut complaints) = rules(tree.text(SPEC).unwrap_or_default());
    if rules.is_empty() {
        complaints.push(format!("{SPEC}: no rules found"));
    }
    let references = references(tree);
    let untested = rules.iter().filter(|id| !references.contains_key(*id));
    complaints.extend(untested.map(|id| format!("{SPEC}: no test names [{id}]")));
    for (id, paths) in references.iter().filter(|(id, _)| !rules.contains(*id)) {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        complaints.push(format!("{}: [{id}] is not in {SPEC}", paths.join(", ")));
    }
    complaints
}

#[test]
fn every_rule_has_a_test_and_every_test_a_rule() {
    let complaints = complaints(&Tree::of_this_repository());
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn an_untested_rule_an_unknown_id_and_a_doubled_rule_are_found() {
    let tree = Tree::made_up(&[
        (SPEC, "- **A1** Tested.\n- **A2** By a vector.\n- **A3** Not.\n- **A1** Twice.\n**A9** Not a rule.\n"),
        ("tests/model/x.test.js", "test('[A1] does', () => { list[a1]; map[A0]; });"),
        ("tests/vectors/ops/x.json", "{\"cases\":[{\"rules\":[\"A2\",\"Z7\"]}]}"),
        ("src/board/op.rs", "//! [A3] is only spoken of.\nfn f() {}\n#[cfg(test)]\nmod tests { /* [B5] */ }"),
        ("tests/it/spec.rs", "[A3]"),
    ]);
    let expected = [
        "src/protocol/SPEC.md: A1 is defined twice",
        "src/protocol/SPEC.md: no test names [A3]",
        "src/board/op.rs: [B5] is not in src/protocol/SPEC.md",
        "tests/vectors/ops/x.json: [Z7] is not in src/protocol/SPEC.md",
    ];
    assert_eq!(complaints(&tree), expected);
}
