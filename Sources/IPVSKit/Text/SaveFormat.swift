import Addresses

/// The lines that `ipvsadm -Sn` writes and `ipvsadm -R` reads: one `-A` for each virtual service, then one `-a` for
/// each of its real servers.
///
/// Written in ipvsadm's order and to the byte as ipvsadm 1.31 does, except for what it reads but saves wrongly:
/// thresholds (`-x`, `-y`) and the third flag of `sh` and `mh`, which it forgets, and firewall marks from 2,147,483,648
/// on, which it writes as negative numbers and then refuses.
///
/// What only other programs can have set has no words here: forwarding methods other than NAT, direct routing and
/// tunnel are written without one and so are read as direct routing.
public enum SaveFormat {
    /// The lines of a table, each with a newline.
    public static func text(_ table: Table) -> String {
        table.entries.sorted { $0.service.key.precedesInListings($1.service.key) }.map(lines).joined()
    }

    /// The steps that the lines ask for, in their order, to be applied to whatever table there is.
    ///
    /// Empty lines, what follows a `#`, and the word `ipvsadm` at the start are passed over. Long options and their
    /// `=` are understood, and negative firewall marks as ipvsadm writes them. Left out, the scheduler is `wlc`, the
    /// weight 1, the method direct routing, the real server's port its service's. `-M` and `--pe` without `-p` have no
    /// meaning to the kernel and are checked, no more. Names of hosts and ports are not looked up, and netmasks must
    /// not have gaps.
    public static func plan(_ text: String) throws(SaveFormatError) -> Plan {
        var steps: [PlanStep] = []
        for line in try meaningfulLines(text) { steps.append(line.step) }
        return Plan(steps)
    }

    /// The table that the lines describe from nothing. Here a service or real server that comes twice, or a real server
    /// before its service, is an error, as the kernel would refuse it.
    public static func table(_ text: String) throws(SaveFormatError) -> Table {
        var services: [ServiceKey: VirtualService] = [:]
        var realServers: [ServiceKey: [RealServerKey: RealServer]] = [:]
        for line in try meaningfulLines(text) {
            switch line.content {
            case .service(let service):
                guard services.updateValue(service, forKey: service.key) == nil else {
                    throw SaveFormatError(line: line.number, .duplicate("\(service.key)"))
                }
            case .realServer(let server, let key):
                guard services[key] != nil else {
                    throw SaveFormatError(line: line.number, .unknownService("\(key)"))
                }
                guard realServers[key, default: [:]].updateValue(server, forKey: server.key) == nil else {
                    throw SaveFormatError(line: line.number, .duplicate("\(server.key) of \(key)"))
                }
            }
        }
        return Table(services.values.map { TableEntry($0, realServers: Array((realServers[$0.key] ?? [:]).values)) })
    }

    private static func meaningfulLines(_ text: String) throws(SaveFormatError) -> [SaveLine] {
        var lines: [SaveLine] = []
        var number = 0
        for bytes in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            if let line = try SaveLine(Substring(bytes), number: number) { lines.append(line) }
        }
        return lines
    }
}

extension SaveFormat {
    private static func lines(_ entry: TableEntry) -> String {
        let service = entry.service
        let name = name(service.key)
        var text = "-A \(name) -s \(service.scheduler)"
        if let persistence = service.persistence {
            text += " -p \(persistence.timeout)"
            if let netmask = persistence.netmask(service.key.family) { text += " -M \(netmask)" }
            if let engine = persistence.engine { text += " --pe \(engine)" }
        }
        if service.flags.contains(.onePacket) { text += " -o" }
        let flags = SchedulerFlagName.names(of: service)
        if !flags.isEmpty { text += " -b \(flags.joined(separator: ","))" }
        text += "\n"
        for server in entry.realServers { text += "-a \(name) \(words(server))\n" }
        return text
    }

    private static func name(_ key: ServiceKey) -> String {
        switch key {
        case .address(.tcp, let endpoint): "-t \(endpoint)"
        case .address(.udp, let endpoint): "-u \(endpoint)"
        case .address(.sctp, let endpoint): "--sctp-service \(endpoint)"
        case .firewallMark(let mark, .ipv4): "-f \(mark)"
        case .firewallMark(let mark, .ipv6): "-f \(mark) -6"
        }
    }

    private static func words(_ server: RealServer) -> String {
        var words = ["-r \(server.key)"]
        switch server.method {
        case .nat: words.append("-m")
        case .direct: words.append("-g")
        case .tunnel: words.append("-i")
        case .other: break
        }
        words.append("-w \(server.weight)")
        if server.upperThreshold != 0 { words.append("-x \(server.upperThreshold)") }
        if server.lowerThreshold != 0 { words.append("-y \(server.lowerThreshold)") }
        if server.method == .tunnel { words.append(self.words(server.tunnel)) }
        return words.joined(separator: " ")
    }

    private static func words(_ tunnel: Tunnel) -> String {
        switch tunnel {
        case .ipip: "--tun-type ipip"
        case .gre(let checksum): "--tun-type gre \(word(checksum))"
        case .gue(let port, let checksum): "--tun-type gue --tun-port \(port) \(word(checksum))"
        }
    }

    private static func word(_ checksum: Tunnel.Checksum) -> String {
        switch checksum {
        case .none: "--tun-nocsum"
        case .full: "--tun-csum"
        case .remote: "--tun-remcsum"
        }
    }
}
