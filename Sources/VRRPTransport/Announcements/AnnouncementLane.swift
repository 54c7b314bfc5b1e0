import Deadlines

/// Announcements of one kind that share one interval, in rounds: whoever has been announced least often comes first, and
/// among those whoever waits longest.
struct AnnouncementLane: Sendable {
    /// An announcement that has to leave a number of times yet.
    struct Item: Sendable {
        let announcement: Announcement
        /// How often it has left since it was added.
        var round: Int
        var remaining: Int
    }

    private let interval: Nanoseconds
    /// Nothing leaves before.
    private(set) var next = Instant.zero
    /// How many announcements have still to leave.
    private(set) var count = 0
    private var rounds: [FirstInFirstOut] = []
    /// What waits, by what it announces.
    private var items: [Announcement: Item] = [:]

    /// - Parameter interval: between two announcements; zero for none.
    init(interval: Nanoseconds) {
        self.interval = interval
    }

    /// The announcement that leaves next.
    var head: Announcement? { rounds.first { !$0.isEmpty }?.first }

    /// What waits, in the order in which it leaves.
    var waiting: [Item] { rounds.flatMap(\.all).compactMap { items[$0] } }

    /// The first round from this one on in which something waits.
    func round(from first: Int) -> Int? {
        first < rounds.count ? rounds[first...].firstIndex { !$0.isEmpty } : nil
    }

    mutating func add(_ announcement: Announcement, repetitions: Int) {
        guard let waiting = items[announcement] else {
            return add(Item(announcement: announcement, round: 0, remaining: repetitions))
        }
        // Whoever asks again has a reason to: its next announcement is a first one. Where that is still to come it
        // keeps its place.
        if waiting.round > 0 { cancel { $0 == announcement } } else { count -= waiting.remaining }
        let remaining = max(waiting.remaining, repetitions)
        guard waiting.round == 0 else {
            return add(Item(announcement: announcement, round: 0, remaining: remaining))
        }
        items[announcement]?.remaining = remaining
        count += remaining
    }

    mutating func add(_ item: Item) {
        while rounds.count <= item.round { rounds.append(FirstInFirstOut()) }
        rounds[item.round].append(item.announcement)
        items[item.announcement] = item
        count += item.remaining
    }

    /// The head has left.
    mutating func noteSent(at now: Instant) {
        guard let round = round(from: 0), let announcement = rounds[round].popFirst(),
            var item = items.removeValue(forKey: announcement)
        else { return }
        count -= item.remaining
        if interval > .zero { next = now + interval }
        item.remaining -= 1
        item.round += 1
        if item.remaining > 0 { add(item) }
    }

    mutating func cancel(where isCancelled: (Announcement) -> Bool) {
        for index in rounds.indices { rounds[index].removeAll(where: isCancelled) }
        for (announcement, item) in items where isCancelled(announcement) {
            count -= item.remaining
            items[announcement] = nil
        }
    }
}

/// A queue in which taking the first costs the same however long it is.
private struct FirstInFirstOut: Sendable {
    private var elements: [Announcement] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }
    var first: Announcement? { isEmpty ? nil : elements[head] }
    var all: ArraySlice<Announcement> { elements[head...] }

    mutating func append(_ element: Announcement) { elements.append(element) }

    mutating func popFirst() -> Announcement? {
        guard let first else { return nil }
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        }
        return first
    }

    mutating func removeAll(where isRemoved: (Announcement) -> Bool) {
        elements = elements[head...].filter { !isRemoved($0) }
        head = 0
    }
}
