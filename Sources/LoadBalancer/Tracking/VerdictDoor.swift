import Synchronization
import VRRPEngine
import VRRPTransport

/// The way to the VRRP thread for those who are there before it is.
final class VerdictDoor: Sendable {
    private let service = Mutex<VRRPService?>(nil)

    func open(to service: VRRPService) {
        self.service.withLock { $0 = service }
    }

    func track(_ verdict: TrackingVerdict, of instance: String) {
        service.withLock { $0 }?.track(verdict, of: instance)
    }
}
