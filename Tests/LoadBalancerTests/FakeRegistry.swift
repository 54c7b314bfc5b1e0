import AgentStore
import ManagementServers
import Synchronization

/// A registry in memory, which can be told to fail.
final class FakeRegistry: AgentRegistry {
    private struct State {
        var agents: [String: [AgentID: StoredAgent]] = [:]
        var orders: [String: [StoredOrder]] = [:]
        var alive: [String: Int64] = [:]
        var failure: RegistryError?
    }

    private let state = Mutex(State())
    /// Passed before the orders are read, and after it.
    let onOrders: (before: @Sendable () async -> Void, after: @Sendable () async -> Void)

    init(
        beforeOrders: @escaping @Sendable () async -> Void = {}, afterOrders: @escaping @Sendable () async -> Void = {}
    ) {
        onOrders = (beforeOrders, afterOrders)
    }

    /// What another registry keeps.
    func copy(_ other: FakeRegistry) {
        let kept = other.state.withLock { $0 }
        state.withLock { $0 = kept }
    }

    func agent(_ id: AgentID) -> StoredAgent? { state.withLock { $0.agents["cloud"]?[id] } }

    func fail(_ kind: RegistryError.Kind?) {
        state.withLock { $0.failure = kind.map { RegistryError(path: "/state/agents.sqlite", kind: $0) } }
    }

    /// As if the daemon had last lived then with a group.
    func setAlive(_ time: Int64?, of group: String = "cloud") {
        state.withLock { $0.alive[group] = time }
    }

    var count: Int { state.withLock { $0.agents.values.reduce(0) { $0 + $1.count } } }

    func lastAlive() throws(RegistryError) -> [String: Int64] { try look { $0.alive } }

    func orders() async throws(RegistryError) -> [StoredOrder] {
        await onOrders.before()
        let orders = try look { $0.orders.values.flatMap(\.self) }
        await onOrders.after()
        return orders
    }

    func agents(after last: StoredAgent?, limit: Int) throws(RegistryError) -> [StoredAgent] {
        try look { state in last == nil ? state.agents.values.flatMap(\.values) : [] }
    }

    func commit(_ changes: [RegistryChange]) throws(RegistryError) {
        _ = try look { _ in }
        state.withLock { state in
            for change in changes {
                switch change {
                case .registered(let agent): state.agents[agent.group, default: [:]][agent.report.id] = agent
                case .forgotten(let id, let group, let time):
                    if let agent = state.agents[group]?[id], agent.seenAt < time { state.agents[group]?[id] = nil }
                case .orders(let orders, let group): state.orders[group] = orders
                case .alive(let time, let group): state.alive[group] = time
                }
            }
        }
    }

    private func look<Value>(_ read: (State) -> Value) throws(RegistryError) -> Value {
        let (failure, value) = state.withLock { state in (state.failure, read(state)) }
        if let failure { throw failure }
        return value
    }
}
