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
