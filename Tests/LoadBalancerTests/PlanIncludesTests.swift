import ControlMessages
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("What a configuration may include that is only looked at")
struct PlanIncludesTests {
    private func read(_ text: String, _ includes: inout PlanIncludes) -> ParseOutcome {
        ConfigurationReader.read(
            SourceText(name: "/etc/lb/lb.conf", text: text), in: ReadingEnvironment(), including: &includes)
    }

    @Test("files beside the running one are read, and those it includes itself; others are missing, and not touched")
    func disk() {
        var includes = PlanIncludes(beside: "/etc/lb/lb.conf", known: ["/srv/*.conf"])
        let outcome = read(
            """
            include conf.d/none.conf
            include /srv/*.conf
            include /etc/shadow
            include /etc/lb/../shadow
            include /etc/lbx/a.conf
            include /etc/shadow
            """, &includes)
        #expect(includes.missing == ["/etc/shadow", "/etc/lb/../shadow", "/etc/lbx/a.conf"])
        #expect(!outcome.diagnostics.contains { $0.message.contains("root:") })
    }

    @Test("files that came along are the only ones, nested ones included")
    func sent() {
        func include(_ path: String, _ file: PlannedFile) -> PlannedInclude {
            PlannedInclude(path: path, files: [file])
        }
        var includes = PlanIncludes([
            include("/etc/lb/a.conf", PlannedFile(path: "/etc/lb/a.conf", bytes: Array("include b/*\n".utf8))),
            include(
                "/etc/lb/b/*", PlannedFile(path: "/etc/lb/b/c", bytes: Array("include d\nglobal_defs {\n}\n".utf8))),
            include("/etc/lb/e", PlannedFile(path: "/etc/lb/e", unread: "Permission denied")),
            include("/etc/lb/f", PlannedFile(path: "/etc/lb/f", unread: "it is no regular file", isPassedOver: true)),
        ])
        let outcome = read("include a.conf\nincluder e\nincludem f\n", &includes)
        #expect(includes.missing == ["/etc/lb/b/d"])
        let messages = outcome.diagnostics.map(\.message)
        #expect(messages.contains { $0.contains("'/etc/lb/e' cannot be read: Permission denied") })
        #expect(messages.contains { $0.contains("'/etc/lb/f' is not read: it is no regular file") })
    }

    @Test("bytes that are no UTF-8 arrive as they are")
    func bytes() throws {
        for bytes: [UInt8] in [Array("grün".utf8), [0xFF, 0x67, 0xFC, 0x80], []] {
            let file = PlannedFile(path: "/f", bytes: bytes)
            let arrived = try MessageCoding.decode(PlannedFile.self, from: MessageCoding.encode(file))
            #expect(arrived == file)
            #expect(arrived.bytes == bytes)
        }
        #expect(PlannedFile(path: "/f", unread: "no").bytes == nil)
    }
}
