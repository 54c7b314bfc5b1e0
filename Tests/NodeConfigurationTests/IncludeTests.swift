import NodeConfiguration
import Testing

@Suite("Included files")
struct IncludeTests {
    private func places(_ text: String, files: [String: String] = [:]) -> [String] {
        readExpanded(text, files: files).diagnostics.map(\.description)
    }

    @Test("a file is read where it is named, relative to the file that names it")
    func relative() {
        let files = [
            "/etc/d/a.conf": "include sub/b.conf\n", "/etc/d/sub/b.conf": "router_id ${_PWD}", "/etc/abs.conf": "}\n",
        ]
        let outcome = readExpanded("global_defs {\ninclude d/a.conf\ninclude /etc/abs.conf\n", files: files)
        #expect(outcome.diagnostics.map(\.description) == [])
        #expect(outcome.configuration.globals.routerID == "/etc/d/sub")
    }

    @Test("wildcards come in the order of their names, braces in the order of their alternatives")
    func wildcards() {
        let files = [
            "/etc/b1": "$V=${V}b1\n", "/etc/a1": "$W=a1\n", "/etc/a2": "$W2=a2\n", "/etc/c": "$X=c\n",
        ]
        var included = ExpansionFiles(files)
        let text = "$V=\ninclude {b,a}* # all of them\ninclude c\nglobal_defs {\nrouter_id ${W}${W2}${X}\n}"
        let outcome = readExpanded(text, &included)
        #expect(included.asked == ["/etc/b*", "/etc/a*", "/etc/c"])
        #expect(outcome.configuration.globals.routerID == "a1a2c")
    }

    @Test("a problem in an included file has its place there")
    func place() {
        let outcome = readExpanded(
            "include a.conf\nbogus\n", files: ["/etc/a.conf": "\n  wrong x\n"])
        #expect(
            outcome.diagnostics.map(\.description) == [
                "/etc/a.conf:2:3: error: unknown keyword 'wrong' at the top level",
                "/etc/main.conf:2:1: error: unknown keyword 'bogus' at the top level",
            ])
    }

    @Test("definitions of an included file hold behind it")
    func definitions() {
        let outcome = readExpanded(
            "include a.conf\nglobal_defs {\nrouter_id $A\n}\n", files: ["/etc/a.conf": "$A=one"])
        #expect(outcome.configuration.globals.routerID == "one")
    }

    @Test("an include may stand behind a condition or come from a definition")
    func generated() {
        let files = ["/etc/a.conf": "global_defs {\nrouter_id one\n}\n"]
        #expect(readExpanded("@lb1 include a.conf\n", files: files).configuration.globals.routerID == "one")
        #expect(readExpanded("@lb2 include a.conf\n", files: files).configuration.globals.routerID == nil)
        #expect(readExpanded("$I=include a.conf\n$I\n", files: files).configuration.globals.routerID == "one")
        #expect(readExpanded("$F=a\ninclude ${F}.conf\n", files: files).configuration.globals.routerID == "one")
    }

    @Test("how a missing file is taken depends on the keyword and on include_check")
    func strictness() {
        #expect(places("include a") == ["/etc/main.conf:1:9: warning: 'include': there is no file 'a'"])
        #expect(places("include a*") == [])
        #expect(places("includem a") == ["/etc/main.conf:1:10: error: 'includem': there is no file 'a'"])
        #expect(places("includem a*") == [])
        #expect(places("includew a*") == ["/etc/main.conf:1:10: error: 'includew': nothing matches 'a*'"])
        #expect(
            places("includeb {a,b}", files: ["/etc/a": ""]) == [
                "/etc/main.conf:1:10: error: 'includeb': nothing matches 'b'"
            ])
        #expect(
            places("global_defs {\ninclude_check match\n}\ninclude a")
                == ["/etc/main.conf:4:9: error: 'include': there is no file 'a'"])
        #expect(
            places("global_defs {\ninclude_check\ninclude_check -match -wildcard_match -brace_match\n}\ninclude a")
                == ["/etc/main.conf:5:9: warning: 'include': there is no file 'a'"])
        #expect(
            places("global_defs {\ninclude_check readable\n}")
                == [
                    "/etc/main.conf:2:15: error: 'include_check' takes brace_match, match, read or wildcard_match, not 'readable'"
                ])
    }

    @Test("include_check of an included file ends with it")
    func scope() {
        let files = ["/etc/strict": "global_defs {\ninclude_check\n}\n"]
        #expect(
            places("include strict\ninclude a", files: files)
                == ["/etc/main.conf:2:9: warning: 'include': there is no file 'a'"])
    }

    @Test("with -e every include is strict")
    func strictOption() {
        var files = ExpansionFiles([:])
        #expect(readExpanded("include a*", &files, checksIncludes: true).hasErrors)
    }

    @Test("S18: what is no plain file is an error where it is named, and a warning among others")
    func passedOver() {
        var files = ExpansionFiles(["/etc/d/b": ""])
        files.passedOver = ["/etc/d/a": "it is no regular file"]
        #expect(
            readExpanded("include d/a\ninclude d/*\n", &files).diagnostics.map(\.description) == [
                "/etc/main.conf:1:9: error: '/etc/d/a' is not read: it is no regular file",
                "/etc/main.conf:2:9: warning: '/etc/d/a' is not read: it is no regular file",
            ])
    }

    @Test("S18: a file that includes itself is an error that shows how")
    func circle() {
        let files = ["/etc/a": "include b\n", "/etc/b": "include a\n", "/etc/main.conf": "include main.conf\n"]
        #expect(
            places("include a\n", files: files)
                == ["/etc/b:1:9: error: a file includes itself: /etc/main.conf > /etc/a > /etc/b > /etc/a"])
        #expect(places("include main.conf", files: files).count == 1)
    }

    @Test("braces of a path that are too many, or have no end")
    func braces() {
        let many = String(repeating: "{a,b}", count: 20)
        #expect(places("include \(many)").first?.contains("too many alternatives") == true)
        #expect(places("include a{b").count == 1)
    }
}
