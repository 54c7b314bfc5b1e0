import Addresses
import CLinux
package import Deadlines
import Glibc
import Polling

extension NetworkNamespace {
    /// Sends advertisements out of an interface of the namespace, on a raw socket.
    package func send(_ advertisements: [ForgedAdvertisement], outOf interface: String) async throws {
        try await onThread("forge") {
            let forger = try Forger(interface)
            try forger.send(advertisements.map(\.packet))
        }
    }

    /// Sends advertisements over and over, as evenly as can be.
    ///
    /// - Parameters:
    ///   - advertisements: sent in turn.
    ///   - rate: packets a second; fewer where the machine cannot.
    /// - Returns: how many were sent.
    package func flood(
        with advertisements: [ForgedAdvertisement], outOf interface: String, rate: Int, for duration: Nanoseconds
    ) async throws -> Int {
        try await onThread("flood") {
            let forger = try Forger(interface)
            let packets = advertisements.map(\.packet)
            let start = MonotonicClock.now
            var sent = 0
            while MonotonicClock.now - start < duration {
                let due = Int((MonotonicClock.now - start).count) / 1_000 * rate / 1_000_000
                guard due > sent else {
                    usleep(200)
                    continue
                }
                let batch = (sent..<min(due, sent + 256)).map { packets[$0 % packets.count] }
                // A full queue of the interface is what a flood meets.
                try? forger.send(batch)
                sent += batch.count
            }
            return sent
        }
    }
}

/// A raw socket that takes whole IPv4 packets. One thread uses it.
private final class Forger {
    private let descriptor: Int32
    private let outbox: OpaquePointer
    private let interface: String

    init(_ interface: String) throws(SystemCallError) {
        guard let outbox = clinux_outbox_create() else { throw SystemCallError("malloc", errno: ENOMEM) }
        self.outbox = outbox
        self.interface = interface
        descriptor = socket(AF_INET, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), Int32(IPPROTO_RAW))
        guard descriptor >= 0 else { throw SystemCallError.current("socket", on: "a raw socket") }
    }

    deinit {
        close(descriptor)
        clinux_outbox_destroy(outbox)
    }

    func send(_ packets: [[UInt8]]) throws(SystemCallError) {
        for packet in packets {
            var route = clinux_route()
            route.ip_version = 4
            route.interface_index = Int32(clamping: if_nametoindex(interface))
            route.source.low = UInt64(packet[12..<16].reduce(0) { $0 << 8 | UInt32($1) })
            route.destination.low = UInt64(ForgedAdvertisement.group.value)
            _ = clinux_outbox_add(outbox, packet, packet.count, &route)
        }
        clinux_outbox_send(outbox, descriptor)
        for index in packets.indices {
            let failure = clinux_outbox_result(outbox, index)
            guard failure == 0 else { throw SystemCallError("sendmmsg", on: interface, errno: failure) }
        }
    }
}
