import Glibc
import Polling
import Synchronization

/// A UDP server that sends every datagram back to where it came from.
package final class DatagramEcho: Sendable {
    private let isStopped = Atomic(false)

    private init() {}

    /// Binds the port on all IPv4 addresses of the namespace and returns once that is done.
    package static func start(in namespace: NetworkNamespace, port: UInt16) async throws -> DatagramEcho {
        let echo = DatagramEcho()
        let descriptor = try await namespace.onThread("open udp \(port)") { try IPv4Socket.datagrams(port) }
        try NamedThread.start("udp \(port)") { echo.run(descriptor) }
        return echo
    }

    package func stop() { isStopped.store(true, ordering: .relaxed) }

    private func run(_ descriptor: Int32) {
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 2048)
        while !isStopped.load(ordering: .relaxed) {
            var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&watched, 1, 100) > 0 else { continue }
            var sender = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutablePointer(to: &sender) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { sender in
                    let count = recvfrom(descriptor, &buffer, buffer.count, 0, sender, &size)
                    if count >= 0 { sendto(descriptor, buffer, count, 0, sender, size) }
                }
            }
        }
    }
}
