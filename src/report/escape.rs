//! Words of a transcript in other people's formats: nothing a customer typed may become markup, a command or a formula,
//! and what can't be seen is shown.

use std::borrow::Cow;

/// A text on one line in which every character that can't be seen, or that changes the direction of others, is written
/// out: `⟨U+202E⟩`; a line's end is `⏎`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push('⏎'),
            '\t' => out.push(' '),
            c if is_hidden(c) => out.push_str(&format!("⟨U+{:04X}⟩", c as u32)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Controls, marks of direction, zero-width characters (the joiner of emoji aside), noncharacters, tags.
pub(crate) const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}'
            | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// For XML, in text and in attributes.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c => out.push(c),
        }
    }
    out
}

/// For a cell of a table: no formula, whatever program opens it.
#[must_use]
pub fn cell(text: &str) -> String {
    let text = visible(text);
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']);
    if formula { format!("'{text}") } else { text.into_owned() }
}

/// For Markdown: no markup, no HTML, no links, nobody mentioned.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = visible(text);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '#' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // An invisible joiner between the mark and the name.
            '@' => out.push_str("@\u{2060}"),
            ':' if text[at..].starts_with("://") => out.push_str("\\:"),
            '.' if before.eq_ignore_ascii_case(&'w') => out.push_str("\\."),
            '!' | '-' | '+' | '=' if out.is_empty() => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// Markdown code: the words as they are, between as many backticks as they need.
#[must_use]
pub fn markdown_code(text: &str) -> String {
    let text = visible(text).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// For the message of a workflow command.
#[must_use]
pub fn command_data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// For a property of a workflow command.
#[must_use]
pub fn command_property(text: &str) -> String {
    command_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(visible("a\u{202e}b\r\nc\u{7}\td"), "a⟨U+202E⟩b⏎c⟨U+0007⟩ d");
        assert!(matches!(visible("您好👩\u{200d}💻"), Cow::Borrowed(_)));
    }

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(xml("]]><a b='\"'>&\u{0}"), "]]&gt;&lt;a b=&apos;&quot;&apos;&gt;&amp;⟨U+0000⟩");
        assert_eq!(
            markdown("*[x](http://a)* @all <b> www.a"),
            "\\*\\[x\\](http\\://a)\\* @\u{2060}all &lt;b&gt; www\\.a"
        );
        assert_eq!(markdown("- 1"), "\\- 1");
        assert_eq!(markdown_code("a``b|"), "```a``b\\|```");
        assert_eq!(markdown_code("`"), "`` ` ``");
    }

    #[test]
    fn nothing_becomes_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "|cmd"] {
            assert!(cell(text).starts_with('\''), "{text}");
        }
        assert_eq!(cell("\r=1"), "⏎=1");
        assert_eq!(cell("您好=1"), "您好=1");
    }

    #[test]
    fn nothing_becomes_a_command() {
        assert_eq!(command_data("50%\n::error::x"), "50%25⏎::error::x");
        assert_eq!(command_property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
