//! What files say, which is not read again while their texts stay the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::yaml::Document;
use crate::diag::Diagnostics;

/// What was made of some files, by their paths and texts.
#[derive(Debug)]
pub(super) struct Remembered<T> {
    texts: Vec<(Arc<str>, Arc<str>)>,
    read: Option<Arc<Read<T>>>,
}

/// What some files say, and what is wrong in them.
#[derive(Debug)]
pub(super) struct Read<T> {
    value: T,
    faulty: BTreeSet<Arc<str>>,
    found: Diagnostics,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Remembered { texts: Vec::new(), read: None }
    }
}

impl<T> Remembered<T> {
    /// True if it is one file with this text that was read last.
    pub fn is_of(&self, text: &Arc<str>) -> bool {
        matches!(&*self.texts, [(_, before)] if before == text)
    }

    /// What the files say: what was read last, if they are the same.
    pub fn of(
        &mut self,
        texts: Vec<(Arc<str>, Arc<str>)>,
        read: impl FnOnce(Vec<Document>, &mut BTreeSet<Arc<str>>, &mut Diagnostics) -> T,
    ) -> Arc<Read<T>> {
        if let Some(read) = self.read.as_ref().filter(|_| self.texts == texts) {
            return read.clone();
        }
        let documents = texts.iter().map(|(path, text)| Document::file(path.clone(), text.clone())).collect();
        let (mut faulty, mut found) = (BTreeSet::new(), Diagnostics::new());
        let value = read(documents, &mut faulty, &mut found);
        let read = Arc::new(Read { value, faulty, found });
        self.texts = texts;
        self.read = Some(read.clone());
        read
    }
}

impl<T> Read<T> {
    /// What the files say; what is wrong in them is added to what is wrong in others.
    pub fn taken(&self, faulty: &mut BTreeSet<Arc<str>>, diagnostics: &mut Diagnostics) -> &T {
        faulty.extend(self.faulty.iter().cloned());
        diagnostics.extend(self.found.iter().cloned());
        &self.value
    }
}
