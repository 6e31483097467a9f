//! Names the tree of static files by its content, so that an address never shows anything else. For a release
//! it makes a copy of the tree whose modules are as written, but for their comments.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;
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

/// A module without comments, which are two fifths of what a browser would have to fetch.
fn without_comments(path: &Path, source: &str) -> io::Result<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::mjs()).parse();
    if let Some(error) = parsed.diagnostics.first() {
        return Err(io::Error::other(format!("{}: {error}", path.display())));
    }
    let options = CodegenOptions { comments: CommentOptions::disabled(), ..CodegenOptions::default() };
    Ok(Codegen::new().with_options(options).build(&parsed.program).code)
}

/// What is served of a file. Libraries stay as their authors publish them.
fn served(path: &Path, source: Vec<u8>) -> io::Result<Vec<u8>> {
    let is_ours = path.extension().is_some_and(|ending| ending == "js") && !path.starts_with("static/vendor");
    if !is_ours {
        return Ok(source);
    }
    let text = String::from_utf8(source).map_err(io::Error::other)?;
    Ok(without_comments(path, &text)?.into_bytes())
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
    let mut found = Vec::new();
    files(Path::new(SOURCE), &mut found)?;
    found.sort();
    let mut tree = Sha256::new();
    let mut names = Vec::new();
    for path in found {
        names.push(path.strip_prefix(SOURCE).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/"));
        let mut content = fs::read(&path)?;
        if is_release {
            content = served(&path, content)?;
            let place = out.join(&path);
            fs::create_dir_all(place.parent().unwrap_or(&copy))?;
            fs::write(place, &content)?;
        }
        tree.update(path.to_string_lossy().as_bytes());
        tree.update((content.len() as u64).to_le_bytes());
        tree.update(content);
    }
    let name: String = tree.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let lines = format!(
        "/// Hash of everything below `static/`.\nconst ASSET_TREE: &str = \"{name}\";\n\
         /// Paths below `static/`.\npub const ASSET_FILES: &[&str] = &{names:?};\n"
    );
    fs::write(out.join("asset_tree.rs"), lines)
}
