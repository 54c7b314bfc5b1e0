import Addresses
import Glibc
import Polling
import Synchronization

/// A TCP server on 127.0.0.1 that treats each connection as a test asks, on a thread of its own.
final class LoopbackServer: Sendable {
    /// Counts that the server's threads and the test share.
    private struct Counts {
        var accepted = 0
        var open = 0
    }

    let endpoint: Endpoint
    private let listener: Int32
    private let counts = SharedCounts()
    private let isStopped = Mutex(false)

    private final class SharedCounts: Sendable {
        let value = Mutex(Counts())
    }

    /// - Parameters:
    ///   - port: 0 for any.
    ///   - serve: called with each connection, which is closed when it returns.
    init(port: UInt16 = 0, serve: @escaping @Sendable (Int32) -> Void) throws {
        let bound = try Self.boundSocket(port: port)
        listener = bound.descriptor
        endpoint = bound.endpoint
        guard listen(listener, 128) == 0 else { throw SystemCallError.current("listen") }
        let listener = listener
        let counts = counts
        try NamedThread.start("test server") {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else {
                    // What shutdown() leaves; any other failure passes, such as too many open files.
                    if errno == EINVAL { break }
                    usleep(1_000)
                    continue
                }
                counts.value.withLock {
                    $0.accepted += 1
                    $0.open += 1
                }
                try? NamedThread.start("test connection") {
                    serve(connection)
                    close(connection)
                    counts.value.withLock { $0.open -= 1 }
                }
            }
            close(listener)
        }
    }

    deinit {
        stop()
    }

    var accepted: Int { counts.value.withLock { $0.accepted } }
    var open: Int { counts.value.withLock { $0.open } }

    /// Stops listening; connections go on. Only the first call does something: the descriptor's number may soon be
    /// another's.
    func stop() {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        if isFirst { shutdown(listener, Int32(SHUT_RDWR)) }
    }

    /// A socket that has a port of 127.0.0.1 and does not listen: connections to it are refused, and nobody else gets
    /// the port.
    static func boundSocket(port: UInt16 = 0) throws -> (descriptor: Int32, endpoint: Endpoint) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemCallError.current("socket") }
        var enabled: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &enabled, socklen_t(MemoryLayout<Int32>.size))
        var address = InternetAddress(port: port)
        guard
            address.withPointer({ bind(descriptor, $0, $1.pointee) == 0 && getsockname(descriptor, $0, $1) == 0 })
                == true,
            let loopback = IPAddress("127.0.0.1")
        else {
            defer { close(descriptor) }
            throw SystemCallError.current("bind")
        }
        return (descriptor, Endpoint(loopback, port: address.port))
    }
}

/// What a test's server does with a connection.
enum Serving {
    /// Closes at once.
    static let nothing: @Sendable (Int32) -> Void = { _ in }

    /// Says nothing until the peer closes.
    static let silence: @Sendable (Int32) -> Void = { drain($0) }

    /// Sends a reset.
    static let reset: @Sendable (Int32) -> Void = { connection in
        readRequest(connection)
        // struct linger: on, for 0 seconds.
        let option: [Int32] = [1, 0]
        setsockopt(connection, SOL_SOCKET, SO_LINGER, option, socklen_t(8))
    }

    /// Reads a request and answers it.
    static func answer(_ text: String) -> @Sendable (Int32) -> Void {
        { connection in
            readRequest(connection)
            send(Array(text.utf8), on: connection)
        }
    }

    /// Reads a request, answers it, and keeps the connection.
    static func answerAndKeep(_ text: String) -> @Sendable (Int32) -> Void {
        { connection in
            readRequest(connection)
            send(Array(text.utf8), on: connection)
            drain(connection)
        }
    }

    /// Reads a request, then sends a beginning and after it the same bytes again and again until the peer closes.
    static func endless(
        _ beginning: String, _ bytes: String, every pause: UInt32 = 0
    ) -> @Sendable (Int32) -> Void {
        { connection in
            readRequest(connection)
            send(Array(beginning.utf8), on: connection)
            while send(Array(bytes.utf8), on: connection) {
                if pause > 0 { usleep(pause) }
            }
        }
    }

    /// The request up to its empty line, or what came before the peer closed.
    @discardableResult
    static func readRequest(_ connection: Int32) -> String {
        var request: [UInt8] = []
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) == 1 {
            request.append(byte)
            if request.suffix(4) == [13, 10, 13, 10] { break }
        }
        return String(decoding: request, as: UTF8.self)
    }

    /// The address at the other end.
    static func peer(of connection: Int32) -> String {
        var address = InternetAddress(port: 0)
        _ = address.withPointer { getpeername(connection, $0, $1) }
        return IPAddress(bytes: address.host)?.description ?? ""
    }

    @discardableResult
    private static func send(_ bytes: [UInt8], on connection: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.send(connection, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func drain(_ connection: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while recv(connection, &buffer, buffer.count, 0) > 0 {}
    }
}

/// An IPv4 socket address as the bytes of `struct sockaddr_in`: several C modules claim that type, and which of them
/// owns its members depends on the build.
private struct InternetAddress {
    private var bytes: [UInt8]
    private var length = socklen_t(16)

    /// A port of 127.0.0.1.
    init(port: UInt16) {
        bytes = [
            UInt8(AF_INET), 0, UInt8(truncatingIfNeeded: port >> 8), UInt8(truncatingIfNeeded: port), 127, 0, 0, 1,
            0, 0, 0, 0, 0, 0, 0, 0,
        ]
    }

    var port: UInt16 { UInt16(bytes[2]) << 8 | UInt16(bytes[3]) }
    var host: ArraySlice<UInt8> { bytes[4..<8] }

    mutating func withPointer<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result? {
        bytes.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { body($0.assumingMemoryBound(to: sockaddr.self), &length) }
        }
    }
}
