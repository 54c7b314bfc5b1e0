import Deadlines
import Glibc
import Polling

/// Where a daemon says that it is ready, as to a service manager (sd_notify(3)).
struct NotifySocket: ~Copyable {
    let path: String
    private let descriptor: Int32

    init(at path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemCallError.current("socket", on: path) }
        unlink(path)
        let descriptor = descriptor
        try UnixAddress.of(path, for: "bind") { bind(descriptor, $0, $1) }
        var wait = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// Waits for `READY=1` and returns when it came.
    ///
    /// - Parameter isRunning: asked every second; without the daemon there is nothing to wait for.
    func waitUntilReady(while isRunning: () -> Bool) throws -> Instant {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            let now = MonotonicClock.now
            if count > 0, String(decoding: buffer[..<count], as: UTF8.self).contains("READY=1") { return now }
            guard count > 0 || isRunning() else { throw WrongResult("the daemon ended before it was ready") }
        }
    }

    /// Forgets what has been said so far.
    func clear() {
        var byte: UInt8 = 0
        while recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {}
    }
}
