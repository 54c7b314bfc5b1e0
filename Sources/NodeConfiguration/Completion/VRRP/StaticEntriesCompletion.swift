import Addresses
import Deadlines

extension ConfigurationDraft {
    /// The groups with instances that are there.
    func completedTrackGroups(_ context: inout ReadingContext) -> [TrackGroup] {
        let known = vrrpInstances.map(\.name.text)
        var names: [String: SourceOffset] = [:]
        return trackGroups.compactMap { draft in
            if let earlier = names.updateValue(draft.name.position, forKey: draft.name.text) {
                context.error(
                    "track_group '\(draft.name.text)' is already defined at \(context.position(of: earlier))",
                    at: draft.name.position)
                return nil
            }
            if draft.instances.isEmpty {
                context.error("track_group '\(draft.name.text)' has no 'group'", at: draft.name.position)
            }
            let instances = draft.instances.compactMap { word -> String? in
                if known.contains(word.text) { return word.text }
                context.error(
                    "there is no vrrp_instance '\(word.text)'", at: word.position,
                    suggestion: Suggestion.closest(to: word.text, among: known.sorted()))
                return nil
            }
            return TrackGroup(name: draft.name.text, instances: instances)
        }
    }

    func completeStaticEntries(_ configuration: inout Configuration, _ context: inout ReadingContext) {
        // keepalived's standard for default_interface.
        let interface = globals.vrrp.defaultInterface.value ?? InterfaceName("eth0")
        var places = FirstPlaces<VirtualAddressLine>()
        configuration.staticAddresses = staticAddresses.compactMap { draft in
            var line = draft.line
            line.interface = line.interface ?? interface
            let key = VirtualAddressLine(prefix: Prefix(host: line.prefix.address), interface: line.interface)
            guard places.isFirst(key, line.prefix.address.description, at: draft.position, &context) else {
                return nil
            }
            return StaticAddressLine(address: line, trackGroup: checkedGroup(draft.trackGroup, &context))
        }
        configuration.staticRoutes = staticRoutes.map { draft in
            var line = draft.line
            line.trackGroup = checkedGroup(draft.trackGroup, &context)
            return line
        }
        configuration.staticRules = staticRules.map { draft in
            var line = draft.line
            line.trackGroup = checkedGroup(draft.trackGroup, &context)
            return line
        }
    }

    private func checkedGroup(_ word: Word?, _ context: inout ReadingContext) -> String? {
        guard let word else { return nil }
        let names = trackGroups.map(\.name.text)
        if names.contains(word.text) { return word.text }
        context.error(
            "there is no track_group '\(word.text)'", at: word.position,
            suggestion: Suggestion.closest(to: word.text, among: names.sorted()))
        return nil
    }

    func completedGARPGroups(_ context: inout ReadingContext) -> [GARPGroup] {
        var places = FirstPlaces<InterfaceName>()
        return garpGroups.compactMap { draft in
            let interfaces = draft.interfaces.filter { name, position in
                places.isFirst(name, name.description, at: position, &context)
            }.map(\.name)
            let (garp, gna) = (draft.garpInterval.value ?? .zero, draft.gnaInterval.value ?? .zero)
            if interfaces.isEmpty {
                context.error("this 'garp_group' has no 'interface' or 'interfaces'", at: draft.position)
                return nil
            }
            if !draft.garpInterval.isGiven, !draft.gnaInterval.isGiven {
                context.error("this 'garp_group' has no 'garp_interval' or 'gna_interval'", at: draft.position)
                return nil
            }
            return GARPGroup(garpInterval: garp, gnaInterval: gna, interfaces: interfaces)
        }
    }

    func completedInterfaceDelays(_ context: inout ReadingContext) -> [InterfaceDelay] {
        var places = FirstPlaces<InterfaceName>()
        return interfaceDelays.compactMap { draft in
            let interface = draft.delay.interface
            return places.isFirst(interface, interface.description, at: draft.position, &context) ? draft.delay : nil
        }
    }
}
