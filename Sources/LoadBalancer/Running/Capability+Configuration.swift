package import NodeConfiguration

extension Capability {
    /// What a configuration cannot be carried out without.
    package static func needed(by configuration: Configuration) -> [Capability] {
        let hasServices = !configuration.virtualServers.isEmpty || configuration.topology != nil
        var (admin, raw) = (hasServices || configuration.needsVRRP, configuration.needsVRRP)
        configuration.forEachCheck { check in
            // A socket's mark and a raw socket (ip(7), raw(7)).
            if check.origin.mark != 0 { admin = true }
            if case .ping = check.kind { raw = true }
        }
        return (admin ? [.netAdmin] : []) + (raw ? [.netRaw] : [])
    }
}
