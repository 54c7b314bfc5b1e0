import Glibc
import Polling

/// A client's connection to a control socket, one of many that one thread polls.
final class ControlConnection {
    let descriptor: Int32
    private(set) var received: [UInt8] = []
    private var room = [UInt8](repeating: 0, count: 1 << 14)

    /// Connects, and waits for a listener that is busy.
    init(to path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemCallError.current("socket") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity else { throw SystemCallError("connect", on: path, errno: ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw SystemCallError.current("connect", on: path) }
    }

    deinit {
        close(descriptor)
    }

    /// Sends a request; one that is too large for the socket waits for the other side.
    func send(_ method: String, _ path: String, body: [UInt8] = []) throws {
        let head = "\(method) \(path) HTTP/1.1\r\nHost: lab\r\nContent-Length: \(body.count)\r\n\r\n"
        let bytes = Array(head.utf8) + body
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw SystemCallError.current("send", on: path) }
            sent += count
        }
    }

    /// Takes what has come; false where the other side has hung up.
    ///
    /// - Parameter waiting: until something comes
    func receive(waiting: Bool = false) -> Bool {
        while true {
            let flags = waiting && received.isEmpty ? 0 : Int32(MSG_DONTWAIT)
            let count = recv(descriptor, &room, room.count, flags)
            guard count > 0 else { return count < 0 && errno == EAGAIN }
            received += room[..<count]
            if count < room.count { return true }
        }
    }

    /// Forgets what has come so far.
    func clear() {
        received.removeAll(keepingCapacity: true)
    }

    /// The status of an answer that is there whole, which is taken.
    func takeAnswer() throws -> Int? {
        let end = Array("\r\n\r\n".utf8)
        guard let body = received.firstIndex(of: end) else { return nil }
        let head = String(decoding: received[..<body], as: UTF8.self).lowercased()
        let length = head.split(separator: "\r\n").lazy.compactMap { line in
            line.hasPrefix("content-length: ") ? Int(line.dropFirst(16)) : nil
        }.first
        guard let length, let status = head.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw WrongResult("no answer of a known length:\n\(head)")
        }
        guard received.count >= body + end.count + length else { return nil }
        received.removeFirst(body + end.count + length)
        return status
    }

    /// Sends a request and waits for its answer.
    func ask(_ method: String, _ path: String, body: [UInt8] = []) throws {
        try send(method, path, body: body)
        while true {
            if let status = try takeAnswer() {
                guard status == 200 else { throw WrongResult("\(method) \(path): \(status)") }
                return
            }
            let isEmpty = received.isEmpty
            guard receive(waiting: isEmpty) else { throw WrongResult("\(method) \(path): hung up") }
            if !isEmpty { usleep(100) }
        }
    }
}

extension [UInt8] {
    /// Where these bytes begin for the first time.
    func firstIndex(of wanted: [UInt8]) -> Int? {
        guard let first = wanted.first, count >= wanted.count else { return nil }
        return (0...(count - wanted.count)).first {
            self[$0] == first && self[$0..<($0 + wanted.count)].elementsEqual(wanted)
        }
    }
}
