//! Command line and configuration: each flag is also an environment variable and a row of `--help`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The collaborative whiteboard that a classroom can trust.
#[derive(Debug, Parser)]
#[command(name = "lavagna", version)]
pub struct Cli {
    /// Configuration of the server.
    #[command(flatten)]
    pub config: Config,
    /// Task to run; the server runs if none is given.
    #[command(subcommand)]
    pub command: Option<Task>,
}

/// Tasks besides running the server.
#[derive(Clone, Debug, Subcommand)]
pub enum Task {
    /// Ask the server on PORT whether it is alive: exit code 0 or 1, for container health checks
    Healthcheck,
    /// Copy the database to FILE, or beside itself under a name with the time; the server may run meanwhile
    Backup {
        /// Path of the copy; an existing file is never replaced
        file: Option<PathBuf>,
    },
    /// Check everything in the database and print the faults: exit code 0 or 1; changes nothing
    Doctor,
    /// Print a new owner's link of a board whose link is lost; the server may run meanwhile
    Owner {
        /// Id of the board, or its link
        board: String,
    },
}

/// Everything that can be set.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// TCP port to listen on
    #[arg(long, env = "PORT", default_value_t = 8080, global = true)]
    pub port: u16,
    /// Address to listen on: :: is all, of IPv4 too, and 127.0.0.1 is this machine only
    #[arg(long, env = "HOST", default_value = "::")]
    pub host: String,
    /// Folder of the database
    #[arg(long, env = "DATA_DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// Address that people use, as in https://board.example.org; guessed from the request when empty
    #[arg(long, env = "PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<PublicUrl>,
    /// Number of proxies in front whose X-Forwarded-Proto and -Host are believed
    #[arg(long, env = "TRUST_PROXY", default_value_t = 0)]
    pub trust_proxy: usize,
    /// Whether there is a board /b/demo for everybody
    #[arg(long, env = "DEMO_BOARD", value_enum, default_value_t = Switch::On)]
    pub demo_board: Switch,
    /// Memory in MiB that loaded boards may take; 512, or a quarter of the machine where that is less, when empty
    #[arg(long, env = "BOARD_MEMORY", value_parser = board_memory)]
    pub board_memory: Option<MebiBytes>,
    /// Log level: error, warn, info, debug, or a filter by module
    #[arg(long, env = "RUST_LOG", default_value = "info,actix_server=warn,actix_http=off")]
    pub log: String,
    /// Log format
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

/// An origin: scheme, host and an optional port. Empty counts as not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicUrl(pub Option<String>);

/// A number of MiB. Empty counts as not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MebiBytes(pub Option<usize>);

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Switch {
    On,
    Off,
}

/// Format of the log's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// Environment variables of platforms that lose the disk at each restart unless one is attached.
const EPHEMERAL_PLATFORMS: [&str; 3] = ["RENDER", "RAILWAY_ENVIRONMENT", "FLY_APP_NAME"];
/// Environment variable of a platform without attachable disks.
const DISKLESS_PLATFORM: &str = "DYNO";

fn public_url(text: &str) -> Result<PublicUrl, String> {
    let text = text.trim().trim_end_matches('/');
    if text.is_empty() {
        return Ok(PublicUrl(None));
    }
    let host = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(PublicUrl(Some(text.to_ascii_lowercase())))
        }
        _ => Err("give scheme and host only, as in https://board.example.org".to_owned()),
    }
}

fn board_memory(text: &str) -> Result<MebiBytes, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(MebiBytes(None));
    }
    let mebibytes = text.parse().ok().filter(|mebibytes| (1..=1024 * 1024).contains(mebibytes));
    mebibytes.map(|mebibytes| MebiBytes(Some(mebibytes))).ok_or_else(|| "give a number of MiB, as in 512".to_owned())
}

impl Config {
    /// Bytes that loaded boards may use, if configured.
    pub fn board_memory(&self) -> Option<usize> {
        self.board_memory?.0.map(|mebibytes| mebibytes * 1024 * 1024)
    }

    /// The folder of the database: `data` in the working directory by default.
    pub fn data_dir(&self) -> PathBuf {
        self.data_dir.clone().unwrap_or_else(|| PathBuf::from("data"))
    }

    /// Scheme and host that people use, if configured.
    pub fn public_origin(&self) -> Option<&str> {
        self.public_url.as_ref()?.0.as_deref()
    }

    /// Whether the platform loses the database's disk at each restart.
    pub fn is_ephemeral(&self) -> bool {
        let is_set = |name: &&str| std::env::var_os(name).is_some();
        is_set(&DISKLESS_PLATFORM) || (self.data_dir.is_none() && EPHEMERAL_PLATFORMS.iter().any(is_set))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        assert_eq!(
            public_url("HTTPS://x.org/"),
            Err("give scheme and host only, as in https://board.example.org".into())
        );
        assert_eq!(public_url("https://X.org/"), Ok(PublicUrl(Some("https://x.org".into()))));
        assert_eq!(public_url(" "), Ok(PublicUrl(None)));
        for bad in ["x.org", "https://", "https://x.org/board", "https://a@x.org", "ftp://x.org"] {
            assert!(public_url(bad).is_err(), "{bad}");
        }
    }
}
