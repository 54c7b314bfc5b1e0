import CLinux

extension [UInt8] {
    /// What a descriptor gives up to its end; nil where that is more than `limit` bytes.
    ///
    /// The kernel writes to where the bytes stay: that saves a large file's pages from being touched twice.
    ///
    /// - Parameter size: how much is expected.
    package init?(from descriptor: Int32, expecting size: Int, atMost limit: Int) throws(SystemCallError) {
        self = []
        // One more, so that the end is seen by a read that is not full.
        var room = Swift.max(0, Swift.min(size, limit)) + 1
        while true {
            let piece = try Self.read(descriptor, upTo: room)
            guard !piece.isEmpty else { return }
            if isEmpty { self = piece } else { self += piece }
            guard count <= limit else { return nil }
            room = 1 << 16
        }
    }

    private static func read(_ descriptor: Int32, upTo room: Int) throws(SystemCallError) -> [UInt8] {
        var result = 0
        let piece = [UInt8](unsafeUninitializedCapacity: room) { memory, count in
            result = clinux_read(descriptor, memory.baseAddress, memory.count)
            count = Swift.max(result, 0)
        }
        guard result >= 0 else { throw SystemCallError("read", errno: Int32(truncatingIfNeeded: -result)) }
        return piece
    }
}
