//! Times in buckets of 10 µs.

/// One bucket, in µs.
const BUCKET: u64 = 10;
/// Longer times are counted in the last bucket: 4 s.
const BUCKETS: usize = 400_000;

/// Counts of times.
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS], total: 0 }
    }
}

impl Histogram {
    /// Counts a time in µs.
    pub fn add(&mut self, micros: u64) {
        let bucket = (micros / BUCKET).min(BUCKETS as u64 - 1);
        self.counts[bucket as usize] += 1;
        self.total += 1;
    }

    /// How many times were counted.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The time in ms below which the share `part` (0 to 1) of all lies.
    pub fn quantile(&self, part: f64) -> f64 {
        let wanted = (self.total as f64 * part).ceil() as u64;
        let mut sum = 0;
        for (bucket, count) in self.counts.iter().enumerate() {
            sum += count;
            if sum >= wanted.max(1) {
                return (bucket as u64 * BUCKET) as f64 / 1_000.0;
            }
        }
        0.0
    }

    /// `p50 / p99 / highest`, for the table.
    pub fn row(&self) -> String {
        if self.total == 0 {
            return "none".to_string();
        }
        format!("{:.2} / {:.2} / {:.2} ms", self.quantile(0.5), self.quantile(0.99), self.quantile(1.0))
    }
}
