//! The listener: loopback alone, on one thread, since builds want the cores.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use axum::Router;
use tokio::sync::watch::Receiver;

use super::answer::{self, Server};
use super::preview::Preview;

/// The first port that is tried.
const FIRST_PORT: u16 = 8000;
/// How many are tried.
const PORTS: u16 = 100;

/// Sockets that are bound and not yet answered.
pub(super) struct Listeners {
    /// The port of all.
    pub port: u16,
    sockets: Vec<TcpListener>,
}

/// Binds a port, or the first free one.
pub(super) fn listen(port: Option<u16>) -> Result<Listeners, String> {
    if let Some(port) = port {
        return bind(port).map_err(|error| format!("cannot listen on port {port}: {error}"));
    }
    let mut last = String::new();
    for port in FIRST_PORT..FIRST_PORT + PORTS {
        match bind(port) {
            Ok(listeners) => return Ok(listeners),
            Err(error) => last = error.to_string(),
        }
    }
    Err(format!("cannot listen on any port from {FIRST_PORT} to {}: {last}", FIRST_PORT + PORTS - 1))
}

fn bind(port: u16) -> std::io::Result<Listeners> {
    let four = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let port = four.local_addr()?.port();
    let mut sockets = vec![four];
    // `localhost` is either for browsers; a machine without the newer one is none the worse.
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
        Ok(six) => sockets.push(six),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => return Err(error),
        Err(_) => {}
    }
    for socket in &sockets {
        socket.set_nonblocking(true)?;
    }
    Ok(Listeners { port, sockets })
}

/// Answers requests on a thread of its own until the process ends.
pub(super) fn start(listeners: Listeners, receiver: Receiver<Arc<Preview>>) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start the server: {error}"))?;
    let server = Server { port: listeners.port, receiver };
    std::thread::spawn(move || {
        runtime.block_on(async move {
            for socket in listeners.sockets {
                let Ok(socket) = tokio::net::TcpListener::from_std(socket) else { continue };
                let router = Router::new().fallback(answer::answer).with_state(server.clone());
                tokio::spawn(async move { axum::serve(socket, router).await });
            }
            std::future::pending::<()>().await;
        });
    });
    Ok(())
}
