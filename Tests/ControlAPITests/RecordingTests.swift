import ControlAPI
import NIOCore
import Testing

@Suite("Recordings over the control socket")
struct RecordingTests {
    @Test("lines come as they are there, of the instance that is asked for")
    func lines() async throws {
        try await RunningServer.withClient { client in
            for (target, name) in [("/v1/record", "all"), ("/v1/record?instance=VI%201", "VI 1")] {
                try await client.connect().executeThenClose { inbound, outbound in
                    try await outbound.write(ByteBuffer(string: "GET \(target) HTTP/1.1\r\nhost: localhost\r\n\r\n"))
                    var text = ""
                    var bytes = inbound.makeAsyncIterator()
                    while !text.contains("\"line\":4"), let buffer = try await bytes.next() {
                        text += String(buffer: buffer)
                    }
                    #expect(text.contains("Content-Type: application/x-ndjson\r\n"))
                    for number in 1...4 { #expect(text.contains("{\"line\":\(number),\"of\":\"\(name)\"}\n")) }
                }
            }
        }
    }

    @Test("a second one is refused")
    func second() async throws {
        try await RunningServer.withClient { client in
            let status = try await client.get("/v1/record?instance=busy").status
            #expect(status == 409)
        }
    }
}
