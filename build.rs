//! Hashes the tree of static files, so that an address never shows another content, and lists the imports of each
//! module. For a release it copies the tree without the modules' comments.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc_parser::{Parser, ParserReturn};
use oxc_span::SourceType;
use sha2::{Digest, Sha256};

const SOURCE: &str = "static";

/// A module as the build uses it.
struct Module {
    /// Paths below `static/` that it imports statically, in the order of the text.
    imports: Vec<String>,
    /// Its code without comments, which are two fifths of the text.
    code: String,
}

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

/// Parses a module. `import()` is no import here, because such modules are loaded later.
fn parse(path: &Path, source: &[u8]) -> io::Result<Module> {
    let text = str::from_utf8(source).map_err(io::Error::other)?;
    let allocator = Allocator::default();
    let ParserReturn { program, module_record, diagnostics, .. } =
        Parser::new(&allocator, text, SourceType::mjs()).parse();
    if let Some(error) = diagnostics.first() {
        return Err(io::Error::other(format!("{}: {error}", path.display())));
    }
    let mut requests: Vec<_> = module_record.requested_modules.iter().collect();
    requests.sort_by_key(|(_, places)| places.first().map(|place| place.statement_span.start));
    let root = fs::canonicalize(SOURCE)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let imports = requests.into_iter().map(|(specifier, _)| {
        let target = fs::canonicalize(folder.join(specifier.as_str()))
            .map_err(|error| io::Error::other(format!("{}: import of {specifier}: {error}", path.display())))?;
        name_of(&Path::new(SOURCE).join(target.strip_prefix(&root).map_err(io::Error::other)?))
    });
    let options = CodegenOptions { comments: CommentOptions::disabled(), ..CodegenOptions::default() };
    let imports = imports.collect::<io::Result<_>>()?;
    Ok(Module { imports, code: Codegen::new().with_options(options).build(&program).code })
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
    let mut imports = Vec::new();
    for path in found {
        let name = name_of(&path)?;
        let mut content = fs::read(&path)?;
        let module = if name.ends_with(".js") { Some(parse(&path, &content)?) } else { None };
        imports.push(module.as_ref().map_or("&[]".to_owned(), |module| format!("&{:?}", module.imports)));
        // Libraries are served as their authors publish them.
        if let Some(module) = module.filter(|_| is_release && !name.starts_with("vendor/")) {
            content = module.code.into_bytes();
        }
        names.push(name);
        if is_release {
            let place = out.join(&path);
            fs::create_dir_all(place.parent().unwrap_or(&copy))?;
            fs::write(place, &content)?;
        }
        tree.update(path.to_string_lossy().as_bytes());
        tree.update((content.len() as u64).to_le_bytes());
        tree.update(content);
    }
    let name: String = base16ct::lower::encode_string(&tree.finalize()[..6]);
    let lines = format!(
        "/// Hash of everything below `static/`.\nconst ASSET_TREE: &str = \"{name}\";\n\
         /// Paths below `static/`.\npub const ASSET_FILES: &[&str] = &{names:?};\n\
         /// Paths that each of [`ASSET_FILES`] imports statically.\n\
         const ASSET_IMPORTS: &[&[&str]] = &[{}];\n",
        imports.join(", ")
    );
    fs::write(out.join("asset_tree.rs"), lines)
}
