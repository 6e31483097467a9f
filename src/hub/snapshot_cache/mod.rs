//! The board as joiners load it: chunks, the manifest that lists them, and what of both is persisted (SPEC A2, A3, S5).

mod build;
pub mod cache;
pub mod chunk;
mod chunk_plan;
pub mod chunks;
mod effort;
pub mod historical_board;
pub mod manifest;
pub mod manifest_writer;
pub mod packing;
pub mod persisted;
mod serve;
