/// One entry of a list as an answer of its own: the entry's fields and `as_of` in one object.
@dynamicMemberLookup
package struct Stamped<Entry: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    /// When what the entry says was true.
    package var asOf: Timestamp
    package var entry: Entry

    package init(asOf: Timestamp, _ entry: Entry) {
        self.asOf = asOf
        self.entry = entry
    }

    package subscript<Member>(dynamicMember member: KeyPath<Entry, Member>) -> Member {
        entry[keyPath: member]
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
    }

    package init(from decoder: any Decoder) throws {
        asOf = try decoder.container(keyedBy: CodingKeys.self).decode(Timestamp.self, forKey: .asOf)
        entry = try Entry(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(asOf, forKey: .asOf)
    }
}
