//! The colours of charts, and the style sheet that gives them to roles.
//!
//! The hues keep apart for readers who see no red, green or blue and, the first four, in greyscale; each has a
//! contrast of 3:1 to the paper. Tests compute it. Names beside lines are set in their hue mixed with ink.

use super::paint::mixed;
use super::scene::Tone;

/// The style sheet of charts: light, dark by preference or by `data-theme`, and light in print.
pub const STYLE: &str = include_str!("chart.css");

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The colours of a theme, resolved, for writers without style sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub paper: Rgb,
    /// Titles and figures.
    pub ink: Rgb,
    /// Ticks, subtitles, notes.
    pub muted: Rgb,
    /// Lines at ticks.
    pub grid: Rgb,
    /// The line at zero.
    pub axis: Rgb,
    /// Series that step back, and rules.
    pub quiet: Rgb,
    /// Series in their order.
    pub hues: [Rgb; 8],
}

/// On light paper, and in print.
pub const LIGHT: Palette = Palette {
    paper: hex(0xffffff),
    ink: hex(0x1b1f24),
    muted: hex(0x59616b),
    grid: hex(0xe4e6e9),
    axis: hex(0x59616b),
    quiet: hex(0x8d949c),
    hues: [
        hex(0x205297),
        hex(0xba5a41),
        hex(0x3ca195),
        hex(0x6d1444),
        hex(0x454d00),
        hex(0x331d77),
        hex(0xa72b53),
        hex(0x0d7893),
    ],
};

/// On dark paper.
pub const DARK: Palette = Palette {
    paper: hex(0x14171b),
    ink: hex(0xeceff2),
    muted: hex(0xa3abb5),
    grid: hex(0x2b3037),
    axis: hex(0xa3abb5),
    quiet: hex(0x757d87),
    hues: [
        hex(0x7fbeee),
        hex(0xea815f),
        hex(0xa7e7a4),
        hex(0xba659a),
        hex(0xdcc14a),
        hex(0xaf82d4),
        hex(0xe998a6),
        hex(0x74dff0),
    ],
};

impl Palette {
    /// The colour of a series.
    pub fn tone(&self, tone: Tone) -> Rgb {
        match tone {
            Tone::Hue(index) => self.hues[index % self.hues.len()],
            Tone::Quiet => self.quiet,
            Tone::Shade(level) => mixed(self.hues[0], shade(level), self.paper),
            Tone::Counter(level) => mixed(self.hues[1], shade(level), self.paper),
        }
    }
}

/// How much of its hue a shade has, from 1 to 6; the rest is paper. Ink can be read on all of them.
pub(super) fn shade(level: u8) -> f64 {
    f64::from(level.clamp(1, 6)) * 0.08
}

const fn hex(rgb: u32) -> Rgb {
    Rgb((rgb >> 16) as u8, (rgb >> 8 & 0xff) as u8, (rgb & 0xff) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::paint::{HUE_OF_NAMES, mixed};
    use crate::chart::scene::Role;

    type Linear = [f64; 3];

    /// What dichromats see, as matrices on linear RGB: Machado, Oliveira and Fernandes, "A
    /// physiologically-based model for simulation of color vision deficiency" (2009), severity 1.
    const VISIONS: [(&str, [Linear; 3]); 4] = [
        ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    fn linear(Rgb(r, g, b): Rgb) -> Linear {
        [r, g, b].map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn times(matrix: [Linear; 3], v: Linear) -> Linear {
        matrix.map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum())
    }

    /// Oklab, in which equal distances look about equally large.
    fn oklab(rgb: Linear) -> Linear {
        let cones = times(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ],
            rgb.map(|c| c.clamp(0.0, 1.0)),
        );
        times(
            [
                [0.2104542553, 0.7936177850, -0.0040720468],
                [1.9779984951, -2.4285922050, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.8086757660],
            ],
            cones.map(f64::cbrt),
        )
    }

    fn luminance(rgb: Linear) -> f64 {
        0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
    }

    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(linear(a)), luminance(linear(b)));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn marks_stand_out_from_the_paper_and_texts_can_be_read() {
        for palette in [LIGHT, DARK] {
            for hue in palette.hues.into_iter().chain([palette.quiet]) {
                assert!(contrast(hue, palette.paper) >= 3.0, "{hue:?}");
            }
            assert!(contrast(palette.ink, palette.paper) >= 7.0);
            assert!(contrast(palette.muted, palette.paper) >= 4.5);
        }
    }

    #[test]
    fn names_in_their_hue_can_be_read() {
        for palette in [LIGHT, DARK] {
            for hue in palette.hues {
                let name = mixed(hue, HUE_OF_NAMES, palette.ink);
                assert!(contrast(name, palette.paper) >= 4.5, "{hue:?}");
            }
        }
    }

    #[test]
    fn figures_in_cells_can_be_read_and_shades_keep_apart() {
        for palette in [LIGHT, DARK] {
            for shades in [Tone::Shade as fn(u8) -> Tone, Tone::Counter] {
                let mut last = luminance(linear(palette.paper));
                for level in 1..=6 {
                    let shade = palette.tone(shades(level));
                    assert!(contrast(palette.ink, shade) >= 4.5, "{:?}", shades(level));
                    // Each stronger shade is further from the paper in grey too.
                    let grey = luminance(linear(shade));
                    let step =
                        (grey - last) * (luminance(linear(palette.ink)) - luminance(linear(palette.paper)));
                    assert!(step > 0.0, "{:?}", shades(level));
                    last = grey;
                }
            }
        }
    }

    #[test]
    fn hues_keep_apart_for_every_vision() {
        for (palette, (vision, matrix)) in [LIGHT, DARK].iter().flat_map(|p| VISIONS.map(|v| (p, v))) {
            let seen: Vec<Linear> =
                palette.hues.iter().map(|hue| oklab(times(matrix, linear(*hue)))).collect();
            for (i, a) in seen.iter().enumerate() {
                for (j, b) in seen.iter().enumerate().skip(i + 1) {
                    let distance = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                    let least = if j < 4 { 0.09 } else { 0.07 };
                    assert!(distance >= least, "{vision}: s{i} and s{j} are {distance:.3} apart");
                }
            }
        }
    }

    #[test]
    fn the_first_four_keep_apart_in_greyscale() {
        for palette in [LIGHT, DARK] {
            let mut greys: Vec<f64> =
                palette.hues[..4].iter().map(|hue| luminance(linear(*hue)).cbrt()).collect();
            greys.sort_by(f64::total_cmp);
            assert!(greys.windows(2).all(|pair| pair[1] - pair[0] >= 0.07), "{greys:?}");
        }
    }

    #[test]
    fn the_style_sheet_has_these_colours_and_every_role() {
        let written = |Rgb(r, g, b): Rgb| format!("#{r:02x}{g:02x}{b:02x}");
        let declares = |line: &str, palette: &Palette| {
            let hues = palette.hues.iter().enumerate().map(|(at, hue)| (format!("s{at}"), *hue));
            let named = [("paper", palette.paper), ("ink", palette.ink), ("muted", palette.muted)];
            let more = [("grid", palette.grid), ("axis", palette.axis), ("quiet", palette.quiet)];
            let named = named.into_iter().chain(more).map(|(name, colour)| (name.to_owned(), colour));
            let missing: Vec<_> = named
                .chain(hues)
                .map(|(name, colour)| {
                    format!("--chart-{name}:{}", written(colour).replace("#ffffff", "#fff"))
                })
                .filter(|declaration| !line.contains(declaration))
                .collect();
            assert!(missing.is_empty(), "{missing:?}");
        };
        let mut lines = STYLE.lines();
        for palette in [&LIGHT, &DARK, &DARK] {
            declares(lines.next().unwrap(), palette);
        }
        // Categories, legends, figures and remarks are set as the chart is: regular, in ink.
        for role in [
            Role::Title,
            Role::Subtitle,
            Role::Note,
            Role::Source,
            Role::Unit,
            Role::Tick,
            Role::Label,
            Role::Rule,
            Role::Grid,
            Role::Axis,
            Role::Bar,
            Role::Area,
            Role::Band,
            Role::Cell,
            Role::Flow,
            Role::Node,
            Role::Reference,
            Role::Stem,
            Role::Line,
            Role::Dot,
            Role::Whisker,
            Role::Rim,
            Role::Leader,
            Role::Target,
            Role::Water,
            Role::Land,
            Role::Region,
            Role::River,
            Role::Border,
            Role::Edge,
            Role::Here,
            Role::Route,
            Role::Building,
            Role::Schematic,
            Role::Symbol,
            Role::Bubble,
            Role::Spot,
            Role::Place,
            Role::Context,
            Role::Area,
            Role::Territory,
        ] {
            let rule = format!("svg.chart .{}", role.class());
            assert!([",", "{"].iter().any(|after| STYLE.contains(&format!("{rule}{after}"))), "{role:?}");
        }
    }
}
