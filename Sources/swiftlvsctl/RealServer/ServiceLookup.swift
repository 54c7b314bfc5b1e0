import Addresses
import ControlMessages
import NodeConfiguration
import PeerClient
import RealServerHost

/// What a daemon says about the services that this host is to stand behind.
struct ServiceLookup {
    struct Found {
        /// Each once.
        var addresses: [IPAddress] = []
        /// How the daemon sends packets to its real servers; nil where services do not agree.
        var method: RealServerMethod?
    }

    /// For the whole answer, and the most bytes of it.
    private static let limits = PeerClient.Limits(seconds: 60, bytes: 64 << 20)

    let client: PeerClient

    /// - Parameter url: `https://HOST:PORT`, `http://LOOPBACK:PORT` or `unix:/PATH`.
    init(url: String, _ credentials: Credentials) throws(ControlFailure) {
        guard let address = APIAddress(url) else {
            let reason =
                APIAddress.isPlainElsewhere(url)
                ? "plain HTTP is for loopback alone, use https" : "write \(APIAddress.forms)"
            throw ControlFailure(description: "'\(url)' is no address of a daemon: \(reason)", status: .usage)
        }
        client = PeerClient(address, credentials, limits: Self.limits)
    }

    func find(_ names: [String]) async throws(ControlFailure) -> Found {
        let list: ServiceListMessage
        do throws(PeerError) {
            let answer = try await client.ask(PeerClient.Question(ControlPath.services.description))
            list = try answer.message(ServiceListMessage.self)
        } catch {
            throw ControlFailure(
                description: "\(client.address): \(error)", status: error.isUnreachable ? .noDaemon : .trouble)
        }
        var found = Found()
        var methods: Set<RealServerMethod> = []
        for name in names {
            let entries = list.services.filter { $0.isMeant(by: name) }
            guard !entries.isEmpty else { throw .refused("the daemon has no service '\(name)'") }
            for entry in entries {
                guard let address = entry.address.flatMap({ IPAddress($0) }) else { continue }
                methods.formUnion(try Self.methods(of: entry, name))
                if !found.addresses.contains(address) { found.addresses.append(address) }
            }
        }
        guard methods.count <= 1 else {
            throw .refused("the real servers are reached by direct routing and by tunnels: say which with --method")
        }
        found.method = methods.first
        return found
    }

    private static func methods(
        of entry: ServiceEntry, _ name: String
    ) throws(ControlFailure) -> Set<RealServerMethod> {
        let texts = Set(entry.realServers.map(\.method))
        let methods = Set(texts.compactMap { RealServerMethod(rawValue: $0.rawValue) })
        guard !methods.isEmpty || texts.isEmpty else {
            throw .refused("the real servers of '\(name)' are reached by NAT, which needs no virtual IP on them")
        }
        return methods
    }
}

extension ServiceEntry {
    /// By its topology's name, or by address and port with the protocol before them or without.
    fileprivate func isMeant(by name: String) -> Bool {
        guard let address, let port else { return false }
        let endpoint = address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        return topologyService == name || name == endpoint || name == "\(transportProtocol?.rawValue ?? "")/\(endpoint)"
    }
}
