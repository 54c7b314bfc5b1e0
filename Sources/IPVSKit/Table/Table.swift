/// A virtual service with its real servers.
public struct TableEntry: Hashable, Sendable {
    /// The service itself.
    public let service: VirtualService
    /// Sorted by key, each key once.
    public let realServers: [RealServer]

    /// Sorts the real servers; of two with the same key the last one counts.
    public init(_ service: VirtualService, realServers: [RealServer] = []) {
        self.service = service
        self.realServers = realServers.sortedLastOfEach(by: \.key)
    }
}

/// Virtual services with their real servers: what the kernel has, or what it should have.
public struct Table: Hashable, Sendable {
    /// Sorted by the services' keys, each key once.
    public private(set) var entries: [TableEntry]

    /// Sorts the entries; of two with the same key the last one counts.
    public init(_ entries: [TableEntry] = []) {
        self.entries = entries.sortedLastOfEach(by: \.service.key)
    }

    /// The service of this key, nil where there is none.
    public subscript(key: ServiceKey) -> TableEntry? {
        place(of: key).map { entries[$0] }
    }

    private func place(of key: ServiceKey) -> Int? {
        var range = entries.indices
        while let middle = range.isEmpty ? nil : range.lowerBound + range.count / 2 {
            let found = entries[middle].service.key
            if found == key { return middle }
            range = found < key ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    /// The keys of its services, sorted.
    package var keys: some Collection<ServiceKey> { entries.lazy.map(\.service.key) }

    /// Takes in the entries of another table, in the place of those with the same keys.
    package mutating func update(with other: Table) {
        guard !entries.isEmpty else {
            self = other
            return
        }
        var new: [TableEntry] = []
        for entry in other.entries {
            guard let place = place(of: entry.service.key) else {
                new.append(entry)
                continue
            }
            // A table that shares its memory with others goes on doing so where nothing changes.
            if entries[place] != entry { entries[place] = entry }
        }
        if !new.isEmpty { self = Table(entries + new) }
    }

    /// Takes services out.
    package mutating func remove(_ keys: Set<ServiceKey>) {
        guard !keys.isEmpty else { return }
        entries.removeAll { keys.contains($0.service.key) }
    }

    /// The part of the table that a predicate picks.
    public func filter(_ isIncluded: (ServiceKey) -> Bool) -> Table {
        Table(entries.filter { isIncluded($0.service.key) })
    }
}

extension Table {
    /// What the kernel reported, without counters and connections.
    public init(_ services: [ServiceStatus]) {
        self.init(services.map { TableEntry($0.service, realServers: $0.realServers.map(\.realServer)) })
    }

    /// The table after a plan whose steps all succeeded.
    ///
    /// Steps that do not fit the table, such as an edit of a service that is not there, are passed over, as the kernel
    /// refuses them.
    public func applying(_ plan: Plan) -> Table {
        var services = Dictionary(uniqueKeysWithValues: entries.map { ($0.service.key, $0.service) })
        var realServers = Dictionary(
            uniqueKeysWithValues: entries.map { entry in
                (entry.service.key, Dictionary(uniqueKeysWithValues: entry.realServers.map { ($0.key, $0) }))
            })
        for step in plan.steps {
            switch step {
            case .addService(let service):
                guard services[service.key] == nil else { continue }
                services[service.key] = service
                realServers[service.key] = [:]
            case .editService(let service):
                guard services[service.key] != nil else { continue }
                services[service.key] = service
            case .addRealServer(let server, let service):
                guard realServers[service]?[server.key] == nil else { continue }
                realServers[service]?[server.key] = server
            case .editRealServer(let server, let service):
                guard realServers[service]?[server.key] != nil else { continue }
                realServers[service]?[server.key] = server
            case .removeRealServer(let server, let service):
                realServers[service]?[server] = nil
            case .removeService(let key):
                services[key] = nil
                realServers[key] = nil
            }
        }
        return Table(services.map { TableEntry($1, realServers: Array((realServers[$0] ?? [:]).values)) })
    }
}

extension Array {
    /// Sorted by a key, with the last one of those that share it.
    fileprivate func sortedLastOfEach<Key: Comparable>(by key: (Element) -> Key) -> [Element] {
        // As the kernel's table and a plan's result are: nothing is copied.
        let isSorted = indices.dropFirst().allSatisfy { key(self[$0 - 1]) < key(self[$0]) }
        if isSorted { return self }
        let keys = map(key)
        let order = indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
        return order.indices.compactMap { place in
            let isLast = place + 1 == order.endIndex || keys[order[place]] != keys[order[place + 1]]
            return isLast ? self[order[place]] : nil
        }
    }
}
