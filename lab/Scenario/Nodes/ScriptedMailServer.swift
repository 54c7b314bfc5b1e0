import Glibc
import Polling
import Synchronization

/// A mail server that says what a test tells it to, one connection at a time, and keeps what it gets.
package final class ScriptedMailServer: Sendable {
    /// What it answers to a line; to "" when a connection comes, and to "." at the end of a mail. Nil: it hangs up.
    package typealias Script = @Sendable (String) -> String?

    /// Takes everything.
    package static let kind: Script = { line in
        switch line.prefix(4).uppercased() {
        case "": "220 mail\r\n"
        case "DATA": "354 go on\r\n"
        default: "250 ok\r\n"
        }
    }

    private struct State {
        var lines: [String] = []
        var mails: [String] = []
        /// Whether the listener's number is still the listener's.
        var isOpen = true
    }

    package let port: UInt16
    private let listener: Int32
    private let script: Script
    private let state = Mutex(State())

    /// - Parameters:
    ///   - host: the four bytes of its address.
    ///   - port: 0 for any.
    ///   - namespace: where it listens; nil: here.
    package static func start(
        on host: [UInt8], port: UInt16 = 0, in namespace: NetworkNamespace? = nil,
        script: @escaping Script = ScriptedMailServer.kind
    ) async throws -> ScriptedMailServer {
        guard let namespace else { return try ScriptedMailServer(host, port, script) }
        return try await namespace.onThread("mail server") { try ScriptedMailServer(host, port, script) }
    }

    private init(_ host: [UInt8], _ port: UInt16, _ script: @escaping Script) throws {
        self.script = script
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw SystemCallError.current("socket") }
        var enabled: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &enabled, socklen_t(MemoryLayout<Int32>.size))
        // struct sockaddr_in, which several C modules claim.
        var address: [UInt8] =
            [UInt8(AF_INET), 0, UInt8(port >> 8), UInt8(truncatingIfNeeded: port)] + host
            + [UInt8](repeating: 0, count: 8)
        var length = socklen_t(16)
        let listener = listener
        let isBound = address.withUnsafeMutableBytes { bytes in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(listener, pointer, length) == 0 && getsockname(listener, pointer, &length) == 0
        }
        guard isBound, listen(listener, 16) == 0 else { throw SystemCallError.current("bind") }
        self.port = UInt16(address[2]) << 8 | UInt16(address[3])
        try NamedThread.start("mail server") { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                self?.serve(connection)
                Glibc.close(connection)
            }
            // Without the server its `deinit` has seen to it that nobody uses the number any more.
            self?.state.withLock { $0.isOpen = false }
            Glibc.close(listener)
        }
    }

    deinit { stop() }

    /// Stops listening.
    package func stop() {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            shutdown(listener, Int32(SHUT_RDWR))
        }
    }

    /// What it was sent, line by line, without the texts of mails.
    package var lines: [String] { state.withLock { $0.lines } }
    /// The mails that it took.
    package var mails: [String] { state.withLock { $0.mails } }

    /// The subjects of the mails that it took.
    package var subjects: [String] {
        mails.flatMap { $0.split(separator: "\r\n") }.filter { $0.hasPrefix("Subject: ") }.map {
            String($0.dropFirst(9))
        }
    }

    private func serve(_ connection: Int32) {
        guard say(script(""), on: connection) else { return }
        var mail: String?
        while let line = readLine(from: connection) {
            if mail != nil, line != "." {
                mail? += line + "\r\n"
                continue
            }
            let taken = mail
            mail = nil
            state.withLock { $0.lines.append(line) }
            let reply = script(line)
            guard say(reply, on: connection) else { return }
            if line == ".", let taken, reply?.hasPrefix("250") == true { state.withLock { $0.mails.append(taken) } }
            if line.uppercased() == "DATA", reply?.hasPrefix("354") == true { mail = "" }
            if line.uppercased() == "QUIT" { return }
        }
    }

    private func say(_ text: String?, on connection: Int32) -> Bool {
        guard let text else { return false }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func readLine(from connection: Int32) -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) == 1 {
            if byte == 0x0A { return String(decoding: line.filter { $0 != 0x0D }, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }
}
