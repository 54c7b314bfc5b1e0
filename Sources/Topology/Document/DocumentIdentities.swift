/// What a document has named so far: services, clusters and members each have a name that no other one has.
struct DocumentIdentities {
    private var services: Set<String> = []
    private var clusters: Set<String> = []
    private var members: [String: String] = [:]

    mutating func takeService(_ name: String, at offset: Int) throws(DocumentError) {
        guard !services.insert(name).inserted else { return }
        throw DocumentError("there are two services of the name \"\(name)\"", at: offset)
    }

    mutating func takeCluster(_ id: String, at offset: Int) throws(DocumentError) {
        guard !clusters.insert(id).inserted else { return }
        throw DocumentError("there are two clusters of the id \"\(id)\"", at: offset)
    }

    /// - Parameter service: the one that the member's cluster belongs to.
    mutating func takeMember(_ id: String, of service: String, at offset: Int) throws(DocumentError) {
        guard let other = members.updateValue(service, forKey: id) else { return }
        throw DocumentError(
            "there are two members of the id \"\(id)\""
                + (other == service || other.isEmpty ? "" : ", the other one in the service \"\(other)\""), at: offset)
    }
}

extension DocumentIdentities {
    var isEmpty: Bool { clusters.isEmpty && members.isEmpty }

    /// Notes the clusters and members of a service that is known to name none twice.
    mutating func note(_ service: TopologyDocument.Service) {
        for cluster in service.clusters {
            clusters.insert(cluster.id)
            for member in cluster.members { members[member.id] = service.name }
        }
    }

    /// The clusters and members that the other has not.
    func subtracting(_ other: DocumentIdentities) -> DocumentIdentities {
        var rest = DocumentIdentities()
        rest.clusters = clusters.subtracting(other.clusters)
        rest.members = members.filter { other.members[$0.key] == nil }
        return rest
    }

    /// Whether a cluster or member of the service is among these.
    func names(partOf service: TopologyDocument.Service) -> Bool {
        service.clusters.contains { cluster in
            clusters.contains(cluster.id)
                || !members.isEmpty && cluster.members.contains { members[$0.id] != nil }
        }
    }
}
