import Testing
import Tracking

@Suite("Which processes are counted")
struct ProcessPatternTests {
    @Test("the kernel's short name is compared up to its 15 bytes")
    func shortNames() {
        #expect(ProcessPattern(name: "haproxy").matches(shortName: "haproxy"))
        #expect(!ProcessPattern(name: "haproxy").matches(shortName: "haproxy2"))
        #expect(ProcessPattern(name: "a-very-long-program").matches(shortName: "a-very-long-pro"))
        #expect(!ProcessPattern(name: "haproxy", readsCommandLine: true).matches(shortName: "haproxy"))
    }

    @Test(
        "parameters are compared as the pattern says",
        arguments: [
            (ProcessPattern.Match.exact, ["-f", "a"], true), (.exact, ["-f", "a", "-x"], false),
            (.exact, ["-f"], false),
            (.initial, ["-f", "a", "-x"], true), (.initial, ["-f", "ab"], false),
            (.partial, ["-f", "abc"], true), (.partial, ["-f", "b"], false), (.partial, ["-f"], false),
        ])
    func parameters(match: ProcessPattern.Match, found: [String], isMatch: Bool) {
        let pattern = ProcessPattern(name: "prog", parameters: ["-f", "a"], match: match)
        #expect(pattern.matches(commandLine: ["/usr/sbin/prog"] + found) == isMatch)
        #expect(!pattern.matches(commandLine: ["/usr/sbin/other"] + found))
    }

    @Test("a name with a slash is the whole first word, and no process without a command line counts")
    func paths() {
        let pattern = ProcessPattern(name: "/usr/sbin/prog", readsCommandLine: true)
        #expect(pattern.matches(commandLine: ["/usr/sbin/prog"]))
        #expect(!pattern.matches(commandLine: ["/sbin/prog"]))
        #expect(!pattern.matches(commandLine: []))
    }
}
