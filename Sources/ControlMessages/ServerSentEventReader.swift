/// Takes a `text/event-stream` apart as its bytes arrive, in pieces of any size.
package struct ServerSentEventReader: Sendable {
    /// The longest line that is taken.
    package static let longestLine = 1_048_576

    private var line: [UInt8] = []
    private var id: String?
    private var name = ""
    private var data: [String] = []
    private var endedWithReturn = false

    package init() {}

    /// The items that these bytes complete. Comments and fields that it does not know are passed over.
    ///
    /// - Throws: where a line is longer than anything that is sent here.
    package mutating func read(_ bytes: some Sequence<UInt8>) throws(MessageError) -> [ServerSentEvent] {
        var items: [ServerSentEvent] = []
        for byte in bytes {
            // A line ends with a carriage return, a line feed, or both.
            defer { endedWithReturn = byte == UInt8(ascii: "\r") }
            switch byte {
            case UInt8(ascii: "\n") where endedWithReturn:
                continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if let item = endLine() { items.append(item) }
            default:
                guard line.count < Self.longestLine else {
                    throw MessageError(description: "the stream has a line of more than \(Self.longestLine) bytes")
                }
                line.append(byte)
            }
        }
        return items
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return endItem() }
        let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count > 1 ? parts[1] : []
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        let text = String(decoding: value, as: UTF8.self)
        switch String(decoding: parts[0], as: UTF8.self) {
        case "id": id = text
        case "event": name = text
        case "data": data.append(text)
        default: break
        }
        return nil
    }

    private mutating func endItem() -> ServerSentEvent? {
        defer {
            id = nil
            name = ""
            data = []
        }
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(id: id, name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
    }
}
