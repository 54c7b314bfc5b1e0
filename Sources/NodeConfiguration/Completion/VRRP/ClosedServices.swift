import Addresses

extension ConfigurationDraft {
    /// A filter before IPVS keeps packets from virtual services, too, which hardly anybody means by `no_accept`.
    func warnOfClosedServices(_ configuration: Configuration, _ context: inout ReadingContext) {
        let closing = configuration.vrrpInstances.filter { !$0.accepts }
        guard !closing.isEmpty, configuration.globals.packetFilter.priority < PacketFilterSettings.priorityBehindIPVS
        else { return }
        var services: [IPAddress: VirtualServer] = [:]
        for server in configuration.virtualServers {
            for address in server.identity.addresses where services[address] == nil { services[address] = server }
        }
        let drafts = Dictionary(vrrpInstances.map { ($0.name.text, $0) }) { first, _ in first }
        for instance in closing {
            let addresses = (instance.virtualAddresses + instance.excludedAddresses).map(\.prefix.address)
            guard let service = addresses.lazy.compactMap({ services[$0] }).first, let draft = drafts[instance.name]
            else { continue }
            context.warning(
                """
                packets to virtual_server \(service.trackingName) are dropped before IPVS: its address is one of \
                '\(instance.name)', which \(draft.accept.isGiven ? "has 'no_accept'" : "is in strict mode"); set \
                'accept', or 'nftables_priority \(PacketFilterSettings.priorityBehindIPVS)' in global_defs
                """, at: draft.accept.position ?? draft.name.position)
        }
    }
}
