package import Deadlines
package import IPVSKit

/// Real servers that were taken out of a service and stay with weight 0 until their connections are gone or their time
/// is over (`drain_timeout`).
package struct DrainLedger: Sendable {
    /// A server on its way out.
    package struct Drain: Hashable, Sendable {
        /// As it stays in the kernel: with weight 0.
        package let server: RealServer
        package let deadline: Instant
        /// Connections and persistence templates that hold it, as last seen; nil before they were looked at.
        package fileprivate(set) var held: Held?
    }

    /// What keeps a server in the table.
    package struct Held: Hashable, Sendable {
        /// Established or not.
        package let connections: UInt64
        /// Clients that persistence ties to the server: they come back whatever its weight is.
        package let templates: UInt64

        package init(connections: UInt64, templates: UInt64) {
            self.connections = connections
            self.templates = templates
        }

        var isNothing: Bool { connections == 0 && templates == 0 }
    }

    /// A drain that is over.
    package struct End: Hashable, Sendable {
        package let service: ServiceKey
        package let server: RealServerKey
        /// What was cut off by the end of its time; nil where nothing was left.
        package let cut: Held?

        package init(service: ServiceKey, server: RealServerKey, cut: Held?) {
            self.service = service
            self.server = server
            self.cut = cut
        }
    }

    private var drains: [ServiceKey: [RealServerKey: Drain]] = [:]

    package init() {}

    package var isEmpty: Bool { drains.isEmpty }

    /// The services that have servers on their way out, sorted.
    package var services: [ServiceKey] { drains.keys.sorted() }

    /// The drains of a service, sorted by server.
    package func drains(of service: ServiceKey) -> [Drain] {
        (drains[service] ?? [:]).values.sorted { $0.server.key < $1.server.key }
    }

    /// Whether one of these services has the server on its way out.
    package func has(_ server: RealServerKey, of services: [ServiceKey]) -> Bool {
        services.contains { drains[$0]?[server] != nil }
    }

    /// Lets a server drain until `deadline`. One that drains already keeps its time.
    ///
    /// - Returns: whether that is new.
    package mutating func begin(_ server: RealServer, of service: ServiceKey, until deadline: Instant) -> Bool {
        guard drains[service]?[server.key] == nil else { return false }
        var server = server
        server.weight = 0
        drains[service, default: [:]][server.key] = Drain(server: server, deadline: deadline, held: nil)
        return true
    }

    /// Forgets the servers of a service that are wanted again, or all of them where the service is gone.
    package mutating func forget(of service: ServiceKey, where isWanted: (RealServerKey) -> Bool) {
        guard let kept = drains[service]?.filter({ !isWanted($0.key) }) else { return }
        drains[service] = kept.isEmpty ? nil : kept
    }

    /// Takes in what the kernel says and ends the drains that are over.
    ///
    /// - Parameter held: what holds a server; nil where the kernel does not have it any more.
    /// - Returns: the ended ones, sorted.
    package mutating func look(at now: Instant, _ held: (ServiceKey, RealServerKey) -> Held?) -> [End] {
        var ends: [End] = []
        for service in services {
            for drain in drains(of: service) {
                let key = drain.server.key
                let rest = held(service, key).flatMap { $0.isNothing ? nil : $0 }
                if rest == nil || drain.deadline <= now {
                    ends.append(End(service: service, server: key, cut: rest))
                    forget(of: service) { $0 == key }
                } else {
                    drains[service]?[key]?.held = rest
                }
            }
        }
        return ends
    }
}

extension DrainLedger.Held: CustomStringConvertible {
    /// `held by 3 connections and 2 templates`.
    package var description: String {
        func count(_ number: UInt64, _ word: String) -> String? {
            number == 0 ? nil : "\(number) \(word)\(number == 1 ? "" : "s")"
        }
        let parts = [count(connections, "connection"), count(templates, "template")].compactMap(\.self)
        return parts.isEmpty ? "held by nothing" : "held by " + parts.joined(separator: " and ")
    }
}
