//! One binary for everything that is tested from outside, because each binary links anew.

mod layers;
mod spec;
