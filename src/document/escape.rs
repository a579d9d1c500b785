//! Escaping for each place of HTML that a text can come to.

use std::borrow::Cow;

/// A text between tags or in a quoted attribute.
pub fn text(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// An address in a quoted attribute: what no address may hold is percent-encoded, existing escapes stay.
pub fn address(address: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in address.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            _ if b";/?:@=+$,-_.!~*'()#%".contains(&byte) => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

/// True if following the address runs no script: its scheme is not `javascript`, `vbscript` or `data`, however it
/// is disguised by white space and capitals. Pictures may be `data` of a raster format.
pub fn is_safe_address(address: &str, picture: bool) -> bool {
    // Browsers skip control characters and white space before and within a scheme.
    let start: String = address
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .take(32)
        .collect::<String>()
        .to_ascii_lowercase();
    if picture
        && ["png", "gif", "jpeg", "webp", "avif"]
            .iter()
            .any(|f| start.starts_with(&format!("data:image/{f}")))
    {
        return true;
    }
    !["javascript:", "vbscript:", "data:"].iter().any(|scheme| start.starts_with(scheme))
}

/// The text escaped as by [`text`].
pub fn escaped(value: &str) -> Cow<'_, str> {
    if !value.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len() + 16);
    text(value, &mut out);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguised_schemes_are_seen() {
        for address in
            ["javascript:alert(1)", " JaVaScript:x", "java\tscript:x", "\u{1}vbscript:x", "data:text/html,x"]
        {
            assert!(!is_safe_address(address, false), "{address:?}");
        }
        assert!(is_safe_address("https://example.org/?q=javascript:x", false));
        assert!(is_safe_address("data:image/png;base64,AA", true));
        assert!(!is_safe_address("data:image/png;base64,AA", false));
        assert!(!is_safe_address("data:image/svg+xml,<svg/>", true));
    }
}
