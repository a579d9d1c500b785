//! The one hand that draws: a shared handle on the scene being made.
//!
//! Layout code opens groups and sets texts with it; plotters' drawing elements reach it through `plane`. What
//! is said of the next shape (its finish, its title) waits here until the shape comes.

use std::cell::RefCell;
use std::rc::Rc;

use super::scene::{Anchor, Finish, Geometry, Group, Node, Role, Shape, Text, Tone};

/// A handle on the scene being made; clones draw on the same one.
#[derive(Clone)]
pub struct Pen {
    sheet: Rc<RefCell<Sheet>>,
    /// Whether each mark of a figure has a title.
    titled: bool,
}

#[derive(Default)]
struct Sheet {
    done: Vec<Group>,
    open: Vec<Group>,
    finish: Finish,
    title: Option<String>,
}

impl Pen {
    /// A pen on a blank sheet; `titled` if each mark of a figure has a title.
    pub fn new(titled: bool) -> Self {
        Pen { sheet: Rc::default(), titled }
    }

    /// Whatever `draw` draws becomes a group; an empty one leaves no trace.
    pub fn group<T>(&self, role: Role, tone: Option<Tone>, draw: impl FnOnce() -> T) -> T {
        self.linked(None, role, tone, draw)
    }

    /// A group that leads somewhere.
    pub fn linked<T>(
        &self,
        link: Option<String>,
        role: Role,
        tone: Option<Tone>,
        draw: impl FnOnce() -> T,
    ) -> T {
        self.sheet.borrow_mut().open.push(Group { role, tone, link, nodes: Vec::new() });
        let result = draw();
        let mut sheet = self.sheet.borrow_mut();
        if let Some(group) = sheet.open.pop().filter(|group| !group.nodes.is_empty()) {
            match sheet.open.last_mut() {
                Some(parent) => parent.nodes.push(Node::Group(group)),
                None => sheet.done.push(group),
            }
        }
        result
    }

    /// The next shape has this finish and title.
    pub fn next(&self, finish: Finish, title: Option<String>) {
        let mut sheet = self.sheet.borrow_mut();
        sheet.finish = finish;
        sheet.title = title;
    }

    /// Whether each mark of a figure has a title.
    pub fn titles_marks(&self) -> bool {
        self.titled
    }

    /// The next shape is the mark of a figure, with this finish, and with this title where marks have titles.
    pub fn mark(&self, finish: Finish, title: impl FnOnce() -> String) {
        self.next(finish, self.titled.then(title));
    }

    /// Draws a shape into the open group.
    pub fn shape(&self, geometry: Geometry) {
        let mut sheet = self.sheet.borrow_mut();
        let shape = Shape { geometry, finish: std::mem::take(&mut sheet.finish), title: sheet.title.take() };
        if let Some(group) = sheet.open.last_mut() {
            group.nodes.push(Node::Shape(shape));
        }
    }

    /// Draws a straight line into the open group.
    pub fn line(&self, from: (f64, f64), to: (f64, f64)) {
        self.shape(Geometry::Path { points: vec![from, to], closed: false });
    }

    /// Sets a line of text into the open group, in the font of the group's role.
    pub fn text(&self, x: f64, y: f64, anchor: Anchor, content: impl Into<String>) {
        let mut sheet = self.sheet.borrow_mut();
        if let Some(group) = sheet.open.last_mut() {
            let text = Text { x, y, anchor, font: group.role.font(), content: content.into() };
            group.nodes.push(Node::Text(text));
        }
    }

    /// The groups drawn so far; the pen starts anew.
    pub fn take(&self) -> Vec<Group> {
        std::mem::take(&mut self.sheet.borrow_mut().done)
    }
}
