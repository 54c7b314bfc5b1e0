package import Addresses

/// The steps that make a host a real server or undo it, decided from what is there and what was changed before.
package struct RealServerPlan: Hashable, Sendable {
    /// One thing to do.
    package enum Step: Hashable, Sendable {
        /// `kind` is the kernel's name of it; nothing happens where there is an interface of that name.
        case make(interface: String, kind: String)
        case remove(interface: String)
        case switchOn(interface: String)
        case switchOff(interface: String)
        case add(IPAddress, interface: String)
        case take(IPAddress, interface: String)
        case set(HostSetting, Int)
    }

    /// The interface that is made for virtual IPs with direct routing, unless another one is named.
    package static let standardInterface = "lvs-vip"

    package private(set) var steps: [Step] = []
    /// What is to be remembered when all steps are done.
    package private(set) var record: HostRecord
    private var facts: HostFacts

    private init(_ facts: HostFacts, _ record: HostRecord) {
        self.facts = facts
        self.record = record
    }

    /// Where a virtual IP goes, and the kind of that interface where it can be made.
    package static func interface(
        for address: IPAddress, _ method: RealServerMethod, named name: String? = nil
    ) -> (name: String, kind: String?) {
        switch (method, address) {
        case (.direct, _): name == nil || name == standardInterface ? (standardInterface, "dummy") : (name ?? "", nil)
        case (.tunnel, .v4): ("tunl0", "ipip")
        case (.tunnel, .v6): ("ip6tnl0", "ip6tnl")
        }
    }

    /// The interfaces that are missing: made first, for their settings come with them.
    package static func interfaces(
        for addresses: [IPAddress], _ method: RealServerMethod, named name: String?, _ facts: HostFacts,
        _ record: HostRecord
    ) throws(RealServerError) -> RealServerPlan {
        var plan = RealServerPlan(facts, record)
        for address in addresses {
            let (name, kind) = interface(for: address, method, named: name)
            guard plan.facts.interfaces[name] == nil else { continue }
            guard let kind else { throw RealServerError("there is no interface \(name)") }
            plan.steps.append(.make(interface: name, kind: kind))
            plan.facts.interfaces[name] = false
            plan.note(interface: name) { $0.wasMade = true }
        }
        return plan
    }

    /// The virtual IPs on their interfaces, which are there by now, and nobody told of them by ARP.
    package static func up(
        _ addresses: [IPAddress], _ method: RealServerMethod, named name: String?, _ facts: HostFacts,
        _ record: HostRecord
    ) -> RealServerPlan {
        var plan = RealServerPlan(facts, record)
        for address in addresses {
            let interface = interface(for: address, method, named: name).name
            // Before the address, which nobody may hear of.
            if case .v4 = address {
                plan.raise(.arpIgnore, to: 1)
                plan.raise(.arpAnnounce, to: 2)
                if method == .tunnel { plan.loosenReversePath(of: interface) }
            }
            if plan.facts.interfaces[interface] != true {
                plan.steps.append(.switchOn(interface: interface))
                plan.facts.interfaces[interface] = true
                plan.note(interface: interface) { $0.wasSwitchedOn = true }
            }
            plan.place(address, on: interface, method)
        }
        return plan
    }

    /// What was changed for some virtual IPs, or for all, undone; what other virtual IPs need stays.
    package static func down(_ addresses: [IPAddress]?, _ facts: HostFacts, _ record: HostRecord) -> RealServerPlan {
        var plan = RealServerPlan(facts, record)
        let leaving = record.addresses.filter { addresses?.contains($0.address) ?? true }
        for entry in leaving where entry.isOurs {
            let placed = HostFacts.PlacedAddress(entry.address, on: entry.interface)
            if facts.addresses.contains(placed) {
                plan.steps.append(.take(entry.address, interface: entry.interface))
            }
        }
        plan.record.addresses.removeAll { leaving.contains($0) }
        plan.restoreSettings()
        plan.restoreInterfaces()
        return plan
    }

    /// What is wrong with a virtual IP that was prepared.
    package static func faults(of entry: HostRecord.Address, _ facts: HostFacts) -> [String] {
        var faults: [String] = []
        switch facts.interfaces[entry.interface] {
        case nil: faults.append("there is no interface \(entry.interface)")
        case false: faults.append("\(entry.interface) is switched off")
        case true: break
        }
        if !facts.addresses.contains(HostFacts.PlacedAddress(entry.address, on: entry.interface)) {
            faults.append("it is not on \(entry.interface)")
        }
        guard case .v4 = entry.address else { return faults }
        for (setting, least) in [(HostSetting.arpIgnore, 1), (.arpAnnounce, 2)] {
            let value = facts.settings[setting] ?? 0
            if value < least { faults.append("\(setting) is \(value), so that other hosts may hear of it by ARP") }
        }
        if entry.method == .tunnel, facts.reversePath(of: entry.interface) == 1 {
            faults.append("rp_filter of \(entry.interface) is strict, so that tunnelled packets are dropped")
        }
        return faults
    }
}

extension RealServerPlan {
    private mutating func note(interface name: String, _ change: (inout HostRecord.Interface) -> Void) {
        if !record.interfaces.contains(where: { $0.name == name }) {
            record.interfaces.append(HostRecord.Interface(name: name, wasMade: false, wasSwitchedOn: false))
        }
        for index in record.interfaces.indices where record.interfaces[index].name == name {
            change(&record.interfaces[index])
        }
    }

    private mutating func place(_ address: IPAddress, on interface: String, _ method: RealServerMethod) {
        let placed = HostFacts.PlacedAddress(address, on: interface)
        let isThere = facts.addresses.contains(placed)
        let known = record.addresses.first { $0.address == address && $0.interface == interface }
        if !isThere { steps.append(.add(address, interface: interface)) }
        facts.addresses.insert(placed)
        record.addresses.removeAll { $0 == known }
        record.addresses.append(
            HostRecord.Address(
                address: address, interface: interface, method: method, isOurs: known?.isOurs == true || !isThere))
    }

    private mutating func raise(_ setting: HostSetting, to least: Int) {
        guard let value = facts.settings[setting], value < least else { return }
        change(setting, from: value, to: least)
    }

    /// A packet out of a tunnel comes from a client that is reached by another interface.
    private mutating func loosenReversePath(of interface: String) {
        let setting = HostSetting.reversePath(of: interface)
        guard facts.reversePath(of: interface) == 1, let value = facts.settings[setting] else { return }
        change(setting, from: value, to: 2)
    }

    private mutating func change(_ setting: HostSetting, from before: Int, to after: Int) {
        steps.append(.set(setting, after))
        facts.settings[setting] = after
        let first = record.settings.first { $0.setting == setting }?.before
        record.settings.removeAll { $0.setting == setting }
        record.settings.append(HostRecord.Setting(setting: setting, before: first ?? before, after: after))
    }

    /// Those that nobody needs any more have their old values again, unless somebody else has changed them since.
    private mutating func restoreSettings() {
        let needed = Set(record.addresses.flatMap(\.settings))
        for entry in record.settings where !needed.contains(entry.setting) {
            if facts.settings[entry.setting] == entry.after { steps.append(.set(entry.setting, entry.before)) }
        }
        record.settings.removeAll { !needed.contains($0.setting) }
    }

    private mutating func restoreInterfaces() {
        let needed = Set(record.addresses.map(\.interface))
        for entry in record.interfaces where !needed.contains(entry.name) && facts.interfaces[entry.name] != nil {
            // First, for a tunnel that came with its module cannot be removed.
            if entry.wasSwitchedOn { steps.append(.switchOff(interface: entry.name)) }
            if entry.wasMade { steps.append(.remove(interface: entry.name)) }
        }
        record.interfaces.removeAll { !needed.contains($0.name) }
    }
}

extension HostRecord.Address {
    /// The settings that it needs.
    fileprivate var settings: [HostSetting] {
        guard case .v4 = address else { return [] }
        return [.arpIgnore, .arpAnnounce] + (method == .tunnel ? [.reversePath(of: interface)] : [])
    }
}

extension HostFacts {
    /// What holds for an interface: the higher of its own value and the one for all.
    fileprivate func reversePath(of interface: String) -> Int {
        max(settings[.reversePathOfAll] ?? 0, settings[.reversePath(of: interface)] ?? 0)
    }
}
