//! Writes outlines: each step from the last point, as short as SVG allows.

use super::number;

/// Writes a line or ring as path data. Its points are rounded to tenths before they become steps, so that steps add up
/// to what the points were.
pub(super) fn write(out: &mut String, points: &[(f64, f64)], closed: bool) {
    let mut last = (0, 0);
    // A step without a command of its own is another of the kind before it.
    let mut command = ' ';
    for (at, (x, y)) in points.iter().enumerate() {
        let point = (number::tenths(*x), number::tenths(*y));
        let step = (point.0 - last.0, point.1 - last.1);
        let next = match (at, step) {
            (0, _) => 'M',
            (_, (_, 0)) => 'h',
            (_, (0, _)) => 'v',
            _ => 'l',
        };
        let repeats = next == command && next != 'M';
        if !repeats {
            out.push(next);
        }
        if next != 'v' {
            parted(out, step.0, repeats);
        }
        if next != 'h' {
            parted(out, step.1, repeats || next != 'v');
        }
        (last, command) = (point, next);
    }
    out.push_str(if closed { "z" } else { "" });
}

/// Writes a band as path data: its upper edge to the right, then its lower one back.
pub(super) fn write_ribbon(out: &mut String, course: &[(f64, f64)], thickness: f64) {
    let mut upper: Vec<(i64, i64)> =
        course.iter().map(|(x, y)| (number::tenths(*x), number::tenths(*y))).collect();
    let Some(first) = upper.first() else { return };
    out.push('M');
    number::write(out, first.0);
    parted(out, first.1, true);
    write_edge(out, &upper);
    out.push('v');
    number::write(out, number::tenths(thickness));
    upper.reverse();
    write_edge(out, &upper);
    out.push('z');
}

/// Level steps between points of one height; to another, a curve that is level at both ends.
fn write_edge(out: &mut String, points: &[(i64, i64)]) {
    for pair in points.windows(2) {
        let (across, down) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        if down == 0 {
            out.push('h');
            number::write(out, across);
        } else {
            out.push('c');
            for (at, part) in [across / 2, 0, across / 2, down, across, down].into_iter().enumerate() {
                parted(out, part, at > 0);
            }
        }
    }
}

/// A number of tenths, with a space before it where it would run into another.
fn parted(out: &mut String, tenths: i64, follows: bool) {
    if follows && tenths >= 0 {
        out.push(' ');
    }
    number::write(out, tenths);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(points: &[(f64, f64)], closed: bool) -> String {
        let mut out = String::new();
        write(&mut out, points, closed);
        out
    }

    #[test]
    fn steps_are_short_and_add_up() {
        assert_eq!(written(&[(10.0, 20.5), (10.3, 20.7), (9.0, 22.2)], true), "M10 20.5l.3 .2-1.3 1.5z");
        assert_eq!(written(&[(0.0, 0.0), (1.0, -1.0)], false), "M0 0l1-1");
        // Each third of a px is rounded by itself: the last point is where it was.
        assert_eq!(written(&[(0.0, 0.0), (1.0 / 3.0, 0.1), (2.0 / 3.0, 0.2)], false), "M0 0l.3 .1 .4 .1");
    }

    #[test]
    fn a_ribbon_goes_there_and_back() {
        let mut out = String::new();
        write_ribbon(&mut out, &[(0.0, 5.0), (20.0, 15.0), (29.0, 15.0)], 4.0);
        assert_eq!(out, "M0 5c10 0 10 10 20 10h9v4h-9c-10 0-10-10-20-10z");
    }

    #[test]
    fn level_and_upright_steps_have_one_number() {
        assert_eq!(written(&[(1.0, 2.0), (5.0, 2.0), (5.0, -2.0), (7.0, -2.0)], false), "M1 2h4v-4h2");
        assert_eq!(written(&[(1.0, 2.0), (5.0, 2.0), (6.0, 2.0), (6.5, 3.0)], false), "M1 2h4 1l.5 1");
    }
}
