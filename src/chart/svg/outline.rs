//! Writes outlines of many points: each step from the last, as short as SVG allows.

/// Writes parts as path data. Points lie on a grid of tenths, so steps add up to what they were.
pub(super) fn write(out: &mut String, parts: &[Vec<(f64, f64)>], closed: bool) {
    for part in parts {
        let mut last = (0, 0);
        for (at, (x, y)) in part.iter().enumerate() {
            let point = (tenths(*x), tenths(*y));
            match at {
                0 => out.push('M'),
                1 => out.push('l'),
                _ => {}
            }
            let step = (point.0 - last.0, point.1 - last.1);
            number(out, step.0, at > 1);
            number(out, step.1, true);
            last = point;
        }
        if closed {
            out.push('z');
        }
    }
}

/// A number of tenths, with a space before it where it would run into another.
fn number(out: &mut String, tenths: i64, follows: bool) {
    if tenths < 0 {
        out.push('-');
    } else if follows {
        out.push(' ');
    }
    let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if whole > 0 || tenth == 0 {
        out.push_str(&whole.to_string());
    }
    if tenth > 0 {
        out.push('.');
        out.push(char::from(b'0' + tenth as u8));
    }
}

fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_short_and_add_up() {
        let mut out = String::new();
        let parts = [vec![(10.0, 20.5), (10.3, 20.5), (9.0, 22.0)], vec![(0.0, 0.0), (1.0, -1.0)]];
        write(&mut out, &parts, true);
        assert_eq!(out, "M10 20.5l.3 0-1.3 1.5zM0 0l1-1z");
    }
}
