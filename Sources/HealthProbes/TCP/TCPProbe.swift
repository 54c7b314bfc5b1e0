import Addresses
import CLinux
import HealthChecker

/// One attempt of a `TCP_CHECK`: a connection that is made and closed again.
///
/// It is closed with a normal FIN, as keepalived does: a reset after the handshake shows up as an error in many servers'
/// logs. The TIME_WAIT that stays on this host costs a local port for a minute, of those that the kernel has for each
/// target; where a target is checked so often that they would run out, a reset it is.
final class TCPProbe {
    enum Start {
        /// The outcome is known when the descriptor is writable or has failed.
        case connecting(TCPProbe)
        /// The kernel decided at once.
        case finished(CheckResult)
    }

    /// Owned by the probe and closed with it.
    let descriptor: Int32
    /// Whether the connection ends with a reset, which leaves nothing behind on this host.
    var endsWithReset = false

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        if endsWithReset { clinux_discard_at_close(descriptor) }
        close(descriptor)
    }

    /// Begins to connect without waiting.
    ///
    /// - Parameter source: of the target's family; nil for the address the kernel chooses.
    static func start(to target: Endpoint, from source: IPAddress?, as origin: CheckOrigin = .any) -> Start {
        guard source == nil || source?.family == target.address.family else {
            return .finished(ConnectFailure.result(errno: EAFNOSUPPORT, .atOnce))
        }
        guard let leaving = origin.kernel else {
            return .finished(origin.interface.map(CheckOrigin.missing) ?? .local("not checked"))
        }
        let address = target.address.bytes
        var isInProgress: Int32 = 0
        let descriptor = clinux_tcp_connect(
            address, address.count, target.port, source?.bytes, leaving, &isInProgress)
        guard descriptor >= 0 else { return .finished(ConnectFailure.result(errno: -descriptor, .atOnce)) }
        let probe = TCPProbe(descriptor: descriptor)
        return isInProgress == 0 ? .finished(probe.result()) : .connecting(probe)
    }

    /// The outcome, once the descriptor is ready.
    func result() -> CheckResult {
        let failure = clinux_connect_result(descriptor)
        return failure == 0 ? .passed("connected") : ConnectFailure.result(errno: failure, .later)
    }
}
