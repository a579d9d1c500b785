//! From figures to positions: the value scale with its round ticks.
//!
//! Time is in `calendar`; plotters maps both to the canvas.

/// A scale over round ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    /// Whether equal ratios, not equal differences, are equally long.
    pub logarithmic: bool,
    /// Lower end of the domain.
    pub min: f64,
    /// Upper end of the domain.
    pub max: f64,
    /// The ticks, ascending; both ends of the domain are among them unless the scale is tight.
    pub ticks: Vec<f64>,
    /// How many decimals the ticks need.
    pub decimals: usize,
}

/// How a scale treats zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    /// The domain reaches it: bars, whose length is the figure.
    Always,
    /// The domain reaches it if most of the distance to it is covered anyway.
    IfNear,
    /// The domain follows the data.
    Never,
}

impl Linear {
    /// A scale over the values with about `count` ticks, which are not closer than `finest`; none if there is no value.
    pub fn nice(values: impl Iterator<Item = f64>, zero: Zero, count: usize, finest: f64) -> Option<Self> {
        let (low, high) = widened(extent(values)?, zero);
        let count = count.max(2);
        // Rounding the domain outwards can change the step; d3 settles it in the same few passes.
        let (mut step, mut min, mut max) = (0.0, low, high);
        for _ in 0..4 {
            let next = tick_step(min, max, count).max(finest);
            if next == step {
                break;
            }
            step = next;
            min = (low / step).floor() * step;
            max = (high / step).ceil() * step;
        }
        let (first, last) = ((min / step).round() as i64, (max / step).round() as i64);
        let ticks: Vec<f64> = (first..=last).map(|k| multiple(k, step)).collect();
        let (min, max) = (*ticks.first()?, *ticks.last()?);
        Some(Linear { logarithmic: false, min, max, ticks, decimals: decimals_of(step) })
    }

    /// A scale that ends where the values end: for marks that carry their figures and need no ticks.
    pub fn tight(values: impl Iterator<Item = f64>, zero: Zero) -> Option<Self> {
        let (min, max) = widened(extent(values)?, zero);
        Some(Linear { logarithmic: false, min, max, ticks: Vec::new(), decimals: 0 })
    }

    /// A logarithmic scale over the values, which ends at 1, 2 or 5 times a power of ten; none if there is no
    /// value, or one that is not above zero.
    pub fn logarithmic(values: impl Iterator<Item = f64>, count: usize) -> Option<Self> {
        let (low, high) = extent(values).filter(|(low, _)| *low > 0.0)?;
        let powers = low.log10().floor() as i32 - 1..=high.log10().ceil() as i32 + 1;
        let round = |factors: &'static [f64]| -> Vec<f64> {
            powers.clone().flat_map(|p| factors.iter().map(move |factor| factor * 10_f64.powi(p))).collect()
        };
        let ends = round(&[1.0, 2.0, 5.0]);
        let min = ends.iter().rev().copied().find(|end| *end <= low * (1.0 + 1e-9))?;
        let max = ends.iter().copied().find(|end| *end >= high * (1.0 - 1e-9) && *end > min * 1.01)?;
        let inside = |ticks: Vec<f64>| -> Vec<f64> {
            let near = (min * (1.0 - 1e-9))..=(max * (1.0 + 1e-9));
            ticks.into_iter().filter(|tick| near.contains(tick)).collect()
        };
        let close = inside(ends.clone());
        let close = if close.len() < 4 { inside(round(&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0])) } else { close };
        let mut ticks = if close.len() <= count.max(2) * 2 { close } else { inside(round(&[1.0])) };
        let every = ticks.len().div_ceil(count.max(2) * 2).max(1);
        ticks = ticks.into_iter().step_by(every).collect();
        Some(Linear { logarithmic: true, min, max, ticks, decimals: 0 })
    }

    /// Where a value lies between the ends of the domain, from 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        let at = |value: f64| if self.logarithmic { value.log10() } else { value };
        (at(value) - at(self.min)) / (at(self.max) - at(self.min))
    }

    /// The power of ten, a multiple of three, by which the ticks are better divided to be read.
    pub fn power(&self) -> i32 {
        let largest = self.min.abs().max(self.max.abs());
        let power = (largest.log10() / 3.0 + 1e-9).floor() as i32 * 3;
        match power {
            // Its ticks are of all sizes.
            _ if self.logarithmic => 0,
            6.. => power.min(12),
            ..=-6 => power.max(-12),
            _ => 0,
        }
    }

    /// The ticks divided by ten to this power, and the decimals that they need.
    pub fn ticks_over(&self, power: i32) -> (Vec<f64>, usize) {
        let divisor = 10_f64.powi(power.abs());
        let over = |tick: &f64| if power < 0 { tick * divisor } else { tick / divisor };
        let decimals = self.ticks.windows(2).map(|pair| decimals_of(over(&pair[1]) - over(&pair[0]))).max();
        (self.ticks.iter().map(over).collect(), decimals.unwrap_or(self.decimals))
    }
}

fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|v| v.is_finite()).fold(None, |extent, v| match extent {
        None => Some((v, v)),
        Some((low, high)) => Some((low.min(v), high.max(v))),
    })
}

/// The domain with zero in it where asked for, and never of length nought.
fn widened((low, high): (f64, f64), zero: Zero) -> (f64, f64) {
    // A line whose range is more than half of its distance from zero loses little by showing all of it.
    let near = high - low > 0.5 * low.abs().max(high.abs());
    let (low, high) = match zero {
        Zero::Always => (low.min(0.0), high.max(0.0)),
        Zero::IfNear if near => (low.min(0.0), high.max(0.0)),
        Zero::IfNear | Zero::Never => (low, high),
    };
    if high - low > f64::EPSILON * low.abs().max(high.abs()) {
        (low, high)
    } else if low == 0.0 {
        (0.0, 1.0)
    } else {
        // All equal: the line runs through the middle.
        (low - low.abs() * 0.1, high + high.abs() * 0.1)
    }
}

/// d3's rule: the step among 1, 2 and 5 times a power of ten that comes nearest to `count` steps.
fn tick_step(low: f64, high: f64, count: usize) -> f64 {
    let rough = (high - low) / count as f64;
    let power = rough.log10().floor() as i32;
    let over = rough / 10_f64.powi(power);
    let factor = match over {
        _ if over >= 50_f64.sqrt() => 10.0,
        _ if over >= 10_f64.sqrt() => 5.0,
        _ if over >= 2_f64.sqrt() => 2.0,
        _ => 1.0,
    };
    if power < 0 { factor / 10_f64.powi(-power) } else { factor * 10_f64.powi(power) }
}

/// `k` steps, divided where the step is a fraction so that 3 × 0.1 is 0.3.
fn multiple(k: i64, step: f64) -> f64 {
    if step < 1.0 { k as f64 / (1.0 / step).round() } else { k as f64 * step }
}

fn decimals_of(step: f64) -> usize {
    if step <= 0.0 || !step.is_finite() {
        return 0;
    }
    // The nudge keeps the logarithm of 0.1, which is a hair off, from asking for another digit.
    (-(step.log10() + 1e-9).floor()).clamp(0.0, 20.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nice(values: &[f64], zero: Zero) -> Linear {
        Linear::nice(values.iter().copied(), zero, 5, 0.0).unwrap()
    }

    #[test]
    fn ticks_are_round_and_exact() {
        assert_eq!(nice(&[3.0, 512.0], Zero::Always).ticks, [0.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0]);
        assert_eq!(nice(&[0.1, 0.31], Zero::Never).ticks, [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]);
        assert_eq!(nice(&[-3.2, 4.1], Zero::Always).ticks, [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0]);
    }

    #[test]
    fn what_is_counted_has_no_ticks_at_halves() {
        let whole = |values: &[f64], zero| Linear::nice(values.iter().copied(), zero, 5, 1.0).unwrap().ticks;
        assert_eq!(whole(&[0.0, 2.0], Zero::Always), [0.0, 1.0, 2.0]);
        assert_eq!(whole(&[3.0, 3.0], Zero::Never), [2.0, 3.0, 4.0]);
        assert_eq!(whole(&[0.0, 4000.0], Zero::Always), [0.0, 1000.0, 2000.0, 3000.0, 4000.0]);
        assert_eq!(whole(&[2.5, 3.5], Zero::Never), [2.0, 3.0, 4.0]);
    }

    #[test]
    fn hostile_extents_have_a_domain() {
        for (values, zero) in [
            (&[5.0][..], Zero::Never),
            (&[0.0, 0.0][..], Zero::Always),
            (&[-7.0, -7.0][..], Zero::IfNear),
            (&[1e12, 1.000_001e12][..], Zero::Never),
            (&[1e-9, 4e-9][..], Zero::Always),
            (&[f64::NAN, 3.0][..], Zero::Always),
        ] {
            let scale = nice(values, zero);
            assert!(scale.min < scale.max, "{values:?}: {scale:?}");
            assert!((2..=12).contains(&scale.ticks.len()), "{values:?}: {scale:?}");
            assert!(values.iter().filter(|v| v.is_finite()).all(|v| (scale.min..=scale.max).contains(v)));
        }
        assert_eq!(Linear::nice([].into_iter(), Zero::Always, 5, 0.0), None);
    }

    #[test]
    fn zero_is_shown_when_near_and_left_when_far() {
        assert_eq!(nice(&[40.0, 100.0], Zero::IfNear).min, 0.0);
        assert!(nice(&[90.0, 100.0], Zero::IfNear).min > 0.0);
        assert_eq!(nice(&[90.0, 100.0], Zero::Always).min, 0.0);
    }

    #[test]
    fn huge_and_tiny_ticks_are_read_in_multiples() {
        let scale = nice(&[0.0, 3.4e12], Zero::Always);
        assert_eq!((scale.power(), scale.ticks_over(12).0[2], scale.ticks_over(12).1), (12, 1.0, 1));
        let scale = nice(&[0.0, 4e-9], Zero::Always);
        assert_eq!((scale.power(), scale.ticks_over(-9)), (-9, (vec![0.0, 1.0, 2.0, 3.0, 4.0], 0)));
        assert_eq!(nice(&[0.0, 0.05], Zero::Always).decimals, 2);
        assert_eq!(nice(&[0.0, 250_000.0], Zero::Always).power(), 0);
    }
}
