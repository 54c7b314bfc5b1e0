package import Deadlines

/// A frame as it was captured.
package struct CapturedFrame: Hashable, Sendable {
    /// When, in nanoseconds since 1970-01-01T00:00:00Z.
    package var time: Instant
    package var linkType: LinkType
    /// As much of it as was kept.
    package var bytes: [UInt8]
    /// Its length on the link, in bytes.
    package var originalLength: Int

    /// - Parameter originalLength: nil where all of it was kept.
    package init(at time: Instant, _ linkType: LinkType, _ bytes: [UInt8], originalLength: Int? = nil) {
        self.time = time
        self.linkType = linkType
        self.bytes = bytes
        self.originalLength = max(bytes.count, originalLength ?? 0)
    }

    /// How many bytes of the frame were not kept.
    var missing: Int { originalLength - bytes.count }
}
