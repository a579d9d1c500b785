//! Names at the ends of marks: each as near as may be to where it belongs, none over another.

use super::pen::Pen;
use super::scene::{Anchor, Role, Tone};

/// From a mark to its name, in px.
pub(super) const GAP: f64 = 9.0;
/// A name further than this from its mark is led to it by a line, in px.
const NEAR: f64 = 9.0;

/// A name at the end of a mark.
pub(super) struct EndLabel {
    /// The colour of its series.
    pub tone: Tone,
    /// The name, broken into lines.
    pub name: Vec<String>,
    /// The last figure, under the name.
    pub value: Option<String>,
    /// Where the mark ends.
    pub end: (f64, f64),
}

impl EndLabel {
    /// Its height in px.
    pub fn height(&self) -> f64 {
        (self.name.len() + usize::from(self.value.is_some())) as f64 * Role::Label.font().leading()
    }

    /// Its width in px.
    pub fn width(&self) -> f64 {
        let name = self.name.iter().map(|line| Role::Label.font().width(line)).fold(0.0, f64::max);
        name.max(self.value.as_ref().map_or(0.0, |value| Role::Value.font().width(value)))
    }
}

/// Draws the labels to the right of `x`, between `top` and `bottom`; those that do not fit are left out,
/// which a caller that has added up their heights never sees.
pub(super) fn draw(pen: &Pen, labels: &mut [EndLabel], x: f64, top: f64, bottom: f64) {
    labels.sort_by(|a, b| a.end.1.total_cmp(&b.end.1));
    let wanted: Vec<_> = labels.iter().map(|label| (label.end.1, label.height())).collect();
    let Some(centres) = dodge(&wanted, top, bottom) else { return };
    for (label, centre) in labels.iter().zip(centres) {
        let (end_x, end_y) = label.end;
        if (centre - end_y).abs() > NEAR + label.height() / 2.0 - Role::Label.font().leading() / 2.0
            || x - end_x > 2.0 * GAP
        {
            pen.group(Role::Leader, Some(label.tone), || {
                pen.line((end_x + 5.0, end_y), (x - 3.0, centre));
            });
        }
        let leading = Role::Label.font().leading();
        let mut baseline = centre - label.height() / 2.0 + leading / 2.0 + Role::Label.font().centring();
        pen.group(Role::Label, Some(label.tone), || {
            for line in &label.name {
                pen.text(x, baseline, Anchor::Start, line.clone());
                baseline += leading;
            }
        });
        pen.group(Role::Value, None, || {
            if let Some(value) = &label.value {
                pen.text(x, baseline, Anchor::Start, value.clone());
            }
        });
    }
}

/// Places labels of these heights, in order from the top, as near as may be to the centres that they want,
/// between `top` and `bottom`. None if they do not all fit.
///
/// Where labels would meet they form a block that lies where the sum of squared shifts is least (pooling of
/// adjacent violators); blocks merge until none meets another.
pub(super) fn dodge(wanted: &[(f64, f64)], top: f64, bottom: f64) -> Option<Vec<f64>> {
    if wanted.iter().map(|(_, height)| height).sum::<f64>() > bottom - top {
        return None;
    }
    let mut blocks: Vec<Block> = Vec::new();
    for &(centre, height) in wanted {
        blocks.push(Block { count: 1, shifts: centre - height / 2.0, height });
        while let [.., above, below] = &blocks[..] {
            if above.place(top, bottom) + above.height <= below.place(top, bottom) {
                break;
            }
            let merged = Block {
                count: above.count + below.count,
                // What the lower block wants, as seen from the top of the upper one.
                shifts: above.shifts + below.shifts - below.count as f64 * above.height,
                height: above.height + below.height,
            };
            blocks.truncate(blocks.len() - 2);
            blocks.push(merged);
        }
    }
    let mut heights = wanted.iter().map(|(_, height)| *height);
    let mut centres = Vec::with_capacity(wanted.len());
    for block in &blocks {
        let mut y = block.place(top, bottom);
        for height in heights.by_ref().take(block.count) {
            centres.push(y + height / 2.0);
            y += height;
        }
    }
    Some(centres)
}

struct Block {
    count: usize,
    /// Sum of the upper edges that its labels want, less the heights of those above them in the block.
    shifts: f64,
    height: f64,
}

impl Block {
    fn place(&self, top: f64, bottom: f64) -> f64 {
        (self.shifts / self.count as f64).min(bottom - self.height).max(top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_stay_where_they_are_if_they_can() {
        assert_eq!(dodge(&[(20.0, 10.0), (50.0, 10.0)], 0.0, 100.0), Some(vec![20.0, 50.0]));
        assert_eq!(dodge(&[(50.0, 10.0), (50.0, 10.0)], 0.0, 100.0), Some(vec![45.0, 55.0]));
        assert_eq!(dodge(&[(0.0, 10.0), (1.0, 10.0)], 0.0, 100.0), Some(vec![5.0, 15.0]));
        assert_eq!(dodge(&[(0.0, 60.0), (1.0, 60.0)], 0.0, 100.0), None);
    }

    proptest! {
        #[test]
        fn no_label_meets_another_or_leaves_the_plot(
            mut centres in prop::collection::vec(-50.0..250.0_f64, 1..12),
            heights in prop::collection::vec(5.0..16.0_f64, 12),
        ) {
            centres.sort_by(f64::total_cmp);
            let wanted: Vec<_> = centres.into_iter().zip(heights).collect();
            let placed = dodge(&wanted, 0.0, 200.0).expect("they fit");
            let mut free = -1e-6;
            for (centre, (_, height)) in placed.iter().zip(&wanted) {
                prop_assert!(centre - height / 2.0 >= free);
                free = centre + height / 2.0 - 1e-6;
            }
            prop_assert!(free <= 200.0);
        }
    }
}
