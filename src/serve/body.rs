//! The body of an answer: bytes that are there, or a file that is read piece by piece while it is sent.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

/// How much of a file is in memory at once.
const PIECE: usize = 256 * 1024;

/// What an answer is made of.
pub(super) enum Source {
    /// Bytes.
    Bytes(Arc<Vec<u8>>),
    /// An open file, which has this length.
    File(File, u64),
}

impl Source {
    /// Opens a file. It may be long, on a disk that is slow: nothing else waits for it.
    pub async fn open(path: PathBuf) -> io::Result<Source> {
        let open = move || {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            Ok(Source::File(file, length))
        };
        spawn_blocking(open).await.map_err(io::Error::other)?
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        match self {
            Source::Bytes(bytes) => bytes.len() as u64,
            Source::File(_, length) => *length,
        }
    }

    /// The bytes from one place up to another.
    pub fn between(self, start: u64, end: u64) -> Body {
        match self {
            Source::Bytes(bytes) => {
                let range = start as usize..end as usize;
                Body::from(Bytes::copy_from_slice(bytes.get(range).unwrap_or_default()))
            }
            Source::File(file, _) => {
                let (sender, receiver) = mpsc::channel(1);
                spawn_blocking(move || send(file, start, end, &sender));
                Body::from_stream(stream::unfold(receiver, |mut receiver| async move {
                    receiver.recv().await.map(|piece| (piece, receiver))
                }))
            }
        }
    }
}

/// Sends a part of a file until there is no more or nobody listens. A file that got shorter is an error, so that the
/// reader is not told that it was whole.
fn send(mut file: File, start: u64, end: u64, sender: &mpsc::Sender<io::Result<Bytes>>) {
    let mut left = end.saturating_sub(start);
    let mut found = file.seek(SeekFrom::Start(start)).map(|_| ());
    while left > 0 && found.is_ok() {
        let mut piece = vec![0; PIECE.min(usize::try_from(left).unwrap_or(PIECE))];
        found = file.read_exact(&mut piece);
        left -= piece.len() as u64;
        if found.is_ok() && sender.blocking_send(Ok(piece.into())).is_err() {
            return;
        }
    }
    if let Err(error) = found {
        let _ = sender.blocking_send(Err(error));
    }
}
