import ArgumentParser
import DaemonProcess

/// The command line: keepalived's options with keepalived's meaning, and the daemon's own.
struct Options: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swiftlvsd", abstract: "The load-balancer daemon: IPVS, VRRP and health checks.")

    @Option(
        name: [.customShort("f"), .long],
        help: """
            The configuration file (default: /etc/swiftlvsd/swiftlvsd.conf, else /etc/keepalived/keepalived.conf).
            """)
    var useFile: String?

    @Flag(name: [.customShort("t"), .long], help: "Check the configuration and exit.")
    var configTest = false

    @Option(name: .long, help: .hidden)
    var configTestLog: String?

    @Flag(name: [.customShort("n"), .long], help: "Stay in the foreground (the default).")
    var dontFork = false

    @Flag(name: .long, help: "Leave the foreground when ready, as a Type=forking unit expects.")
    var daemonize = false

    @Flag(name: [.customShort("l"), .long], help: "Log to the console (the default).")
    var logConsole = false

    @Flag(name: [.customShort("D"), .long], help: "Detailed log: the level debug.")
    var logDetail = false

    @Option(name: [.customShort("S"), .long], help: .hidden)
    var logFacility: String?

    @Flag(name: [.customShort("G"), .long], help: .hidden)
    var noSyslog = false

    @Option(name: .long, help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: String?

    @Option(name: .long, help: "text or json.")
    var logFormat: LogFormat = .text

    @Option(name: [.customShort("u"), .long], help: "The umask for files, as a C number.")
    var umask: String?

    @Flag(name: [.customShort("P"), .long], help: "Run VRRP only.")
    var vrrp = false

    @Flag(name: [.customShort("C"), .long], help: "Run virtual services and checks only.")
    var check = false

    @Option(name: [.customShort("p"), .long], help: "The pid file.")
    var pid: String?

    @Option(name: [.customShort("r"), .customLong("vrrp_pid")], help: "A second pid file, keepalived's VRRP child's.")
    var vrrpPID: String?

    @Option(
        name: [.customShort("c"), .customLong("checkers_pid")], help: "A third pid file, keepalived's checker child's.")
    var checkersPID: String?

    @Flag(name: [.customShort("X"), .long], help: .hidden)
    var releaseVips = false

    @Flag(name: [.customShort("V"), .long], help: "Leave the virtual addresses in place at a stop.")
    var dontReleaseVrrp = false

    @Flag(name: [.customShort("I"), .long], help: "Leave the IPVS entries in place at a stop.")
    var dontReleaseIpvs = false

    @Flag(name: [.customShort("a"), .long], help: .hidden)
    var addressMonitoring = false

    @Flag(name: [.customShort("d"), .long], help: "Write the state to the runtime directory once started.")
    var dumpConf = false

    @Option(
        name: [.customShort("i"), .long],
        help: "Whose conditional lines (@ID) count; by default the host's name up to its first dot.")
    var configID: String?

    @Flag(name: [.customShort("e"), .long], help: "Every included file must be there and readable.")
    var allConfig = false

    @Option(name: [.customShort("s"), .long], help: "Run in this network namespace (ip netns).")
    var namespace: String?

    @Option(
        name: .long,
        help: "Print the number of the signal for STOP, RELOAD, DATA, STATS, STATS_CLEAR or JSON and exit.")
    var signum: String?

    @Flag(name: [.customShort("v"), .long], help: "Print the version and exit.")
    var version = false

    @Option(name: .long, help: "The control socket (default: control.sock in the runtime directory).")
    var socket: String?

    @Option(name: .long, help: "The directory for what must outlive a reboot (default: /var/lib/swiftlvsd).")
    var stateDir: String?

    @Option(name: .long, help: "The directory for sockets and what must outlive a restart (default: /run/swiftlvsd).")
    var runtimeDir: String?

    @Flag(name: .long, help: "An unknown keyword is a warning, as in keepalived.")
    var lenient = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Print the configuration with its defaults, what it includes and what its definitions mean, and exit: text or json.",
            valueName: "format"))
    var printConfig: ConfigurationFormat?

    @Flag(name: .long, help: "Show passwords and keys in what --print-config prints.")
    var withSecrets = false

    @OptionGroup(visibility: .hidden)
    var withoutEffect: OptionsWithoutEffect

    @Argument(help: .hidden)
    var words: [String] = []

    func validate() throws {
        if let signum, SignalName(rawValue: signum) == nil {
            throw ValidationError(
                "--signum knows \(SignalName.allCases.map(\.rawValue).joined(separator: ", ")), not '\(signum)'")
        }
        if let logLevel, LogLevelName(logLevel) == nil {
            throw ValidationError("--log-level knows trace, debug, info, notice, warning, error and critical")
        }
        if !words.isEmpty {
            guard configTest, words.count == 1, useFile == nil else {
                throw ValidationError("unexpected word '\(words[0])'")
            }
        }
        if let umask, OptionNumber.parse(umask) == nil {
            throw ValidationError("-u takes a number such as 027, not '\(umask)'")
        }
    }
}

/// keepalived's options that change nothing here. Each is accepted with one warning that says why.
struct OptionsWithoutEffect: ParsableArguments {
    @Flag(name: [.customShort("B"), .customLong("no_bfd")]) var noBFD = false
    @Flag(name: .customLong("all")) var all = false
    @Flag(name: [.customShort("R"), .long]) var dontRespawn = false
    @Option(name: [.customShort("b"), .customLong("bfd_pid")]) var bfdPID: String?
    @Flag(name: [.customShort("x"), .long]) var snmp = false
    @Option(name: [.customShort("A"), .long]) var snmpAgentSocket: String?
    @Flag(name: [.customShort("m"), .long]) var coreDump = false
    @Option(name: [.customShort("M"), .long]) var coreDumpPattern: String?
    @Flag(name: [.customShort("T"), .long]) var genhash = false
    @Flag(name: .customLong("debug")) var debug = false

    init() {}
}

extension Options {
    /// One warning for each option given that has no effect here.
    var warnings: [String] {
        var warnings: [String] = []
        func warn(_ isGiven: Bool, _ option: String, _ reason: String) {
            if isGiven { warnings.append("\(option) has no effect: \(reason)") }
        }
        warn(withoutEffect.noBFD, "-B", "there is no BFD subsystem to leave out")
        warn(withoutEffect.all, "--all", "one process does the work of keepalived's children")
        warn(withoutEffect.dontRespawn, "-R", "there are no child processes to respawn")
        warn(withoutEffect.bfdPID != nil, "-b", "there is no BFD child process")
        warn(withoutEffect.snmp, "-x", "SNMP is not offered; the control socket answers the same questions")
        warn(withoutEffect.snmpAgentSocket != nil, "-A", "SNMP is not offered")
        warn(withoutEffect.coreDump, "-m", "core dumps are the service manager's (LimitCORE=)")
        warn(withoutEffect.coreDumpPattern != nil, "-M", "core dumps are the service manager's (LimitCORE=)")
        warn(withoutEffect.genhash, "-T", "there is no genhash; curl and md5sum give the digest of a page")
        warn(withoutEffect.debug, "--debug", "use --log-level trace")
        warn(logFacility != nil, "-S", "the log goes to standard error, where the service manager reads it")
        warn(releaseVips, "-X", "addresses are always given up on the way out of the state MASTER")
        warn(addressMonitoring, "-a", "address changes are followed in any case")
        return warnings
    }
}

/// Numbers as C writes them: 027, 0x1F, 23.
enum OptionNumber {
    static func parse(_ text: String) -> UInt32? {
        if text.hasPrefix("0x") { return UInt32(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0"), text.count > 1 { return UInt32(text.dropFirst(), radix: 8) }
        return UInt32(text)
    }
}

extension LogFormat: ExpressibleByArgument {}
