//! Two lists in the order of their keys, side by side.

/// Goes through two lists that are in the order of their keys, and visits the keys that only one of them has, or that
/// have different values there.
pub fn each_difference<'k, K: Ord + 'k, V>(
    old: impl Iterator<Item = (&'k K, V)>,
    new: impl Iterator<Item = (&'k K, V)>,
    same: impl Fn(&V, &V) -> bool,
    mut visit: impl FnMut(&K, Option<&V>, Option<&V>),
) {
    let mut old = old.peekable();
    for (key, value) in new {
        // Keys that stay are mostly one and the same in memory.
        let is_next = |other: &K| std::ptr::eq(other, key) || other == key;
        if let Some((_, before)) = old.next_if(|(other, _)| is_next(other)) {
            if !same(&before, &value) {
                visit(key, Some(&before), Some(&value));
            }
            continue;
        }
        while let Some((gone, before)) = old.next_if(|(other, _)| *other < key) {
            visit(gone, Some(&before), None);
        }
        match old.next_if(|(other, _)| *other == key) {
            Some((_, before)) if same(&before, &value) => {}
            Some((_, before)) => visit(key, Some(&before), Some(&value)),
            None => visit(key, None, Some(&value)),
        }
    }
    old.for_each(|(gone, before)| visit(gone, Some(&before), None));
}
