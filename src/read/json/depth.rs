//! The text of a record in JSON: what is nested deeper than allowed is refused before it is parsed.

use crate::read::{Limits, MAX_DEPTH, Position, ReadError, input};

/// The text of a record that begins at a place.
///
/// # Errors
/// Where it is no text, or a value is nested too deep.
pub(in crate::read) fn text(bytes: &[u8], at: Position, limits: Limits) -> Result<&str, ReadError> {
    let text = input::text(bytes, at)?;
    check(text, at, limits.depth)?;
    Ok(text)
}

/// Checks text. The parser itself allows [`MAX_DEPTH`], so that only less is looked for.
fn check(text: &str, base: Position, limit: usize) -> Result<(), ReadError> {
    if limit >= MAX_DEPTH {
        return Ok(());
    }
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                if depth > limit {
                    let before = text.get(..at).unwrap_or_default();
                    let line = before.bytes().filter(|b| *b == b'\n').count();
                    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
                    let first = if line == 0 { base.column } else { 1 };
                    let at = Position { line: base.line + line, column: first + column };
                    return Err(ReadError::TooDeep { limit, at });
                }
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_text_do_not_count() {
        let base = Position { line: 3, column: 1 };
        assert_eq!(check(r#"{"a":"[[[\"[[","b":[1]}"#, base, 2), Ok(()));
        let at = Position { line: 4, column: 7 };
        assert_eq!(check("{\n\"话\": [[1]]}", base, 2), Err(ReadError::TooDeep { limit: 2, at }));
    }
}
