//! Watches the system calls of a running server, or makes some of them fail.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::harness::{Server, eventually};

/// See the module. Lets go of the process when it is dropped.
pub struct Strace {
    tracer: Child,
    folder: TempDir,
}

impl Strace {
    /// Attaches to every thread of a server.
    pub async fn attach(server: &Server, arguments: &[&str]) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let messages = fs::File::create(folder.path().join("messages")).expect("the folder is ours");
        let mut command = Command::new("strace");
        command.args(["-f", "-y", "-s", "70000", "-p", &server.pid().to_string()]).args(arguments);
        command.arg("-o").arg(folder.path().join("calls"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(messages);
        let tracer = command.spawn().expect("this test needs strace (apt-get install strace)");
        let mut strace = Self { tracer, folder };
        let threads = format!("/proc/{}/task", server.pid());
        eventually("strace watches every thread", async || {
            if strace.tracer.try_wait().expect("it is our child").is_some() {
                panic!("strace cannot watch the server: {}", strace.read("messages"));
            }
            let mut watched = fs::read_dir(&threads).ok()?.flatten().map(|thread| {
                let status = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
                status.lines().any(|line| line.starts_with("TracerPid:") && !line.ends_with("\t0"))
            });
            watched.all(|watched| watched).then_some(())
        })
        .await;
        strace
    }

    fn read(&self, name: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
    }

    /// Ends watching; says every call that was seen, one a line, in the order of time.
    pub fn finish(mut self) -> String {
        self.detach();
        self.read("calls")
    }

    fn detach(&mut self) {
        // SIGTERM lets it detach; the traced process goes on. It may have ended with the server.
        let _told = Command::new("kill").arg(self.tracer.id().to_string()).stderr(Stdio::null()).status();
        let _reaped = self.tracer.wait();
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        self.detach();
    }
}
