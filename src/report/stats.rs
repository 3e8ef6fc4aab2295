//! Statistics of scores and findings: means with their intervals, rates, distributions, Pareto rows, trends.
//!
//! Pure functions and sums. Sums are integers (scores in hundredths of a point), so that the order of adding does not
//! matter. What every figure means and how to redo it by hand is in docs/reports.md.

pub mod pareto;
pub mod sums;
pub mod trend;

/// Two ends of an interval, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The sums behind a mean and its interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spread {
    n: u64,
    /// In hundredths of a point.
    sum: i64,
    /// In squares of hundredths of a point.
    squares: i128,
}

impl Spread {
    /// Adds a score, counted to a hundredth of a point.
    pub fn add(&mut self, score: f64) {
        let hundredths = (score * 100.0).round() as i64;
        self.n += 1;
        self.sum += hundredths;
        self.squares += i128::from(hundredths) * i128::from(hundredths);
    }

    /// How many scores.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// The mean; `None` without scores.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64 / 100.0)
    }

    /// The standard deviation of the sample (n − 1); `None` below two scores.
    #[must_use]
    pub fn deviation(&self) -> Option<f64> {
        if self.n < 2 {
            return None;
        }
        // n·Σx² − (Σx)² is exact in integers; it is never negative.
        let n = i128::from(self.n);
        let spread = n * self.squares - i128::from(self.sum) * i128::from(self.sum);
        Some((spread as f64 / (n as f64 * (n - 1) as f64)).sqrt() / 100.0)
    }

    /// The 95 % t interval of the mean, mean ± t(0.975, n − 1) · s / √n, cut to the scale of 0 to `max`; `None` below
    /// two scores.
    #[must_use]
    pub fn interval(&self, max: f64) -> Option<Interval> {
        let (mean, deviation) = self.mean().zip(self.deviation())?;
        let reach = student(self.n - 1) * deviation / (self.n as f64).sqrt();
        Some(Interval { low: (mean - reach).max(0.0), high: (mean + reach).min(max) })
    }
}

/// The 95 % Wilson interval of `part` out of `whole`, as shares of 1; `None` out of nothing.
#[must_use]
pub fn wilson(part: usize, whole: usize) -> Option<Interval> {
    (whole > 0).then(|| wilson_of(part as f64 / whole as f64, whole as f64))
}

/// The 95 % Wilson interval of a share among `n`, which need not be whole: the effective size of a weighted sample.
#[must_use]
pub fn wilson_of(share: f64, n: f64) -> Interval {
    const Z: f64 = 1.959_964;
    let middle = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Interval { low: ((middle - reach) / scale).max(0.0), high: ((middle + reach) / scale).min(1.0) }
}

/// The two-sided 95 % quantile of Student's t, t(0.975), from the usual table; between its rows by 1 / df.
#[must_use]
pub fn student(df: u64) -> f64 {
    const TABLE: [f64; 30] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];
    const BEYOND: [(f64, f64); 5] =
        [(30.0, 2.042), (40.0, 2.021), (60.0, 2.000), (120.0, 1.980), (f64::INFINITY, 1.960)];
    let row = usize::try_from(df).ok().and_then(|df| df.checked_sub(1)).and_then(|row| TABLE.get(row));
    if let Some(t) = row {
        return *t;
    }
    if df == 0 {
        return f64::INFINITY;
    }
    let df = df as f64;
    for pair in BEYOND.windows(2) {
        if let [(from, high), (to, low)] = pair
            && df <= *to
        {
            let share = (1.0 / from - 1.0 / df) / (1.0 / from - 1.0 / to);
            return high + share * (low - high);
        }
    }
    1.960
}

#[cfg(test)]
mod tests;
