import FoundationEssentials
import NodeConfiguration
import Testing

@Suite("Diagnostics")
struct DiagnosticTests {
    @Test("what is said about a broken file, word for word", arguments: Fixture.broken)
    func golden(name: String) throws {
        let source = SourceText(name: "\(name).conf", text: try Fixture.text(name))
        let rendered = ConfigurationReader.read(source).diagnostics.map { $0.render() + "\n" }.joined()
        if ProcessInfo.processInfo.environment["UPDATE_RECORDINGS"] == "1" {
            try Fixture.write(diagnostics: rendered, for: name)
        }
        #expect(rendered == (try Fixture.expectedDiagnostics(name)))
    }

    @Test("an unknown keyword is one error and takes its whole block with it")
    func unknownBlock() {
        let text = "vrrp_instanze A {\nstate x\nnested {\nbad }\n}\nglobal_defs {\nrouter_id a\n}"
        let outcome = read(text)
        #expect(
            outcome.diagnostics.map { $0.render() } == [
                """
                test.conf:1:1: error: unknown keyword 'vrrp_instanze' at the top level; its block is left out
                vrrp_instanze A {
                ^
                did you mean 'vrrp_instance'?
                """
            ])
        #expect(outcome.configuration.globals.routerID == "a")
    }

    @Test("lenient: unknown keywords are warnings, all else stays an error")
    func lenient() {
        let text = "nonsense { a }\nglobal_defs {\nnonsense\nvrrp_version 4\n}"
        let outcome = read(text, lenient: true)
        #expect(outcome.diagnostics.map(\.severity) == [.warning, .warning, .error])
        #expect(!read("nonsense { a }", lenient: true).hasErrors)
        #expect(read("nonsense { a }").hasErrors)
    }

    @Test("what is left out because the reading is lenient is an omission, and nothing else is")
    func omissions() {
        let text = """
            nonsense { a }
            global_defs {
            nonsense
            priority 1
            enable_dbus
            router_id a
            router_id b
            vrrp_version 4
            lvs_timeouts
            }
            """
        let lenient = read(text, lenient: true).diagnostics
        #expect(lenient.map(\.position.line) == [1, 3, 4, 5, 7, 8, 9])
        #expect(lenient.filter(\.isOmission).map(\.position.line) == [1, 3, 4])
        #expect(lenient.filter(\.isOmission).allSatisfy { $0.severity == .warning })
        #expect(read(text).diagnostics.allSatisfy { !$0.isOmission })
    }

    @Test("the count of problems that are not shown is an omission where one of them is and none is an error")
    func uncountedOmissions() {
        let unknown = String(repeating: "x\n", count: 1_001)
        #expect(read(unknown, lenient: true).diagnostics.last?.isOmission == true)
        #expect(read(unknown).diagnostics.last?.isOmission == false)
        #expect(read(unknown + "bfd_instance a\n", lenient: true).diagnostics.last?.isOmission == false)
        let repeated = "global_defs {\n" + String(repeating: "router_id a\n", count: 1_002) + "}"
        #expect(read(repeated, lenient: true).diagnostics.last?.isOmission == false)
    }

    @Test("the caret stands under its place behind tabs and wide characters, and control characters are shown as such")
    func rendering() {
        let outcome = read("global_defs {\n\trouter_id \"ä\u{1B}[31m\" x\n}")
        #expect(
            outcome.diagnostics.map { $0.render() } == [
                "test.conf:2:21: error: 'x' is too much for 'router_id'\n\trouter_id \"ä\u{FFFD}[31m\" x\n\t                   ^"
            ])
    }

    @Test("long lines are cut")
    func longLine() {
        let text = "global_defs { router_id a } " + String(repeating: "x", count: 100_000)
        let rendered = read(text).diagnostics.map { $0.render() }.joined()
        #expect(rendered.utf8.count < 400_000)
        #expect(read(text).diagnostics.allSatisfy { $0.lineText.utf8.count < 500 })
    }

    @Test("more problems than anybody reads are counted, and errors among them stay errors")
    func manyProblems() {
        let outcome = read(String(repeating: "x\n", count: 5_000))
        #expect(outcome.diagnostics.count == 1_001)
        #expect(outcome.diagnostics.last?.message == "4000 more problems in this file are not shown")
        #expect(outcome.hasErrors)
    }

    @Test(
        "the suggestion is the closest known word",
        arguments: [
            ("vrrp_instace", "vrrp_instance"), ("virtual_sever", "virtual_server"), ("GLOBAL_DEFS", "global_defs"),
            ("global_def", "global_defs"),
        ])
    func suggestions(word: String, meant: String) {
        #expect(read(word).diagnostics.map(\.suggestion) == [meant])
    }

    @Test("nothing is suggested for a word like no other")
    func noSuggestion() {
        #expect(read("apples").diagnostics.map(\.suggestion) == [nil])
    }
}
