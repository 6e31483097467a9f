//! Joins modules that are loaded together, so that a page requests tens of files instead of hundreds.
//!
//! A page starts with an entry: a module that no other one imports, or one of [`BOARD`]. Modules that the same entries
//! need form one file, each as a function that returns its exports; entries, and modules that are loaded on use, stay files
//! of their own. Each module is in one file only, and a joined file only defines.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::module::{DynamicImport, Import, Module, Place};

/// The entries of a board's page in the order in which they load: each has the modules of those before it.
const BOARD: [&str; 3] = ["js/main.js", "js/app.js", "js/ui/page/chrome.js"];

const EXPORT: &str = "export ";

/// Modules by path.
pub type Modules = BTreeMap<String, Module>;

/// Paths of joined files by the paths of their modules.
type Homes<'a> = BTreeMap<&'a str, &'a str>;

/// The texts of the files that take the place of all modules, by path.
pub fn joined(modules: &Modules) -> io::Result<BTreeMap<String, String>> {
    let groups = groups(modules);
    let homes: Homes<'_> =
        groups.iter().flat_map(|(file, paths)| paths.iter().map(|path| (*path, file.as_str()))).collect();
    for (path, module) in modules.iter().filter(|(path, _)| is_ours(path)) {
        check_links(path, module, modules)?;
    }
    let mut files = BTreeMap::new();
    for (path, module) in modules.iter().filter(|(path, _)| !homes.contains_key(path.as_str())) {
        let Moved { imports, code } = moved(path, path, module, &homes);
        files.insert(path.clone(), imports.into_iter().collect::<String>() + &code);
    }
    for (file, paths) in &groups {
        files.insert(file.clone(), joined_file(file, &in_order(paths, modules), modules, &homes)?);
    }
    Ok(files)
}

/// The modules of each joined file, by its path.
fn groups(modules: &Modules) -> BTreeMap<String, BTreeSet<&str>> {
    let imported: BTreeSet<&str> = modules.values().flat_map(Module::targets).collect();
    let loaded: BTreeSet<&str> = modules
        .values()
        .flat_map(|module| module.dynamic_imports.iter().map(|import| import.target.as_str()))
        .collect();
    let is_entry = |path: &str| !imported.contains(path) && !loaded.contains(path) && is_ours(path);
    let others = modules.keys().map(String::as_str).filter(|path| is_entry(path) && !BOARD.contains(path));
    let mut needed_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut on_board = BTreeSet::new();
    for entry in BOARD {
        for path in closure(entry, modules).into_iter().filter(|path| on_board.insert(*path)) {
            needed_by.entry(path).or_default().push(entry);
        }
    }
    for entry in others {
        for path in closure(entry, modules) {
            needed_by.entry(path).or_default().push(entry);
        }
    }
    let mut groups: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (path, entries) in needed_by.into_iter().filter(|(path, _)| is_ours(path)) {
        groups
            .entry(format!("js/joined/{}.js", entries.iter().map(stem).collect::<Vec<_>>().join("-")))
            .or_default()
            .insert(path);
    }
    groups.retain(|_, paths| paths.len() > 1);
    groups
}

/// Libraries are served as their authors publish them.
fn is_ours(path: &str) -> bool {
    !path.starts_with("vendor/")
}

fn stem<'a>(path: &&'a str) -> &'a str {
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(".js")
}

/// Modules that an entry imports, directly and indirectly.
fn closure<'a>(entry: &'a str, modules: &'a Modules) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut due = vec![entry];
    while let Some(path) = due.pop() {
        let targets = modules.get(path).into_iter().flat_map(Module::targets);
        due.extend(targets.filter(|target| found.insert(*target)));
    }
    found
}

/// The modules of a joined file, each after those that it imports. There are no cycles of imports.
fn in_order<'a>(paths: &BTreeSet<&'a str>, modules: &'a Modules) -> Vec<&'a str> {
    fn visit<'a>(path: &'a str, modules: &'a Modules, done: &mut BTreeSet<&'a str>, order: &mut Vec<&'a str>) {
        if done.insert(path) {
            for target in modules.get(path).into_iter().flat_map(Module::targets) {
                visit(target, modules, done, order);
            }
            order.push(path);
        }
    }
    let (mut done, mut order) = (BTreeSet::new(), Vec::new());
    for path in paths {
        visit(path, modules, &mut done, &mut order);
    }
    order.retain(|path| paths.contains(path));
    order
}

/// The text of a joined file.
fn joined_file(file: &str, order: &[&str], modules: &Modules, homes: &Homes<'_>) -> io::Result<String> {
    let mut head = BTreeSet::new();
    let mut text = String::new();
    for (path, module) in order.iter().filter_map(|path| Some((*path, modules.get(*path)?))) {
        check(path, module)?;
        let Moved { imports, code } = moved(file, path, module, homes);
        head.extend(imports);
        let exports: Vec<_> = module.exports.iter().map(|(exported, local)| format!("{exported}: {local}")).collect();
        text += &format!("const {} = (() => {{\n{code}\nreturn {{ {} }};\n}})();\n", name(path), exports.join(", "));
    }
    let names: Vec<_> = order.iter().map(|path| name(path)).collect();
    let head: String = head.into_iter().collect();
    Ok(format!("{head}{text}export {{ {} }};\n", names.join(", ")))
}

/// Checks what a browser would while it links modules, because it does not link those that are joined.
fn check_links(path: &str, module: &Module, modules: &Modules) -> io::Result<()> {
    if module.exports_others {
        return Err(io::Error::other(format!("{path} exports what another module exports: import it from there")));
    }
    for Import { target, bindings, .. } in module.imports.iter().filter(|import| is_ours(&import.target)) {
        let exports = modules.get(target).map(|module| module.exports.as_slice()).unwrap_or_default();
        let is_missing =
            |(name, _): &&(String, String)| name != "*" && !exports.iter().any(|(export, _)| export == name);
        if let Some((name, _)) = bindings.iter().find(is_missing) {
            return Err(io::Error::other(format!("{path} imports {name}, which {target} does not export")));
        }
    }
    let twin = modules.keys().find(|other| *other != path && name(other) == name(path));
    twin.map_or(Ok(()), |twin| Err(io::Error::other(format!("{path} and {twin} have one name when they are joined"))))
}

/// Exports that are assigned later, or anonymous, cannot be properties of an object.
fn check(path: &str, module: &Module) -> io::Result<()> {
    let kinds = ["function ", "function* ", "async function ", "async function* ", "class ", "const "];
    let is_plain = |statement: &Place| {
        let declaration = module.text.get(statement.clone()).and_then(|text| text.strip_prefix(EXPORT));
        declaration.is_some_and(|text| kinds.iter().any(|kind| text.starts_with(kind)))
    };
    if !module.knows_address && module.export_statements.iter().all(is_plain) {
        return Ok(());
    }
    let rule = "is loaded with others, so it exports functions, classes and constants by name and has no import.meta";
    Err(io::Error::other(format!("{path} {rule}")))
}

/// A module in the file where it is now.
struct Moved {
    /// Statements that import what is in other files.
    imports: BTreeSet<String>,
    code: String,
}

/// Moves a module to `file`, which is its own path if it is not joined.
fn moved(file: &str, path: &str, module: &Module, homes: &Homes<'_>) -> Moved {
    let is_joined = file != path;
    let mut imports = BTreeSet::new();
    let mut edits: Vec<(Place, String)> = Vec::new();
    for Import { statement, target, bindings } in &module.imports {
        let name = name(target);
        match homes.get(target.as_str()) {
            Some(home) if *home == file => {}
            Some(home) => {
                imports.insert(format!("import {{ {name} }} from {:?};\n", relative(file, home)));
            }
            None if is_joined => {
                imports.insert(format!("import * as {name} from {:?};\n", relative(file, target)));
            }
            None => continue,
        }
        edits.push((statement.clone(), bound(&name, bindings)));
    }
    for DynamicImport { expression, target } in &module.dynamic_imports {
        let replacement = match homes.get(target.as_str()) {
            Some(home) => format!("import({:?}).then((joined) => joined.{})", relative(file, home), name(target)),
            None if is_joined => format!("import({:?})", relative(file, target)),
            None => continue,
        };
        edits.push((expression.clone(), replacement));
    }
    if is_joined {
        let exports = module.export_statements.iter().map(|place| place.start..place.start + EXPORT.len());
        edits.extend(exports.map(|place| (place, String::new())));
    }
    Moved { imports, code: edited(&module.text, edits) }
}

/// Gives the exports of a joined module the names that the importing one has for them.
fn bound(module: &str, bindings: &[(String, String)]) -> String {
    let declare = |(imported, local): &(String, String)| match imported.as_str() {
        "*" => format!("const {local} = {module};"),
        _ => format!("const {{ {imported}: {local} }} = {module};"),
    };
    bindings.iter().map(declare).collect::<Vec<_>>().join(" ")
}

fn edited(text: &str, mut edits: Vec<(Place, String)>) -> String {
    edits.sort_by_key(|(place, _)| place.start);
    let (mut result, mut done) = (String::new(), 0);
    for (place, replacement) in edits {
        result.push_str(text.get(done..place.start).unwrap_or_default());
        result.push_str(&replacement);
        done = place.end;
    }
    result.push_str(text.get(done..).unwrap_or_default());
    result
}

/// The name of a module's exports in joined files.
fn name(path: &str) -> String {
    let stem = path.trim_end_matches(".js");
    format!("${}", stem.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_"))
}

/// The specifier with which the module in `file` imports the one at `path`.
fn relative(file: &str, path: &str) -> String {
    format!("./{}{path}", "../".repeat(file.matches('/').count()))
}
