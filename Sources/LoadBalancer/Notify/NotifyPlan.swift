package import NodeConfiguration

/// Who is told of what, by the configuration.
package struct NotifyPlan: Hashable, Sendable {
    /// One script that a message has run: a line of the file and what is put behind its own arguments.
    package struct Call: Hashable, Sendable {
        package let command: Command
        package let arguments: [String]
    }

    /// In the order of the file; those that can run.
    package let instances: [String]
    package let groups: [String]
    private let instanceCommands: [String: NotifyCommands]
    private let groupCommands: [String: NotifyCommands]
    /// As configured, by instance.
    package let priorities: [String: UInt8]
    package let fifo: NotifyFIFO?
    package let vrrpFIFO: NotifyFIFO?
    package let servicesFIFO: NotifyFIFO?
    package let writesStatesOnReload: Bool
    /// Whether real servers that are there for the first time are told of.
    package let tellsStarts: Bool
    package let alerts: AlertPlan
    /// The scripts of virtual and real servers, each once however many have it.
    private let serviceCommands: [Command]

    /// Nobody is told of anything.
    package init() {
        self.init(Configuration())
    }

    package init(_ configuration: Configuration) {
        let running = configuration.vrrpInstances.filter { $0.refusal == nil }
        instances = running.map(\.name)
        groups = configuration.syncGroups.map(\.name)
        priorities = Dictionary(running.map { ($0.name, $0.priority) }) { first, _ in first }
        instanceCommands = Dictionary(running.map { ($0.name, $0.notify) }) { first, _ in first }
        groupCommands = Dictionary(configuration.syncGroups.map { ($0.name, $0.notify) }) { first, _ in first }
        let globals = configuration.globals
        fifo = globals.notifyFIFO
        vrrpFIFO = globals.vrrpNotifyFIFO
        servicesFIFO = globals.lvsNotifyFIFO
        writesStatesOnReload = globals.writesStatesOnReload
        tellsStarts = globals.notifiesInitialServers
        alerts = AlertPlan(configuration)
        serviceCommands = Self.serviceCommands(of: configuration)
    }

    /// Whether the configuration has the instance or group that a message is about.
    package func has(_ message: NotifyMessage) -> Bool { commands(of: message.scope, message.name) != nil }

    /// The scripts that a message has run, in their order.
    package func calls(for message: NotifyMessage) -> [Call] {
        guard let commands = commands(of: message.scope, message.name) else { return [] }
        let own: Command?
        // `notify` is told of states alone.
        var any = commands.any
        switch message.word {
        case .master: own = commands.master
        case .backup: own = commands.backup
        case .fault: own = commands.fault
        case .stop: own = commands.stop
        case .deleted: own = commands.deleted
        case .masterReceivesLowerPriority:
            own = commands.masterReceivesLowerPriority
            any = nil
        case .masterPriority, .backupPriority:
            own = nil
            any = nil
        }
        return [
            own.map { Call(command: $0, arguments: []) }, any.map { Call(command: $0, arguments: message.arguments) },
        ]
        .compactMap(\.self)
    }

    /// Whether the FIFOs are told of this message.
    package func isWritten(_ message: NotifyMessage) -> Bool {
        switch message.word {
        case .masterPriority, .backupPriority: commands(of: message.scope, message.name)?.priorityChanges ?? false
        default: true
        }
    }

    /// What is told of an instance that the configuration has no more.
    ///
    /// keepalived runs no `notify_fault` then, only `notify`, and writes FAULT unless `notify_deleted` stands there.
    package func farewell(of instance: String, priority: UInt8) -> (message: NotifyMessage, calls: [Call]) {
        let isTold = instanceCommands[instance]?.tellsDeleted == true
        let message = NotifyMessage(.instance, instance, isTold ? .deleted : .fault, priority: priority)
        return (message, calls(for: message).filter { isTold || !$0.arguments.isEmpty })
    }

    /// All scripts' command lines, FIFO scripts included.
    package var commands: [Command] {
        let all = instances.compactMap { instanceCommands[$0] } + groups.compactMap { groupCommands[$0] }
        let notified = all.flatMap { commands in
            [
                commands.master, commands.backup, commands.fault, commands.stop, commands.deleted, commands.any,
                commands.masterReceivesLowerPriority,
            ].compactMap(\.self)
        }
        return notified + serviceCommands + [fifo?.script, vrrpFIFO?.script, servicesFIFO?.script].compactMap(\.self)
    }

    private static func serviceCommands(of configuration: Configuration) -> [Command] {
        var known: Set<Command> = []
        var commands: [Command] = []
        func take(_ scripts: UpDownScripts?) {
            guard let scripts else { return }
            for command in [scripts.up, scripts.down].compactMap(\.self)
            where known.insert(command.withoutPlace).inserted {
                commands.append(command)
            }
        }
        for service in configuration.virtualServers {
            take(service.scripts)
            for server in service.realServers { take(server.scripts) }
        }
        return commands
    }

    private func commands(of scope: NotifyMessage.Scope, _ name: String) -> NotifyCommands? {
        switch scope {
        case .instance: instanceCommands[name]
        case .group: groupCommands[name]
        }
    }
}
