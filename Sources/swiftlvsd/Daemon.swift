import ControlAPI
import Glibc
import LoadBalancer
import Logging
import ServiceLifecycle

/// The daemon's life: takes its socket, starts the node, does what signals ask for, and gives everything back.
struct Daemon {
    let options: Options
    let file: ConfigurationFile

    func run() async -> ExitStatus {
        let format = options.logFormat
        let level = options.level
        let toJournal = ServiceManager.readsStandardError
        LoggingSystem.bootstrap { label in
            LineLogHandler(label: label, format: format, toJournal: toJournal, logLevel: level)
        }
        let logger = Logger(label: "swiftlvsd")
        for warning in options.warnings { logger.warning("\(warning)") }
        do {
            let signals = try Signals()
            try Directory.make(options.runtimeDirectory)
            do {
                try Directory.make(options.stateDirectory)
            } catch {
                logger.warning("\(error); what should outlive a reboot will not")
            }
            // First, so that a second daemon changes nothing in the kernel.
            let socket = try ControlSocket(path: options.socketPath)
            let node = Node(file, settings: options.nodeSettings, logger: logger)
            do {
                try await node.start()
            } catch {
                socket.abandon()
                throw error
            }
            return try await serve(node, on: socket, signals: signals, logger: logger)
        } catch {
            // Standard error has the whole story, also where the log goes elsewhere.
            printError("swiftlvsd: \(error)")
            return .systemLacksSomething
        }
    }

    private func serve(
        _ node: Node, on socket: ControlSocket, signals: Signals, logger: Logger
    ) async throws -> ExitStatus {
        let server = ServiceGroup(
            services: [ControlServer(socket: socket, node: ControlledLoadBalancer(node: node), logger: logger)],
            logger: logger)
        let serving = Task { try await server.run() }
        let pidFiles = options.pidFiles
        pidFiles.write { logger.warning("\($0)") }
        defer { pidFiles.remove() }
        if options.dumpConf { await StateDump.write(.data, of: node, to: options.runtimeDirectory, logger: logger) }
        ServiceManager.ready("serving \(file.path)")
        Daemonization.reportReady()
        logger.notice("started, version \(ProgramVersion.text), configuration \(file.path)")

        let watch = Task { await node.fatal.forEachBatch { errors in errors.first.map(signals.stop(because:)) } }
        let end = await obey(signals, node: node, logger: logger)
        ServiceManager.stopping()
        await node.stop(keep: end == .stop(keep: true))
        await server.triggerGracefulShutdown()
        try await serving.value
        await watch.value
        switch end {
        case .stop:
            logger.notice("stopped")
            return .success
        case .failed(let error):
            printError("swiftlvsd: \(error)")
            return .systemLacksSomething
        }
    }

    /// How the daemon's life ended.
    private enum End: Equatable {
        case stop(keep: Bool)
        case failed(String)
    }

    /// Does what signals ask for until one asks to stop.
    private func obey(_ signals: Signals, node: Node, logger: Logger) async -> End {
        while true {
            switch await signals.next() {
            case .stop(let keep):
                return .stop(keep: keep)
            case .fail(let reason):
                return .failed(reason)
            case .reload:
                // Not waited for: a stop that is asked for meanwhile comes first. The outcome is in the log and the
                // status.
                Task {
                    ServiceManager.reloading()
                    _ = try? await node.reload()
                    ServiceManager.ready("serving \(file.path)")
                }
            case .dump(let kind):
                await StateDump.write(kind, of: node, to: options.runtimeDirectory, logger: logger)
            }
        }
    }
}

/// A directory of the daemon's.
enum Directory {
    /// Makes it and its parents where they are missing.
    static func make(_ path: String) throws(StartError) {
        var partial = ""
        for component in path.split(separator: "/") {
            partial += (partial.isEmpty && !path.hasPrefix("/") ? "" : "/") + component
            guard mkdir(partial, 0o755) == 0 || errno == EEXIST else {
                throw StartError("cannot make the directory \(partial): \(String(cString: strerror(errno)))")
            }
        }
    }
}
