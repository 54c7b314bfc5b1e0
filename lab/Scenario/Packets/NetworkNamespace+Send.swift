import CLinux
package import Deadlines
import Polling

extension NetworkNamespace {
    /// Sends advertisements out of an interface of the namespace, on a raw socket.
    package func send(_ advertisements: [ForgedAdvertisement], outOf interface: String) async throws {
        try await onThread("forge") { try Forger(interface).send(advertisements) }
    }

    /// Sends advertisements over and over, from as many a second as are wanted to as many as the machine can.
    ///
    /// - Returns: how many were sent.
    package func flood(
        with advertisements: [ForgedAdvertisement], outOf interface: String, rate: Int, for duration: Nanoseconds
    ) async throws -> Int {
        try await onThread("flood") { try Forger(interface).flood(with: advertisements, rate: rate, for: duration) }
    }
}
