import Addresses
import IPVSKit

/// A table of so many virtual services with ten real servers each: as a value, and as a configuration file.
struct TableSize: Sendable {
    static let realServersEach = 10

    let services: Int

    /// Services and real servers.
    var rows: Int { services * (Self.realServersEach + 1) }

    /// How the table differs from the one that is loaded first.
    enum Variant: Sendable {
        case original
        /// The real server in the middle of the table has this weight instead of 1.
        case weight(UInt32)
        /// Every tenth real server is another one.
        case replaced
    }

    func table(_ variant: Variant = .original) -> Table {
        Table(
            (0..<services).map { service in
                let servers = (0..<Self.realServersEach).map { server in
                    RealServer(
                        RealServerKey(address(of: server, in: service, variant), port: 8080), method: .nat,
                        weight: weight(of: server, in: service, variant))
                }
                return TableEntry(
                    VirtualService(key(of: service), scheduler: .weightedLeastConnection), realServers: servers)
            })
    }

    /// The same table in keepalived's language, without checks.
    func configuration(_ variant: Variant = .original) -> String {
        var text = ""
        for service in 0..<services {
            text += """
                virtual_server \(virtualAddress(service)) 80 {
                    lvs_sched wlc
                    lvs_method NAT
                    protocol TCP

                """
            for server in 0..<Self.realServersEach {
                text += """
                        real_server \(address(of: server, in: service, variant)) 8080 {
                            weight \(weight(of: server, in: service, variant))
                        }

                    """
            }
            text += "}\n"
        }
        return text
    }

    /// The service in which a variant's change is seen last.
    func lastChanged(_ variant: Variant) -> ServiceKey {
        switch variant {
        case .weight: key(of: services / 2)
        case .original, .replaced: key(of: services - 1)
        }
    }

    private func key(of service: Int) -> ServiceKey {
        .address(.tcp, Endpoint(.v4(virtualAddress(service)), port: 80))
    }

    private func virtualAddress(_ service: Int) -> IPv4Address {
        IPv4Address(IPv4Address(10, 0, 0, 0).value + UInt32(service))
    }

    private func address(of server: Int, in service: Int, _ variant: Variant) -> IPAddress {
        let first =
            if case .replaced = variant, server == 0 { IPv4Address(10, 64, 0, 0) } else { IPv4Address(10, 128, 0, 0) }
        return .v4(IPv4Address(first.value + UInt32(service * Self.realServersEach + server)))
    }

    private func weight(of server: Int, in service: Int, _ variant: Variant) -> UInt32 {
        if case .weight(let weight) = variant, service == services / 2, server == Self.realServersEach / 2 {
            weight
        } else {
            1
        }
    }
}
