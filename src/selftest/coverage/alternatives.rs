//! The top-level alternatives of a pattern: what stands between the `|` of its outermost groups.

use std::ops::Range;

/// Every alternative with the pattern in which its group is cut down to it.
pub(super) fn of(pattern: &str) -> Vec<(String, String)> {
    if pattern.starts_with('/') && pattern.ends_with('/') {
        return Vec::new();
    }
    let mut all = Vec::new();
    for group in groups(pattern) {
        if group.branches.len() < 2 {
            continue;
        }
        for branch in group.branches {
            let (before, behind) = (&pattern[..group.at.start], &pattern[group.at.end..]);
            let alternative = &pattern[branch];
            // What was optional is demanded: else the pattern would match without the alternative.
            all.push((alternative.to_owned(), format!("{before}({alternative}){behind}")));
        }
    }
    all
}

struct Group {
    /// Its bytes, brackets and `?` included.
    at: Range<usize>,
    branches: Vec<Range<usize>>,
}

fn groups(pattern: &str) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut branches = Vec::new();
    let mut from = 0;
    let mut characters = pattern.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => drop(characters.next()),
            '[' => while characters.next().is_some_and(|(_, c)| c != ']') {},
            '<' => while characters.next().is_some_and(|(_, c)| c != '>') {},
            '(' => {
                if open.is_empty() {
                    from = at + 1;
                }
                open.push(at);
            }
            '|' if open.len() == 1 => {
                branches.push(from..at);
                from = at + 1;
            }
            ')' => {
                let Some(start) = open.pop().filter(|_| open.is_empty()) else { continue };
                branches.push(from..at);
                let optional = characters.next_if(|(_, c)| *c == '?').is_some();
                let end = at + 1 + usize::from(optional);
                groups.push(Group { at: start..end, branches: std::mem::take(&mut branches) });
            }
            _ => {}
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::of;

    fn shown(pattern: &str) -> Vec<String> {
        of(pattern).into_iter().map(|(alternative, source)| format!("{alternative} {source}")).collect()
    }

    #[test]
    fn the_outermost_groups_are_cut_down_one_at_a_time() {
        assert_eq!(
            shown("没(有|什么(好)?)办法(了|的)?"),
            [
                "有 没(有)办法(了|的)?",
                "什么(好)? 没(什么(好)?)办法(了|的)?",
                "了 没(有|什么(好)?)办法(了)",
                "的 没(有|什么(好)?)办法(的)"
            ]
        );
    }

    #[test]
    fn what_has_no_choice_has_no_alternatives() {
        for pattern in ["没办法", "没(有)?办法", "/没(有|什么)办法/", r"没\(有|什么\)", "[(|)]", "<a>"]
        {
            assert!(of(pattern).is_empty(), "{pattern}");
        }
    }
}
