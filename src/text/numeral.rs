//! Numbers as they are written and spoken: 幺零二, 两百零五, １０２.

/// Regex source for `<number>`: digits, or Chinese numerals.
#[must_use]
pub const fn number_regex() -> &'static str {
    "[0-9]+(?:\\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿幺]+"
}

/// The digit that a character stands for when a number is read digit by digit.
#[must_use]
pub const fn digit(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => c,
        '零' | '〇' | '洞' | '○' => '0',
        '一' | '幺' | '壹' => '1',
        '二' | '两' | '贰' | '俩' => '2',
        '三' | '叁' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' => '6',
        '七' | '拐' | '柒' => '7',
        '八' | '捌' => '8',
        '九' | '勾' | '玖' => '9',
        _ => return None,
    })
}

/// A number read digit by digit (幺二三 → 123); anything that is no digit is passed over.
#[must_use]
pub fn digits(text: &str) -> String {
    text.chars().filter_map(digit).collect()
}

/// The value of a number, written in digits, in Chinese place values (两百零五) or digit by digit (幺零二).
#[must_use]
pub fn value(text: &str) -> Option<f64> {
    if text == "半" {
        return Some(0.5);
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text.parse().ok();
    }
    let places = text.chars().any(|c| unit(c).is_some());
    if !places {
        let all = digits(text);
        return (!all.is_empty() && all.chars().count() == text.chars().count()).then(|| all.parse().ok())?;
    }
    let (mut total, mut section, mut last, mut last_unit) = (0.0, 0.0, None::<f64>, 1.0);
    for c in text.chars() {
        match (unit(c), digit(c)) {
            (Some(unit), _) if unit >= 10_000.0 => {
                section += last.take().unwrap_or(0.0);
                total = (total + section.max(if total == 0.0 { 1.0 } else { 0.0 })) * unit;
                section = 0.0;
                last_unit = unit;
            }
            (Some(unit), _) => {
                section += last.take().unwrap_or(1.0) * unit;
                last_unit = unit;
            }
            (None, Some('0')) => {
                last = None;
                last_unit = 10.0;
            }
            (None, Some(d)) => last = d.to_digit(10).map(f64::from),
            (None, None) => return None,
        }
    }
    // A last digit without its unit counts in the next lower one: 一万三 is 13,000.
    Some(total + section + last.map_or(0.0, |d| d * (last_unit / 10.0).max(1.0)))
}

const fn unit(c: char) -> Option<f64> {
    Some(match c {
        '十' | '拾' => 10.0,
        '百' => 100.0,
        '千' => 1_000.0,
        '万' => 10_000.0,
        '亿' => 100_000_000.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_values() {
        let cases = [
            ("十二", 12.0),
            ("两百零五", 205.0),
            ("一万三", 13_000.0),
            ("两百五", 250.0),
            ("三万零五十", 30_050.0),
            ("幺零二", 102.0),
            ("二十", 20.0),
            ("3.5", 3.5),
            ("半", 0.5),
        ];
        for (text, wanted) in cases {
            assert_eq!(value(text), Some(wanted), "{text}");
        }
        assert_eq!(value("号"), None);
    }

    #[test]
    fn reads_digit_by_digit() {
        assert_eq!(digits("幺三八-〇〇 1 3八"), "13800138");
    }
}
