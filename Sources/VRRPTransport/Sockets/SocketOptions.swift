import CLinux
import Polling

/// Sets options and remembers what the socket is for, so that an error can say it.
struct SocketOptions {
    let descriptor: Int32
    let subject: String

    func set(_ level: Int32, _ option: Int32, _ value: Int32, _ name: String) throws(SystemCallError) {
        var value = value
        try check(setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)), name)
    }

    /// Sends and receives on one interface only (SO_BINDTODEVICE).
    func bind(toInterface name: String) throws(SystemCallError) {
        var bytes = Array(name.utf8)
        try check(
            setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, &bytes, socklen_t(bytes.count)), "SO_BINDTODEVICE")
    }

    private func check(_ result: Int32, _ name: String) throws(SystemCallError) {
        guard result == 0 else { throw .current("setsockopt \(name)", on: subject) }
    }
}
