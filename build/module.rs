//! A module of JavaScript: what it imports and exports, and where its text says so.

use std::collections::BTreeMap;
use std::io;

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc_parser::{Parser, ParserReturn};
use oxc_span::SourceType;
use oxc_syntax::module_record::{ExportEntry, ExportExportName, ExportLocalName, ImportImportName, ModuleRecord};

/// A range of bytes of the text.
pub type Place = std::ops::Range<usize>;

/// A module. Its paths are below `static/`, with slashes.
pub struct Module {
    pub text: String,
    /// Static imports in the order of the text.
    pub imports: Vec<Import>,
    /// `import(…)`, whose modules are loaded later.
    pub dynamic_imports: Vec<DynamicImport>,
    /// Exported names, each with its name in the module.
    pub exports: Vec<(String, String)>,
    /// The statements that export.
    pub export_statements: Vec<Place>,
    /// Whether it exports what another one exports.
    pub exports_others: bool,
    /// Whether the code depends on the address of its file.
    pub knows_address: bool,
}

pub struct Import {
    pub statement: Place,
    pub target: String,
    /// The imported name, `*` for all, and its name in the module.
    pub bindings: Vec<(String, String)>,
}

pub struct DynamicImport {
    pub expression: Place,
    pub target: String,
}

impl Module {
    /// Reads the module at `path`.
    pub fn read(path: &str, text: String) -> io::Result<Self> {
        let allocator = Allocator::default();
        let parsed = parse(&allocator, path, &text)?;
        let record = &parsed.module_record;
        let places = |entries: &[ExportEntry<'_>]| -> Vec<Place> {
            let mut places: Vec<_> = entries.iter().map(|entry| place(entry.statement_span)).collect();
            places.dedup();
            places
        };
        Ok(Self {
            imports: imports(path, record)?,
            dynamic_imports: dynamic_imports(path, record, &text)?,
            exports: record.local_export_entries.iter().filter_map(names).collect(),
            export_statements: places(&record.local_export_entries),
            exports_others: !record.indirect_export_entries.is_empty() || !record.star_export_entries.is_empty(),
            knows_address: !record.import_metas.is_empty(),
            text,
        })
    }

    /// Paths of the static imports.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.imports.iter().map(|import| import.target.as_str())
    }
}

/// The code without its comments, which are two fifths of it.
pub fn without_comments(path: &str, text: &str) -> io::Result<String> {
    let allocator = Allocator::default();
    let options = CodegenOptions { comments: CommentOptions::disabled(), ..CodegenOptions::default() };
    Ok(Codegen::new().with_options(options).build(&parse(&allocator, path, text)?.program).code)
}

fn parse<'a>(allocator: &'a Allocator, path: &str, text: &'a str) -> io::Result<ParserReturn<'a>> {
    let parsed = Parser::new(allocator, text, SourceType::mjs()).parse();
    match parsed.diagnostics.first() {
        Some(error) => Err(io::Error::other(format!("{path}: {error}"))),
        None => Ok(parsed),
    }
}

fn imports(path: &str, record: &ModuleRecord<'_>) -> io::Result<Vec<Import>> {
    let mut imports = Vec::new();
    for (specifier, requests) in &record.requested_modules {
        for request in requests {
            let statement = place(request.statement_span);
            let bindings = record.import_entries.iter().filter(|entry| place(entry.statement_span) == statement);
            let names = bindings.map(|entry| {
                let imported = match &entry.import_name {
                    ImportImportName::Name(name) => name.name.to_string(),
                    ImportImportName::NamespaceObject => "*".to_owned(),
                    ImportImportName::Default(_) => "default".to_owned(),
                };
                (imported, entry.local_name.name.to_string())
            });
            imports.push(Import { bindings: names.collect(), target: resolve(path, specifier)?, statement });
        }
    }
    imports.sort_by_key(|import| import.statement.start);
    Ok(imports)
}

fn dynamic_imports(path: &str, record: &ModuleRecord<'_>, text: &str) -> io::Result<Vec<DynamicImport>> {
    // The parser reads some functions twice, and records what it meets each time.
    let found: BTreeMap<_, _> = record.dynamic_imports.iter().map(|import| (import.span.start, import)).collect();
    let imports = found.into_values().map(|import| {
        let literal = text.get(place(import.module_request)).unwrap_or_default();
        let specifier = literal.trim_matches(['"', '\'', '`']);
        Ok(DynamicImport { expression: place(import.span), target: resolve(path, specifier)? })
    });
    imports.collect()
}

fn names(entry: &ExportEntry<'_>) -> Option<(String, String)> {
    let exported = match &entry.export_name {
        ExportExportName::Name(name) => name.name.to_string(),
        ExportExportName::Default(_) => "default".to_owned(),
        ExportExportName::Null => return None,
    };
    match &entry.local_name {
        ExportLocalName::Name(name) | ExportLocalName::Default(name) => Some((exported, name.name.to_string())),
        ExportLocalName::Null => None,
    }
}

fn place(span: oxc_span::Span) -> Place {
    span.start as usize..span.end as usize
}

/// The path that a specifier in the module at `path` means.
fn resolve(path: &str, specifier: &str) -> io::Result<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    if specifier.starts_with('.') {
        return Ok(parts.join("/"));
    }
    Err(io::Error::other(format!("{path} imports {specifier}, which is no relative path")))
}
