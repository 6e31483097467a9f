//! Names the tree of static files by its content, so that an address never shows anything else.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

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

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=static");
    println!("cargo::rerun-if-changed=migrations");
    let mut found = Vec::new();
    files(Path::new("static"), &mut found)?;
    found.sort();
    let mut tree = Sha256::new();
    let mut names = Vec::new();
    for path in found {
        names.push(path.strip_prefix("static").map_err(io::Error::other)?.to_string_lossy().replace('\\', "/"));
        let content = fs::read(&path)?;
        tree.update(path.to_string_lossy().as_bytes());
        tree.update((content.len() as u64).to_le_bytes());
        tree.update(content);
    }
    let name: String = tree.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?);
    let lines = format!(
        "/// Hash of everything below `static/`.\nconst ASSET_TREE: &str = \"{name}\";\n\
         /// Paths below `static/`.\npub const ASSET_FILES: &[&str] = &{names:?};\n"
    );
    fs::write(out.join("asset_tree.rs"), lines)
}
