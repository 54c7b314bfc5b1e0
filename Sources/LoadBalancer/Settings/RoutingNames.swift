package import NodeConfiguration

/// The numbers behind the names that route, rule and address lines use, as iproute2's files give them.
package struct RoutingNames: Hashable, Sendable {
    /// A kind of name, by the file that lists them.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case table = "rt_tables"
        case scope = "rt_scopes"
        case origin = "rt_protos"
        case realm = "rt_realms"
        case typeOfService = "rt_dsfield"
        case group
    }

    private var numbers: [Kind: [String: UInt32]] = [
        .table: ["default": 253, "main": 254, "local": 255, "unspec": 0],
        .scope: ["global": 0, "nowhere": 255, "host": 254, "link": 253, "site": 200],
        .origin: [
            "redirect": 1, "kernel": 2, "boot": 3, "static": 4, "gated": 8, "ra": 9, "mrt": 10, "zebra": 11, "bird": 12,
            "dnrouted": 13, "xorp": 14, "ntk": 15, "dhcp": 16, "keepalived": 18, "babel": 42, "bgp": 186, "isis": 187,
            "ospf": 188, "rip": 189, "eigrp": 192,
        ],
        .realm: ["cosmos": 0],
        .group: ["default": 0],
    ]

    /// Those that every system knows.
    package init() {}

    /// Adds what a file of iproute2's says: a number, decimal or hexadecimal, and a name on each line, `#` before
    /// comments.
    package mutating func add(_ kind: Kind, text: String) {
        for line in text.split(separator: "\n") {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
            guard words.count >= 2, let number = Self.number(words[0]) else { continue }
            numbers[kind, default: [:]][String(words[1])] = number
        }
    }

    /// The number of a name, nil where nobody knows it.
    package func number(_ kind: Kind, _ name: RoutingName) -> UInt32? {
        switch name {
        case .number(let number): number
        case .name(let text): numbers[kind]?[text]
        }
    }

    private static func number(_ text: Substring) -> UInt32? {
        text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
    }
}
