import ControlAPI
import DaemonProcess
import Glibc
import LoadBalancer
import Logging
import ServiceLifecycle

/// The daemon's life: takes its socket, starts the node, does what signals ask for, and gives everything back.
struct Daemon {
    let options: Options
    let namespaces: Namespaces
    let file: ConfigurationFile

    func run() async -> ExitStatus {
        let writer: LogWriter
        do {
            writer = try LogWriter()
        } catch {
            printError("swiftlvsd: \(error)")
            return .systemLacksSomething
        }
        let format = options.logFormat
        let level = options.level
        let toJournal = ServiceManager.readsStandardError
        LoggingSystem.bootstrap { label in
            LineLogHandler(label: label, format: format, toJournal: toJournal, writer: writer, logLevel: level) {
                WallClock.now
            }
        }
        let status = await live()
        writer.finish()
        return status
    }

    private func live() async -> ExitStatus {
        let logger = Logger(label: namespaces.own.map { "swiftlvsd_\($0)" } ?? "swiftlvsd")
        for warning in options.warnings + [namespaces.warning].compactMap(\.self) { logger.warning("\(warning)") }
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
            let node = Node(file, settings: options.nodeSettings(in: namespaces.node), logger: logger)
            do {
                guard try await node.start(unless: { signals.asksToStop }) else {
                    socket.abandon()
                    return .success
                }
            } catch {
                socket.abandon()
                throw error
            }
            return await serve(node, on: socket, signals: signals, logger: logger)
        } catch {
            // Standard error has the whole story, also where the log goes elsewhere.
            printError("swiftlvsd: \(error)")
            return .systemLacksSomething
        }
    }

    private func serve(_ node: Node, on socket: ControlSocket, signals: Signals, logger: Logger) async -> ExitStatus {
        let server = ServiceGroup(
            services: [ControlServer(socket: socket, node: ControlledLoadBalancer(node: node), logger: logger)],
            logger: logger)
        let serving = Task {
            do {
                try await server.run()
            } catch {
                signals.stop(because: StartError("the control socket cannot be served: \(error)"))
            }
        }
        let pidFiles = options.pidFiles
        pidFiles.write { logger.warning("\($0)") }
        defer { pidFiles.remove() }
        let dumps = StateDump(node: node, directory: options.runtimeDirectory, logger: logger)
        if options.dumpConf { await dumps.write(.data) }
        ServiceManager.ready("serving \(file.path)")
        Daemonization.reportReady()
        await node.tellStarted()

        let network = NetworkListeners(node: ControlledLoadBalancer(node: node), logger: logger) {
            node.noteNetworkAPI($0)
        }
        let listening = Task {
            await node.networkAPI.forEachBatch { changes in
                if let last = changes.last { await network.apply(last.map(NetworkSettings.init)) }
            }
        }
        let watch = Task { await node.fatal.forEachBatch { errors in errors.first.map(signals.stop(because:)) } }
        let end = await obey(signals, node: node, dumps: dumps)
        ServiceManager.stopping()
        await node.stop(keep: end == .stop(keep: true))
        await server.triggerGracefulShutdown()
        await serving.value
        await watch.value
        await listening.value
        await network.stop()
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
    private func obey(_ signals: Signals, node: Node, dumps: StateDump) async -> End {
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
            case .clearCounters:
                await dumps.write(.stats)
                await node.clearCounters()
            case .dump(let kind):
                await dumps.write(kind)
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
