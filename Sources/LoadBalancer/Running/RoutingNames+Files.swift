extension RoutingNames {
    /// Where iproute2 keeps its files, the administrator's last.
    private static let folders = ["/usr/lib/iproute2", "/usr/share/iproute2", "/etc/iproute2"]

    /// The names of this node.
    static func read() -> RoutingNames {
        var names = RoutingNames()
        for folder in folders {
            for kind in Kind.allCases {
                if let text = ProcessFacts.text(of: "\(folder)/\(kind.rawValue)") { names.add(kind, text: text) }
            }
        }
        return names
    }
}
