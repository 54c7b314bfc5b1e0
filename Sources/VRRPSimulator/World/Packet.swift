import Addresses

/// An advertisement on its way.
struct Packet: Sendable {
    let message: [UInt8]
    let source: IPAddress
    let destination: IPAddress
    /// Instance numbers.
    let from: Int
    let to: Int
}

/// Packets on their way, by number; numbers are used again.
struct PacketsInFlight: Sendable {
    private var packets: [Packet?] = []
    private var free: [Int] = []

    mutating func insert(_ packet: Packet) -> Int {
        if let number = free.popLast() {
            packets[number] = packet
            return number
        }
        packets.append(packet)
        return packets.count - 1
    }

    mutating func remove(_ number: Int) -> Packet? {
        defer {
            packets[number] = nil
            free.append(number)
        }
        return packets[number]
    }
}
