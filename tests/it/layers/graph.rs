//! Cycles in a graph of modules.

use std::collections::{BTreeMap, BTreeSet};

/// Modules used by each module.
pub type Graph = BTreeMap<String, BTreeSet<String>>;

/// Every cycle that a walk in name order meets, as `a → b → a`. Each back edge is told once.
pub fn cycles(graph: &Graph) -> Vec<String> {
    let mut walk = Walk { graph, path: Vec::new(), done: BTreeSet::new(), found: Vec::new() };
    for module in graph.keys() {
        walk.visit(module);
    }
    walk.found
}

struct Walk<'a> {
    graph: &'a Graph,
    path: Vec<&'a str>,
    done: BTreeSet<&'a str>,
    found: Vec<String>,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, module: &'a str) {
        if let Some(start) = self.path.iter().position(|&on_path| on_path == module) {
            let mut cycle = self.path[start..].to_vec();
            cycle.push(module);
            self.found.push(format!("import cycle: {}", cycle.join(" → ")));
            return;
        }
        if self.done.contains(module) {
            return;
        }
        self.path.push(module);
        for used in self.graph.get(module).into_iter().flatten() {
            self.visit(used);
        }
        self.path.pop();
        self.done.insert(module);
    }
}
