import NodeConfiguration

extension Configuration {
    /// Hands out every check there is, and those that services of the topology are going to have.
    func forEachCheck(_ body: (Check) -> Void) {
        for service in virtualServers {
            for server in service.realServers { server.checks.forEach(body) }
        }
        for group in managementServerGroups {
            for server in group.servers { server.checks.forEach(body) }
        }
        topology?.checks.forEach { body($0.check) }
    }
}
