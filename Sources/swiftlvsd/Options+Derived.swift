import Glibc
import LoadBalancer
import Logging
import NodeConfiguration

extension Options {
    private static let ownConfiguration = "/etc/swiftlvsd/swiftlvsd.conf"
    private static let keepalivedConfiguration = "/etc/keepalived/keepalived.conf"

    /// The name the program was started under.
    private static var programName: String {
        let path = CommandLine.arguments.first ?? ""
        return path.split(separator: "/").last.map(String.init) ?? ""
    }

    private static var isCalledKeepalived: Bool { programName == "keepalived" }

    var configurationPath: String {
        if let given = useFile ?? words.first { return given }
        return access(Self.ownConfiguration, F_OK) == 0 ? Self.ownConfiguration : Self.keepalivedConfiguration
    }

    /// A file that keepalived took must start here, too; a test is always strict.
    var startsLenient: Bool {
        if lenient { return true }
        guard !configTest else { return false }
        return Self.isCalledKeepalived || configurationPath == Self.keepalivedConfiguration
    }

    var daemonizes: Bool { daemonize || (Self.isCalledKeepalived && !dontFork && !configTest) }

    /// What tells several instances of one host apart: `-p` with a path that is no default, or the namespace.
    private var instancePath: String? {
        if let namespace, pid == nil { return "/run/swiftlvsd/" + namespace }
        guard let pid, !["/run/keepalived.pid", "/var/run/keepalived.pid", "/run/swiftlvsd.pid"].contains(pid) else {
            return nil
        }
        return pid.hasSuffix(".pid") ? String(pid.dropLast(4)) : pid + ".d"
    }

    var runtimeDirectory: String { runtimeDir ?? instancePath ?? "/run/swiftlvsd" }
    /// What is in it outlives the host's next start.
    var stateDirectory: String {
        if let stateDir { return stateDir }
        if let namespace, pid == nil { return "/var/lib/swiftlvsd/" + namespace }
        return instancePath.map { $0 + "/state" } ?? "/var/lib/swiftlvsd"
    }

    var socketPath: String { socket ?? runtimeDirectory + "/control.sock" }

    var pidFiles: PIDFiles {
        let usual =
            Self.isCalledKeepalived && namespace == nil ? "/run/keepalived.pid" : runtimeDirectory + "/swiftlvsd.pid"
        return PIDFiles(paths: [pid ?? usual, vrrpPID, checkersPID].compactMap { $0 })
    }

    var level: Logger.Level {
        logLevel.flatMap(LogLevelName.init)?.level ?? (logDetail ? .debug : .info)
    }

    /// What the configuration may ask of this process; taken once, so that a reload reads the same.
    var environment: ReadingEnvironment {
        .current(configID: configID, checksIncludes: allConfig, isInNamespace: namespace != nil)
    }

    func nodeSettings(in namespaces: NodeNamespaces) -> NodeSettings {
        NodeSettings(
            file: configurationPath, lenient: lenient, environment: environment,
            // -P and -C together ask for both halves.
            runsVRRP: vrrp || !check, runsServices: check || !vrrp, keepsAddresses: dontReleaseVrrp,
            keepsTable: dontReleaseIpvs, namespaces: namespaces,
            runtimeDirectory: runtimeDirectory, stateDirectory: stateDirectory)
    }
}
