import DaemonProcess
import Glibc
import LoadBalancer
import NodeConfiguration
import Polling

/// The network namespaces that the daemon works in: `-s`, `net_namespace` and `net_namespace_ipvs`.
///
/// Settled on the main thread while it is the only one and no socket is open but for the moment in which the file is read:
/// every thread from there on inherits where this one is.
struct Namespaces {
    /// The namespace that the daemon is in by its name; nil: the one that it was started in.
    private(set) var own: String?
    private(set) var node = NodeNamespaces()
    /// What the command line has and the file says otherwise.
    private(set) var warning: String?
    /// Where the daemon was started, for `net_namespace_ipvs` without a name.
    private let start: OpenNamespace?

    /// Enters the namespace that the command line names.
    init(commandLine name: String?) {
        start = try? OpenNamespace.current()
        guard let name else { return }
        do {
            try OpenNamespace(named: name).enter()
        } catch {
            printError("swiftlvsd: cannot enter the network namespace \(name): \(error)\(Self.advice(error, name))")
            ExitStatus.systemLacksSomething.exit()
        }
        own = name
        node.overridesFile = true
    }

    /// Does what the file says beside.
    mutating func follow(_ file: ConfigurationFile) {
        let configuration = file.outcome.configuration
        if let choice = configuration.namespace {
            if let own {
                if own != choice.name { warning = "-s \(own) counts, not 'net_namespace \(choice.name)'" }
            } else {
                attempt("net_namespace", choice) { () throws(SystemCallError) in
                    try OpenNamespace(named: choice.name).enter()
                }
                own = choice.name
            }
        }
        guard let choice = configuration.ipvsNamespace, choice.name != own ?? "" else { return }
        node.ipvs = attempt("net_namespace_ipvs", choice) { () throws(SystemCallError) in
            let namespace = choice.name.isEmpty ? start : try OpenNamespace(named: choice.name)
            // It must be one, and this process must be allowed to go there.
            try namespace?.visit().end()
            return namespace
        }
    }

    /// Leaves with the keyword's place where what it asks for does not work.
    private func attempt<Value>(
        _ keyword: String, _ choice: NamespaceChoice, _ work: () throws(SystemCallError) -> Value
    ) -> Value {
        do throws(SystemCallError) {
            return try work()
        } catch {
            printError("\(choice.position): error: '\(keyword)': \(error)\(Self.advice(error, choice.name))")
            ExitStatus.systemLacksSomething.exit()
        }
    }

    private static func advice(_ error: SystemCallError, _ name: String) -> String {
        switch error.errno {
        case EPERM: " (this needs CAP_SYS_ADMIN)"
        case ENOENT: " (ip netns add \(name))"
        case EINVAL: " (it is no network namespace)"
        default: ""
        }
    }
}
