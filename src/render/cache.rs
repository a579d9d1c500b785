//! What takes long to make, kept from one process to the next: PDFs and pictures.
//!
//! Each is a pure function of what its key is the hash of, so whoever has the bytes of a key need not make them again.
//! Where they are kept is left to `write`.

use std::fmt::Debug;

use blake3::Hash;

/// Keeps bytes by the hash of all that they are made of. May forget any of them at any time.
pub trait Cache: Debug + Send + Sync {
    /// The bytes of a key, if they are kept.
    fn get(&self, key: &Hash) -> Option<Vec<u8>>;

    /// Keeps the bytes of a key.
    fn keep(&self, key: &Hash, bytes: &[u8]);
}
