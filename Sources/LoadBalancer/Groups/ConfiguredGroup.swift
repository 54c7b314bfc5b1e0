import AgentStore
import ControlMessages
import Deadlines
import HealthChecker
import ManagementServers
import NodeConfiguration

/// A group as the configuration has it, with the checks of its servers and what operators said against it.
struct ConfiguredGroup {
    var group: ServerGroup
    private(set) var overrides = GroupOverrides()
    /// Whether what operators told a predecessor counts again, as far as nobody said otherwise meanwhile.
    private(set) var isRestored = false
    /// The keywords of which operators said something before that.
    private var newer: Set<String> = []
    /// What the file says.
    private(set) var file: ServerGroupSettings
    /// In the order of the file.
    private(set) var servers: [(address: ServerAddress, checks: [CheckSpecification])]
    private(set) var peers: [GroupPeer]
    private(set) var heartbeat: Nanoseconds

    init(_ block: ManagementServerGroup) {
        file = ServerGroupSettings(block)
        group = ServerGroup(file)
        (servers, peers, heartbeat) = ([], [], .zero)
        take(block)
    }

    var name: String { group.name }
    var specifications: [CheckSpecification] { servers.flatMap(\.checks) }

    /// Takes over a changed block.
    mutating func configure(_ block: ManagementServerGroup) {
        file = ServerGroupSettings(block)
        take(block)
        applyOverrides()
    }

    /// Has what an operator says count.
    mutating func take(_ overrides: GroupOverrides, from change: GroupChange) {
        self.overrides = overrides
        if change.algorithm != nil { note(Keyword.algorithm) }
        if change.checkInterval != nil { note(Keyword.checkInterval) }
        if change.servers != nil { note(Keyword.servers) }
        applyOverrides()
    }

    /// Notes that an operator said whether a server drains.
    mutating func noteDrain(of address: ServerAddress) {
        note(Keyword.drain + address.description)
    }

    private mutating func note(_ keyword: String) {
        if !isRestored { newer.insert(keyword) }
    }

    private mutating func applyOverrides() {
        group.apply(overrides.apply(to: file))
    }

    private mutating func take(_ block: ManagementServerGroup) {
        servers = block.servers.map { server in
            (ServerAddress(host: server.host, port: server.port), CheckSpecification.all(of: server, in: block))
        }
        peers = block.peers
        heartbeat = block.agentHeartbeat
    }
}

extension ConfiguredGroup {
    private enum Keyword {
        static let algorithm = "algorithm"
        static let checkInterval = "check_interval"
        static let servers = "servers"
        static let drain = "drain "
    }

    /// What operators said, for the registry.
    var orders: [StoredOrder] {
        var orders: [StoredOrder] = []
        func add(_ keyword: String, _ base: String, _ value: String) {
            orders.append(StoredOrder(group: name, keyword: keyword, base: base, value: value))
        }
        if let word = overrides.algorithm { add(Keyword.algorithm, word.base.rawValue, word.value.rawValue) }
        if let word = overrides.checkInterval {
            add(Keyword.checkInterval, String(word.base.count), String(word.value.count))
        }
        if let word = overrides.servers { add(Keyword.servers, Self.text(of: word.base), Self.text(of: word.value)) }
        for (address, drains) in group.drainOrders.all {
            add(Keyword.drain + address.description, drains ? "no" : "yes", drains ? "yes" : "no")
        }
        return orders
    }

    /// Has what operators told a predecessor count again, once; what cannot be read is passed over, and what they said
    /// since then comes first.
    mutating func restore(_ orders: [StoredOrder]) {
        guard !isRestored else { return }
        let orders = orders.filter { $0.group == name && !newer.contains($0.keyword) }
        (isRestored, newer) = (true, [])
        for order in orders {
            switch order.keyword {
            case Keyword.algorithm:
                guard let value = OrderingAlgorithm(rawValue: order.value),
                    let base = OrderingAlgorithm(rawValue: order.base)
                else { continue }
                overrides.algorithm = .init(value, insteadOf: base)
            case Keyword.checkInterval:
                guard let value = Int64(order.value), let base = Int64(order.base) else { continue }
                overrides.checkInterval = .init(Nanoseconds(value), insteadOf: Nanoseconds(base))
            case Keyword.servers:
                overrides.servers = .init(
                    Self.addresses(in: order.value), insteadOf: Self.addresses(in: order.base))
            default:
                continue
            }
        }
        applyOverrides()
        group.restore(drains(by: orders))
    }

    /// The drains of these orders, and those there are. Servers that an operator named are among the group's by now.
    private func drains(by orders: [StoredOrder]) -> DrainOrders {
        var drains = group.drainOrders
        for order in orders where order.keyword.hasPrefix(Keyword.drain) {
            let text = order.keyword.dropFirst(Keyword.drain.count)
            guard let address = ServerAddress(text, defaultPort: file.defaultPort),
                let server = group.settings.servers.first(where: { $0.address == address }),
                server.isDraining == (order.base == "yes")
            else { continue }
            drains.set(order.value == "yes", for: address)
        }
        return drains
    }

    private static func text(of addresses: [ServerAddress]) -> String {
        addresses.map(\.description).joined(separator: ",")
    }

    private static func addresses(in text: String) -> [ServerAddress] {
        text.split(separator: ",").compactMap { ServerAddress($0, defaultPort: 0) }
    }
}
