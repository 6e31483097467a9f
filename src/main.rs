//! The binary: reads what was set, runs the server, and picks the exit code (only leaving that hangs is ended elsewhere, in `app`).

use std::process::ExitCode;

use clap::Parser;
use lavagna::config::{Cli, Task};
use lavagna::{app, backup, doctor, healthcheck, telemetry};

/// The system's takes a third more for each connection that does nothing (see benches/README.md).
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// `mi_option_purge_delay` of mimalloc 3, which its crate does not name: how long freed pages stay with the process, in ms.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

fn main() -> ExitCode {
    // mimalloc only looks at the delay when something is freed later, so an idle server would keep the boards of a
    // busy hour: pages go back to the system at once.
    // SAFETY: sets an integer of the allocator, while there is one thread.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 0) };
    // Fault injection of the tests; nothing of it is compiled into a release.
    let _faults = fail::FailScenario::setup();
    let Cli { config, command } = Cli::parse();
    let result = match command {
        Some(Task::Healthcheck) => healthcheck::ask(config.port).map_err(anyhow::Error::from),
        Some(Task::Backup { file }) => backup::run(&config.data_dir(), file.as_deref()),
        Some(Task::Doctor) => doctor::run(&config.data_dir()),
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
