package import ControlMessages
package import ManagementServers

extension AgentReport {
    private typealias Limits = AgentRegistration.Limits

    /// What an agent says; refused where a text is so long, or of such a kind, that it is none.
    package init(_ body: AgentRegistration, id: AgentID) throws(ControlError) {
        let labels = body.labels ?? [:]
        let servers = body.servers ?? []
        guard Limits.areFew(servers), Limits.areFew(labels) else {
            throw .badRequest("an agent names at most \(Limits.most) servers and \(Limits.most) labels")
        }
        try Self.check("zone", [body.zone])
        try Self.check("cluster", [body.cluster])
        try Self.check("address", [body.address])
        try Self.check("algorithm", [body.algorithm])
        try Self.check("connected_to", [body.connectedTo])
        let labelTexts = labels.flatMap { [$0.key, $0.value] }.sorted()
        try Self.check("labels", labelTexts)
        try Self.check("servers", servers)
        try Self.check("labels", labelTexts, together: Limits.labelBytes)
        try Self.check("servers", servers, together: Limits.serverBytes)
        guard servers.allSatisfy(Limits.isServer) else {
            throw .badRequest("servers: each entry is one server, without a comma")
        }
        self.init(
            id: id, zone: body.zone, cluster: body.cluster, address: body.address, labels: labels,
            held: body.servers == nil && body.algorithm == nil
                ? nil : HeldList(servers: servers, algorithm: body.algorithm),
            connectedTo: body.connectedTo)
    }

    private static func check(_ field: String, _ texts: [String], together limit: Int) throws(ControlError) {
        guard Limits.areShort(texts, together: limit) else {
            throw .badRequest("\(field): all together have at most \(limit) bytes")
        }
    }

    private static func check(_ field: String, _ texts: [String?]) throws(ControlError) {
        guard texts.compactMap(\.self).allSatisfy(Limits.isText) else {
            throw .badRequest("\(field): a text has at most \(Limits.longest) bytes and no control characters")
        }
    }
}
