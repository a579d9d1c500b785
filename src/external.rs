//! Asks addresses outside a site whether they answer: the only module that reaches out over the network, and only when a
//! check is told to.
//!
//! Each host is asked one thing at a time, a few hosts at once. The head alone is asked for; the whole where a server does
//! not give the head. Redirects are followed. A server that refuses to talk to programs has not said that a page is gone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use ureq::Agent;
use ureq::http::StatusCode;

/// How long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many hosts are asked at once.
const HOSTS_AT_ONCE: usize = 8;

/// What an address answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Something is there.
    There,
    /// Nothing is there, and this is how it shows.
    Gone(String),
    /// It does not say, and this is why.
    Unknown(String),
}

impl Answer {
    /// The answer in a word, for programs.
    pub fn word(&self) -> &'static str {
        match self {
            Answer::There => "there",
            Answer::Gone(_) => "gone",
            Answer::Unknown(_) => "unknown",
        }
    }
}

/// Asks addresses; the answers come in the order of the addresses.
pub fn ask(addresses: &[Arc<str>]) -> Vec<Answer> {
    let mut hosts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, address) in addresses.iter().enumerate() {
        hosts.entry(host(address)).or_default().push(index);
    }
    let hosts: Vec<Vec<usize>> = hosts.into_values().collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let (send, answers) = mpsc::channel();
    let agent = agent();
    std::thread::scope(|scope| {
        for _ in 0..HOSTS_AT_ONCE.min(hosts.len()) {
            let send = send.clone();
            scope.spawn(|| {
                let send = send;
                while let Some(host) = hosts.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    for index in host {
                        let _ = send.send((*index, ask_one(&agent, &addresses[*index])));
                    }
                }
            });
        }
    });
    drop(send);
    let mut found = vec![Answer::Unknown("it was not asked".to_owned()); addresses.len()];
    for (index, answer) in answers {
        found[index] = answer;
    }
    found
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .user_agent(concat!("waybill/", env!("CARGO_PKG_VERSION"), " (checks links)"))
        .build()
        .into()
}

fn ask_one(agent: &Agent, address: &str) -> Answer {
    let head = agent.head(address).call().map(|response| response.status());
    let status = match head {
        Ok(status) if status.is_client_error() || status.is_server_error() => {
            agent.get(address).call().map(|response| response.status())
        }
        other => other,
    };
    match status {
        Ok(status) if status.is_success() => Answer::There,
        // Not for everybody, or not for programs, or not now.
        Ok(
            status @ (StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::METHOD_NOT_ALLOWED
            | StatusCode::NOT_ACCEPTABLE
            | StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS),
        ) => Answer::Unknown(format!("it answers {status}")),
        Ok(status) if status.is_server_error() => Answer::Unknown(format!("it answers {status}")),
        Ok(status) => Answer::Gone(format!("it answers {status}")),
        Err(ureq::Error::HostNotFound) => Answer::Gone(format!("there is no host {}", host(address))),
        Err(ureq::Error::BadUri(_) | ureq::Error::Http(_)) => Answer::Gone("it is no address".to_owned()),
        Err(ureq::Error::TooManyRedirects) => Answer::Gone("it redirects in a circle".to_owned()),
        Err(ureq::Error::Timeout(_)) => {
            Answer::Unknown(format!("it did not answer within {} seconds", PATIENCE.as_secs()))
        }
        Err(error) => Answer::Unknown(error.to_string()),
    }
}
