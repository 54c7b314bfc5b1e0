import IPVSKit
import Polling

extension IPVSClient {
    /// Opens a socket to the IPVS of a namespace; nil: of the calling thread's.
    convenience init(in namespace: OpenNamespace?) throws(IPVSError) {
        let visit: NamespaceVisit?
        do throws(SystemCallError) {
            visit = try namespace?.visit()
        } catch {
            throw IPVSError(.openSocket, errno: error.errno, hint: "net_namespace_ipvs: \(error)")
        }
        defer { visit?.end() }
        try self.init()
    }
}
