import CNetlink
import Netlink

// What belongs to the network namespace rather than to one entry of its table.
extension IPVSClient {
    /// How long connections are kept (`IPVS_CMD_GET_CONFIG`).
    public func timeouts() throws(IPVSError) -> Timeouts {
        try ask(.getTimeouts)?.timeouts ?? Timeouts()
    }

    /// Sets how long connections are kept (`IPVS_CMD_SET_CONFIG`), those that are there included, from their next
    /// packet on.
    ///
    /// - Throws: `EINVAL` for a time beyond what the kernel can count; nothing is changed then.
    public func set(_ timeouts: Timeouts) throws(IPVSError) {
        try request(.setTimeouts, CommandAttributes(timeouts))
    }

    /// The synchronisation daemons that run here, none to two, the master first (`IPVS_CMD_GET_DAEMON`).
    public func syncDaemons() throws(IPVSError) -> [SyncDaemon] {
        try read(.getSyncDaemons, CommandAttributes()) { $0.daemon?.daemon }
            .sorted { $0.role.kernelNumber < $1.role.kernelNumber }
    }

    /// Starts a synchronisation daemon (`IPVS_CMD_NEW_DAEMON`). A running one cannot be changed: stop it first.
    ///
    /// - Throws: `EEXIST` where one of its role runs already, `ENODEV` where the interface is missing, `EINVAL` where
    ///   the group is not a multicast address or a service has real servers of another family than its own.
    public func start(_ daemon: SyncDaemon) throws(IPVSError) {
        try request(.startSyncDaemon, entry: daemon.description, CommandAttributes(daemon: DaemonAttributes(daemon)))
    }

    /// Stops the synchronisation daemon of a role (`IPVS_CMD_DEL_DAEMON`). Connections that it has taken over stay.
    ///
    /// - Throws: `ESRCH` where none runs.
    public func stop(_ role: SyncDaemon.Role) throws(IPVSError) {
        try request(.stopSyncDaemon, entry: role.description, CommandAttributes(daemon: DaemonAttributes(role)))
    }

    /// Sets the counters of a service and its real servers to 0, or of all of them (`IPVS_CMD_ZERO`).
    ///
    /// - Parameter key: nil for the whole table, the namespace's own totals included.
    /// - Throws: `ESRCH` where the kernel does not have the service.
    public func zeroCounters(of key: ServiceKey? = nil) throws(IPVSError) {
        try request(
            .zeroCounters, entry: key?.description ?? "", CommandAttributes(service: key.map { ServiceAttributes($0) }))
    }

    /// Removes all services and their real servers, whoever added them (`IPVS_CMD_FLUSH`).
    ///
    /// The kernel remembers removed real servers for about three minutes, and each one added meanwhile takes longer
    /// for it: to replace a table, compare and change it in place (`TableDiff`).
    public func flush() throws(IPVSError) {
        try request(.flush, CommandAttributes())
    }

    private func request(
        _ command: IPVSCommand, entry: String = "", _ attributes: CommandAttributes
    ) throws(IPVSError) {
        _ = try ask(command, entry: entry, attributes)
    }
}
