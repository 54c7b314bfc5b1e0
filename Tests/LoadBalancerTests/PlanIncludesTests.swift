import ControlMessages
import FoundationEssentials
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("What a configuration may include that is only looked at")
struct PlanIncludesTests {
    private func read(
        _ text: String, as name: String = "/etc/lb/lb.conf", _ includes: inout PlanIncludes
    ) -> ParseOutcome {
        ConfigurationReader.read(SourceText(name: name, text: text), in: ReadingEnvironment(), including: &includes)
    }

    @Test("no file of the node is read, wherever it lies and whatever leads to it")
    func disk() throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: "plan-includes-\(UInt64.random(in: 0...UInt64.max))")
        try files.createDirectory(at: folder.appending(path: "part"), withIntermediateDirectories: true)
        defer { try? files.removeItem(at: folder) }
        for name in ["key", "part/key", "part/1.conf"] {
            try Data("notification_email {\nXSECRETX\n}\n".utf8).write(to: folder.appending(path: name))
        }
        try files.createSymbolicLink(
            at: folder.appending(path: "link.conf"), withDestinationURL: folder.appending(path: "part/1.conf"))
        let path = folder.path
        let wanted = [
            "\(path)/key", "\(path)/part/key", "\(path)/part/*.conf", "\(path)/link.conf", "\(path)/part/../key",
        ]
        // A file in the root directory has every other file below it.
        for name in ["\(path)/lb.conf", "/lb.conf"] {
            var includes = PlanIncludes()
            let lines = wanted.map { "include \($0)\n" }.joined()
            let outcome = read("global_defs {\n\(lines)}\n\(lines)", as: name, &includes)
            #expect(includes.missing == wanted)
            #expect(outcome.configuration.globals.mail == Configuration().globals.mail)
            #expect(!outcome.diagnostics.contains { $0.message.contains("SECRET") })
        }
        var includes = PlanIncludes()
        _ = read("include key\ninclude key\n", as: "\(path)/lb.conf", &includes)
        #expect(includes.missing == ["\(path)/key"], "named once")
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
