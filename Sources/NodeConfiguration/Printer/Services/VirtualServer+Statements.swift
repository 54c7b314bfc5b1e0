import Addresses
import Deadlines

extension VirtualServer {
    func write(to list: inout StatementList) {
        list.block(["virtual_server"] + identity.words) { block in
            if let family = familyOfMarks { block.add("ip_family", family == .ipv4 ? "inet" : "inet6") }
            block.add("protocol", transportProtocol.rawValue.uppercased())
            block.add("lvs_sched", scheduler)
            block.line(["lvs_method"] + method.words)
            writePersistence(to: &block)
            block.flag("ops", onePacket)
            schedulerFlags.write(to: &block)
            block.flag("ha_suspend", suspendsWithoutAddress)
            block.add("delay_loop", delayLoop)
            block.add("quorum", quorum)
            block.add("hysteresis", hysteresis)
            block.flag("alpha", alpha)
            block.flag("inhibit_on_failure", inhibitOnFailure)
            block.add("drain_timeout", drainTimeout)
            if let sorryServer {
                block.line(["sorry_server"] + Self.words(sorryServer.address, sorryServer.port))
                block.line(["sorry_server_lvs_method"] + sorryServer.method.words)
                block.flag("sorry_server_inhibit", sorryServer.staysInTable)
            }
            block.flag("omega", tellsAtStop)
            block.add("quorum_up", scripts?.up)
            block.add("quorum_down", scripts?.down)
            block.add("smtp_alert", sendsMail)
            for server in realServers { server.write(to: &block) }
        }
    }

    /// Nil where there are no marks, or all say what they are.
    private var familyOfMarks: AddressFamily? {
        switch identity {
        case .address: nil
        case .firewallMark: family
        case .group(let group, _): group.familyOfMarks
        }
    }

    private func writePersistence(to block: inout StatementList) {
        guard let persistence else { return }
        block.add("persistence_timeout", persistence.timeout)
        switch family {
        case .ipv4:
            block.add("persistence_granularity", IPv4Address(~(UInt32.max >> UInt32(persistence.prefixLength))))
        case .ipv6: block.add("persistence_granularity", persistence.prefixLength)
        }
        block.add("persistence_engine", persistence.engine)
    }

    /// `IP [PORT]`
    fileprivate static func words(_ address: IPAddress, _ port: UInt16) -> [String] {
        [address.description] + (port == 0 ? [] : [port.description])
    }
}

extension VirtualServer.Identity {
    fileprivate var words: [String] {
        switch self {
        case .address(let address, let port): VirtualServer.words(address, port)
        case .firewallMark(let mark): ["fwmark", mark.description]
        case .group(let group, _): ["group", group.name]
        }
    }
}

extension VirtualServerGroup {
    func write(to list: inout StatementList) {
        list.block("virtual_server_group", name) { block in
            for line in lines { block.line(line.words) }
        }
    }
}

extension VirtualServerGroup.Line {
    fileprivate var words: [String] {
        switch self {
        case .addresses(let range, let port):
            let text = range.first == range.last ? "\(range.first)" : "\(range.first)-\(range.last)"
            return [text] + (port == 0 ? [] : [port.description])
        case .firewallMark(let mark, let family):
            return ["fwmark", mark.description] + (family.map { [$0 == .ipv4 ? "inet" : "inet6"] } ?? [])
        }
    }
}

extension RealServer {
    fileprivate func write(to list: inout StatementList) {
        list.block(["real_server"] + VirtualServer.words(address, port)) { block in
            block.add("weight", weight)
            block.line(["lvs_method"] + method.words)
            block.add("uthreshold", upperThreshold == 0 ? nil : upperThreshold)
            block.add("lthreshold", lowerThreshold == 0 ? nil : lowerThreshold)
            block.add("inhibit_on_failure", inhibitOnFailure)
            block.add("notify_up", scripts?.up)
            block.add("notify_down", scripts?.down)
            block.add("smtp_alert", sendsMail)
            for check in checks { check.write(to: &block, of: Endpoint(address, port: port)) }
        }
    }
}
