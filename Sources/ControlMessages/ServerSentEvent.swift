/// An item of a `text/event-stream` (WHATWG HTML, section 9.2).
package struct ServerSentEvent: Hashable, Sendable {
    /// The name of an item that says how many events were missed.
    package static let dropped = "dropped"
    /// A comment: something to write where there is nothing to tell, so that a listener that is gone is found.
    package static let heartbeat = ":\n\n"

    /// The number to come back with after a lost connection; nil where the item has none.
    package var id: String?
    /// What it is about. Without line ends, like the id.
    package var name: String
    package var data: String

    package init(id: String? = nil, name: String, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }

    /// The item as it is sent, with the empty line that ends it.
    package var text: String {
        var text = id.map { "id: \($0)\n" } ?? ""
        text += "event: \(name)\n"
        // As JSON always is.
        guard data.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else {
            return text + "data: \(data)\n\n"
        }
        // The stream's own line ends, not all that Unicode knows.
        let lines = data.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" }
        for line in lines { text += "data: \(String(line))\n" }
        return text + "\n"
    }
}

extension ServerSentEvent {
    /// An agent's list; the version is the number to come back with.
    package init(_ list: AgentMessage) {
        self.init(id: list.version, name: "list", data: String(decoding: MessageCoding.encode(list), as: UTF8.self))
    }

    package init(_ event: NumberedEvent) throws {
        // JSON escapes the line ends that a name or a reason may hold.
        self.init(
            id: String(event.number), name: event.event.kind.rawValue,
            data: String(decoding: try MessageCoding.encode(event.event), as: UTF8.self))
    }

    /// The items of a batch; what was missed comes first.
    package static func items(of batch: EventBatch) throws -> [ServerSentEvent] {
        var items: [ServerSentEvent] = []
        if batch.missed > 0 {
            let message = try MessageCoding.encode(DroppedMessage(missed: batch.missed))
            items.append(ServerSentEvent(name: dropped, data: String(decoding: message, as: UTF8.self)))
        }
        for event in batch.events { items.append(try ServerSentEvent(event)) }
        return items
    }
}
