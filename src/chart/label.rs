//! Names at the ends of marks: each as near as may be to where it belongs, none over another.

use super::pen::Pen;
use super::scene::{Anchor, Role, Tone};

/// From a mark to its name, in px.
const GAP: f64 = 9.0;
/// The same where a line leads from one to the other, in px.
const LED_GAP: f64 = 26.0;
/// A name further than this from its mark is led to, in px.
const NEAR: f64 = 13.0;
/// Between a name and the figure beside it, in px.
const BESIDE: f64 = 5.0;

/// A name at the end of a mark.
pub(super) struct EndLabel {
    /// The colour of its series.
    pub tone: Tone,
    /// The name, broken into lines.
    pub name: Vec<String>,
    /// The last figure.
    pub value: Value,
    /// Where the mark ends.
    pub end: (f64, f64),
}

/// Where the last figure stands.
pub(super) enum Value {
    None,
    /// On the line of the name.
    Beside(String),
    /// On a line of its own.
    Under(String),
}

impl EndLabel {
    /// Its height in px.
    pub fn height(&self) -> f64 {
        let lines = self.name.len() + usize::from(matches!(self.value, Value::Under(_)));
        lines.max(1) as f64 * Role::Label.font().leading()
    }

    /// Its width in px.
    pub fn width(&self) -> f64 {
        let name = self.name.iter().map(|line| Role::Label.font().width(line)).fold(0.0, f64::max);
        match &self.value {
            Value::None => name,
            Value::Beside(value) => beside(name) + Role::Value.font().width(value),
            Value::Under(value) => name.max(Role::Value.font().width(value)),
        }
    }

    /// The label with its figure under its name where both do not fit one line of `most` px.
    pub fn within(mut self, most: f64) -> Self {
        let spills = self.name.len() > 1 || (!self.name.is_empty() && self.width() > most);
        self.value = match std::mem::replace(&mut self.value, Value::None) {
            Value::Beside(value) if spills => Value::Under(value),
            value => value,
        };
        self
    }

    /// The middle that it wants: its first line is level with the end of its mark.
    fn wanted(&self) -> (f64, f64) {
        (self.end.1 + (self.height() - Role::Label.font().leading()) / 2.0, self.height())
    }
}

/// Where the figure begins beside a name of this width.
fn beside(name: f64) -> f64 {
    if name > 0.0 { name + BESIDE } else { 0.0 }
}

/// The room between marks and names, for a plot from `top` to `bottom`: more if lines have to lead from one
/// to the other.
pub(super) fn gap(labels: &mut [EndLabel], top: f64, bottom: f64) -> f64 {
    let far = |(label, y): (&EndLabel, f64)| (y - label.end.1).abs() > NEAR;
    if first_lines(labels, top, bottom).into_iter().flatten().zip(&*labels).any(|(y, label)| far((label, y)))
    {
        LED_GAP
    } else {
        GAP
    }
}

/// Sorts labels from the top and gives the middle of the first line of each.
fn first_lines(labels: &mut [EndLabel], top: f64, bottom: f64) -> Option<Vec<f64>> {
    let leading = Role::Label.font().leading();
    labels.sort_by(|a, b| a.end.1.total_cmp(&b.end.1));
    let wanted: Vec<_> = labels.iter().map(EndLabel::wanted).collect();
    let centres = dodge(&wanted, top - leading / 2.0, bottom + leading / 2.0)?;
    Some(centres.iter().zip(wanted).map(|(centre, (_, height))| centre - (height - leading) / 2.0).collect())
}

/// Draws the labels to the right of `x`, between `top` and `bottom`; if they do not fit none is drawn, which
/// a caller that has added up their heights never sees.
pub(super) fn draw_after(pen: &Pen, labels: &mut [EndLabel], x: f64, top: f64, bottom: f64) {
    let leading = Role::Label.font().leading();
    let Some(first_lines) = first_lines(labels, top, bottom) else { return };
    // A label that is alone follows its mark where that ends early.
    let x = if let [only] = &*labels { only.end.0 + GAP } else { x };
    for (label, middle) in labels.iter().zip(first_lines) {
        let (end_x, end_y) = label.end;
        if (middle - end_y).abs() > NEAR || x - end_x > 2.0 * LED_GAP {
            pen.group(Role::Leader, Some(label.tone), || pen.line((end_x + 5.0, end_y), (x - 3.0, middle)));
        }
        let mut baseline = middle + Role::Label.font().centring();
        let first = baseline;
        pen.group(Role::Label, Some(label.tone), || {
            for line in &label.name {
                pen.text(x, baseline, Anchor::Start, line.clone());
                baseline += leading;
            }
        });
        pen.group(Role::Value, None, || match &label.value {
            Value::None => {}
            Value::Under(value) => pen.text(x, baseline, Anchor::Start, value.clone()),
            Value::Beside(value) => {
                let beside = label.width() - Role::Value.font().width(value);
                pen.text(x + beside, first, Anchor::Start, value.clone());
            }
        });
    }
}

/// Draws labels that hold a figure alone to the left of `x`, as [`draw_after`] does to the right.
pub(super) fn draw_before(pen: &Pen, labels: &mut [EndLabel], x: f64, top: f64, bottom: f64) {
    let Some(first_lines) = first_lines(labels, top, bottom) else { return };
    for (label, middle) in labels.iter().zip(first_lines) {
        let (end_x, end_y) = label.end;
        if (middle - end_y).abs() > NEAR {
            pen.group(Role::Leader, Some(label.tone), || pen.line((x + 3.0, middle), (end_x - 5.0, end_y)));
        }
        if let Value::Beside(value) = &label.value {
            let baseline = middle + Role::Label.font().centring();
            pen.group(Role::Value, None, || pen.text(x, baseline, Anchor::End, value.clone()));
        }
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
