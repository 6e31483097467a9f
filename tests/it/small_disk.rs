//! A disk of some MiB for a server's database, which a test can fill and free again.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use tempfile::TempDir;

use crate::harness::fresh_folder;

/// See the module. Declared before the server that uses it, so that it goes after it.
pub struct SmallDisk {
    pub folder: Arc<TempDir>,
}

impl SmallDisk {
    /// A disk of `mebibytes` MiB in memory, under the place of the database.
    pub fn mount(mebibytes: usize) -> Self {
        let folder = fresh_folder();
        let place = folder.path().join("store");
        let size = format!("size={mebibytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "lavagna-test"]).arg(&place).output();
        let mounted = mounted.expect("there is a program `mount`");
        let why = String::from_utf8_lossy(&mounted.stderr).into_owned();
        assert!(mounted.status.success(), "this test needs the right to mount a tmpfs (run it as root): {why}");
        Self { folder }
    }

    fn filler(&self) -> PathBuf {
        self.folder.path().join("store").join("filler")
    }

    /// Takes every byte that is left.
    pub fn fill(&self) {
        let mut filler = fs::File::create(self.filler()).expect("the folder is ours");
        let block = vec![0; 4_096];
        while filler.write_all(&block).is_ok() {}
    }

    /// Takes all but about so many KiB.
    pub fn fill_up_to(&self, kibibytes: u64) {
        let filler = fs::File::options().create(true).append(true).open(self.filler());
        let mut filler = filler.expect("the folder is ours");
        let block = vec![0; 4_096];
        while self.free_kibibytes() > kibibytes && filler.write_all(&block).is_ok() {}
    }

    /// Gives back so much that about so many KiB are free, and at no moment more.
    pub fn free_up_to(&self, kibibytes: u64) {
        let filler = fs::File::options().write(true).open(self.filler()).expect("it was filled");
        let taken = filler.metadata().expect("it is a file").len();
        let back = (kibibytes - self.free_kibibytes()) * 1_024;
        filler.set_len(taken - back).expect("a file can shrink");
    }

    fn free_kibibytes(&self) -> u64 {
        let told = rustix::fs::statvfs(self.folder.path().join("store").as_path()).expect("the folder is there");
        told.f_bavail * told.f_frsize / 1_024
    }

    /// Gives them back.
    pub fn free(&self) {
        fs::remove_file(self.filler()).expect("it was filled");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A failure leaves a mount behind, which the next start of the machine removes.
        let _unmounted = Command::new("umount").arg("-l").arg(self.folder.path().join("store")).status();
    }
}
