//! Who is connected. A seat is idle while its connection waits for its caller, and busy while a request is answered. There are
//! so many in all and so many for a peer; where they are taken, the one that was idle for longest is given to the next.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio_util::sync::CancellationToken;

/// The seats of a listener. Clones share them.
#[derive(Clone)]
pub(super) struct Seats {
    most: usize,
    most_a_peer: usize,
    table: Arc<Mutex<Table>>,
}

#[derive(Default)]
struct Table {
    next: u64,
    seats: HashMap<u64, Seat>,
}

struct Seat {
    peer: IpAddr,
    /// Since when it waits for its caller; `None` while it is busy.
    idle: Option<Instant>,
    /// Requests that are answered on it: two at most for a moment, when one ends and the next begins.
    requests: u32,
    evicted: CancellationToken,
}

/// Who sits on a seat. Clones share it; the seat is free when the last is dropped.
#[derive(Clone)]
pub(super) struct Guest {
    held: Arc<Held>,
}

struct Held {
    seats: Seats,
    number: u64,
    evicted: CancellationToken,
}

/// Keeps a guest busy for as long as it lives.
pub(super) struct Busy {
    guest: Guest,
}

impl Seats {
    pub(super) fn new(most: usize, most_a_peer: usize) -> Self {
        Self { most, most_a_peer, table: Arc::default() }
    }

    /// A seat for a connection of `peer`, somebody idle's where none is free; `None` where all are busy.
    pub(super) fn take(&self, peer: IpAddr) -> Option<Guest> {
        let mut table = self.table();
        let of_peer = table.seats.values().filter(|seat| seat.peer == peer).count();
        if of_peer >= self.most_a_peer {
            table.evict(|seat| seat.peer == peer)?;
        } else if table.seats.len() >= self.most {
            table.evict(|_| true)?;
        }
        let number = table.next;
        table.next += 1;
        let evicted = CancellationToken::new();
        table.seats.insert(number, Seat { peer, idle: Some(Instant::now()), requests: 0, evicted: evicted.clone() });
        drop(table);
        Some(Guest { held: Arc::new(Held { seats: self.clone(), number, evicted }) })
    }

    /// Sends everybody away.
    pub(super) fn clear(&self) {
        for (_, seat) in self.table().seats.drain() {
            seat.evicted.cancel();
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        // Nothing panics while it is held.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Frees the seat that was idle for longest among those that `may` go.
    fn evict(&mut self, may: impl Fn(&Seat) -> bool) -> Option<()> {
        let idle = self.seats.iter().filter(|(_, seat)| may(seat)).filter_map(|(n, seat)| seat.idle.map(|t| (t, *n)));
        let (_, number) = idle.min()?;
        self.seats.remove(&number)?.evicted.cancel();
        Some(())
    }
}

impl Guest {
    /// A request has begun.
    pub(super) fn busy(&self) -> Busy {
        if let Some(seat) = self.held.seats.table().seats.get_mut(&self.held.number) {
            seat.requests += 1;
            seat.idle = None;
        }
        Busy { guest: self.clone() }
    }

    /// Waits until the seat is somebody else's.
    pub(super) async fn evicted(&self) {
        self.held.evicted.cancelled().await;
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(seat) = self.guest.held.seats.table().seats.get_mut(&self.guest.held.number) {
            seat.requests -= 1;
            seat.idle = (seat.requests == 0).then(Instant::now);
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.seats.table().seats.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const TWO: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    fn is_evicted(guest: &Guest) -> bool {
        guest.held.evicted.is_cancelled()
    }

    #[test]
    fn the_longest_idle_gives_way_and_the_busy_never() {
        let seats = Seats::new(3, 3);
        let (a, b, c) = (seats.take(ONE).unwrap(), seats.take(ONE).unwrap(), seats.take(TWO).unwrap());
        let busy = a.busy();
        let d = seats.take(TWO).unwrap();
        assert!(is_evicted(&b) && !is_evicted(&a) && !is_evicted(&c));
        // What was busy is the last in the row of the idle.
        drop(busy);
        let e = seats.take(ONE).unwrap();
        assert!(is_evicted(&c) && !is_evicted(&a) && !is_evicted(&d));
        let _all = [a.busy(), d.busy(), e.busy()];
        assert!(seats.take(TWO).is_none());
        drop((b, c));
        assert!(seats.take(TWO).is_none(), "a seat that was taken away is not freed twice");
        drop(d);
    }

    #[test]
    fn a_peer_takes_only_its_own() {
        let seats = Seats::new(10, 2);
        let (a, other) = (seats.take(ONE).unwrap(), seats.take(TWO).unwrap());
        let b = seats.take(ONE).unwrap();
        let c = seats.take(ONE).unwrap();
        assert!(is_evicted(&a) && !is_evicted(&other) && !is_evicted(&b));
        let _busy = [b.busy(), c.busy()];
        assert!(seats.take(ONE).is_none());
        assert!(seats.take(TWO).is_some());
        drop(other);
    }
}
