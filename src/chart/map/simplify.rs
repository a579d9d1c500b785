//! Leaves out the points of a line that nobody would miss at the size of the drawing.
//!
//! M. Visvalingam and J. D. Whyatt, "Line generalisation by repeated elimination of points" (1993): the point whose
//! triangle with its neighbours is smallest goes first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::clip::Point;

/// The numbers of the points that stay, the ends among them, when every triangle is to have this area.
pub(super) fn kept(points: &[Point], least: f64) -> Vec<usize> {
    let last = points.len().saturating_sub(1);
    let mut before: Vec<usize> = (0..points.len()).map(|i| i.saturating_sub(1)).collect();
    let mut after: Vec<usize> = (1..=points.len()).collect();
    let triangle = |a: usize, b: usize, c: usize| {
        let ((ax, ay), (bx, by), (cx, cy)) = (points[a], points[b], points[c]);
        ((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)).abs() / 2.0
    };
    // Areas are not negative, so their bits are in their order.
    let mut areas: Vec<f64> = (0..points.len())
        .map(|i| if (1..last).contains(&i) { triangle(i - 1, i, i + 1) } else { f64::INFINITY })
        .collect();
    let inner = areas.iter().enumerate().filter(|(_, area)| area.is_finite());
    let mut queue: BinaryHeap<_> = inner.map(|(i, area)| Reverse((area.to_bits(), i))).collect();
    let mut gone = vec![false; points.len()];
    while let Some(Reverse((bits, i))) = queue.pop() {
        let area = f64::from_bits(bits);
        if gone[i] || area.to_bits() != areas[i].to_bits() {
            continue;
        }
        if area >= least {
            break;
        }
        gone[i] = true;
        let (left, right) = (before[i], after[i]);
        after[left] = right;
        before[right] = left;
        for j in [left, right].into_iter().filter(|j| (1..last).contains(j)) {
            // Never less than what has just gone, so that a line is not eaten from one end.
            areas[j] = triangle(before[j], j, after[j]).max(area);
            queue.push(Reverse((areas[j].to_bits(), j)));
        }
    }
    (0..points.len()).filter(|i| !gone[*i]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_on_the_way_goes_and_corners_stay() {
        let points = [(0.0, 0.0), (5.0, 0.01), (10.0, 0.0), (10.0, 10.0), (10.01, 15.0), (10.0, 20.0)];
        assert_eq!(kept(&points, 1.0), [0, 2, 3, 5].into_iter().filter(|i| *i != 3).collect::<Vec<_>>());
        assert_eq!(kept(&points, 0.0), [0, 1, 2, 3, 4, 5]);
        assert_eq!(kept(&points[..2], 9.0), [0, 1]);
        assert!(kept(&[], 1.0).is_empty());
    }
}
