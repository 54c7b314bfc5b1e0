import Addresses
import CLinux
package import Deadlines
import Glibc
package import Polling

/// A raw socket that sends whole IPv4 packets out of one interface. One thread uses it.
package final class Forger {
    private static let batch = 256

    private let descriptor: Int32
    private let outbox: OpaquePointer
    private let interface: String
    private let interfaceIndex: Int32

    /// In the calling thread's network namespace.
    package init(_ interface: String) throws(SystemCallError) {
        guard let outbox = clinux_outbox_create() else { throw SystemCallError("malloc", errno: ENOMEM) }
        self.outbox = outbox
        self.interface = interface
        interfaceIndex = Int32(clamping: if_nametoindex(interface))
        descriptor = socket(AF_INET, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), Int32(IPPROTO_RAW))
        guard descriptor >= 0 else { throw SystemCallError.current("socket", on: "a raw socket") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        clinux_outbox_destroy(outbox)
    }

    package func send(_ advertisements: [ForgedAdvertisement]) throws(SystemCallError) {
        try send(packets: advertisements.map(\.packet)[...])
    }

    /// Sends them over and over.
    ///
    /// - Parameter rate: packets a second; fewer where the machine cannot.
    /// - Returns: how many were sent.
    package func flood(with advertisements: [ForgedAdvertisement], rate: Int, for duration: Nanoseconds) throws -> Int {
        let packets = advertisements.map(\.packet)
        let start = MonotonicClock.now
        var sent = 0
        while true {
            let elapsed = MonotonicClock.now - start
            guard elapsed < duration else { return sent }
            let due = Int(elapsed.count / 1_000) * rate / 1_000_000
            guard due > sent else {
                usleep(200)
                continue
            }
            let first = sent % packets.count
            let count = min(due - sent, Self.batch, packets.count - first)
            // A full queue of the interface is part of a flood.
            try? send(packets: packets[first..<first + count])
            sent += count
        }
    }

    private func send(packets: ArraySlice<[UInt8]>) throws(SystemCallError) {
        for packet in packets {
            var route = clinux_route()
            route.ip_version = 4
            route.interface_index = interfaceIndex
            route.source.low = packet[12..<16].reduce(0) { $0 << 8 | UInt64($1) }
            route.destination.low = packet[16..<20].reduce(0) { $0 << 8 | UInt64($1) }
            _ = clinux_outbox_add(outbox, packet, packet.count, &route)
        }
        clinux_outbox_send(outbox, descriptor)
        for index in 0..<packets.count {
            let failure = clinux_outbox_result(outbox, index)
            guard failure == 0 else { throw SystemCallError("sendmmsg", on: interface, errno: failure) }
        }
    }
}
