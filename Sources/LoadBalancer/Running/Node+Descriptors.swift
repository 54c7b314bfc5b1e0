import HealthChecker
import HealthProbes
import Logging
import NodeConfiguration

// What the checks need of this process.
extension Node {
    /// Has the process be allowed as many open files as the checks of a configuration may need together; a shortage is
    /// said.
    func raiseDescriptorLimit(for configuration: Configuration) {
        let (checks, kept) = configuration.numberOfChecks
        guard checks > 0 else { return problems.settle("open_files", at: nil) }
        let needed = ProbeSlots.descriptors(forChecks: checks, keeping: kept)
        let limit = DescriptorLimit.raise(to: needed)
        guard limit < needed else { return problems.settle("open_files", at: nil) }
        let keeping = kept == 0 ? "" : " and \(kept) kept connections"
        problems.raise(
            "open_files", at: nil,
            """
            \(checks) checks\(keeping) need up to \(needed) open files, and this process may have \(limit): \
            checks may run late, and connections may not be kept; raise the limit (LimitNOFILE)
            """, level: .warning)
    }

    /// Says where checks cannot show or trust what the `SSL` block names.
    func reportTLSFiles(of configuration: Configuration) {
        guard let fault = TLSFiles(configuration.tls).fault else {
            return problems.settle("check_tls_unusable", at: nil)
        }
        problems.raise(
            "check_tls_unusable", at: nil,
            "\(fault); SSL_GET checks that need it are not made, mend it and reload", level: .error)
    }
}

extension Configuration {
    /// How many checks there are, and how many of them keep a connection.
    fileprivate var numberOfChecks: (all: Int, keeping: Int) {
        var (all, keeping) = (0, 0)
        func count(_ checks: [Check]) {
            all += checks.count
            keeping += checks.count { $0.keptConnection != nil }
        }
        for service in virtualServers {
            for server in service.realServers { count(server.checks) }
        }
        for group in managementServerGroups {
            for server in group.servers { count(server.checks) }
        }
        return (all, keeping)
    }
}
