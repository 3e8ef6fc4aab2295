//! What a number in a cell is, as the format says in which it is shown.

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    /// A number.
    #[default]
    Number,
    /// A date, or a time of the day.
    Clock,
    /// A length of time, in days.
    Length,
}

impl Shown {
    /// What a format stands for that a workbook need not describe. Numbers of formats for dates are those of ECMA-376
    /// 18.8.30, with those that are dates or times in East Asia.
    pub(super) const fn built_in(id: u16) -> Self {
        match id {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Clock,
            46 => Self::Length,
            _ => Self::Number,
        }
    }

    /// What the code of a format stands for, e.g. `yyyy-mm-dd` or `[h]:mm`. Of several formats for numbers of different
    /// signs the first one says it.
    pub(super) fn of(code: &str) -> Self {
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            match letter {
                ';' => break,
                // What stands for itself.
                '"' => letters.by_ref().take_while(|letter| *letter != '"').for_each(drop),
                '\\' | '_' | '*' => _ = letters.next(),
                // A length of time; else a colour, a condition or a language.
                '[' => {
                    let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                    let inside = inside.to_ascii_lowercase();
                    if ["h", "m", "s"].iter().any(|unit| !inside.is_empty() && inside.replace(unit, "").is_empty()) {
                        return Self::Length;
                    }
                }
                'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' => return Self::Clock,
                _ => {}
            }
        }
        Self::Number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_tell_what_a_number_is() {
        for code in ["yyyy-mm-dd", "H:MM", r#"yyyy"年"m"月"d"日""#, "[$-804]h:mm AM/PM", "[Red]mm:ss.0;@", r"\#d"] {
            assert_eq!(Shown::of(code), Shown::Clock, "{code}");
        }
        for code in ["[h]:mm:ss", "[mm]", "[S].00", "[Blue][hh]"] {
            assert_eq!(Shown::of(code), Shown::Length, "{code}");
        }
        for code in
            ["General", "0.00E+00", "#,##0_d", r#"0"days""#, "*s0", "[Red]0", "[$-404]#", "@", "0;yyyy", "[", "\""]
        {
            assert_eq!(Shown::of(code), Shown::Number, "{code}");
        }
        assert_eq!([14, 46, 58, 59].map(Shown::built_in), [Shown::Clock, Shown::Length, Shown::Clock, Shown::Number]);
    }
}
