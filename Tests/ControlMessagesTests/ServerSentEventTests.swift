import ControlMessages
import Testing

@Suite("The text of server-sent events")
struct ServerSentEventTests {
    private func event(_ name: String) -> NumberedEvent {
        NumberedEvent(
            number: 17,
            event: EventMessage(
                at: Timestamp(secondsSince1970: 1_770_091_506), kind: .realServer, name: name, from: "up", to: "down",
                reason: "refused"))
    }

    @Test("an event is id, event and data")
    func text() throws {
        #expect(
            try ServerSentEvent(event("10.0.0.1:80")).text == """
                id: 17
                event: real_server
                data: {"at":"2026-02-03T04:05:06.000000Z","from":"up","kind":"real_server","name":"10.0.0.1:80",\
                "reason":"refused","to":"down"}


                """)
    }

    @Test("what was missed comes first, without a number")
    func dropped() throws {
        let items = try ServerSentEvent.items(of: EventBatch(missed: 5, events: [event("a")]))
        #expect(items[0].text == "event: dropped\ndata: {\"missed\":5}\n\n")
        #expect(items.map(\.id) == [nil, "17"])
        #expect(try ServerSentEvent.items(of: EventBatch(missed: 0, events: [])).isEmpty)
    }

    @Test(
        "no name breaks the framing",
        arguments: ["a\"b", "a\nb", "a\r\nb", "a\n\nid: 1\ndata: x", "a\u{2028}b\u{85}c", "\u{0}\\", "é: ☃"])
    func framing(name: String) throws {
        let item = try ServerSentEvent(event(name))
        let lines = item.text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" }
        #expect(lines.map { $0.prefix(4) }.map(String.init) == ["id: ", "even", "data", "", ""])
        var reader = ServerSentEventReader()
        let read = try reader.read(item.text.utf8)
        #expect(read == [item])
        #expect(try MessageCoding.decode(EventMessage.self, from: read[0].data.utf8).name == name)
    }

    @Test("a stream is read in pieces of any size, with each kind of line end", arguments: ["\n", "\r\n", "\r"])
    func reading(lineEnd: String) throws {
        let lines = [
            ": comment", "", "id: 1", "event: vrrp", "data: {", "data:}", "retry: 3", "other", "", "", "data: x", "",
            "id: 3", "",
        ]
        let bytes = Array(lines.joined(separator: lineEnd).utf8) + Array(lineEnd.utf8)
        for size in 1...bytes.count {
            var reader = ServerSentEventReader()
            var items: [ServerSentEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                items += try reader.read(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(
                items == [
                    ServerSentEvent(id: "1", name: "vrrp", data: "{\n}"), ServerSentEvent(name: "message", data: "x"),
                ])
        }
    }

    @Test("a line without end is refused")
    func endlessLine() {
        var reader = ServerSentEventReader()
        #expect(throws: MessageError.self) {
            try reader.read(repeatElement(UInt8(ascii: "x"), count: ServerSentEventReader.longestLine + 1))
        }
    }
}
