import Addresses

/// The unicast keywords of an instance.
struct UnicastDraft {
    /// The first `unicast_…` keyword of all.
    var first: SourceOffset?
    var peers: [(line: UnicastPeerLine, position: SourceOffset)] = []
    var ttl = Setting<UInt8>()
    var checksSource = Setting<Bool>()
    var faultsWithoutPeer = Setting<Bool>()
}

extension Keyword<VRRPInstanceDraft> {
    static var unicast: [Keyword] {
        [
            .lines("unicast_peer") { line, draft, context throws(BadLine) in
                draft.unicast.first = draft.unicast.first ?? line.position
                draft.unicast.peers.append((try readPeer(line, &context), line.position))
            },
            Keyword("unicast_src_ip", [.address]) { statement, draft, context in
                draft.unicast.first = draft.unicast.first ?? statement.position
                context.store(
                    context.required(.address, at: 0, of: statement), of: statement, in: &draft.sourceAddress)
                context.refuseWords(after: 1, of: statement)
                context.refuseBlock(of: statement)
            },
            .value("mcast_src_ip", .address, \.sourceAddress),
            .value("unicast_ttl", .integer(0...255), \.unicast.ttl),
            .flag("check_unicast_src", \.unicast.checksSource),
            .flag("unicast_fault_no_peer", \.unicast.faultsWithoutPeer),
        ]
    }

    /// Reads `IP [min_ttl N] [max_ttl N]`.
    private static func readPeer(
        _ statement: Statement, _ context: inout ReadingContext
    ) throws(BadLine) -> UnicastPeerLine {
        var words = LineWords(statement)
        guard let first = words.next(), let address = IPAddress(first.text) else {
            try context.fail(
                "'unicast_peer' takes \(ArgumentKind.address), not '\(statement.keyword.text)'",
                at: statement.position)
        }
        guard !address.isMulticast, !address.isAny else {
            try context.fail("\(address) is no address of one peer", at: statement.position)
        }
        var (minimum, maximum): (UInt8?, UInt8?)
        while let word = words.next() {
            switch word.text {
            case "min_ttl": minimum = try words.value(.integer(0...255), of: word, &context)
            case "max_ttl": maximum = try words.value(.integer(0...255), of: word, &context)
            default:
                try context.fail(
                    "unknown word '\(word.text)': 'min_ttl' or 'max_ttl' may follow", at: word.position,
                    suggestion: Suggestion.closest(to: word.text, among: ["min_ttl", "max_ttl"]))
            }
        }
        if let minimum, let maximum, minimum > maximum {
            try context.fail("'min_ttl \(minimum)' is above 'max_ttl \(maximum)'", at: statement.position)
        }
        return UnicastPeerLine(address: address, minimumTTL: minimum, maximumTTL: maximum)
    }
}
