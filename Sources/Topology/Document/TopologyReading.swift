import Bytes

/// A document with the bytes that it was read from, so that of the next one only what differs has to be read.
package struct TopologyReading: Sendable {
    package let bytes: [UInt8]
    package let document: TopologyDocument
    /// How many services were taken over from the reading before, for their bytes are the same.
    package let kept: Int
    let services: ServiceIntake.Result

    /// Reads a topology in the platform's own form or in the short one.
    ///
    /// The platform's form nests maps by name (`serviceMap`, `clusterIdClusterMap`, `memberMap`), the short one has
    /// arrays (`services`, `clusters`, `members`).
    ///
    /// - Parameter predecessor: what was read before; the result is the same without it.
    package init(json bytes: [UInt8], after predecessor: TopologyReading? = nil) throws(DocumentError) {
        guard bytes.count < TopologyDocument.sizeLimit else {
            throw DocumentError(
                "the document has \(bytes.count) bytes; it must have less than \(TopologyDocument.sizeLimit)", at: 0)
        }
        // What is wrong is told by a reading of the whole, which finds the first mistake.
        let services =
            if let predecessor, let quick = try? Self.read(bytes, after: predecessor) {
                quick
            } else {
                try Self.read(bytes, after: nil)
            }
        self.bytes = bytes
        self.services = services
        kept = services.kept
        document = TopologyDocument(services: services.services.map(\.service))
    }

    /// Whether the document was read from these very bytes.
    package func isOf(_ bytes: [UInt8]) -> Bool { self.bytes.span.isEqual(to: bytes.span) }

    private static func read(
        _ bytes: [UInt8], after predecessor: TopologyReading?
    ) throws(DocumentError) -> ServiceIntake.Result {
        var reader = JSONReader(bytes)
        var intake = ServiceIntake(after: predecessor)
        do throws(DocumentError) {
            try readRoot(&reader, &intake)
            try reader.end()
            return try intake.result()
        } catch {
            throw error.located(in: bytes)
        }
    }

    private static func readRoot(_ reader: inout JSONReader, _ intake: inout ServiceIntake) throws(DocumentError) {
        let start = reader.offset
        try reader.object { (reader, key) throws(DocumentError) in
            switch key {
            case "topology":
                try intake.refuseSecond(at: reader.offset)
                try reader.object { (reader, key) throws(DocumentError) in
                    guard key == "serviceMap" else { return try reader.skip() }
                    try PlatformForm.readServices(&reader, into: &intake)
                }
            case "serviceMap": try PlatformForm.readServices(&reader, into: &intake)
            case "services": try ShortForm.readServices(&reader, into: &intake)
            default: try reader.skip()
            }
        }
        guard intake.hasBegun else {
            throw DocumentError("neither a serviceMap nor services are there: this is no topology", at: start)
        }
    }
}
