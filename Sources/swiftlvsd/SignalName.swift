import CLinux
import Glibc

/// The signals that `--signum` names, with keepalived's words.
enum SignalName: String, CaseIterable {
    case stop = "STOP"
    case reload = "RELOAD"
    case data = "DATA"
    case stats = "STATS"
    case statsClear = "STATS_CLEAR"
    case json = "JSON"

    /// The number to send to the daemon.
    var number: Int32 {
        switch self {
        case .stop: SIGTERM
        case .reload: SIGHUP
        case .data: SIGUSR1
        case .stats: SIGUSR2
        case .statsClear: clinux_sigrtmax() - 1
        case .json: clinux_sigrtmin() + 2
        }
    }
}
