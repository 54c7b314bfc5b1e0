import Addresses
import ControlMessages
import Glibc
import NIOHTTP1
import RealServerHost

/// What a daemon says about the services that this host is to stand behind.
struct ServiceLookup {
    struct Found {
        /// Each once.
        var addresses: [IPAddress] = []
        /// How the daemon sends packets to its real servers; nil where services do not agree.
        var method: RealServerMethod?
    }

    let client: ControlClient

    func find(_ names: [String]) async throws(ControlFailure) -> Found {
        let answer = try await client.ask(.GET, .services)
        guard answer.status == .ok else {
            let error = try? MessageCoding.decode(ErrorMessage.self, from: answer.body)
            throw .refused(error?.error.message ?? "the daemon answered with status \(answer.status.code)")
        }
        let list: ServiceListMessage
        do throws(MessageError) {
            list = try MessageCoding.decode(ServiceListMessage.self, from: answer.body)
        } catch {
            throw .refused("the daemon's answer cannot be read (is it of another version?): \(error)")
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

    /// The first line of a file.
    static func token(in path: String) throws(ControlFailure) -> String {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw .refused("\(path) cannot be read: \(String(cString: strerror(errno)))") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = max(0, read(file, &bytes, bytes.count))
        let line = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty else { throw .refused("\(path) has no token in its first line") }
        return String(decoding: line, as: UTF8.self)
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
