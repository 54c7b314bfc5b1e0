import Addresses
import Deadlines

extension VRRPInstanceDraft {
    func completeAddresses(
        _ instance: inout VRRPInstance, _ defaults: InstanceDefaults, _ context: inout ReadingContext
    ) {
        checkAddresses(instance, &context)
        let lines = AddressLineDraft.withoutRepetitions(addresses, after: [], &context)
        let limit = Self.addressLimit(instance)
        if lines.count > limit, let position = addresses.last?.position {
            context.warning(
                "\(lines.count) addresses do not fit an advert, which holds \(limit): those after the first \(limit) "
                    + "are treated as 'virtual_ipaddress_excluded'", at: position)
        }
        instance.virtualAddresses = Array(lines.prefix(limit))
        instance.excludedAddresses =
            lines.dropFirst(limit)
            + AddressLineDraft.withoutRepetitions(excludedAddresses, after: addresses, &context)
        instance.routes = routes.map(\.line)
        instance.rules = rules.map(\.line)
        instance.lifetime = lifetime.value ?? defaults.globals.lifetime
        instance.promotesSecondaries = promotesSecondaries.value ?? false
    }

    /// Addresses that fit an advert of 1500 bytes: the count has one byte; an IPv6 header takes 40 bytes, the
    /// advert's own 8, an address 16 (RFC 9568, section 5.2.5), the trailer of `auth_hmac` 28.
    private static func addressLimit(_ instance: VRRPInstance) -> Int {
        let trailer = instance.hmac == nil ? 0 : 28
        return instance.family == .ipv4 ? 255 : (1_500 - 40 - 8 - trailer) / 16
    }

    private func checkAddresses(_ instance: VRRPInstance, _ context: inout ReadingContext) {
        if noAddresses.value == true, instance.isStrict, let position = noAddresses.position {
            context.warning("'no_virtual_ipaddress' has no effect in strict mode", at: position)
        }
        if addresses.isEmpty, noAddresses.value != true || instance.isStrict {
            let message = "vrrp_instance '\(name.text)' has no address in 'virtual_ipaddress'"
            if instance.version == 2 {
                context.warning(message, at: name.position)
            } else {
                context.error("\(message); VRRP version 3 needs one", at: name.position)
            }
        }
        for address in addresses where address.line.prefix.address.family != instance.family {
            context.error(
                "an instance advertises one family, here \(instance.family == .ipv4 ? "IPv4" : "IPv6"): "
                    + "move this address to 'virtual_ipaddress_excluded'", at: address.position)
        }
        checkVirtualMACs(&context)
    }

    /// An instance has one interface with a MAC address of its own, on the one that it runs on.
    private func checkVirtualMACs(_ context: inout ReadingContext) {
        for address in addresses + excludedAddresses {
            let isElsewhere = address.line.interface.map { $0 != interface.value } ?? false
            if address.line.usesVirtualMAC, isElsewhere || !virtualMAC.isGiven {
                context.error(
                    "'use_vmac' of an address works on the interface of an instance that has 'use_vmac'; elsewhere "
                        + "swiftlvsd does not support it", at: address.position)
            } else if isElsewhere, virtualMACOfAddresses.value == true, let position = virtualMACOfAddresses.position {
                context.error(
                    "swiftlvsd does not support 'use_vmac_addr', and this address is on another interface than the "
                        + "instance: take it out at \(context.position(of: position))", at: address.position)
            }
        }
    }
}

extension AddressLineDraft {
    /// The lines without those that set an address again on the same interface.
    fileprivate static func withoutRepetitions(
        _ lines: [AddressLineDraft], after earlier: [AddressLineDraft], _ context: inout ReadingContext
    ) -> [VirtualAddressLine] {
        func key(_ line: VirtualAddressLine) -> VirtualAddressLine {
            VirtualAddressLine(prefix: Prefix(host: line.prefix.address), interface: line.interface)
        }
        var positions: [VirtualAddressLine: SourceOffset] = [:]
        for line in earlier where positions[key(line.line)] == nil { positions[key(line.line)] = line.position }
        return lines.compactMap { line in
            if let first = positions[key(line.line)] {
                context.warning(
                    "\(line.line.prefix.address) is already set at \(context.position(of: first)); this line is left out",
                    at: line.position)
                return nil
            }
            positions[key(line.line)] = line.position
            return line.line
        }
    }
}
