//! Numbers of a drawing: px, to a tenth.

/// How many tenths a length has.
pub(super) fn tenths(value: f64) -> i64 {
    // The conversion cuts off what is behind the point; `round` is a call into the C library on most machines.
    (value * 10.0 + 0.5_f64.copysign(value)) as i64
}

/// Writes a number of tenths: "12", "-.5".
pub(super) fn write(out: &mut String, tenths: i64) {
    // A drawing is mostly numbers, and the formatter takes several times as long for them. Written from the
    // end: an i64 has 19 digits, to which a point and a sign come.
    let mut text = [0; 21];
    let mut at = text.len();
    let mut put = |byte: u8| {
        at -= 1;
        text[at] = byte;
    };
    let (mut whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if tenth > 0 {
        put(b'0' + tenth as u8);
        put(b'.');
    }
    while whole > 0 {
        put(b'0' + (whole % 10) as u8);
        whole /= 10;
    }
    match tenths {
        0 => put(b'0'),
        ..0 => put(b'-'),
        _ => {}
    }
    for byte in &text[at..] {
        out.push(char::from(*byte));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_decimal_at_most() {
        let number = |value: f64| {
            let mut out = String::new();
            write(&mut out, tenths(value));
            out
        };
        assert_eq!(
            [12.0, 12.04, -0.05, -0.01, 3.96, -2.5, 0.5, 10.0].map(number),
            ["12", "12", "-.1", "0", "4", "-2.5", ".5", "10"]
        );
    }
}
