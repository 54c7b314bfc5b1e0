import Addresses

extension VRRPInstanceDraft {
    func completeTransport(
        _ instance: inout VRRPInstance, _ defaults: InstanceDefaults, _ context: inout ReadingContext
    ) {
        instance.sourceAddress = checkedSource(instance, &context)
        instance.tracksSourceAddress = tracksSourceAddress.value ?? false
        if instance.tracksSourceAddress, !sourceAddress.isGiven, let position = tracksSourceAddress.position {
            context.warning(
                "'track_src_ip' has no effect without 'unicast_src_ip' or 'mcast_src_ip'", at: position)
            instance.tracksSourceAddress = false
        }
        instance.tracksPrimary = dontTrackPrimary.value != true
        instance.unicast = completedUnicast(instance, defaults, &context)
        instance.multicastGroup = completedGroup(instance, defaults.globals, &context)
        instance.virtualMAC = completedVirtualMAC(instance, defaults.vrrp, &context)
        guard instance.unicast == nil, unicast.faultsWithoutPeer.value == true, instance.refusal == nil else { return }
        context.warning(
            "\(Self.refusalWithoutPeers); this instance stays in FAULT",
            at: unicast.faultsWithoutPeer.position ?? name.position)
        instance.refusal = Self.refusalWithoutPeers
    }

    static let refusalWithoutPeers = "'unicast_fault_no_peer' is set, and there is no 'unicast_peer'"

    private func checkedSource(_ instance: VRRPInstance, _ context: inout ReadingContext) -> IPAddress? {
        guard let source = sourceAddress.value, let position = sourceAddress.position else { return nil }
        guard source.family == instance.family, !source.isMulticast, !source.isAny else {
            context.error(
                "\(source) is no \(instance.family == .ipv4 ? "IPv4" : "IPv6") address that adverts can come from",
                at: position)
            return nil
        }
        return source
    }

    // MARK: Unicast

    private func completedUnicast(
        _ instance: VRRPInstance, _ defaults: InstanceDefaults, _ context: inout ReadingContext
    ) -> UnicastLines? {
        var places = FirstPlaces<IPAddress>()
        let peers = unicast.peers.compactMap { draft -> UnicastPeerLine? in
            let address = draft.line.address
            guard address.family == instance.family else {
                context.error("\(address) is not of the family of the instance", at: draft.position)
                return nil
            }
            if address == sourceAddress.value {
                context.warning("\(address) is this node's own 'unicast_src_ip'", at: draft.position)
            }
            return places.isFirst(address, address.description, at: draft.position, &context) ? draft.line : nil
        }
        guard !peers.isEmpty, let first = unicast.peers.first?.position else {
            warnOfMissingPeers(&context)
            return nil
        }
        if instance.isStrict { context.error("strict mode knows no unicast adverts", at: first) }
        let checks = unicast.checksSource.value ?? defaults.vrrp.checksUnicastSource.value ?? false
        let hasBounds = peers.contains { $0.minimumTTL != nil || $0.maximumTTL != nil }
        return UnicastLines(peers: peers, ttl: unicast.ttl.value, checksSource: checks || hasBounds)
    }

    private func warnOfMissingPeers(_ context: inout ReadingContext) {
        if let position = unicast.ttl.position {
            context.warning("'unicast_ttl' has no effect without 'unicast_peer'", at: position)
        }
        if let position = unicast.checksSource.position {
            context.warning("'check_unicast_src' has no effect without 'unicast_peer'", at: position)
        }
        guard let position = unicast.first, unicast.peers.isEmpty, unicast.faultsWithoutPeer.value != true else {
            return
        }
        context.warning("there is no address in 'unicast_peer': adverts are multicast", at: position)
    }

    // MARK: Multicast

    private func completedGroup(
        _ instance: VRRPInstance, _ globals: GlobalDefinitions, _ context: inout ReadingContext
    ) -> IPAddress? {
        let outer = instance.family == .ipv4 ? globals.multicastGroup4 : globals.multicastGroup6
        guard let position = multicastGroup.position else { return instance.unicast == nil ? outer : nil }
        if instance.unicast != nil {
            context.warning("'mcast_dst_ip' has no effect with 'unicast_peer'", at: position)
            return nil
        }
        if let group = multicastGroup.value, group.family != instance.family {
            context.error("\(group) is not of the family of the instance", at: position)
            return nil
        }
        return multicastGroup.value
    }

    // MARK: Virtual MAC

    private func completedVirtualMAC(
        _ instance: VRRPInstance, _ outer: VRRPGlobalsDraft, _ context: inout ReadingContext
    ) -> VirtualMACLine? {
        guard let draft = virtualMAC.value else {
            if !virtualMAC.isGiven { warnOfMissingVirtualMAC(&context) }
            return nil
        }
        let prefix = outer.virtualMACPrefix.value ?? "vrrp"
        return VirtualMACLine(
            name: draft.name, namePrefix: prefix, addressNamePrefix: outer.virtualMACAddressPrefix.value ?? prefix,
            hardwareAddress: Self.hardwareAddress(draft.addressBytes, of: instance), group: draft.group,
            transmitsFromBase: completedTransmission(instance, &context),
            carriesOtherInterfaces: virtualMACOfAddresses.value ?? false)
    }

    /// RFC 9568, section 7.3: 00-00-5E-00-01-{VRID}, for IPv6 00-00-5E-00-02-{VRID}.
    private static func hardwareAddress(_ given: [UInt8]?, of instance: VRRPInstance) -> MACAddress {
        let start: [UInt8] = given ?? [0x00, 0x00, 0x5E, 0x00, instance.family == .ipv4 ? 0x01 : 0x02]
        let bytes = start.count == 5 ? start + [instance.virtualRouterID] : start
        return MACAddress(bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }

    private func completedTransmission(_ instance: VRRPInstance, _ context: inout ReadingContext) -> Bool {
        guard let position = virtualMAC.position else { return false }
        if instance.unicast != nil {
            if transmitsFromBase.value != true {
                context.warning("'unicast_peer' with 'use_vmac' needs 'vmac_xmit_base': it is set", at: position)
            }
            return true
        }
        if instance.isStrict, let position = transmitsFromBase.position {
            context.warning("'vmac_xmit_base' has no effect in strict mode", at: position)
            return false
        }
        return transmitsFromBase.value ?? false
    }

    private func warnOfMissingVirtualMAC(_ context: inout ReadingContext) {
        if let position = transmitsFromBase.position {
            context.warning("'vmac_xmit_base' has no effect without 'use_vmac'", at: position)
        }
    }
}
