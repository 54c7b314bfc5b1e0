import CLinux
import Glibc
import Polling
import Synchronization

/// A mail server as far as a greeting, HELO and QUIT go, one connection after the other.
package final class MailServer: Sendable {
    /// What it says.
    package enum Mood: Sendable {
        case healthy
        /// Greets with 421.
        case busy
        /// Greets, and answers HELO with 550.
        case choosy
        /// Accepts and says nothing.
        case mute
    }

    private let mood: Mutex<Mood>
    private let isStopped = Atomic(false)

    private init(_ mood: Mood) { self.mood = Mutex(mood) }

    /// Listens on all IPv4 addresses of the namespace and returns once it does.
    package static func start(
        in namespace: NetworkNamespace, port: UInt16, _ mood: Mood = .healthy
    ) async throws -> MailServer {
        let server = MailServer(mood)
        let listener = try await namespace.onThread("listen on \(port)") { try IPv4Socket.listen(port) }
        try NamedThread.start("smtp \(port)") { server.run(listener) }
        return server
    }

    package func become(_ mood: Mood) { self.mood.withLock { $0 = mood } }

    package func stop() { isStopped.store(true, ordering: .relaxed) }

    private func run(_ listener: Int32) {
        defer { close(listener) }
        while !isStopped.load(ordering: .relaxed) {
            guard isReadable(listener, within: 100) else { continue }
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { continue }
            serve(connection)
            close(connection)
        }
    }

    /// Until QUIT, the other end's close or two seconds of silence.
    private func serve(_ connection: Int32) {
        let mood = mood.withLock { $0 }
        switch mood {
        case .mute: break
        case .busy: say("421 too busy\r\n", on: connection)
        case .healthy, .choosy: say("220 mail.example.org ready\r\n", on: connection)
        }
        var buffer = [UInt8](repeating: 0, count: 512)
        while isReadable(connection, within: 2_000) {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            let command = String(decoding: buffer[..<count], as: UTF8.self).uppercased()
            if command.hasPrefix("QUIT") { return say("221 bye\r\n", on: connection) }
            if mood != .mute { say(mood == .choosy ? "550 not you\r\n" : "250 hello\r\n", on: connection) }
        }
    }

    private func isReadable(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, milliseconds) > 0
    }

    private func say(_ text: String, on connection: Int32) {
        let bytes = Array(text.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
