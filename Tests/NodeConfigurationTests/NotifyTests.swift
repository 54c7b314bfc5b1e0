import Deadlines
import NodeConfiguration
import Testing

@Suite("Scripts and FIFOs")
struct NotifyTests {
    private func command(_ line: String) -> Command? {
        configuration(instance("notify \(line)")).vrrpInstances.first?.notify.any
    }

    @Test("a whole file with every notify keyword")
    func wholeFile() throws {
        let file = configuration(try Fixture.text("vrrp-tracking"))
        let notify = file.vrrpInstances[0].notify
        #expect(notify.master?.words == ["/usr/local/bin/notify", "master", "a b"])
        #expect(notify.master?.user == "nobody" && notify.master?.group == "lvs")
        #expect(notify.master?.hasSupplementaryGroups == true)
        #expect(notify.backup?.words == ["/usr/local/bin/notify", "backup"])
        #expect(notify.fault?.words == ["/usr/local/bin/notify"])
        #expect(notify.stop?.words == ["/usr/local/bin/notify", "stop"])
        #expect(notify.any?.words == ["/usr/local/bin/notify", "all"])
        #expect(notify.masterReceivesLowerPriority?.words == ["/usr/local/bin/lower"])
        #expect(notify.deleted == nil && notify.tellsDeleted)
        #expect(!notify.priorityChanges)
        #expect(file.vrrpInstances[1].notify.priorityChanges)
        #expect(file.vrrpInstances[1].notify.any == nil)
        let globals = file.globals
        #expect(globals.scriptUser == ScriptUser(user: "scripts", group: "lvs", hasSupplementaryGroups: true))
        #expect(globals.enablesScriptSecurity && globals.keepsSymbolicLinks && globals.writesStatesOnReload)
        #expect(!globals.setsSupplementaryGroups)
        #expect(globals.notifyFIFO?.path == "/run/all.fifo" && globals.notifyFIFO?.user == nil)
        #expect(globals.notifyFIFO?.script?.words == ["/usr/local/bin/all.sh", "-v"])
        #expect(globals.notifyFIFO?.script?.user == "root")
        #expect(globals.vrrpNotifyFIFO?.user == "nobody" && globals.vrrpNotifyFIFO?.group == "nogroup")
        #expect(globals.lvsNotifyFIFO?.user == "nobody" && globals.lvsNotifyFIFO?.group == nil)
    }

    @Test("both kinds of quotes hold a command together, pieces that touch are one word, and it is split again")
    func quotes() {
        #expect(command("/bin/a")?.words == ["/bin/a"])
        #expect(command("\"/bin/a b  c\"")?.words == ["/bin/a", "b", "c"])
        #expect(command("'/bin/a b'")?.words == ["/bin/a", "b"])
        #expect(command("/bin/\"a b\"' c'")?.words == ["/bin/a", "b", "c"])
        #expect(command("\"/bin/a 'b c' d\"")?.words == ["/bin/a", "b c", "d"])
        #expect(command("'/bin/a \"b c\"\"d\"'")?.words == ["/bin/a", "b cd"])
        #expect(command("\"/bin/a '' b\"")?.words == ["/bin/a", "", "b"])
        #expect(command("\"/bin/a #b {c}\"")?.words == ["/bin/a", "#b", "{c}"])
    }

    @Test(
        "a backslash in a command stands for a control character, a number or the character itself",
        arguments: [
            (#"\a\b\E\f\n\r\t\v"#, "\u{7}\u{8}\u{1B}\u{C}\n\r\t\u{B}"), (#"\x41\x7"#, "A\u{7}"),
            (#"\101\60"#, "A0"), (#"\cA"#, "\u{1}"), (#"a\ b\\\'\q"#, "a b\\'q"), (#"\xg"#, "xg"),
        ])
    func escapes(text: String, meaning: String) {
        #expect(command("\"/bin/a \(text)\"")?.words == ["/bin/a", meaning])
    }

    @Test("behind the command stand its user and its group")
    func users() {
        #expect(command("\"/bin/a b\" u")?.user == "u")
        #expect(command("\"/bin/a b\" u")?.group == nil)
        #expect(command("\"/bin/a b\" u g")?.group == "g")
        #expect(command("\"/bin/a b\" u g")?.hasSupplementaryGroups == false)
        #expect(command("\"/bin/a b\" u :")?.group == nil)
        #expect(command("\"/bin/a b\" u :")?.hasSupplementaryGroups == true)
        #expect(
            problems(instance("notify /bin/a b c d")) == [
                "test.conf:2:8: error: 'b c d' is too much for 'notify': a command with its arguments stands in one "
                    + "pair of quotes"
            ])
    }

    @Test(
        "a command that is empty, or open at its end, is an error",
        arguments: ["\"\"", "\" \"", "\"/bin/a 'b\"", "\"/bin/a \\\"", "'/bin/a b", "\"'' a\"", #""/bin/a \0""#])
    func broken(line: String) {
        #expect(read(instance("notify \(line)")).hasErrors)
    }

    @Test("of two commands for the same the first counts")
    func firstWins() {
        let outcome = read(instance("notify_master /bin/a\nnotify_master /bin/b"))
        #expect(outcome.configuration.vrrpInstances[0].notify.master?.words == ["/bin/a"])
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:3:1: warning: 'notify_master' is already set at test.conf:2:1; this one is left out"
            ])
    }

    @Test("notify_deleted takes a command or none")
    func deleted() throws {
        let notify = try #require(configuration(instance("notify_deleted /bin/gone u")).vrrpInstances.first?.notify)
        #expect(notify.tellsDeleted && notify.deleted?.words == ["/bin/gone"] && notify.deleted?.user == "u")
        #expect(configuration(instance("")).vrrpInstances[0].notify.tellsDeleted == false)
    }

    @Test("startup_script and shutdown_script have 10 seconds, or those that the file gives them")
    func lifeScripts() {
        let globals = configuration(
            "global_defs {\nstartup_script \"/bin/a b\" u g\nshutdown_script /bin/c\nshutdown_script_timeout 3\n}"
        ).globals
        #expect(globals.startupScript?.command.words == ["/bin/a", "b"])
        #expect(globals.startupScript?.command.user == "u" && globals.startupScript?.command.group == "g")
        #expect(globals.startupScript?.timeout == .seconds(10))
        #expect(globals.shutdownScript?.command.words == ["/bin/c"])
        #expect(globals.shutdownScript?.timeout == .seconds(3))
        #expect(configuration("").globals.startupScript == nil)
        #expect(read("global_defs {\nstartup_script /bin/a\nstartup_script_timeout 0\n}").hasErrors)
        #expect(
            problems("global_defs {\nshutdown_script_timeout 5\n}") == [
                "test.conf:2:1: warning: 'shutdown_script_timeout' has no effect without 'shutdown_script'"
            ])
    }

    @Test("each FIFO has a name of its own, and a script needs its FIFO")
    func fifos() {
        #expect(
            problems("global_defs {\nnotify_fifo /a\nvrrp_notify_fifo /a\nlvs_notify_fifo_script /b\n}") == [
                "test.conf:3:1: error: '/a' is already a FIFO at test.conf:2:1: each needs a name of its own",
                "test.conf:4:1: warning: 'lvs_notify_fifo_script' has no effect without 'lvs_notify_fifo'",
            ])
    }
}
