//! The project's own source files as text, read once, so that rules about them are plain functions
//! from a tree to a list of complaints. A made-up tree can be given instead, which is how every rule
//! shows that it can fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where our own files live. Everything else in the repository is made by tools.
const OURS: [&str; 6] = ["src", "static", "templates", "tests", "scripts", "build"];

/// Written by others (vendored) or read by machines (vectors): the rules for our code do not bind it.
const NOT_OURS: [&str; 1] = ["static/vendor/"];

/// Text files by path from the repository's root, with `/` between folders.
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads our files of the repository this test was compiled in.
    pub fn of_this_repository() -> Tree {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = BTreeMap::new();
        for top in OURS {
            read_into(&mut files, root, &root.join(top));
        }
        assert!(files.len() > 3, "no sources found under {}", root.display());
        Tree { files }
    }

    /// A tree that exists only in a test.
    pub fn made_up(files: &[(&str, &str)]) -> Tree {
        let owned = |(path, text): &(&str, &str)| (path.to_string(), text.to_string());
        Tree { files: files.iter().map(owned).collect() }
    }

    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Files below `folder` (which ends with `/`, or is empty for all) with one of these endings.
    pub fn under<'a>(&'a self, folder: &'a str, endings: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(folder))
            .filter(move |(path, _)| endings.iter().any(|ending| path.ends_with(ending)))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

fn read_into(files: &mut BTreeMap<String, String>, root: &Path, at: &Path) {
    let relative = at.strip_prefix(root).expect("only paths below the root are walked");
    let name = relative.to_string_lossy().replace('\\', "/");
    if NOT_OURS.iter().any(|folder| format!("{name}/").starts_with(folder)) {
        return;
    }
    if at.is_dir() {
        let entries = fs::read_dir(at).unwrap_or_else(|error| panic!("{name}: {error}"));
        for entry in entries {
            read_into(files, root, &entry.unwrap_or_else(|error| panic!("{name}: {error}")).path());
        }
    } else if let Ok(text) = fs::read_to_string(at) {
        // A file that is not text (a font, a picture) has nothing to check; a missing one is not ours.
        files.insert(name, text);
    }
}

/// Marks that open a comment or a string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Rust,
    JavaScript,
}

/// Remaining source text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Code and the text of strings; comments are blank.
    CodeAndStrings,
    /// Code alone; comments and the text between quotes are blank.
    Code,
}

/// Blanks what is not code, keeping every line where it was.
pub fn code_of(text: &str, language: Language, keep: Keep) -> String {
    Blanker { chars: text.chars().collect(), at: 0, out: String::new(), language, keep }.run()
}

struct Blanker {
    chars: Vec<char>,
    at: usize,
    out: String,
    language: Language,
    keep: Keep,
}

impl Blanker {
    fn run(mut self) -> String {
        while self.at < self.chars.len() {
            self.step();
        }
        self.out
    }

    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn step(&mut self) {
        let script = self.language == Language::JavaScript;
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.skip_while(|blanker| blanker.peek(0) != '\n'),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.quoted('"'),
            ('\'' | '`', _) if script => self.quoted(self.peek(0)),
            ('/', _) if script && self.regex_may_start() => self.quoted('/'),
            ('r', '"' | '#') if !script && self.raw_string_starts() => self.raw_string(),
            ('\'', _) if !script && self.char_literal_starts() => self.quoted('\''),
            _ => self.take(),
        }
    }

    fn take(&mut self) {
        self.out.push(self.chars[self.at]);
        self.at += 1;
    }

    /// Drops a character; line ends stay, so that line numbers stay true.
    fn blank(&mut self) {
        if self.peek(0) == '\n' {
            self.out.push('\n');
        }
        self.at += 1;
    }

    fn skip_while(&mut self, goes_on: impl Fn(&Blanker) -> bool) {
        while self.at < self.chars.len() && goes_on(self) {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        self.at += 2;
        self.skip_while(|blanker| (blanker.peek(0), blanker.peek(1)) != ('*', '/'));
        self.at += 2;
        self.out.push(' ');
    }

    fn quoted(&mut self, quote: char) {
        self.take();
        let mut in_class = false;
        while self.at < self.chars.len() && (self.peek(0) != quote || in_class) {
            match self.peek(0) {
                '[' if quote == '/' => in_class = true,
                ']' if quote == '/' => in_class = false,
                '\\' => self.inside(),
                '$' if quote == '`' && self.peek(1) == '{' => {
                    self.template_hole();
                    continue;
                }
                _ => {}
            }
            self.inside();
        }
        if self.at < self.chars.len() {
            self.take();
        }
    }

    /// One character of a string's text.
    fn inside(&mut self) {
        if self.at >= self.chars.len() {
            return;
        }
        match self.keep {
            Keep::CodeAndStrings => self.take(),
            Keep::Code => self.blank(),
        }
    }

    /// `${…}` holds code again.
    fn template_hole(&mut self) {
        self.take();
        self.take();
        let mut open = 1;
        while self.at < self.chars.len() && open > 0 {
            match self.peek(0) {
                '{' => open += 1,
                '}' => open -= 1,
                _ => {}
            }
            self.step();
        }
    }

    /// A slash after an operand divides; anywhere else it opens a regular expression.
    fn regex_may_start(&self) -> bool {
        let before = self.out.trim_end();
        let last = before.chars().next_back();
        let operand = last.is_some_and(|c| c.is_alphanumeric() || "_$)]\"'`".contains(c));
        !operand || before.ends_with("return") || before.ends_with("typeof")
    }

    fn raw_string_starts(&self) -> bool {
        let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
        let joined = self.out.chars().next_back().is_some_and(|c| part_of_name(c) && c != 'b');
        let mut ahead = 1;
        while self.peek(ahead) == '#' {
            ahead += 1;
        }
        !joined && self.peek(ahead) == '"'
    }

    fn raw_string(&mut self) {
        self.take();
        let mut hashes = 0;
        while self.peek(0) == '#' {
            hashes += 1;
            self.take();
        }
        self.take();
        while self.at < self.chars.len() && !self.raw_string_ends(hashes) {
            self.inside();
        }
        for _ in 0..=hashes {
            if self.at < self.chars.len() {
                self.take();
            }
        }
    }

    fn raw_string_ends(&self, hashes: usize) -> bool {
        self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#')
    }

    /// `'a'` and `'\n'` are characters, `'a` is a lifetime.
    fn char_literal_starts(&self) -> bool {
        self.peek(1) == '\\' || self.peek(2) == '\''
    }
}

/// Whether `name` stands in `code` as a word of its own; `a::b` and `a.b` count as written.
pub fn names(code: &str, name: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    code.match_indices(name).any(|(start, found)| {
        let before = code[..start].chars().next_back();
        let after = code[start + found.len()..].chars().next();
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}

/// The number of the first line on which `name` stands as a word.
pub fn line_naming(code: &str, name: &str) -> Option<usize> {
    code.lines().position(|line| names(line, name)).map(|index| index + 1)
}
