//! Words out of marked-up messages.

use std::borrow::Cow;

/// The words of a message that may be HTML: tags go, paragraphs and breaks begin lines, the usual entities are read.
pub(in crate::read) fn plain(html: &str) -> Cow<'_, str> {
    if !html.contains(['<', '&']) {
        return Cow::Borrowed(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, mark) = rest.split_at(at);
        text.push_str(before);
        rest = if mark.starts_with('<') { tag(mark, &mut text) } else { entity(mark, &mut text) };
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Passes over a tag; what is none stays.
fn tag<'h>(mark: &'h str, text: &mut String) -> &'h str {
    let inner = &mark[1..];
    let name_starts = inner.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    let Some(end) = inner.find('>').filter(|_| name_starts) else {
        text.push('<');
        return inner;
    };
    let name = inner[..end].trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
    if matches!(name.to_ascii_lowercase().as_str(), "br" | "p" | "div" | "li" | "tr")
        && !text.is_empty()
        && !text.ends_with('\n')
    {
        text.push('\n');
    }
    &inner[end + 1..]
}

/// Reads an entity; what is none stays.
fn entity<'h>(mark: &'h str, text: &mut String) -> &'h str {
    let end = mark.bytes().take(12).position(|b| b == b';');
    let name = end.map(|end| &mark[1..end]);
    let found = match name {
        Some("amp") => Some('&'),
        Some("lt") => Some('<'),
        Some("gt") => Some('>'),
        Some("quot") => Some('"'),
        Some("apos" | "#39") => Some('\''),
        Some("nbsp") => Some(' '),
        Some(name) => {
            let code = name.strip_prefix('#').and_then(|code| match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => code.parse().ok(),
            });
            code.and_then(char::from_u32)
        }
        None => None,
    };
    if let (Some(character), Some(end)) = (found, end) {
        text.push(character);
        &mark[end + 1..]
    } else {
        text.push('&');
        &mark[1..]
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_are_left() {
        assert_eq!(plain("您好"), "您好");
        assert_eq!(plain("<p>您好，<b>王女士</b></p><p>A&amp;B &lt;3</p>"), "您好，王女士\nA&B <3\n");
        assert_eq!(plain("1 < 2 & 3 > 2 &x; &#20320;&#x597d;<br/>"), "1 < 2 & 3 > 2 &x; 你好\n");
    }
}
