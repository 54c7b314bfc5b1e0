import Addresses

extension RuleLine {
    /// The words of its line.
    var words: [String] {
        var words = conditions.isInverted ? ["not"] : []
        if conditions.from?.address.family == nil, conditions.to?.address.family == nil, family == .ipv6 {
            // keepalived's inet6 swallows the next word.
            words += ["inet6", "dummy"]
        }
        words += conditions.words
        words.add("preference", preference)
        words += action.words
        if conditions.isUntracked { words.append("no_track") }
        words.add("track_group", trackGroup)
        return words
    }
}

extension RuleConditions {
    fileprivate var words: [String] {
        var words: [String] = []
        words.add("from", from)
        words.add("to", to)
        words.add("tos", tos?.word)
        if let firewallMark {
            words += ["fwmark", "\(firewallMark.mark)" + (firewallMark.mask.map { "/\($0)" } ?? "")]
        }
        words.add("iif", inputInterface)
        words.add("oif", outputInterface)
        words.add("realms", realms?.word)
        words.add("suppress_prefixlength", suppressedPrefixLength)
        words.add("suppress_ifgroup", suppressedInterfaceGroup?.word)
        words.add("tunnel-id", tunnelID)
        words.add("uidrange", userIDs.map { "\($0.lowerBound)-\($0.upperBound)" })
        words.add("protocol", ruleProtocol?.word)
        words.add("ipproto", transportProtocol)
        // keepalived takes no single port.
        words.add("sport", sourcePorts.map { "\($0.lowerBound)-\($0.upperBound)" })
        words.add("dport", destinationPorts.map { "\($0.lowerBound)-\($0.upperBound)" })
        return words
    }
}

extension RuleLine.Action {
    fileprivate var words: [String] {
        switch self {
        case .table(let table): ["table", table.word]
        case .vrfTable: ["l3mdev"]
        case .goto(let preference): ["goto", preference.description]
        case .nop: ["nop"]
        case .blackhole: ["blackhole"]
        case .prohibit: ["prohibit"]
        case .unreachable: ["unreachable"]
        }
    }
}
