import Addresses
import Deadlines

extension VRRPInstanceDraft {
    /// Addresses that fit an advert of 1500 bytes: the count has one byte; an IPv6 header takes 40 bytes, the
    /// advert's own 8, an address 16 (RFC 9568, section 5.2.5).
    private static func addressLimit(_ family: AddressFamily) -> Int {
        family == .ipv4 ? 255 : (1_500 - 40 - 8) / 16
    }

    /// The instance with its defaults; nil where something in it is in error.
    func completed(globals: GlobalDefinitions, _ context: inout ReadingContext) -> VRRPInstance? {
        requireSettings(&context)
        let family = checkedFamily(&context)
        guard let version = checkedVersion(family, globals: globals, &context),
            let interval = checkedInterval(version, &context)
        else { return nil }
        let isMaster = state.value == .master || priority.value == 255
        warnAboutPreemption(isMaster: isMaster, &context)
        let password = checkedPassword(version, &context)
        let virtualAddresses = checkedAddresses(version, family, &context)
        let excluded = AddressLineDraft.withoutRepetitions(excludedAddresses, after: addresses, &context)
        guard let interface = interface.value, let virtualRouterID = virtualRouterID.value else { return nil }
        let keepsDelay = !isMaster && noPreempt.value != true
        var instance = VRRPInstance(
            name: name.text, interface: interface, virtualRouterID: virtualRouterID, family: family,
            position: context.position(of: name.position))
        instance.version = version
        instance.priority = priority.value ?? (state.value == .master ? 255 : 100)
        instance.stateMaster = isMaster
        instance.advertisementInterval = interval
        instance.noPreempt = !isMaster && noPreempt.value == true
        instance.preemptDelay = keepsDelay ? preemptDelay.value ?? .zero : .zero
        instance.virtualAddresses = virtualAddresses
        instance.excludedAddresses = excluded
        instance.password = password
        instance.refusal = checkedRefusal(version, &context)
        instance.announcements = announcements.completed(over: globals.announcements)
        return instance
    }

    private func requireSettings(_ context: inout ReadingContext) {
        if !interface.isGiven {
            context.error("vrrp_instance '\(name.text)' has no 'interface'", at: name.position)
        }
        if !virtualRouterID.isGiven {
            context.error("vrrp_instance '\(name.text)' has no 'virtual_router_id'", at: name.position)
        }
    }

    /// The first address decides.
    private func checkedFamily(_ context: inout ReadingContext) -> AddressFamily {
        let family = addresses.first?.line.prefix.address.family ?? .ipv4
        guard nativeIPv6.value == true else { return family }
        if let first = addresses.first, family == .ipv4 {
            context.error("'native_ipv6' is set, but this address is IPv4", at: first.position)
        }
        return .ipv6
    }

    /// VRRP version 2 has no IPv6. A version in `global_defs` is only a default and gives way; the instance's own is
    /// an error.
    private func checkedVersion(
        _ family: AddressFamily, globals: GlobalDefinitions, _ context: inout ReadingContext
    ) -> Int? {
        guard family == .ipv6 else { return version.value ?? globals.vrrpVersion }
        if version.value == 2, let position = version.position {
            context.error("VRRP version 2 knows no IPv6: set 'version 3'", at: position)
            return nil
        }
        return 3
    }

    private func checkedInterval(_ version: Int, _ context: inout ReadingContext) -> Nanoseconds? {
        guard let position = advertisementInterval.position else { return .seconds(1) }
        guard let given = advertisementInterval.value else { return nil }
        if version == 2, given < .seconds(1) {
            context.error(
                "VRRP version 2 sends whole seconds only: 'advert_int \(given.inSeconds)' needs version 3", at: position
            )
            return nil
        }
        let unit = version == 2 ? Nanoseconds.seconds(1) : .centiseconds(1)
        let rounded = unit * ((given + unit / 2).count / unit.count)
        if version == 3, rounded > .milliseconds(40_950) {
            context.error("in VRRP version 3 'advert_int' is at most 40.95 seconds", at: position)
            return nil
        }
        if rounded != given {
            context.warning(
                "VRRP version \(version) sends \(version == 2 ? "whole seconds" : "hundredths of a second"): "
                    + "'advert_int \(given.inSeconds)' is rounded to \(rounded.inSeconds)", at: position)
        }
        return rounded
    }

    private func warnAboutPreemption(isMaster: Bool, _ context: inout ReadingContext) {
        let cause = priority.value == 255 ? "priority 255" : "'state MASTER'"
        if isMaster, noPreempt.value == true, let position = noPreempt.position {
            context.warning("'nopreempt' has no effect with \(cause)", at: position)
        }
        guard preemptDelay.value.map({ $0 > .zero }) == true, let position = preemptDelay.position else { return }
        if isMaster {
            context.warning("'preempt_delay' has no effect with \(cause)", at: position)
        } else if noPreempt.value == true {
            context.warning("'preempt_delay' has no effect with 'nopreempt'", at: position)
        }
    }

    /// An instance that asks for AH would be believed by nobody without it, so it does not run; the rest does.
    private func checkedRefusal(_ version: Int, _ context: inout ReadingContext) -> String? {
        guard version == 2, authentication.kind.value == .header, let position = authentication.kind.position else {
            return nil
        }
        let reason = "'auth_type AH' is not supported: RFC 3768 removed it"
        context.warning("\(reason); this instance stays in FAULT", at: position)
        return reason
    }

    private func checkedPassword(_ version: Int, _ context: inout ReadingContext) -> String? {
        if authentication.kind.value == .header, version == 2 { return nil }
        guard let password = authentication.password.value, let position = authentication.password.position else {
            if let position = authentication.kind.position, !authentication.password.isGiven {
                context.error("'auth_type PASS' needs 'auth_pass'", at: position)
            }
            return nil
        }
        if version == 3 {
            context.warning("VRRP version 3 has no authentication: 'authentication' has no effect", at: position)
            return nil
        }
        guard authentication.kind.isGiven else {
            context.warning("'auth_pass' has no effect without 'auth_type PASS'", at: position)
            return nil
        }
        guard password.utf8.count > 8 else { return password }
        context.warning("VRRP sends 8 bytes of a password: the rest of it is cut off", at: position)
        return password.cut(toBytes: 8)
    }

    private func checkedAddresses(
        _ version: Int, _ family: AddressFamily, _ context: inout ReadingContext
    ) -> [VirtualAddressLine] {
        if addresses.isEmpty {
            let message = "vrrp_instance '\(name.text)' has no address in 'virtual_ipaddress'"
            if version == 2 {
                context.warning(message, at: name.position)
            } else {
                context.error("\(message); VRRP version 3 needs one", at: name.position)
            }
        }
        for address in addresses where address.line.prefix.address.family != family {
            context.error(
                "an instance advertises one family, here \(family == .ipv4 ? "IPv4" : "IPv6"): "
                    + "move this address to 'virtual_ipaddress_excluded'", at: address.position)
        }
        let lines = AddressLineDraft.withoutRepetitions(addresses, after: [], &context)
        let limit = Self.addressLimit(family)
        if lines.count > limit, let position = addresses.last?.position {
            context.error(
                "\(lines.count) addresses do not fit an advert, which holds \(limit): "
                    + "move some to 'virtual_ipaddress_excluded'", at: position)
        }
        return lines
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

extension String {
    /// The longest beginning of at most `count` bytes that splits no character.
    fileprivate func cut(toBytes count: Int) -> String {
        var result = String.UnicodeScalarView()
        var length = 0
        for scalar in unicodeScalars {
            length += UTF8.width(scalar)
            if length > count { break }
            result.append(scalar)
        }
        return String(result)
    }
}

extension Nanoseconds {
    /// The number alone, as the file has it: `0.5`.
    fileprivate var inSeconds: String { String(description.dropLast(2)) }
}
