//! The binary: reads the configuration, runs a command and sets the exit code. Only a hanging shutdown ends elsewhere,
//! in `app`.

use std::process::ExitCode;

use clap::Parser;
use lavagna::config::{Cli, Task};
use lavagna::{app, backup, doctor, healthcheck, owner, telemetry};

/// The system allocator uses a third more memory per idle connection (see benches/README.md).
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// `mi_option_purge_delay` of mimalloc 3, which its crate does not name: time in ms until freed pages return to the system.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

fn main() -> ExitCode {
    // Return freed pages at once: mimalloc checks the delay only at later frees, so an idle server would keep the memory
    // of a busy hour.
    // SAFETY: sets an integer of the allocator while the process has one thread.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 0) };
    // Fault injection for tests; a release compiles it to nothing.
    let _faults = fail::FailScenario::setup();
    let Cli { config, command } = Cli::parse();
    let result = match command {
        Some(Task::Healthcheck) => healthcheck::ask(config.port).map_err(anyhow::Error::from),
        Some(Task::Backup { file }) => backup::run(&config.data_dir(), file.as_deref()),
        Some(Task::Doctor) => doctor::run(&config.data_dir()),
        Some(Task::Owner { board }) => owner::run(&config.data_dir(), &board),
        None => telemetry::start(&config).map_err(anyhow::Error::from).and_then(|()| app::run(config)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lavagna: {error:#}");
            ExitCode::FAILURE
        }
    }
}
