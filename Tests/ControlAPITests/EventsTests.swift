import ControlAPI
import ControlMessages
import LoadBalancer
import NIOCore
import Testing

@Suite("Events over the control socket")
struct EventsTests {
    /// A listener's connection: what has come so far, and what comes next.
    private struct Listener {
        var bytes: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        var text = ""

        /// Reads until the text contains this, or to the end where it is nil.
        mutating func read(until wanted: String?) async throws {
            while wanted.map({ !text.contains($0) }) ?? true {
                guard let buffer = try await bytes.next() else { break }
                text += String(buffer: buffer)
            }
        }

        var names: [String] {
            text.split(separator: "\"name\":\"").dropFirst().compactMap {
                $0.split(separator: "\"").first.map(String.init)
            }
        }
    }

    private func listen<Result: Sendable>(
        _ client: RawClient, _ target: String = "/v1/events", headers: [String] = [],
        _ body: @Sendable (inout Listener) async throws -> Result
    ) async throws -> Result {
        try await client.connect().executeThenClose { inbound, outbound in
            let lines = ["GET \(target) HTTP/1.1", "host: localhost"] + headers + ["", ""]
            try await outbound.write(ByteBuffer(string: lines.joined(separator: "\r\n")))
            var listener = Listener(bytes: inbound.makeAsyncIterator())
            try await listener.read(until: "\r\n\r\n")
            return try await body(&listener)
        }
    }

    @Test("events arrive as they happen, from the answer's first byte on")
    func stream() async throws {
        let node = FakeNode()
        node.journal.post(.reload, "before", "")
        try await RunningServer.withClient(node) { client in
            try await listen(client) { listener in
                #expect(listener.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(listener.text.contains("Content-Type: text/event-stream\r\n"))
                #expect(listener.text.contains("Cache-Control: no-store\r\n"))
                for name in ["first", "second"] {
                    node.journal.post(.vrrp, name, from: "BACKUP", to: "MASTER", "because")
                    try await listener.read(until: name)
                }
                #expect(listener.names == ["first", "second"])
                #expect(listener.text.contains("event: vrrp\ndata: {\"at\":"))
            }
        }
    }

    @Test("the last events come first where they are asked for, of the kinds that are asked for")
    func history() async throws {
        let node = FakeNode()
        for name in ["a", "b", "c"] {
            node.journal.post(.reload, name, "")
            node.journal.post(.vrrp, "not " + name, "")
        }
        try await RunningServer.withClient(node) { client in
            try await listen(client, "/v1/events?history=2&kind=reload,service") { listener in
                try await listener.read(until: "\"c\"")
                #expect(listener.names == ["b", "c"])
            }
        }
    }

    @Test("a client that comes back with Last-Event-ID gets what it missed")
    func lastEventID() async throws {
        let node = FakeNode()
        node.journal.post(.reload, "a", "")
        let heard = try #require(node.journal.reader(for: EventQuery(history: 1)) {}).take().events[0].number
        for name in ["b", "c"] { node.journal.post(.reload, name, "") }
        try await RunningServer.withClient(node) { client in
            try await listen(client, headers: ["last-event-id: \(heard)"]) { listener in
                try await listener.read(until: "\"c\"")
                #expect(listener.names == ["b", "c"])
                #expect(listener.text.contains("id: \(heard + 1)\nevent: reload\n"))
            }
            let reply = try await client.ask("GET", "/v1/events", headers: ["last-event-id: x"])
            #expect(reply.status == 400)
        }
    }

    @Test("S30, F42: a client that never reads is told what it missed, and another one hears all meanwhile")
    func slowReader() async throws {
        let node = FakeNode()
        let count = 6_000
        try await RunningServer.withClient(node) { client in
            try await listen(client) { slow in
                try await listen(client) { quick in
                    for index in 0..<count {
                        node.journal.post(
                            index % 2 == 0 ? .service : .kernel, "n\(index)", String(repeating: "x", count: 500))
                        if index % 100 == 99 { try await quick.read(until: "\"n\(index)\"") }
                        quick.text.removeAll()
                    }
                }
                try await slow.read(until: "\"n\(count - 1)\"")
                #expect(slow.text.contains("event: dropped\ndata: {\"missed\":"))
                #expect(slow.names.count < count)
            }
        }
    }

    @Test("a stop ends the stream at once and properly, after the last event")
    func stop() async throws {
        let node = FakeNode()
        let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
        try await RunningServer.inDirectory { directory in
            let socket = try ControlSocket(path: directory + "/s")
            let client = RawClient(path: socket.path)
            let text = try await RunningServer.serve(node, on: socket) {
                let listening = Task {
                    try await listen(client) { listener in
                        isReady.yield()
                        try await listener.read(until: nil)
                        return listener.text
                    }
                }
                for await _ in ready { break }
                node.journal.post(.reload, "the end", "")
                return listening
            }.value
            #expect(text.contains("the end"))
            #expect(text.hasSuffix("\r\n0\r\n\r\n"))
        }
    }

    @Test("a stop does not wait for a client that does not read")
    func stopBesideSlowReader() async throws {
        let node = FakeNode()
        try await RunningServer.inDirectory { directory in
            let socket = try ControlSocket(path: directory + "/s")
            let client = RawClient(path: socket.path)
            // Its connection stays open, and nobody reads from it, until the server has ended.
            let stuck = try await RunningServer.serve(node, on: socket) {
                let stuck = try await client.connect()
                let request = "GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n"
                try await stuck.channel.writeAndFlush(ByteBuffer(string: request))
                try await listen(client) { other in
                    for index in 0..<2_000 {
                        let kind: EventKind = index % 2 == 0 ? .service : .kernel
                        node.journal.post(kind, "n\(index)", String(repeating: "x", count: 900))
                        if index % 100 == 99 { try await other.read(until: "\"n\(index)\"") }
                        other.text.removeAll()
                    }
                }
                return stuck
            }
            try await stuck.executeThenClose { inbound, _ in
                for try await _ in inbound {}
            }
        }
    }

    @Test("a client that is gone gives its place back with the next event")
    func gone() async throws {
        let node = FakeNode()
        try await RunningServer.withClient(node) { client in
            try await withThrowingTaskGroup(of: Void.self) { clients in
                for _ in 0..<EventJournal.mostListeners {
                    clients.addTask { try await listen(client) { #expect($0.text.hasPrefix("HTTP/1.1 200")) } }
                }
                try await clients.waitForAll()
            }
            var status = 0
            while status != 200 {
                node.journal.post(.reload, "file", "again")
                status = try await client.ask("HEAD", "/v1/events").status
                #expect(status == 200 || status == 503)
            }
        }
    }

    @Test("HEAD is answered without a stream")
    func head() async throws {
        let reply = try await RunningServer.withClient { try await $0.ask("HEAD", "/v1/events") }
        #expect(reply.status == 200)
        #expect(reply.body.isEmpty)
    }

    @Test("there is a bound to the streams")
    func bound() async throws {
        let node = FakeNode()
        let readers = (0..<EventJournal.mostListeners).map { _ in node.journal.reader(for: EventQuery()) {} }
        let reply = try await RunningServer.withClient(node) { try await $0.get("/v1/events") }
        #expect(reply.status == 503)
        #expect(reply.errorCode == "too_many_listeners")
        #expect(readers.count == EventJournal.mostListeners)
    }
}
