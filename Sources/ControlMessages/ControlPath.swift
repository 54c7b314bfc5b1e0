/// The path of a question to the control API, with everything escaped that needs it.
package struct ControlPath: Hashable, Sendable, CustomStringConvertible {
    /// The path and the query as they stand in a request's first line.
    package let description: String

    private init(_ parts: [String], query: String = "") {
        description = "/v1/" + parts.map(PercentEncoding.encode).joined(separator: "/") + query
    }

    package static let status = ControlPath(["status"])
    package static let instances = ControlPath(["vrrp"])
    package static let services = ControlPath(["services"])
    package static let verification = ControlPath(["services", "verify"])
    package static let adoption = ControlPath(["services", "adopt"])
    package static let purge = ControlPath(["services", "purge"])
    package static let checks = ControlPath(["checks"])
    package static let groups = ControlPath(["management-groups"])
    package static let topology = ControlPath(["topology"])
    package static let reload = ControlPath(["reload"])
    package static let plan = ControlPath(["plan"])
    package static let configuration = ControlPath(["config"])
    /// The same as keepalived.conf.
    package static let configurationText = ControlPath(["config"], query: "?format=text")

    /// Events, the last `history` of them first; of some kinds where any are named.
    package static func events(history: Int, kinds: [EventKind]) -> ControlPath {
        let names = kinds.map(\.rawValue).joined(separator: ",")
        return ControlPath(["events"], query: "?history=\(history)" + (kinds.isEmpty ? "" : "&kind=\(names)"))
    }

    /// What goes into and out of all VRRP instances, or of one.
    package static func recording(of instance: String?) -> ControlPath {
        ControlPath(["record"], query: instance.map { "?instance=" + PercentEncoding.encode($0) } ?? "")
    }

    package static func instance(_ name: String) -> ControlPath {
        ControlPath(["vrrp", name])
    }

    /// Takes an instance out of the election; `person` is who wants it.
    package static func release(of instance: String, by person: String) -> ControlPath {
        ControlPath(["vrrp", instance, "release"], query: "?by=" + PercentEncoding.encode(person))
    }

    /// Puts it back.
    package static func hold(of instance: String, by person: String) -> ControlPath {
        ControlPath(["vrrp", instance, "hold"], query: "?by=" + PercentEncoding.encode(person))
    }

    /// A virtual service as people write it: `PROTOCOL/ADDRESS:PORT`, `ADDRESS:PORT` for TCP, or `fwmark/N`.
    package static func service(_ text: String) -> ControlPath {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        return ControlPath(["services"] + (parts.count == 2 ? parts : ["tcp", text]))
    }

    package static func group(_ name: String) -> ControlPath {
        ControlPath(["management-groups", name])
    }

    package static func balance(of group: String) -> ControlPath {
        ControlPath(["management-groups", group, "balance"])
    }

    /// One management server: how far it is drained, or an order (`drain`, `resume`) to it.
    package static func server(_ server: String, of group: String, _ order: String? = nil) -> ControlPath {
        ControlPath(["management-groups", group, "servers", server] + (order.map { [$0] } ?? []))
    }

    package static func agents(of group: String) -> ControlPath {
        ControlPath(["management-groups", group, "agents"])
    }

    /// One agent; `zone` matters where the agent is unknown.
    package static func agent(_ id: String, of group: String, zone: String? = nil) -> ControlPath {
        ControlPath(
            ["management-groups", group, "agents", id],
            query: zone.map { "?zone=" + PercentEncoding.encode($0) } ?? "")
    }
}
