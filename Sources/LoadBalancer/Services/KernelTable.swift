package import IPVSKit

/// The kernel's IPVS as its writer needs it; what the calls mean is said at `IPVSClient`.
package protocol KernelTable {
    func table(expecting expected: Table) throws(IPVSError) -> Table
    func entry(for key: ServiceKey) throws(IPVSError) -> TableEntry?
    func status() throws(IPVSError) -> [ServiceStatus]
    func status(of key: ServiceKey) throws(IPVSError) -> ServiceStatus?
    func apply(_ plan: Plan) throws(IPVSError) -> [PlanFailure]
    func flush() throws(IPVSError)
    func timeouts() throws(IPVSError) -> Timeouts
    func set(_ timeouts: Timeouts) throws(IPVSError)
    func syncDaemons() throws(IPVSError) -> [SyncDaemon]
    func start(_ daemon: SyncDaemon) throws(IPVSError)
    func stop(_ role: SyncDaemon.Role) throws(IPVSError)
}

extension IPVSClient: KernelTable {}

/// Opens a connection to the kernel's IPVS.
package typealias KernelDoor = @Sendable () throws(IPVSError) -> sending any KernelTable
