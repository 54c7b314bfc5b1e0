import Addresses
import IPVSKit
import Testing

/// One attribute in one of its values: as IPVSKit says it, and as ipvsadm does.
struct AttributeSample: Sendable, CustomTestStringConvertible {
    let name: String
    let entry: TableEntry
    /// ipvsadm's lines, as it saves and restores them.
    let lines: [String]
    /// Upper and lower threshold of its one real server, which ipvsadm restores, but does not save.
    var thresholds: [UInt64] = [0, 0]

    var testDescription: String { name }

    /// What ipvsadm restores.
    var input: String {
        let options = thresholds == [0, 0] ? "" : " -x \(thresholds[0]) -y \(thresholds[1])"
        return (lines.dropLast() + [(lines.last ?? "") + options]).joined(separator: "\n") + "\n"
    }

    /// A service of scheduler rr without real servers.
    static func service(
        _ name: String, _ key: ServiceKey?, _ line: String, change: (inout VirtualService) -> Void = { _ in }
    ) -> AttributeSample? {
        guard let key else { return nil }
        var service = VirtualService(key, scheduler: .roundRobin)
        change(&service)
        return AttributeSample(name: name, entry: TableEntry(service), lines: ["-A \(line)"])
    }

    /// A service of scheduler rr with one real server; `options` follow the address in ipvsadm's line.
    static func server(
        _ name: String, of service: (key: ServiceKey?, name: String), at address: String, _ options: String,
        thresholds: [UInt64] = [0, 0], change: (inout RealServer) -> Void = { _ in }
    ) -> AttributeSample? {
        guard let key = service.key, let endpoint = Endpoint(address) else { return nil }
        var server = RealServer(RealServerKey(endpoint.address, port: endpoint.port), method: .tunnel)
        change(&server)
        let virtual = VirtualService(key, scheduler: .roundRobin)
        return AttributeSample(
            name: name, entry: TableEntry(virtual, realServers: [server]),
            lines: ["-A \(service.name) -s rr", "-a \(service.name) -r \(address) \(options)"], thresholds: thresholds)
    }

    private static func present(_ samples: AttributeSample?...) -> [AttributeSample] {
        samples.compactMap(\.self)
    }

    static func key(_ transport: TransportProtocol, _ text: String) -> ServiceKey? {
        Endpoint(text).map { .address(transport, $0) }
    }
}

extension AttributeSample {
    private static let web = (key: key(.tcp, "192.0.2.1:80"), name: "-t 192.0.2.1:80")
    private static let web6 = (key: key(.tcp, "[2001:db8::1]:80"), name: "-t [2001:db8::1]:80")

    /// `IPVS_SVC_ATTR_AF`, `_PROTOCOL`, `_ADDR`, `_PORT`, `_FWMARK`.
    static let keys = present(
        service("TCP, IPv4", key(.tcp, "192.0.2.1:80"), "-t 192.0.2.1:80 -s rr"),
        service("UDP, IPv4", key(.udp, "192.0.2.1:53"), "-u 192.0.2.1:53 -s rr"),
        service("SCTP, IPv4", key(.sctp, "192.0.2.1:9000"), "--sctp-service 192.0.2.1:9000 -s rr"),
        service("TCP, IPv6", key(.tcp, "[2001:db8::1]:65535"), "-t [2001:db8::1]:65535 -s rr"),
        service("UDP, IPv6", key(.udp, "[2001:db8::1]:53"), "-u [2001:db8::1]:53 -s rr"),
        service("SCTP, IPv6", key(.sctp, "[2001:db8::1]:9000"), "--sctp-service [2001:db8::1]:9000 -s rr"),
        service("firewall mark, IPv4", .firewallMark(7, .ipv4), "-f 7 -s rr"),
        service("firewall mark, IPv6", .firewallMark(7, .ipv6), "-f 7 -6 -s rr"),
        service("the largest mark that ipvsadm can say", .firewallMark(0x7FFF_FFFF, .ipv4), "-f 2147483647 -s rr"))

    /// `IPVS_SVC_ATTR_SCHED_NAME`: every scheduler of the lab's kernel.
    static let schedulers = [
        Scheduler.roundRobin, .weightedRoundRobin, .leastConnection, .weightedLeastConnection,
        .localityBasedLeastConnection, .localityBasedLeastConnectionWithReplication, .destinationHashing,
        .sourceHashing, .maglevHashing, .shortestExpectedDelay, .neverQueue, .weightedFailover, .weightedOverflow,
    ].compactMap { scheduler in
        service("scheduler \(scheduler)", web.key, "\(web.name) -s \(scheduler)") { $0.scheduler = scheduler }
    }

    /// `IPVS_SVC_ATTR_FLAGS`.
    static let flags = present(
        flag("one-packet", key(.udp, "192.0.2.1:53"), "-u 192.0.2.1:53 -s rr -o", .onePacket),
        flag("flag 1", web.key, "\(web.name) -s rr -b flag-1", .schedulerFlag1),
        flag("flag 2", web.key, "\(web.name) -s rr -b flag-2", .schedulerFlag2),
        flag("flag 3", web.key, "\(web.name) -s rr -b flag-3", .schedulerFlag3),
        flag("sh-fallback", web.key, "\(web.name) -s sh -b sh-fallback", .sourceHashingFallback, .sourceHashing),
        flag("sh-port", web.key, "\(web.name) -s sh -b sh-port", .sourceHashingPort, .sourceHashing),
        flag("mh-fallback", web.key, "\(web.name) -s mh -b mh-fallback", .maglevHashingFallback, .maglevHashing),
        flag("mh-port", web.key, "\(web.name) -s mh -b mh-port", .maglevHashingPort, .maglevHashing),
        flag(
            "all flags", key(.udp, "[2001:db8::1]:53"), "-u [2001:db8::1]:53 -s wrr -o -b flag-1,flag-2,flag-3",
            [.onePacket, .schedulerFlag1, .schedulerFlag2, .schedulerFlag3], .weightedRoundRobin))

    private static func flag(
        _ name: String, _ key: ServiceKey?, _ line: String, _ flags: ServiceFlags, _ scheduler: Scheduler = .roundRobin
    ) -> AttributeSample? {
        service(name, key, line) { service in
            service.flags = flags
            service.scheduler = scheduler
        }
    }

    /// `IPVS_SVC_ATTR_TIMEOUT`, `_NETMASK`, `_PE_NAME` and the flag that says that they count.
    static let persistence = present(
        persistent("persistent", web, "-p 300", Persistence(timeout: 300, prefixLength: 32)),
        persistent("persistent by /24", web, "-p 1 -M 255.255.255.0", Persistence(timeout: 1, prefixLength: 24)),
        persistent("persistent by /1", web, "-p 60 -M 128.0.0.0", Persistence(timeout: 60, prefixLength: 1)),
        persistent("persistent for all alike", web, "-p 60 -M 0.0.0.0", Persistence(timeout: 60, prefixLength: 0)),
        persistent("persistent, IPv6", web6, "-p 300", Persistence(timeout: 300, prefixLength: 128)),
        persistent("persistent by /64", web6, "-p 300 -M 64", Persistence(timeout: 300, prefixLength: 64)),
        persistent("persistent by IPv6 /1", web6, "-p 300 -M 1", Persistence(timeout: 300, prefixLength: 1)),
        persistent(
            "persistence engine sip", (key(.udp, "192.0.2.1:5060"), "-u 192.0.2.1:5060"), "-p 60 --pe sip",
            Persistence(timeout: 60, prefixLength: 32, engine: "sip")))

    private static func persistent(
        _ name: String, _ service: (key: ServiceKey?, name: String), _ options: String, _ persistence: Persistence
    ) -> AttributeSample? {
        Self.service(name, service.key, "\(service.name) -s rr \(options)") { $0.persistence = persistence }
    }

    /// `IPVS_DEST_ATTR_ADDR_FAMILY`, `_ADDR`, `_PORT`, `_FWD_METHOD`, `_WEIGHT`, `_U_THRESH`, `_L_THRESH`.
    static let realServers = present(
        server("NAT to another port", of: web, at: "10.0.0.1:8080", "-m -w 1") { $0.method = .nat },
        server("direct routing", of: web, at: "10.0.0.1:80", "-g -w 1") { $0.method = .direct },
        server("NAT, IPv6", of: web6, at: "[2001:db8::7]:8443", "-m -w 1") { $0.method = .nat },
        server("direct routing, IPv6", of: web6, at: "[2001:db8::7]:80", "-g -w 1") { $0.method = .direct },
        server("no port", of: (.firewallMark(7, .ipv4), "-f 7"), at: "10.0.0.1:0", "-g -w 1") { $0.method = .direct },
        server("weight 0", of: web, at: "10.0.0.1:80", "-m -w 0") { server in
            server.method = .nat
            server.weight = 0
        },
        server("the largest weight", of: web, at: "10.0.0.1:80", "-m -w 2147483647") { server in
            server.method = .nat
            server.weight = 2_147_483_647
        },
        server("thresholds", of: web, at: "10.0.0.1:80", "-m -w 1", thresholds: [70_000, 50]) { server in
            server.method = .nat
            server.upperThreshold = 70_000
            server.lowerThreshold = 50
        },
        server("upper threshold alone", of: web, at: "10.0.0.1:80", "-m -w 1", thresholds: [9, 0]) { server in
            server.method = .nat
            server.upperThreshold = 9
        })

    /// `IPVS_DEST_ATTR_TUN_TYPE`, `_TUN_PORT`, `_TUN_FLAGS`, and tunnels between the families.
    static let tunnels = present(
        tunnel("ipip", web, .ipip, "--tun-type ipip"),
        tunnel("gre", web, .gre(.none), "--tun-type gre --tun-nocsum"),
        tunnel("gre with checksum", web, .gre(.full), "--tun-type gre --tun-csum"),
        tunnel("gue", web, .gue(port: 6080, .none), "--tun-type gue --tun-port 6080 --tun-nocsum"),
        tunnel("gue with checksum", web, .gue(port: 65_535, .full), "--tun-type gue --tun-port 65535 --tun-csum"),
        tunnel(
            "gue with remote checksum", web, .gue(port: 1, .remote), "--tun-type gue --tun-port 1 --tun-remcsum"),
        server("IPv6 behind IPv4", of: web, at: "[2001:db8::7]:80", "-i -w 1 --tun-type ipip"),
        server("IPv4 behind IPv6", of: web6, at: "10.0.0.1:80", "-i -w 1 --tun-type ipip"),
        server("IPv6 behind IPv6", of: web6, at: "[2001:db8::7]:80", "-i -w 1 --tun-type ipip"),
        server(
            "IPv4 behind an IPv6 mark", of: (.firewallMark(7, .ipv6), "-f 7 -6"), at: "10.0.0.1:0",
            "-i -w 1 --tun-type ipip"),
        server(
            "IPv6 behind an IPv4 mark", of: (.firewallMark(7, .ipv4), "-f 7"), at: "[2001:db8::7]:0",
            "-i -w 1 --tun-type ipip"),
        server(
            "gre to IPv6 behind IPv4", of: web, at: "[2001:db8::7]:80", "-i -w 1 --tun-type gre --tun-csum",
            change: { $0.tunnel = .gre(.full) }),
        server(
            "gue to IPv4 behind IPv6", of: web6, at: "10.0.0.1:80",
            "-i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum", change: { $0.tunnel = .gue(port: 6080, .none) }))

    private static func tunnel(
        _ name: String, _ service: (key: ServiceKey?, name: String), _ tunnel: Tunnel, _ options: String
    ) -> AttributeSample? {
        server(name, of: service, at: "10.0.0.1:80", "-i -w 1 \(options)") { $0.tunnel = tunnel }
    }

    static let all = keys + schedulers + flags + persistence + realServers + tunnels
}
