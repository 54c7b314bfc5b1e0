import CheckLoad
import Glibc
import LabScenario
import Polling

/// Servers to be checked, all on the loopback interface of this network namespace: 127.1.0.1 and those that follow.
final class CheckedServers {
    static let port: UInt16 = 8080

    private let count: UnsafeMutablePointer<checkload_count>

    /// Starts to serve them, for as long as this process lives.
    init() throws {
        count = .allocate(capacity: 1)
        count.initialize(to: checkload_count())
        let listener = checkload_listen(Self.port)
        guard listener >= 0 else { throw SystemCallError("listen", on: "port \(Self.port)", errno: -listener) }
        let address = UInt(bitPattern: count)
        try NamedThread.start("servers") {
            checkload_serve(listener, UnsafeMutablePointer(bitPattern: address))
        }
    }

    /// How many connections they have taken.
    var taken: Int { Int(checkload_taken(count)) }

    static func address(_ place: Int) -> String {
        let number = place + 1
        return "127.\(1 + number >> 16).\(number >> 8 & 255).\(number & 255)"
    }
}
