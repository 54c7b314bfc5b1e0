import FoundationEssentials
import Glibc
import Scripts
import Testing

@Suite("Finding scripts", .enabled(if: geteuid() == 0, "the folders of these tests are root's"))
struct ScriptLocatorTests {
    private func request(_ words: String...) -> ScriptLocator.Request {
        ScriptLocator.Request(words: words, user: "0", group: "0", hasSupplementaryGroups: false)
    }

    /// A folder with one script in it, mode 0755.
    private func withScript(_ body: (_ folder: String, _ script: String) throws -> Void) throws {
        let folder = "/tmp/swiftlvsd-locator-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        chmod(folder, 0o755)
        try "#!/bin/sh\n".write(toFile: "\(folder)/run", atomically: false, encoding: .utf8)
        chmod("\(folder)/run", 0o755)
        try body(folder, "\(folder)/run")
    }

    @Test("a bare name is looked for in PATH, a relative path is refused")
    func search() throws {
        try withScript { folder, script in
            let locator = ScriptLocator(.init(), searchPath: ["/nowhere", folder])
            let command = try locator.locate(request("run", "x")).command
            #expect(command.program == script)
            #expect(command.arguments == ["x"])
            #expect(throws: ScriptLocator.Refusal.self) { try locator.locate(request("absent")) }
            #expect(throws: ScriptLocator.Refusal.self) { try locator.locate(request("./run")) }
        }
    }

    @Test("what is missing, a folder or not executable is refused")
    func missing() throws {
        try withScript { folder, script in
            let locator = ScriptLocator(.init())
            #expect(throws: ScriptLocator.Refusal.self) { try locator.locate(request("\(script)2")) }
            #expect(throws: ScriptLocator.Refusal.self) { try locator.locate(request(folder)) }
            chmod(script, 0o644)
            #expect(throws: ScriptLocator.Refusal.self) { try locator.locate(request(script)) }
        }
    }

    @Test("one that others may write to is refused with enable_script_security, and run with a word without it")
    func security() throws {
        try withScript { _, script in
            chmod(script, 0o757)
            let tolerated = try ScriptLocator(.init()).locate(request(script))
            #expect(tolerated.objection != nil)
            #expect(throws: ScriptLocator.Refusal.self) {
                try ScriptLocator(.init(isStrict: true)).locate(request(script))
            }
            chmod(script, 0o755)
            let accepted = try ScriptLocator(.init(isStrict: true)).locate(request(script))
            #expect(accepted.objection == nil)
        }
    }

    @Test("links are followed, and with use_symlink_paths kept")
    func links() throws {
        try withScript { folder, script in
            symlink(script, "\(folder)/link")
            let followed = try ScriptLocator(.init()).locate(request("\(folder)/link"))
            #expect(followed.command.program == script)
            let keeping = ScriptLocator(.init(keepsSymbolicLinks: true))
            let kept = try keeping.locate(request("\(folder)/link"))
            #expect(kept.command.program == "\(folder)/link")
            // Whoever may write to the folder of the link decides what is run.
            mkdir("\(folder)/open", 0o777)
            chmod("\(folder)/open", 0o777)
            symlink(script, "\(folder)/open/link")
            let open = try keeping.locate(request("\(folder)/open/link"))
            #expect(open.objection != nil)
        }
    }

    @Test("with use_symlink_paths every link on the way counts, not the first folder and the program alone")
    func linkChain() throws {
        try withScript { folder, script in
            let keeping = ScriptLocator(.init(isStrict: true, keepsSymbolicLinks: true))
            mkdir("\(folder)/open", 0o777)
            chmod("\(folder)/open", 0o777)
            symlink("../run", "\(folder)/open/middle")
            symlink("open/middle", "\(folder)/link")
            #expect(throws: ScriptLocator.Refusal.self) { try keeping.locate(request("\(folder)/link")) }
            chmod("\(folder)/open", 0o755)
            let trusted = try keeping.locate(request("\(folder)/link"))
            #expect(trusted.command.program == "\(folder)/link")
            // In a sticky folder a link is its owner's to change.
            lchown("\(folder)/open/middle", 65_534, 65_534)
            #expect(throws: ScriptLocator.Refusal.self) { try keeping.locate(request("\(folder)/link")) }
            symlink("loop", "\(folder)/loop")
            #expect(throws: ScriptLocator.Refusal.self) { try keeping.locate(request("\(folder)/loop")) }
        }
    }

    @Test("a user that is not there is refused, and strictly so is none at all")
    func users() throws {
        try withScript { _, script in
            let absent = ScriptLocator.Request(
                words: [script], user: "no-such-user", group: nil, hasSupplementaryGroups: false)
            #expect(throws: ScriptLocator.Refusal.self) { try ScriptLocator(.init()).locate(absent) }
            guard getpwnam(ScriptLocator.defaultUser) == nil else { return }
            let silent = ScriptLocator.Request(words: [script], user: nil, group: nil, hasSupplementaryGroups: false)
            let located = try ScriptLocator(.init()).locate(silent)
            #expect(located.command.identity == .own)
            #expect(throws: ScriptLocator.Refusal.self) { try ScriptLocator(.init(isStrict: true)).locate(silent) }
        }
    }

    @Test("keepalived's text </path goes to a shell")
    func redirection() throws {
        let command = try ScriptLocator(.init()).locate(request("</etc/passwd")).command
        #expect(command.program == "/bin/sh" && command.arguments == ["-c", "</etc/passwd"])
    }
}
