import FoundationEssentials

/// The one way messages become JSON and JSON becomes messages.
package enum MessageCoding {
    /// The message as one line of JSON with sorted keys: equal messages give equal bytes.
    package static func encode(_ message: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(message))
    }

    /// The same of an agent's list, which thousands ask for at once: a tenth of the general way's work.
    package static func encode(_ message: AgentMessage) -> [UInt8] {
        var text = JSONText()
        text.field("agent", message.entry.agent)
        text.field("algorithm", message.entry.algorithm)
        text.field("as_of", message.asOf.description)
        text.field("avoid", message.entry.avoid)
        text.field("check_interval", message.entry.checkInterval)
        text.field("cluster", message.entry.cluster)
        text.field("group", message.entry.group)
        text.field("known", message.entry.isKnown)
        text.field("last_seen", message.entry.lastSeen?.description)
        text.field("preferred", message.entry.preferred)
        text.field("servers", message.entry.servers)
        text.field("up_to_date", message.entry.isUpToDate)
        text.field("version", message.entry.version)
        text.field("zone", message.entry.zone)
        return text.object
    }

    /// The same of a configuration, which may have a million lines.
    package static func encode(_ message: ConfigurationMessage) -> [UInt8] {
        var source = JSONText()
        source.field("file", message.configuration.file)
        source.field("loaded_at", message.configuration.loadedAt.description)
        source.field("sha256", message.configuration.sha256)
        var text = JSONText()
        text.field("as_of", message.asOf.description)
        text.field("configuration", source)
        text.field("generation", message.generation)
        text.field("statements", message.statements)
        return text.object
    }

    /// The message in `bytes`; keys it does not know are passed over.
    package static func decode<Message: Decodable>(
        _ type: Message.Type, from bytes: some Collection<UInt8>
    ) throws(MessageError) -> Message {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw MessageError(error)
        } catch {
            throw MessageError(description: "the text is not the JSON that is wanted here: \(error)")
        }
    }
}

/// Why a text is not the message that was wanted.
package struct MessageError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(description: String) {
        self.description = description
    }

    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            description = "the field \"\(Self.path(context.codingPath + [key]))\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            description = "the field \"\(Self.path(context.codingPath))\" has the wrong type"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            description = "the text is not JSON"
        case .dataCorrupted(let context):
            description = "the field \"\(Self.path(context.codingPath))\" is not valid: \(context.debugDescription)"
        @unknown default:
            description = "the text is not the JSON that is wanted here"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "." : keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}
