import CLinux
import CNetlink
package import Netlink

/// The kernel's IPVS table of the current network namespace, to read and to change.
///
/// The table belongs to the namespace that the calling thread was in when the client was made. The kernel sends no
/// notifications: what others change is seen by reading.
///
/// Not Sendable: one thread or one actor uses it. Calls block for as long as the kernel works, microseconds a row.
/// Reading and changing need CAP_NET_ADMIN.
public final class IPVSClient {
    private let connection: NetlinkConnection
    private let family: UInt16

    /// Opens a socket to IPVS; the kernel loads the module `ip_vs` by itself where it can.
    ///
    /// - Throws: `IPVSError.moduleMissing` where the kernel has no IPVS.
    public convenience init() throws(IPVSError) {
        let socket: NetlinkSocket
        do throws(NetlinkError) {
            socket = try NetlinkSocket(NETLINK_GENERIC)
        } catch {
            throw IPVSError(.openSocket, error)
        }
        try self.init(over: NetlinkConnection(socket))
    }

    /// Speaks to IPVS over a connection that is there.
    package init(over connection: NetlinkConnection) throws(IPVSError) {
        family = try Self.family(over: connection)
        self.connection = connection
    }

    private static func family(over connection: NetlinkConnection) throws(IPVSError) -> UInt16 {
        do throws(NetlinkError) {
            return try FamilyResolver.identifier(of: IPVS_GENL_NAME, over: connection)
        } catch {
            throw error.errno == ENOENT ? .moduleMissing : IPVSError(.resolveFamily, error)
        }
    }

    /// The version of IPVS and the size of its connection table.
    public func info() throws(IPVSError) -> KernelInfo {
        do throws(NetlinkError) {
            let attempt = IPVSCommand.getInfo.description
            let info = try connection.get(attempt, type: family) { writer in
                IPVSCommand.getInfo.header.write(into: &writer)
            } decode: { message throws(DecodeFailure) -> InfoAttributes? in
                try InfoAttributes(message.attributes(after: GenericHeader.size))
            }
            let code = info?.version ?? 0
            let version = KernelInfo.Version(
                major: UInt8(truncatingIfNeeded: code >> 16), minor: UInt8(truncatingIfNeeded: code >> 8),
                patch: UInt8(truncatingIfNeeded: code))
            return KernelInfo(version: version, connectionTableSize: info?.connectionTableSize ?? 0)
        } catch {
            throw IPVSError(.getInfo, error)
        }
    }

    /// All virtual services with their real servers, connections and counters, sorted by key.
    ///
    /// The kernel gives out services first and then the real servers of each, so a change by others in between may
    /// show in parts. Services of protocols other than TCP, UDP and SCTP are left out.
    public func status() throws(IPVSError) -> [ServiceStatus] {
        var statuses = try read(.getService, CommandAttributes()) { $0.service?.status }
        var buffer: [RealServerStatus] = []
        for index in statuses.indices {
            statuses[index].realServers = try realServers(of: statuses[index].service.key, using: &buffer)
        }
        return statuses.sorted { $0.service.key < $1.service.key }
    }

    /// All virtual services with their real servers.
    ///
    /// Says less than `status()`, and takes a third of the memory.
    ///
    /// - Parameter expected: what is probably there. As far as it is, the two tables share their memory.
    public func table(expecting expected: Table = Table()) throws(IPVSError) -> Table {
        let services = try read(.getService, CommandAttributes()) { $0.service?.service }
        var entries: [TableEntry] = []
        entries.reserveCapacity(services.count)
        var servers: [RealServer] = []
        for service in services {
            try readRealServers(of: service.key, into: &servers)
            let entry = TableEntry(service, realServers: servers.sorted { $0.key < $1.key })
            if let twin = expected[service.key], twin == entry { entries.append(twin) } else { entries.append(entry) }
        }
        return Table(entries)
    }

    /// One virtual service with its real servers, nil where the kernel does not have it.
    public func entry(for key: ServiceKey) throws(IPVSError) -> TableEntry? {
        guard let service = try find(key)?.service else { return nil }
        var servers: [RealServer] = []
        try readRealServers(of: key, into: &servers)
        return TableEntry(service, realServers: servers)
    }

    /// One virtual service with its real servers, connections and counters, nil where the kernel does not have it.
    public func status(of key: ServiceKey) throws(IPVSError) -> ServiceStatus? {
        guard var status = try find(key)?.status else { return nil }
        var buffer: [RealServerStatus] = []
        status.realServers = try realServers(of: key, using: &buffer)
        return status
    }

    /// Carries out a plan, several hundred steps to one system call, and returns the steps that the kernel refused.
    ///
    /// A refused step does not stop those after it. Throws only where the socket itself fails or IPVS has left the
    /// kernel; how far it came is then unknown, and a new client has to read the table again.
    public func apply(_ plan: Plan) throws(IPVSError) -> [PlanFailure] {
        let failures: [PlanFailure]
        do throws(NetlinkError) {
            failures = try PlanExecutor(connection: connection, family: family).run(plan)
        } catch {
            throw IPVSError(.send, error)
        }
        if !failures.isEmpty, failures.count == plan.count, failures.allSatisfy({ $0.error.errno == ENOENT }) {
            try checkFamily()
        }
        return failures
    }

    /// Messages to a family that has gone are refused with `ENOENT` like those that name a missing scheduler. When its
    /// module returns, the family has another number.
    private func checkFamily() throws(IPVSError) {
        guard try Self.family(over: connection) != family else { return }
        throw IPVSError(.send, errno: ENOENT, hint: "ip_vs was unloaded and loaded anew: make a new client")
    }

    /// What the kernel says of one service itself, nil where it does not have it.
    private func find(_ key: ServiceKey) throws(IPVSError) -> ServiceAttributes? {
        do throws(IPVSError) {
            return try ask(
                .getService, entry: key.description, CommandAttributes(service: ServiceAttributes(key)))?.service
        } catch {
            if error.errno == ESRCH { return nil }
            throw error
        }
    }

    private func readRealServers(of key: ServiceKey, into servers: inout [RealServer]) throws(IPVSError) {
        try read(.getRealServers, of: key, into: &servers) { (destination: DestinationAttributes) in
            destination.realServer(serviceFamily: key.family)
        }
    }

    /// - Parameter buffer: its memory is used again from service to service.
    private func realServers(
        of key: ServiceKey, using buffer: inout [RealServerStatus]
    ) throws(IPVSError) -> [RealServerStatus] {
        try read(.getRealServers, of: key, into: &buffer) { (destination: DestinationStatusAttributes) in
            destination.status(serviceFamily: key.family)
        }
        return buffer.sorted { $0.realServer.key < $1.realServer.key }
    }

    /// Sends one command that is no dump, and returns what the kernel says beside its acknowledgement.
    func ask(
        _ command: IPVSCommand, entry: String = "", _ request: CommandAttributes = CommandAttributes()
    ) throws(IPVSError) -> CommandAttributes? {
        do throws(NetlinkError) {
            return try connection.get(command.description, type: family) { writer in
                command.header.write(into: &writer)
                request.write(into: &writer)
            } decode: { message throws(DecodeFailure) in
                try CommandAttributes(message.attributes(after: GenericHeader.size))
            }
        } catch {
            throw IPVSError(command, entry: entry, error)
        }
    }

    /// Sends one command that lists, and returns what `item` makes of the parts of the answer.
    func read<Item>(
        _ command: IPVSCommand, _ request: CommandAttributes, _ item: (CommandAttributes) -> Item?
    ) throws(IPVSError) -> [Item] {
        var items: [Item] = []
        do throws(NetlinkError) {
            try read(command, request, into: &items, item)
        } catch {
            throw IPVSError(command, error)
        }
        return items
    }

    /// Puts what `item` makes of the real servers of a service in the place of what `items` holds, whose memory is used
    /// again.
    private func read<Record: AttributeRecord, Item>(
        _ command: IPVSCommand, of key: ServiceKey, into items: inout [Item], _ item: (Record) -> Item?
    ) throws(IPVSError) {
        items.removeAll(keepingCapacity: true)
        do throws(NetlinkError) {
            try read(command, CommandAttributes(service: ServiceAttributes(key)), into: &items) {
                (answer: ListedDestination<Record>) in
                answer.destination.flatMap(item)
            }
        } catch {
            throw IPVSError(command, entry: key.description, error)
        }
    }

    private func read<Answer: AttributeRecord, Item>(
        _ command: IPVSCommand, _ request: CommandAttributes, into items: inout [Item], _ item: (Answer) -> Item?
    ) throws(NetlinkError) {
        try connection.dump(command.description, type: family, into: &items) { writer in
            command.header.write(into: &writer)
            request.write(into: &writer)
        } decode: { message throws(DecodeFailure) in
            item(try Answer(message.attributes(after: GenericHeader.size)))
        }
    }
}
