//! `lavagna owner BOARD`: gives a board that has an owner another token, because the old one is lost.

use std::path::Path;

use anyhow::Context;

use crate::hub::{BoardKey, OwnerToken};
use crate::protocol::owner_key;
use crate::store::Store;

/// Replaces the token of the board in `directory`, and prints the new link. The old token opens nothing any more; teachers stay
/// teachers. A running server reads it with the next step of the board.
///
/// # Errors
/// When there is no such board, or it has no owner.
pub fn run(directory: &Path, board: &str) -> anyhow::Result<()> {
    let key: BoardKey =
        board.rsplit('/').next().unwrap_or(board).parse().context("give the id of the board, or its link")?;
    let token = OwnerToken::random().map_err(|error| anyhow::anyhow!("the system has no randomness: {error}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let owner = owner_key(token.as_str());
    let is_replaced =
        runtime.block_on(async { Store::inspect(directory).await?.replace_owner(key.as_str(), owner).await })?;
    anyhow::ensure!(is_replaced, "there is no board {key} with an owner; a board without one can have none");
    println!("/b/{key}#o={}", token.as_str());
    println!(
        "Put the address of the server before it, and send it to the teacher only: whoever opens it leads the board."
    );
    println!("The link that was lost opens nothing any more. Teachers who are teachers already stay so.");
    Ok(())
}
