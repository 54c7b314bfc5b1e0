import CLinux
import ControlMessages
import Glibc

/// Where it is remembered what was changed on the host, until the next boot: then the changes are gone, too.
///
/// One program at a time has it, for units of several virtual IPs start together.
package struct HostRecordFile: Sendable {
    package static let standardPath = "/run/swiftlvsd/real-server.json"
    private static let pause: UInt32 = 50_000
    private static let attempts = 600

    package let path: String

    package init(path: String = standardPath) {
        self.path = path
    }

    /// Keeps other programs from it while the body runs.
    func hold(_ body: () throws(RealServerError) -> Void) throws(RealServerError) {
        if let end = path.lastIndex(of: "/"), end != path.startIndex { mkdir(String(path[..<end]), 0o755) }
        let lock = try takeLock()
        defer { close(lock) }
        try body()
    }

    package func read() throws(RealServerError) -> HostRecord {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            guard errno != ENOENT else { return HostRecord() }
            throw failure("read")
        }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read") }
            if count == 0 { break }
            text += buffer[..<count]
        }
        do {
            return try MessageCoding.decode(HostRecord.self, from: text)
        } catch {
            throw RealServerError("\(path) is no record of a real server (\(error)); move it away to begin anew")
        }
    }

    func write(_ record: HostRecord) throws(RealServerError) {
        guard !record.isEmpty else {
            guard unlink(path) == 0 || errno == ENOENT else { throw failure("removed") }
            return
        }
        guard let bytes = try? MessageCoding.encode(record) else {
            throw RealServerError("\(path) cannot be written: the record is no JSON")
        }
        let temporary = "\(path).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("written") }
        let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count
        close(descriptor)
        guard isWritten, rename(temporary, path) == 0 else { throw failure("written") }
    }

    private func takeLock() throws(RealServerError) -> Int32 {
        for _ in 0..<Self.attempts {
            let lock = clinux_lock_file(path + ".lock")
            guard lock == -EWOULDBLOCK else {
                guard lock >= 0 else {
                    throw RealServerError("\(path).lock cannot be opened: \(String(cString: strerror(-lock)))")
                }
                return lock
            }
            usleep(Self.pause)
        }
        throw RealServerError("another program has \(path).lock and does not let go of it")
    }

    private func failure(_ deed: String) -> RealServerError {
        RealServerError("\(path) cannot be \(deed): \(String(cString: strerror(errno)))")
    }
}
