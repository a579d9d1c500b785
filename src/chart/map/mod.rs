//! Maps: a base map, and on it places, routes between them and names.
//!
//! 1. `camera` fits the extent into the frame through a `projection`;
//! 2. `sheet` takes the base map's lines from `topology`, simplifies them for the size of the drawing and cuts them off at
//!    the frame;
//! 3. `drawing` sets land, water, areas, routes and symbols one over the other;
//! 4. `placement` finds a place for every name.
//!
//! Nothing here knows a place by name: what is drawn comes from the specification and from [`Geography`].

mod camera;
mod clip;
mod drawing;
mod geography;
mod key;
mod placement;
mod projection;
mod sheet;
mod simplify;
mod spec;
mod topology;

pub use camera::Extent;
pub use geography::{Geography, Place, Route, State};
pub use projection::{Kind, Lambert, Projection};
pub use spec::{Area, Legend, MapSpec, PlaceSpec};
pub use topology::Topology;

pub(super) use drawing::lay_out;
