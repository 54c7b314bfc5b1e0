package import Addresses
import CLinux
package import Deadlines
import Glibc

/// Why a request brought no answer, as a client sees it.
package enum HTTPFailure: Error, Hashable, CustomStringConvertible {
    /// The connection was refused.
    case refused
    /// An established connection was reset.
    case reset
    /// The other side closed before the answer was complete.
    case closed
    /// Nothing came in time.
    case timedOut
    /// Any other errno of connect, send or receive.
    case failed(Int32)
    /// What came was no HTTP.
    case malformed

    init(errno: Int32, connecting: Bool) {
        switch errno {
        case ECONNREFUSED: self = .refused
        case ECONNRESET, EPIPE: self = .reset
        case EAGAIN, EINPROGRESS, ETIMEDOUT: self = .timedOut
        default: self = .failed(errno)
        }
    }

    package var description: String {
        switch self {
        case .refused: "connection refused"
        case .reset: "connection reset"
        case .closed: "connection closed"
        case .timedOut: "no answer in time"
        case .failed(let errno): String(cString: strerror(errno))
        case .malformed: "not an HTTP answer"
        }
    }
}

/// A blocking HTTP/1.1 client on one kept IPv4 connection, for a thread inside a network namespace.
package final class HTTPConnection {
    private let descriptor: Int32
    private var received: [UInt8] = []

    /// Connects; `timeout` bounds the connecting and each wait for bytes.
    package init(to endpoint: Endpoint, timeout: Nanoseconds) throws(HTTPFailure) {
        guard case .v4(let address) = endpoint.address else { throw .failed(EAFNOSUPPORT) }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw HTTPFailure(errno: errno, connecting: true) }

        var limit = timeval(
            tv_sec: Int(timeout.wholeSeconds), tv_usec: Int(timeout.wholeMicroseconds % 1_000_000))
        let limitSize = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, limitSize)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, limitSize)

        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = endpoint.port.bigEndian
        target.sin_addr.s_addr = address.value.bigEndian
        let result = withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            // `deinit` closes the socket.
            throw HTTPFailure(errno: errno, connecting: true)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sends a GET and returns the answer's body; the connection stays open.
    package func get(_ path: String = "/", host: String = "lab") throws(HTTPFailure) -> String {
        String(decoding: try getBytes(path, host: host), as: UTF8.self)
    }

    /// As `get`, but calls `beforeEach` with the bytes so far before each of up to 4096 more are read.
    package func getBytes(
        _ path: String, host: String = "lab", beforeEach: (_ received: Int) -> Void = { _ in }
    ) throws(HTTPFailure) -> [UInt8] {
        try send("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        let head = try receiveHead()
        guard let length = Self.contentLength(in: head) else { throw .malformed }
        while received.count < length {
            beforeEach(received.count)
            try receive()
        }
        defer { received.removeFirst(length) }
        return Array(received[..<length])
    }

    private func send(_ text: String) throws(HTTPFailure) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw HTTPFailure(errno: errno, connecting: false) }
            sent += count
        }
    }

    private func receive() throws(HTTPFailure) {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count >= 0 else { throw HTTPFailure(errno: errno, connecting: false) }
        guard count > 0 else { throw .closed }
        received += chunk[..<count]
    }

    private func receiveHead() throws(HTTPFailure) -> String {
        let end: [UInt8] = [13, 10, 13, 10]
        while true {
            if let start = received.indices.first(where: { received[$0...].starts(with: end) }) {
                defer { received.removeFirst(start + end.count) }
                return String(decoding: received[..<start], as: UTF8.self)
            }
            guard received.count < 65536 else { throw .malformed }
            try receive()
        }
    }

    private static func contentLength(in head: String) -> Int? {
        for line in head.split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
            return Int(parts[1].drop { $0 == " " })
        }
        return nil
    }
}
