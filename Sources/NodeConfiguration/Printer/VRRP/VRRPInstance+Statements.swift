import Addresses
import Deadlines

extension VRRPInstance {
    func write(to list: inout StatementList, _ globals: GlobalDefinitions) {
        list.block("vrrp_instance", name) { block in
            writeElection(to: &block)
            writeTransport(to: &block, globals)
            writeProtocol(to: &block)
            writeAuthentication(to: &block)
            writeAddresses(to: &block)
            announcements.write(to: &block)
            block.flag("dont_track_primary", !tracksPrimary)
            tracking.write(to: &block)
            notify.write(to: &block)
            notify.writeOfInstance(to: &block)
            block.add("smtp_alert", sendsMail)
        }
    }

    private func writeElection(to block: inout StatementList) {
        block.add("state", stateMaster ? "MASTER" : "BACKUP")
        block.add("interface", interface)
        block.add("virtual_router_id", virtualRouterID)
        block.add("priority", priority)
        block.add("version", version)
        block.flag("native_ipv6", family == .ipv6)
        block.add("advert_int", advertisementInterval)
        block.flag("nopreempt", noPreempt)
        block.add("preempt_delay", preemptDelay.ifAny)
        block.add("timer_expired_backup", priorityOfLateBackup)
    }

    private func writeTransport(to block: inout StatementList, _ globals: GlobalDefinitions) {
        block.add(unicast == nil ? "mcast_src_ip" : "unicast_src_ip", sourceAddress)
        block.flag("track_src_ip", tracksSourceAddress)
        let inherited = family == .ipv4 ? globals.multicastGroup4 : globals.multicastGroup6
        block.add("mcast_dst_ip", multicastGroup == inherited ? nil : multicastGroup)
        if let unicast {
            block.lines("unicast_peer", unicast.peers.map(\.words))
            block.add("unicast_ttl", unicast.ttl)
            block.flag("check_unicast_src", unicast.checksSource)
        }
        block.flag("unicast_fault_no_peer", refusal == VRRPInstanceDraft.refusalWithoutPeers)
        guard let virtualMAC else { return }
        block.line(virtualMAC.words)
        block.flag("use_vmac_addr", virtualMAC.carriesOtherInterfaces)
        block.flag("vmac_xmit_base", virtualMAC.transmitsFromBase)
    }

    private func writeProtocol(to block: inout StatementList) {
        block.add("strict_mode", isStrict)
        block.line([accepts ? "accept" : "no_accept"])
        block.add("down_timer_adverts", downTimerAdvertisements)
        block.add("higher_prio_send_advert", sendsToHigherPriority)
        block.add("lower_prio_no_advert", silentToLowerPriority)
        block.add("owner_ignore_adverts", ownerIgnoresAdvertisements)
        // keepalived takes it for on, whatever follows.
        block.flag("skip_check_adv_addr", skipsAddressCheck)
        block.add("v3_checksum_as_v2", checksumCoversMessageOnly)
    }

    private func writeAuthentication(to block: inout StatementList) {
        if refusal == VRRPInstanceDraft.refusalOfHeader {
            block.lines("authentication", [["auth_type", AuthenticationDraft.Kind.header.rawValue]])
        } else if let password {
            block.block("authentication") { block in
                block.add("auth_type", AuthenticationDraft.Kind.password.rawValue)
                block.add(["auth_pass"], secret: password)
            }
        }
        hmac?.write(to: &block)
    }

    private func writeAddresses(to block: inout StatementList) {
        block.lines("virtual_ipaddress", virtualAddresses.map(\.words))
        block.lines("virtual_ipaddress_excluded", excludedAddresses.map(\.words))
        block.flag("no_virtual_ipaddress", virtualAddresses.isEmpty && !isStrict)
        block.add("vip_lifetime", lifetime.number)
        block.lines("virtual_routes", routes.map(\.words))
        block.lines("virtual_rules", rules.map(\.words))
        block.flag("promote_secondaries", promotesSecondaries)
    }
}

extension UnicastPeerLine {
    fileprivate var words: [String] {
        var words = [address.description]
        if let minimumTTL { words += ["min_ttl", minimumTTL.description] }
        if let maximumTTL { words += ["max_ttl", maximumTTL.description] }
        return words
    }
}

extension VirtualMACLine {
    fileprivate var words: [String] {
        var words = ["use_vmac"]
        if let name { words += ["name", name.description] }
        words.append(hardwareAddress.description)
        if let group { words += ["group", group.word] }
        return words
    }
}

extension HMACLines {
    fileprivate func write(to list: inout StatementList) {
        list.block("auth_hmac") { block in
            for key in keys {
                switch key.secret.source {
                case .file(let path): block.line(["key", key.id.description, "file:\(path)"])
                case .bytes(let bytes):
                    block.add(["key", key.id.description], secret: "hex:" + HexPattern.digits(of: bytes))
                }
            }
            block.add("active_key", activeKey)
            block.add("anti_replay", replayProtection.rawValue)
            block.add("time_window", timeWindow.wholeSeconds)
            block.add("mode", mode.rawValue)
        }
    }
}

extension HexPattern {
    /// Two digits for each byte.
    static func digits(of bytes: [UInt8]) -> String {
        bytes.map { ($0 < 0x10 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
