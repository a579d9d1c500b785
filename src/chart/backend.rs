//! plotters' drawing backend onto a scene.
//!
//! plotters has integer coordinates, so it is given a canvas ten times as large and what it draws is divided
//! by ten: a precision of 0.1 px. Its colours and widths are ignored, since roles decide how things look, and
//! it sets no text: advances come from `text`, places from the layout.

use std::convert::Infallible;

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::pen::Pen;
use super::scene::Geometry;

/// How many of plotters' units make a px.
pub(super) const PER_PX: f64 = 10.0;
/// plotters cuts off what leaves its canvas, but the page grows while it is drawn: a canvas without an end.
const ENDLESS: u32 = 1 << 28;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Draws what plotters draws into the open group of a pen.
pub(super) struct Backend(pub(super) Pen);

fn px((x, y): BackendCoord) -> (f64, f64) {
    (f64::from(x) / PER_PX, f64::from(y) / PER_PX)
}

impl Backend {
    fn path(&self, points: Vec<(f64, f64)>, closed: bool) -> Drawn {
        if points.len() > 1 {
            self.0.shape(Geometry::Path { points, closed });
        }
        Ok(())
    }
}

impl DrawingBackend for Backend {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (ENDLESS, ENDLESS)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, _: BackendColor) -> Drawn {
        let (x, y) = px(at);
        self.0.shape(Geometry::Rect { x, y, width: 1.0 / PER_PX, height: 1.0 / PER_PX });
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, _: &S) -> Drawn {
        self.path(vec![px(from), px(to)], false)
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, _: &S, _: bool) -> Drawn {
        let (a, b) = (px(a), px(b));
        let (x, y) = (a.0.min(b.0), a.1.min(b.1));
        self.0.shape(Geometry::Rect { x, y, width: (a.0 - b.0).abs(), height: (a.1 - b.1).abs() });
        Ok(())
    }

    fn draw_path<S: BackendStyle, I>(&mut self, path: I, _: &S) -> Drawn
    where
        I: IntoIterator<Item = BackendCoord>,
    {
        self.path(path.into_iter().map(px).collect(), false)
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, _: &S, _: bool) -> Drawn {
        self.0.shape(Geometry::Circle { centre: px(centre), radius: f64::from(radius) / PER_PX });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I>(&mut self, outline: I, _: &S) -> Drawn
    where
        I: IntoIterator<Item = BackendCoord>,
    {
        self.path(outline.into_iter().map(px).collect(), true)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, _: &str, _: &S, _: BackendCoord) -> Drawn {
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        _: &str,
        _: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((0, 0))
    }
}
