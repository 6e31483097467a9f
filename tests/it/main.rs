//! One binary for everything that is tested from outside, because each binary links anew.

mod drawer;
mod events;
mod harness;
mod lesson;
mod mirror;
mod peer;
mod raw;
mod shapes;
mod sim;
mod small_disk;
mod strace;
mod witness;

mod copies;
mod doctor;
mod drain;
mod durability;
mod frames;
mod history;
mod hostile;
mod http_events;
mod http_ops;
mod join;
mod layers;
mod live;
mod many;
mod pages;
mod quiet;
mod scripting;
mod slow_peer;
mod spec;
mod store;
mod store_faults;
mod submit;
mod undo;
mod vectors;
