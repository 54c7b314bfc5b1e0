import ControlAPI
import ControlMessages
import Glibc
import NIOCore
import Testing

@Suite("The control socket")
struct ControlSocketTests {
    /// The error that taking the socket at `path` ends with; nil where it is taken, and given back.
    private func refusal(at path: String) -> ControlSocketError? {
        do {
            try ControlSocket(path: path).abandon()
            return nil
        } catch {
            return error
        }
    }

    private func expectAnswer(at path: String, at location: SourceLocation = #_sourceLocation) async throws {
        let status = try await RawClient(path: path).get("/v1/checks").status
        #expect(status == 200, sourceLocation: location)
    }

    private func mode(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    @Test("a second daemon is refused and the first one keeps answering")
    func second() async throws {
        try await RunningServer.inDirectory { directory in
            let socket = try ControlSocket(path: directory + "/s")
            try await RunningServer.serve(on: socket) {
                try await expectAnswer(at: socket.path)
                #expect(refusal(at: socket.path) == .inUse(socket.path))
                try await expectAnswer(at: socket.path)
            }
        }
    }

    @Test("a daemon that does not hold the lock is found by connecting")
    func withoutLock() async throws {
        try await RunningServer.inDirectory { directory in
            let socket = try ControlSocket(path: directory + "/s")
            try await RunningServer.serve(on: socket) {
                try await expectAnswer(at: socket.path)
                #expect(unlink(socket.path + ".lock") == 0)
                #expect(refusal(at: socket.path) == .inUse(socket.path))
                try await expectAnswer(at: socket.path)
            }
        }
    }

    @Test("a daemon that only just starts is not robbed of its socket")
    func starting() async throws {
        try await RunningServer.inDirectory { directory in
            let path = directory + "/s"
            let socket = try ControlSocket(path: path)
            #expect(refusal(at: path) == .inUse(path))
            socket.abandon()
            #expect(refusal(at: path) == nil)
        }
    }

    @Test("a socket that nobody listens on is replaced")
    func stale() async throws {
        try await RunningServer.inDirectory { directory in
            let path = directory + "/s"
            let left = try ControlSocket(path: directory + "/left")
            #expect(link(left.path, path) == 0)
            left.abandon()
            #expect(mode(of: path) != nil)
            let socket = try ControlSocket(path: path)
            let status = try await RunningServer.serve(on: socket) {
                try await RawClient(path: path).get("/v1/status").status
            }
            #expect(status == 200)
        }
    }

    @Test("a file of another kind is left alone")
    func otherFile() async throws {
        try await RunningServer.inDirectory { directory in
            let path = directory + "/s"
            close(open(path, O_CREAT | O_WRONLY, 0o600))
            #expect(refusal(at: path) == .notASocket(path))
            #expect(mode(of: path).map { $0 & S_IFMT } == S_IFREG)
        }
    }

    @Test("the socket is for root and its group")
    func permissions() async throws {
        try await RunningServer.inDirectory { directory in
            let socket = try ControlSocket(path: directory + "/s")
            defer { socket.abandon() }
            #expect(mode(of: socket.path) == S_IFSOCK | 0o660)
        }
    }

    @Test("the socket is gone after a stop, and its place can be taken again")
    func stop() async throws {
        try await RunningServer.inDirectory { directory in
            let path = directory + "/s"
            for _ in 0..<3 {
                let socket = try ControlSocket(path: path)
                try await RunningServer.serve(on: socket) {
                    try await expectAnswer(at: path)
                }
                #expect(mode(of: path) == nil)
            }
        }
    }

    @Test("what somebody else put in the socket's place stays")
    func replaced() async throws {
        try await RunningServer.inDirectory { directory in
            let path = directory + "/s"
            let socket = try ControlSocket(path: path)
            try await RunningServer.serve(on: socket) {
                try await expectAnswer(at: path)
                #expect(unlink(path) == 0)
                close(open(path, O_CREAT | O_WRONLY, 0o600))
            }
            #expect(mode(of: path) != nil)
        }
    }

    @Test("a path that is too long, or in a directory that is not there, is named in the error")
    func unusablePaths() async throws {
        try await RunningServer.inDirectory { directory in
            let long = directory + "/" + String(repeating: "s", count: 108)
            #expect(refusal(at: long) == .failed("connect to", long, errno: ENAMETOOLONG))
            let nowhere = directory + "/none/s"
            #expect(refusal(at: nowhere) == .failed("open and lock", nowhere + ".lock", errno: ENOENT))
            #expect(refusal(at: nowhere).map { "\($0)".contains(nowhere) } == true)
        }
    }

    @Test("a stop waits for the answer that is being made, and not for idle connections")
    func gracefulStop() async throws {
        try await RunningServer.inDirectory { directory in
            let path = directory + "/s"
            let socket = try ControlSocket(path: path)
            let (questions, arrival) = AsyncStream.makeStream(of: Void.self)
            let node = FakeNode(beforeStatus: {
                arrival.yield()
                try? await Task.sleep(for: .milliseconds(100))
            })
            let (idle, reply) = try await RunningServer.serve(node, on: socket) {
                let client = RawClient(path: path)
                let idle = try await client.connect()
                try await expectAnswer(at: path)
                let reply = Task { try await client.get("/v1/status") }
                for await _ in questions { break }
                return (idle, reply)
            }
            let status = try await reply.value.status
            #expect(status == 200)
            try await idle.executeThenClose { inbound, _ in
                for try await _ in inbound {}
            }
        }
    }
}
