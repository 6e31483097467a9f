//! The binary: reads what was set, runs the server, and is the only place that picks an exit code.

use std::process::ExitCode;

use clap::Parser;
use lavagna::config::{Cli, Task};
use lavagna::{app, healthcheck, telemetry};

fn main() -> ExitCode {
    let Cli { config, command } = Cli::parse();
    let result = match command {
        Some(Task::Healthcheck) => healthcheck::ask(config.port).map_err(anyhow::Error::from),
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
