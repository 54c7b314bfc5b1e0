import Addresses

extension VirtualAddressLine {
    /// The words of its line.
    var words: [String] {
        // A peer's own address has no length.
        var words = [peer == nil ? prefix.description : prefix.address.description]
        if let peer { words += ["peer", peer.description] }
        if let broadcast { words += ["brd", broadcast.description] }
        if let interface { words += ["dev", interface.description] }
        if let scope { words += ["scope", scope.word] }
        if let label { words += ["label", label] }
        if preferredLifetime != VirtualAddressLine(prefix: prefix).preferredLifetime {
            words += ["preferred_lft", preferredLifetime.word]
        }
        let flags = [
            ("home", isHome), ("-nodad", detectsDuplicates), ("mngtmpaddr", managesTemporaryAddresses),
            ("noprefixroute", hasNoPrefixRoute), ("autojoin", joinsGroup), ("no_track", isUntracked),
            ("use_vmac", usesVirtualMAC),
        ]
        return words + flags.filter(\.1).map(\.0)
    }
}

extension PreferredLifetime {
    fileprivate var word: String {
        switch self {
        case .forever: "forever"
        case .seconds(let seconds): seconds.description
        }
    }
}

extension RoutingName {
    var word: String {
        switch self {
        case .number(let number): number.description
        case .name(let name): name
        }
    }
}
