import BodyMatching
import HealthChecker
import Testing

@Suite("Patterns in bodies")
struct CompiledPatternTests {
    private func isFound(
        _ pattern: String, in body: String, _ options: Set<BodyPattern.Option> = [], from least: Int = 0,
        to most: Int? = nil
    ) throws -> Bool {
        try isFound(pattern, in: Array(body.utf8), options, from: least, to: most)
    }

    private func isFound(
        _ pattern: String, in body: [UInt8], _ options: Set<BodyPattern.Option> = [], from least: Int = 0,
        to most: Int? = nil
    ) throws -> Bool {
        let pattern = BodyPattern(Array(pattern.utf8), options: options, leastOffset: least, mostOffset: most)
        return try CompiledPattern(pattern).isFound(in: body) { false }
    }

    @Test("a match is found wherever it begins, also far behind the first starts, and not where there is none")
    func anywhere() throws {
        #expect(try isFound("^a+b$", in: "aaab"))
        for distance in [0, 1, 63, 64, 65, 127, 128, 5_000] {
            let body = String(repeating: "x", count: distance) + "needle"
            #expect(try isFound("nee(dle)", in: body))
            #expect(try isFound("x*needle$", in: body))
            #expect(try isFound("(?<=x)needle", in: body) == (distance > 0))
            #expect(try isFound("^needle", in: body) == (distance == 0))
            #expect(try !isFound("noodle", in: body))
        }
        #expect(try isFound("^$", in: ""))
        #expect(try isFound("b$", in: String(repeating: "a", count: 64) + "b"))
        #expect(try !isFound("b", in: ""))
    }

    @Test("a match begins from the least offset on and up to the most, both included")
    func offsets() throws {
        let body = "abcabc"
        #expect(try isFound("abc", in: body, from: 3, to: 3))
        #expect(try !isFound("abc", in: body, from: 4))
        #expect(try !isFound("abc", in: body, from: 1, to: 2))
        #expect(try isFound("abc", in: body, to: 0))
        #expect(try !isFound("a", in: body, from: 100))
        #expect(try isFound("$", in: body, from: 6, to: 6))
    }

    @Test("options are PCRE2's")
    func options() throws {
        #expect(try isFound("NEEDLE", in: "needle", [.caseless]))
        #expect(try isFound("a.b", in: "a\nb", [.dotAll]))
        #expect(try !isFound("a.b", in: "a\nb"))
        #expect(try isFound("^b", in: "a\nb", [.multiline]))
        #expect(try isFound("n e e", in: "nee", [.extended]))
        #expect(try isFound("a", in: "bba\nc", [.firstLine]))
        #expect(try !isFound("c", in: "bba\nc", [.firstLine]))
        #expect(try isFound("^.$", in: "é", [.utf]))
        #expect(try !isFound("^.$", in: "é"))
        for option in BodyPattern.Option.allCases { _ = try CompiledPattern(BodyPattern([0x61], options: [option])) }
    }

    @Test("characters of several bytes across the starts that are tried at once are whole")
    func utf() throws {
        let body = String(repeating: "é", count: 100) + "ß"
        #expect(try isFound("ß", in: body, [.utf]))
        #expect(try isFound("é", in: body, [.utf], from: 1))
        #expect(try !isFound("x", in: body, [.utf]))
    }

    @Test("a body that is no UTF-8 is said to be none, where the pattern asks for it")
    func notUTF8() throws {
        #expect(throws: MatchFault.notUTF8) { try isFound("a", in: [0xFF, 0x61], [.utf]) }
        #expect(try isFound("a", in: [0xFF, 0x61]))
    }

    @Test("what is no pattern is told with its place")
    func faults() {
        for (text, offset) in [("a(b", 3), ("[a", 2), ("*", 0), ("(?<n", 4)] {
            do throws(PatternFault) {
                _ = try CompiledPattern(BodyPattern(Array(text.utf8)))
                Issue.record("\(text) was taken")
            } catch {
                #expect(error.offset == offset, "\(text): \(error)")
                #expect(!error.message.isEmpty)
            }
        }
    }

    @Test("a pattern that is tied to the body's beginning has the steps that a large body needs")
    func anchoredInLargeBodies() throws {
        for count in [1_000, 5_000, 20_000, 100_000, 1_000_000] {
            let body = "<html>needle, status fine" + String(repeating: "x", count: count)
            let lines = "<html>needle, status fine\n" + String(repeating: "nothing here\n", count: count / 13)
            for body in [body, lines] {
                #expect(try isFound("^.*needle", in: body, [.dotAll]))
                #expect(try isFound(".*needle", in: body, [.dotAll]))
                #expect(try isFound("(?s)^<html>.*status (ok|fine)", in: body))
                #expect(try isFound("\\A<html>.*needle", in: body, [.dotAll]))
                #expect(try !isFound("^.*noodle", in: body, [.dotAll]))
            }
        }
    }

    @Test("a group that is repeated over a page needs no less, up to the memory that there is")
    func repeatedGroups() throws {
        for count in [1_000, 20_000, 100_000] {
            let body = "status ok" + String(repeating: "x\n", count: count / 2)
            #expect(try isFound("^(.|\n)*ok", in: body))
        }
    }

    @Test("so has one that may begin anywhere, whatever comes before it")
    func unanchoredInLargeBodies() throws {
        for count in [1_000, 100_000, 500_000] {
            let body = String(repeating: "x", count: count) + "needle, the end" + String(repeating: "x", count: count)
            #expect(try isFound("needle.*end", in: body, [.dotAll]))
            #expect(try isFound("x(needle|noodle).*end", in: body, [.dotAll]))
            #expect(try !isFound("needle.*ends", in: body, [.dotAll]))
        }
    }

    @Test("with firstline a match begins in the first line, however large what follows it is")
    func firstLines() throws {
        let rest = "\n" + String(repeating: "needle\n", count: 15_000)
        let first = "status " + String(repeating: "x", count: 300) + " ok"
        #expect(try isFound("status.*ok", in: first + rest, [.firstLine]))
        #expect(try isFound("x ok", in: first + rest, [.firstLine]))
        #expect(try isFound("ok\\nneedle", in: first + rest, [.firstLine]))
        #expect(try isFound("$", in: first + rest, [.firstLine, .multiline]))
        #expect(try !isFound("needle", in: first + rest, [.firstLine]))
        #expect(try isFound("needle", in: first + rest, [.firstLine], from: first.utf8.count + 1))
        // What ends a line is the pattern's to say.
        for (convention, end) in [
            ("CR", "\r"), ("LF", "\n"), ("CRLF", "\r\n"), ("ANYCRLF", "\r"), ("ANY", "\u{0C}"), ("NUL", "\0"),
        ] {
            let long = String(repeating: "x", count: 5_000)
            for place in [0, 1, 4_095, 4_096, 5_000] {
                let body = long.prefix(place) + "a" + end + "b"
                #expect(try isFound("(*\(convention))a", in: String(body), [.firstLine]))
                #expect(try !isFound("(*\(convention))b", in: String(body), [.firstLine]), "\(convention) \(place)")
            }
        }
        for end in ["\u{85}", "\u{2028}", "\u{2029}"] {
            #expect(try !isFound("(*ANY)b", in: "é" + end + "b", [.firstLine, .utf]))
            #expect(try isFound("(*ANY)é", in: "é" + end + "b", [.firstLine, .utf]))
        }
    }

    @Test("a pattern that tries every way there is is given up, whatever the options")
    func catastrophe() throws {
        let body = Array(repeating: UInt8(ascii: "a"), count: 1 << 20) + [UInt8(ascii: "b"), UInt8(ascii: "c")]
        for pattern in ["(a+)+c", "(a|aa)+$b", "(.*)*bb(.*)*y", "^(a?){50}a{50}bb(a+)+c"] {
            for more in [[], [.firstLine], [.utf, .noAutoPossess]] as [Set<BodyPattern.Option>] {
                var asked = 0
                let options = more.union([.noStartOptimize])
                #expect(throws: MatchFault.tooCostly, "\(pattern) \(options)") {
                    _ = try CompiledPattern(BodyPattern(Array(pattern.utf8), options: options)).isFound(in: body) {
                        asked += 1
                        return asked > 8
                    }
                }
            }
        }
    }

    @Test("a megabyte without a match is looked through whole")
    func large() throws {
        var body = Array(repeating: UInt8(ascii: "x"), count: (1 << 20) - 6)
        #expect(try !isFound("needle", in: body))
        body += Array("needle".utf8)
        #expect(try isFound("needle", in: body))
        #expect(try isFound("n.*e$", in: body))
    }

    @Test("an answer that is right in all else passes by its body, or fails by it")
    func judgement() {
        let (wanted, unwanted) = (BodyPattern([]), BodyPattern([], isUnwanted: true))
        #expect(wanted.judge(.passed("status 200"), isFound: true) == .passed("status 200"))
        #expect(unwanted.judge(.passed("status 200"), isFound: false) == .passed("status 200"))
        #expect(
            wanted.judge(.passed("status 200"), isFound: false)
                == .failed("status 200, but the body does not match the regex"))
        #expect(
            unwanted.judge(.passed("status 200"), isFound: true)
                == .failed("status 200, but the body matches the regex, and it must not"))
    }
}
