//! Pareto rows: which few rules make most of the findings.

/// One row of a Pareto table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Index of what is counted.
    pub index: usize,
    /// How often.
    pub count: usize,
    /// Its share of all, 0–1.
    pub share: f64,
    /// The share of all rows up to and with this one, 0–1.
    pub cumulative: f64,
}

/// The counts that are not zero, the greatest first; equal ones in their order.
#[must_use]
pub fn rows(counts: &[usize]) -> Vec<Row> {
    let all: usize = counts.iter().sum();
    let mut order: Vec<(usize, usize)> = counts.iter().copied().enumerate().filter(|(_, n)| *n > 0).collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut up_to = 0;
    let row = |(index, count): (usize, usize)| {
        up_to += count;
        Row { index, count, share: count as f64 / all as f64, cumulative: up_to as f64 / all as f64 }
    };
    order.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_first_with_running_shares() {
        let rows = rows(&[2, 0, 5, 2, 1]);
        let plain: Vec<_> = rows.iter().map(|r| (r.index, r.count)).collect();
        assert_eq!(plain, [(2, 5), (0, 2), (3, 2), (4, 1)]);
        let shares: Vec<_> = rows.iter().map(|r| (r.share * 10.0, r.cumulative * 10.0)).collect();
        assert_eq!(shares, [(5.0, 5.0), (2.0, 7.0), (2.0, 9.0), (1.0, 10.0)]);
    }

    #[test]
    fn nothing_counted_makes_no_rows() {
        assert!(rows(&[]).is_empty());
        assert!(rows(&[0, 0]).is_empty());
    }
}
