//! Hashes the tree of static files, so that an address never shows another content, and lists the imports of each
//! module. For a release it joins modules that are loaded together, and omits their comments.

mod join;
mod module;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use join::Modules;
use module::{Module, without_comments};
use sha2::{Digest, Sha256};

const SOURCE: &str = "static";

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// Path of a file below `static/`, with slashes.
fn name_of(path: &Path) -> io::Result<String> {
    Ok(path.strip_prefix(SOURCE).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/"))
}

/// The files of the tree by path.
fn source() -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = Vec::new();
    files(Path::new(SOURCE), &mut found)?;
    found.iter().map(|path| Ok((name_of(path)?, fs::read(path)?))).collect()
}

fn is_module(path: &str) -> bool {
    path.ends_with(".js")
}

/// The modules among files.
fn modules(tree: &BTreeMap<String, Vec<u8>>) -> io::Result<Modules> {
    let files = tree.iter().filter(|(path, _)| is_module(path));
    let read = files.map(|(path, content)| {
        let text = String::from_utf8(content.clone()).map_err(io::Error::other)?;
        let module = Module::read(path, text)?;
        if let Some(target) = module.targets().find(|target| !tree.contains_key(*target)) {
            return Err(io::Error::other(format!("{path} imports {target}, which is not there")));
        }
        Ok((path.clone(), module))
    });
    read.collect()
}

/// The files as a release serves them.
fn released(tree: &BTreeMap<String, Vec<u8>>) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let others = tree.iter().filter(|(path, _)| !is_module(path));
    let mut released: BTreeMap<_, _> = others.map(|(path, content)| (path.clone(), content.clone())).collect();
    for (path, text) in join::joined(&modules(tree)?)? {
        // Libraries are served as their authors publish them, and one script is read in class.
        let code =
            if path.starts_with("vendor/") || path == "js/demo.js" { text } else { without_comments(&path, &text)? };
        released.insert(path, code.into_bytes());
    }
    Ok(released)
}

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rerun-if-changed=migrations");
    let is_release = env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_none();
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?);
    let copy = out.join(SOURCE);
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    let mut tree = source()?;
    if is_release {
        tree = released(&tree)?;
        for (path, content) in &tree {
            let place = copy.join(path);
            fs::create_dir_all(place.parent().unwrap_or(&copy))?;
            fs::write(place, content)?;
        }
    }
    let modules = modules(&tree)?;
    let imports = tree.keys().map(|path| {
        let targets: Vec<_> = modules.get(path).into_iter().flat_map(Module::targets).collect();
        format!("&{targets:?}")
    });
    let imports: Vec<_> = imports.collect();
    let names: Vec<_> = tree.keys().collect();
    let mut hash = Sha256::new();
    for (path, content) in &tree {
        hash.update(path);
        hash.update((content.len() as u64).to_le_bytes());
        hash.update(content);
    }
    let hash: String = base16ct::lower::encode_string(&hash.finalize()[..6]);
    let lines = format!(
        "/// Hash of everything below `static/`.\nconst ASSET_TREE: &str = \"{hash}\";\n\
         /// Paths below `static/`.\npub const ASSET_FILES: &[&str] = &{names:?};\n\
         /// Paths that each of [`ASSET_FILES`] imports statically.\n\
         const ASSET_IMPORTS: &[&[&str]] = &[{}];\n",
        imports.join(", ")
    );
    fs::write(out.join("asset_tree.rs"), lines)
}
