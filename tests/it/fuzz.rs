//! Fuzz targets: what reads bytes of strangers, and the ordering step, under inputs that nobody thought of.
//!
//! Each target is a check of any bytes with two entry points. `bytes` replays the corpus beside it
//! (`fuzz/__fuzz__/fuzz__<target>__bytes/corpus`), then takes random bytes; a coverage-guided engine drives the same
//! function (`cargo bolero test fuzz::<target>::bytes`, libFuzzer, which needs a nightly toolchain). On the stable
//! one `changed` matters more: it changes inputs of the corpus in ways that keep most of their form.
//!
//! `cargo test` runs a fixed number of inputs, chosen anew each time; a failure prints its `BOLERO_RANDOM_SEED`, which
//! repeats it when it is set. A longer run, here of a million inputs for each entry point:
//! `BOLERO_RANDOM_ITERATIONS=1000000 cargo test --release --test it fuzz::`
//!
//! `UPDATE_CORPUS=1 cargo test --test it fuzz::` writes the inputs that are made from vectors; what was found by
//! fuzzing lies beside them under other names and stays.

mod chunks;
mod frames;
mod messages;
mod orders;
mod scripts;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// One change of an input: which, where, how far, and with what.
type Change = (u8, u16, u8, u8);
/// Input of the corpus, and its result.
type Recipe = (u16, Vec<Change>);

/// Changes of one input at most: with more nothing is left of it.
const MAX_CHANGES: usize = 8;
/// Pieces of JSON that a change may put in: numbers at the edges, and names where none is expected.
const WORDS: [&str; 24] = [
    "0",
    "-1",
    "1.5",
    "-0",
    "1e3",
    "67108864",
    "-67108865",
    "9007199254740991",
    "9007199254740992",
    "65535",
    "65536",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    ",",
    ":",
    "[",
    "{",
    "\\u0000",
    "\"\\ud800\"",
    "\"__proto__\":1,",
    "\"00000000000000aa.1\"",
];

/// The corpus of a target, and what is made of it.
struct Corpus {
    inputs: Vec<Vec<u8>>,
}

fn folder(target: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fuzz/__fuzz__");
    folder.join(format!("fuzz__{target}__bytes")).join("corpus")
}

impl Corpus {
    /// The committed inputs of a target.
    fn of(target: &str) -> Self {
        let files = folder(target).read_dir().unwrap_or_else(|error| panic!("the corpus of {target}: {error}"));
        let mut paths: Vec<_> = files.map(|file| file.expect("a folder can be listed").path()).collect();
        paths.sort();
        assert!(paths.len() >= 10, "the corpus of {target} has only {} inputs", paths.len());
        Self { inputs: paths.iter().map(|path| fs::read(path).expect("a file can be read")).collect() }
    }

    /// An input that is none of the corpus, but looks like one.
    fn changed(&self, (which, changes): &Recipe) -> Vec<u8> {
        let mut input = self.pick(usize::from(*which)).to_vec();
        changes.iter().take(MAX_CHANGES).for_each(|change| self.change(&mut input, *change));
        input
    }

    fn pick(&self, which: usize) -> &[u8] {
        &self.inputs[which % self.inputs.len()]
    }

    fn change(&self, input: &mut Vec<u8>, (kind, at, far, with): Change) {
        let start = usize::from(at) % (input.len() + 1);
        let end = (start + usize::from(far)).min(input.len());
        match kind % 8 {
            0 => input[start..end.min(start + 1)].iter_mut().for_each(|byte| *byte ^= with | 1),
            1 => drop(input.drain(start..end)),
            2 => drop(input.splice(end..end, input[start..end].to_vec())),
            3 => drop(input.splice(start..start, WORDS[usize::from(with) % WORDS.len()].bytes())),
            4 => input.truncate(start),
            5 => {
                let other = self.pick(usize::from(with));
                let from = start.min(other.len());
                let piece = other[from..(from + usize::from(far)).min(other.len())].to_vec();
                drop(input.splice(start..end, piece));
            }
            6 => replace_number(input, start, WORDS[usize::from(with) % 12]),
            _ => input.insert(start, with),
        }
    }
}

/// Puts `word` in the place of the next number from `start` on.
fn replace_number(input: &mut Vec<u8>, start: usize, word: &str) {
    let Some(first) = input[start..].iter().position(u8::is_ascii_digit) else { return };
    let first = start + first;
    let length = input[first..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    drop(input.splice(first..first + length, word.bytes()));
}

/// Writes the inputs of a target that are made from vectors, when it was asked for.
fn seed(target: &str, inputs: fn() -> Vec<Vec<u8>>) {
    if std::env::var_os("UPDATE_CORPUS").is_none() {
        return;
    }
    let folder = folder(target);
    fs::create_dir_all(&folder).expect("the checkout can be written");
    for (at, input) in inputs().into_iter().enumerate() {
        fs::write(folder.join(format!("seed-{at:03}")), input).expect("the checkout can be written");
    }
}

/// Counts the inputs that a check has seen and says at the end how many they were.
struct Tried<'a> {
    what: &'a str,
    inputs: AtomicUsize,
}

impl<'a> Tried<'a> {
    fn new(what: &'a str) -> Self {
        Self { what, inputs: AtomicUsize::new(0) }
    }

    fn count(&self) {
        self.inputs.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Tried<'_> {
    fn drop(&mut self) {
        println!("tried: {} {}", self.inputs.load(Ordering::Relaxed), self.what);
    }
}

/// Most bytes that were held at a time while `work` ran on this thread.
fn most_bytes(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).bytes_max
}
