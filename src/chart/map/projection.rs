//! From the globe to the plane: Lambert's conformal conic projection, which keeps shapes in lands of middle latitude.
//!
//! Formulas: J. P. Snyder, "Map Projections: A Working Manual" (USGS Professional Paper 1395, 1987), 15-1 to 15-10,
//! on the sphere. Against the ellipsoid shapes differ by less than a part in three hundred, which no map of a
//! screen's size shows.

use std::f64::consts::{FRAC_PI_4, PI};

use schemars::JsonSchema;
use serde::Deserialize;

/// How the globe becomes flat, as a map's author says it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Projection {
    /// Of which kind.
    pub kind: Kind,
    /// The parallels of true scale in degrees, which may be one and the same.
    pub parallels: [f64; 2],
    /// The meridian that runs straight up, in degrees east.
    pub meridian: f64,
}

/// A kind of projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Lambert's conformal conic.
    LambertConformalConic,
}

/// Lambert's conformal conic projection of a sphere of radius 1, from degrees to the plane, whose `y` grows
/// northwards from the equator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lambert {
    /// Snyder's n, the constant of the cone.
    cone: f64,
    /// Snyder's F.
    factor: f64,
    meridian: f64,
}

impl Lambert {
    /// The projection with these parameters; the message says what is wrong with them.
    pub fn new(projection: &Projection) -> Result<Self, String> {
        let Projection { parallels: [south, north], meridian, .. } = *projection;
        if !(south.abs() < 89.0 && north.abs() < 89.0) {
            return Err("the parallels lie between 89° south and 89° north".to_owned());
        }
        if (south + north).abs() < 0.01 {
            return Err(
                "parallels that mirror each other at the equator make a cylinder, not a cone".to_owned()
            );
        }
        if meridian.is_nan() || meridian.abs() > 180.0 {
            return Err("the meridian lies between -180 and 180".to_owned());
        }
        let (first, second) = (south.to_radians(), north.to_radians());
        let cone = if (first - second).abs() < 1e-9 {
            first.sin()
        } else {
            (first.cos() / second.cos()).ln() / (half_colatitude(second) / half_colatitude(first)).ln()
        };
        let factor = first.cos() * half_colatitude(first).powf(cone) / cone;
        Ok(Lambert { cone, factor, meridian })
    }

    /// The meridian that runs straight up.
    pub fn meridian(&self) -> f64 {
        self.meridian
    }

    /// From longitude and latitude in degrees to the plane. Longitudes count from the meridian without turning over
    /// at 180°, so that whoever calls decides on which side of the cut a point lies.
    pub fn forward(&self, (longitude, latitude): (f64, f64)) -> (f64, f64) {
        // The pole that the cone opens to is infinitely far away.
        let latitude = latitude.clamp(-89.0, 89.0).to_radians();
        let radius = self.factor / half_colatitude(latitude).powf(self.cone);
        let angle = self.cone * (longitude - self.meridian).to_radians();
        (radius * angle.sin(), self.factor - radius * angle.cos())
    }

    /// From the plane back to longitude and latitude in degrees.
    pub fn inverse(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (sign, up) = (self.cone.signum(), self.factor - y);
        let radius = sign * x.hypot(up);
        let angle = (sign * x).atan2(sign * up);
        let latitude = 2.0 * (self.factor / radius).powf(1.0 / self.cone).atan() - PI / 2.0;
        (self.meridian + (angle / self.cone).to_degrees(), latitude.to_degrees())
    }
}

/// tan(π/4 + φ/2).
fn half_colatitude(latitude: f64) -> f64 {
    (FRAC_PI_4 + latitude / 2.0).tan()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lambert(parallels: [f64; 2], meridian: f64) -> Lambert {
        Lambert::new(&Projection { kind: Kind::LambertConformalConic, parallels, meridian }).unwrap()
    }

    /// Snyder's numerical example for the sphere, p. 295: parallels 33° and 45°, origin 23° N 96° W.
    #[test]
    fn a_published_example_comes_out() {
        let conic = lambert([33.0, 45.0], -96.0);
        assert!((conic.cone - 0.630_477_7).abs() < 1e-7, "{}", conic.cone);
        assert!((conic.factor - 1.955_000_2).abs() < 1e-7, "{}", conic.factor);
        let origin = conic.forward((-96.0, 23.0));
        let (x, y) = conic.forward((-75.0, 35.0));
        assert!((x - 0.296_678_5).abs() < 1e-7, "{x}");
        assert!((y - origin.1 - 0.246_211_2).abs() < 1e-7, "{y}");
    }

    #[test]
    fn the_scale_is_true_along_the_parallels() {
        let conic = lambert([36.0, 50.0], 73.0);
        for latitude in [36.0_f64, 50.0] {
            let ((x0, y0), (x1, y1)) = (conic.forward((80.0, latitude)), conic.forward((80.001, latitude)));
            let (drawn, true_length) =
                ((x1 - x0).hypot(y1 - y0), 0.001_f64.to_radians() * latitude.to_radians().cos());
            assert!((drawn / true_length - 1.0).abs() < 1e-6, "{latitude}: {}", drawn / true_length);
        }
    }

    #[test]
    fn parameters_that_make_no_cone_are_refused() {
        let refused = |parallels, meridian| {
            Lambert::new(&Projection { kind: Kind::LambertConformalConic, parallels, meridian }).is_err()
        };
        assert!(refused([40.0, -40.0], 0.0) && refused([90.0, 40.0], 0.0) && refused([f64::NAN, 1.0], 0.0));
        assert!(
            refused([30.0, 40.0], 200.0) && !refused([40.0, 40.0], 0.0) && !refused([-30.0, -50.0], 25.0)
        );
    }

    proptest! {
        #[test]
        fn there_and_back(longitude in -170.0..170.0_f64, latitude in -80.0..80.0_f64, south in 5.0..70.0_f64, wide in 0.0..15.0_f64, southern: bool) {
            let side = if southern { -1.0 } else { 1.0 };
            let conic = lambert([side * south, side * (south + wide)], 10.0);
            let (back, up) = conic.inverse(conic.forward((longitude + 10.0, latitude)));
            prop_assert!((back - longitude - 10.0).abs() < 1e-6 && (up - latitude).abs() < 1e-6, "{back} {up}");
        }
    }
}
