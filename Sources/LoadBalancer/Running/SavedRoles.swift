package import Deadlines
import Glibc
package import VRRPEngine

/// Which VRRP instances were master when a predecessor on this host stopped and kept its addresses.
///
/// A line with the time of the stop on the monotonic clock, then a line for each instance. The clock starts anew with
/// the host, and the runtime directory is emptied then, so a file from before a reboot is never believed.
package struct SavedRoles: Hashable, Sendable {
    package let stoppedAt: Instant
    package let masters: [String]

    package init(stoppedAt: Instant, masters: [String]) {
        self.stoppedAt = stoppedAt
        self.masters = masters
    }

    /// Nobody was master.
    package static let none = SavedRoles(stoppedAt: .zero, masters: [])

    /// Those that may go on as master: a peer has not had the time to take over.
    ///
    /// The last advertisement left up to one interval before the stop, and a peer's skew time may be next to nothing.
    package func masters(among routers: [RouterSettings], at now: Instant) -> Set<String> {
        let known = Set(masters)
        return Set(
            routers.filter { router in
                let patience = router.advertisementInterval * Int64(router.downTimerAdvertisements - 1)
                return known.contains(router.name) && stoppedAt <= now && now - stoppedAt < patience
            }.map(\.name))
    }

    /// The file's text.
    package var text: String {
        "\(stoppedAt.nanoseconds)\n" + masters.map { $0 + "\n" }.joined()
    }

    /// Reads the file's text; what is not as it should be counts as nothing.
    package init(text: String) {
        var lines = text.split(separator: "\n").map(String.init)
        guard !lines.isEmpty, let stopped = Int64(lines.removeFirst()) else {
            self = .none
            return
        }
        self.init(stoppedAt: Instant(nanoseconds: stopped), masters: lines)
    }

    /// Reads what a predecessor left and removes it, so that it is believed once.
    package static func take(from directory: String) -> SavedRoles {
        let path = path(in: directory)
        guard let text = ProcessFacts.text(of: path) else { return .none }
        unlink(path)
        return SavedRoles(text: text)
    }

    /// Leaves this for a successor.
    package func write(to directory: String) throws(FileError) {
        try ReplacedFile.write(Array(text.utf8), to: Self.path(in: directory), mode: 0o640)
    }

    private static func path(in directory: String) -> String { directory + "/roles" }
}
