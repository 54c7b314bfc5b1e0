package import ControlMessages
package import ManagementServers

extension AgentReport {
    /// The most servers of a list, and labels, that an agent may name.
    private static let most = 1_000
    /// The most bytes of a name, an address or a label.
    private static let longest = 255

    /// The most bytes of all its servers, and of all its labels: what a million agents say has to be kept.
    private static let (serverBytes, labelBytes) = (16_384, 4_096)

    /// What an agent says; refused where a text is so long, or of such a kind, that it is none.
    package init(_ body: AgentRegistration, id: AgentID) throws(ControlError) {
        let labels = body.labels ?? [:]
        let servers = body.servers ?? []
        guard servers.count <= Self.most, labels.count <= Self.most else {
            throw .badRequest("an agent names at most \(Self.most) servers and \(Self.most) labels")
        }
        try Self.check("zone", [body.zone])
        try Self.check("cluster", [body.cluster])
        try Self.check("address", [body.address])
        try Self.check("algorithm", [body.algorithm])
        try Self.check("connected_to", [body.connectedTo])
        try Self.check("labels", labels.flatMap { [$0.key, $0.value] }.sorted())
        try Self.check("servers", servers)
        try Self.check(
            "labels", total: labels.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }, Self.labelBytes)
        try Self.check("servers", total: servers.reduce(0) { $0 + $1.utf8.count }, Self.serverBytes)
        guard !servers.contains(where: { $0.contains(",") || $0.isEmpty }) else {
            throw .badRequest("servers: each entry is one server, without a comma")
        }
        self.init(
            id: id, zone: body.zone, cluster: body.cluster, address: body.address, labels: labels,
            held: body.servers == nil && body.algorithm == nil
                ? nil : HeldList(servers: servers, algorithm: body.algorithm),
            connectedTo: body.connectedTo)
    }

    private static func check(_ field: String, total: Int, _ limit: Int) throws(ControlError) {
        guard total <= limit else { throw .badRequest("\(field): all together have at most \(limit) bytes") }
    }

    private static func check(_ field: String, _ texts: [String?]) throws(ControlError) {
        for text in texts.compactMap(\.self) {
            guard text.utf8.count <= longest, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .badRequest("\(field): a text has at most \(longest) bytes and no control characters")
            }
        }
    }
}
