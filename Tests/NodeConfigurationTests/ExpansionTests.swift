import Addresses
import NodeConfiguration
import Testing

@Suite("Definitions, conditions and sequences")
struct ExpansionTests {
    private func routerID(_ text: String, configID: String = "lb1", environment: [String: String] = [:]) -> String? {
        let outcome = readExpanded(
            text.replacing("ID ", with: "router_id ") + "\n", configID: configID, environment: environment)
        #expect(outcome.diagnostics.map(\.description) == [])
        return outcome.configuration.globals.routerID
    }

    private func globals(_ before: String = "", _ line: String) -> String { "\(before)\nglobal_defs {\n\(line)\n}" }

    private func places(_ text: String, files: [String: String] = [:]) -> [String] {
        readExpanded(text, files: files).diagnostics.map(\.description)
    }

    @Test("a definition is put in where it is used, as it is then")
    func definitions() {
        #expect(routerID(globals("$A=one", "ID $A")) == "one")
        #expect(routerID(globals("$A=one", "ID x${A}y")) == "xoney")
        #expect(routerID(globals("$A=one", #"ID "a ${A} b""#)) == "a one b")
        #expect(routerID(globals("$A=$B\n$B=two", "ID $A")) == "two")
        #expect(routerID(globals("$A=one\n$A=two", "ID $A")) == "two")
        #expect(routerID(globals("$A=", "ID x${A}y")) == "xy")
        #expect(routerID(globals("$A=   one # one\n", "ID $A")) == "one")
        #expect(routerID(globals("  $A=one\n", "ID $A # $A")) == "one")
    }

    @Test("the bare form counts before a blank, a comma, ')' and the line's end, outside of quotes")
    func bareForm() {
        #expect(routerID(globals("$A=one", "ID x$A")) == "xone")
        #expect(routerID(globals("$A=one", "ID $A,$A)$A")) == "one,one)one")
        #expect(routerID(globals("$A=one", "ID $A.x")) == "$A.x")
        #expect(routerID(globals("$A=one", #"ID "$A""#)) == "$A")
        #expect(routerID(globals("$A=one", "ID $AB")) == "$AB")
        #expect(routerID(globals("", "ID pa$word")) == "pa$word")
    }

    @Test("a definition of several lines is as many lines where it is used")
    func bodies() {
        let body = """
            $DEFS= \\
              global_defs { \\

                  @lb1 router_id one \\
                  @^lb1 router_id two \\
                  $KIND=NAT \\
              }
            $DEFS
            """
        #expect(readExpanded(body).configuration.globals.routerID == "one")
        #expect(readExpanded(body, configID: "lb2").configuration.globals.routerID == "two")
        #expect(
            readExpanded("$A=global_defs { \\\n router_id one \\\n }\n$A\n").configuration.globals.routerID == "one")
        #expect(
            readExpanded("$A=\\\n{ \\\n router_id one \\\n }\nglobal_defs $A\n").configuration.globals.routerID == "one"
        )
    }

    @Test("one of several lines inside a line is an error with its place")
    func bodyInLine() {
        #expect(
            places("$A=\\\na \\\nb\nglobal_defs {\nrouter_id $A x\n}").first
                == "/etc/main.conf:5:11: error: '$A' stands for several lines, so it can be nothing but the end of a line"
        )
    }

    @Test("conditional lines count for the node they name, or for all others")
    func conditions() {
        let text = "global_defs {\n@lb1 router_id one\n@lb2 router_id two\n@^lb1 @^lb2 router_id other\n@lb1\n}"
        #expect(readExpanded(text).configuration.globals.routerID == "one")
        #expect(readExpanded(text, configID: "lb2").configuration.globals.routerID == "two")
        #expect(readExpanded(text, configID: "lb3").configuration.globals.routerID == "other")
        let choice = "@lb1 $P=150\n@^lb1 $P=100\n" + instance("priority $P")
        #expect(readExpanded(choice).configuration.vrrpInstances.first?.priority == 150)
        #expect(readExpanded(choice, configID: "x").configuration.vrrpInstances.first?.priority == 100)
        let whole = "@lb2 $A=\\\nglobal_defs { \\\nrouter_id one \\\n}\nglobal_defs {\nrouter_id two\n}"
        #expect(readExpanded(whole).configuration.globals.routerID == "two")
    }

    @Test("~SEQ repeats its line for each number")
    func sequences() {
        func addresses(_ line: String) -> [String]? {
            let outcome = readExpanded(instance("", addresses: line))
            #expect(outcome.diagnostics.map(\.description) == [])
            return outcome.configuration.vrrpInstances.first?.virtualAddresses.map { "\($0.prefix.address)" }
        }
        #expect(addresses("~SEQ(i, 3) 192.0.2.$i") == ["192.0.2.1", "192.0.2.2", "192.0.2.3"])
        #expect(addresses("~SEQ(i, 3, 2) 192.0.2.${i}") == ["192.0.2.3", "192.0.2.2"])
        #expect(addresses("~SEQ(i, 0x10, 010, 32) 192.0.2.$i") == ["192.0.2.16", "192.0.2.24", "192.0.2.32"])
        #expect(addresses("~SEQ(i, 0) 192.0.2.$i") == ["192.0.2.1", "192.0.2.0"])
        #expect(addresses("~SEQx(i, 9, 11) 2001:db8::$i") == ["2001:db8::9", "2001:db8::a", "2001:db8::b"])
        #expect(
            addresses("~SEQ(i, 2) ~SEQ(j, 2) 192.0.${i}.$j") == ["192.0.1.1", "192.0.1.2", "192.0.2.1", "192.0.2.2"])
        #expect(addresses("~LST(h, 10.0.0.1, 10.0.0.7) $h") == ["10.0.0.1", "10.0.0.7"])
        #expect(addresses("~LST({a, b}, {1, 2}, {3, 4}) 10.0.${a}.$b") == ["10.0.1.2", "10.0.3.4"])
    }

    @Test("a sequence takes what its definitions mean, and its lines may be any")
    func sequencesOfBlocks() {
        let text = """
            $END=3
            $SERVER= \\
                real_server 10.0.0.${i} 80 { \\
                    weight ${i} \\
                    TCP_CHECK { \\
                    } \\
                }
            virtual_server 192.0.2.1 80 {
                lvs_sched rr
                lvs_method NAT
                protocol TCP
                ~SEQ(i, $END) $SERVER
            }
            """
        let outcome = readExpanded(text)
        #expect(outcome.diagnostics.map(\.description) == [])
        #expect(outcome.configuration.virtualServers.first?.realServers.map(\.weight) == [1, 2, 3])
    }

    @Test(
        "a sequence that cannot be counted is an error with its place",
        arguments: [
            ("~SEQ(i, 1, 0, 3) x", "'~SEQ' never gets from 1 to 3 in steps of 0"),
            ("~SEQ(i, 1, -1, 3) x", "'~SEQ' never gets from 1 to 3 in steps of -1"),
            ("~SEQ(i) x", "'~SEQ' takes (NAME, [START, [STEP,]] END), not '(i)'"),
            ("~SEQ(i, x) x", "'~SEQ' takes numbers, not 'x'"),
            ("~SEQ(i, 99999999999999999999) x", "'~SEQ' takes numbers, not '99999999999999999999'"),
            ("~SEQ(i, 3 x", "the ')' of this sequence is missing on its line"),
            ("~SEQx(i, -3) x", "'~SEQx' takes no negative numbers"),
            ("~LST({a}, {1, 2}) x", "'{1,2}' has more values than '~LST' has names"),
            ("~LST(a) x", "'~LST' takes (NAME, VALUE, …), not '(a)'"),
        ])
    func badSequences(line: String, message: String) {
        #expect(places(line).first == "/etc/main.conf:1:1: error: \(message)")
    }

    @Test("what keepalived defines by itself")
    func predefined() {
        #expect(routerID(globals("", "ID ${_INSTANCE}")) == "lb1")
        #expect(routerID(globals("", "ID ${_PWD}")) == "/etc")
        #expect(routerID(globals("", "ID a${_ENV NAME}"), environment: ["NAME": "x"]) == "ax")
        #expect(routerID(globals("", "ID a${_ENV NONE}")) == "a")
        #expect(routerID(globals("", #"ID "a${_HASH}b${_BANG}""#)) == "a#b!")
        #expect(routerID(globals("$_PWD=x", "ID $_PWD")) == "x")
        let drawn = routerID(globals("", "ID ${_RANDOM 5 7}"))
        #expect(["5", "6", "7"].contains(drawn))
        #expect(routerID(globals("", "ID ${_RANDOM 7 5}")) == "7")
        let seeded = globals("", "random_seed 7\nID ${_RANDOM}")
        #expect(routerID(seeded) == routerID(seeded))
    }

    @Test("who may not see the environment is shown nothing of it, and told so")
    func hiddenEnvironment() {
        var environment = ReadingEnvironment(variables: ["NAME": "secret"])
        environment.hidesVariables = true
        var none = NoIncludedFiles()
        let outcome = ConfigurationReader.read(
            SourceText(
                name: "/etc/main.conf", text: "global_defs {\nrouter_id a${_ENV NAME}\nrouter_id b${_ENV NO}\n}"),
            in: environment, including: &none)
        #expect(outcome.configuration.globals.routerID == "b")
        #expect(
            outcome.diagnostics.map(\.message).filter { $0.contains("root only") }.count == 2,
            "\(outcome.diagnostics.map(\.message))")
        #expect(!outcome.diagnostics.contains { $0.message.contains("secret") })
    }

    @Test("a configuration that becomes larger than it may ends there")
    func sizeLimit() {
        var environment = ReadingEnvironment()
        environment.sizeLimit = 1_000
        var none = NoIncludedFiles()
        let text = "$A=x\n" + String(repeating: "# a comment\n", count: 100) + "router_id $A\n"
        let outcome = ConfigurationReader.read(
            SourceText(name: "/etc/main.conf", text: text), in: environment, including: &none)
        #expect(outcome.diagnostics.contains { $0.message.contains("becomes too large here") })
    }

    @Test("a comment's character outside of quotes is an error that says what would happen")
    func commentCharacters() {
        #expect(
            places("global_defs {\nrouter_id a${_HASH}b\n}").first
                == "/etc/main.conf:2:12: error: '${_HASH}' begins a comment here; between double quotes it is the"
                + " character itself")
        #expect(
            places("global_defs {\nrouter_id a\\#b\n}").first
                == "/etc/main.conf:2:12: error: '\\#' begins a comment here, as in keepalived; only double quotes keep a"
                + " '#'")
    }

    @Test("a name that nothing defines is an error, with the one that was probably meant")
    func undefined() {
        let problem = readExpanded("$ADDRESS=192.0.2.1\nglobal_defs {\nrouter_id ${ADRESS}\n}").diagnostics.first
        #expect(problem?.description == "/etc/main.conf:3:11: error: nothing is defined as 'ADRESS'")
        #expect(problem?.suggestion == "${ADDRESS}")
    }

    @Test("a problem has the place that its text comes from, and says how it came there")
    func places() {
        let value = readExpanded("$P=high\n" + instance("priority $P")).diagnostics.first
        #expect(value?.position.line == 3)
        #expect(value?.position.column == 10)
        #expect(value?.note == "'$P' is defined at /etc/main.conf:1:1")
        let body = readExpanded("$A=\\\nglobal_defs { \\\n  bogus x \\\n}\n\n$A\n").diagnostics.first
        #expect(body?.position == SourcePosition(file: "/etc/main.conf", line: 3, column: 3))
        #expect(body?.note == "'$A' is used at /etc/main.conf:6:1")
        let sequence = readExpanded("global_defs {\n  ~SEQ(i, 3) bogus $i\n}\n").diagnostics
        #expect(sequence.map(\.description).count == 1)
        #expect(sequence.first?.position.column == 14)
        #expect(sequence.first?.note == "with 'i' as '1'")
        #expect(value?.render().hasSuffix("\n         ^\nnote: '$P' is defined at /etc/main.conf:1:1") == true)
    }

    @Test("S18: a definition that has itself in it, or doubles at each step, is an error and no hang")
    func endless() {
        #expect(
            places("$A=${A}x\nglobal_defs {\nrouter_id $A\n}").first
                == "/etc/main.conf:1:4: error: '$A' goes on for ever: what it means has itself in it")
        #expect(places("$A= \\\na \\\n$A\n$A\n").contains { $0.contains("nested deeper than 32") })
        let doubling = (0..<31).map { "$A\($0)=${A\($0 + 1)}${A\($0 + 1)}" }.joined(separator: "\n")
        for leaf in ["", "x"] {
            let text = "\(doubling)\n$A31=\(leaf)\nglobal_defs {\nrouter_id ${A0}\n}"
            #expect(places(text).contains { $0.contains("becomes too large") })
        }
        // Once, not for each of the 2³² lines that it comes to.
        #expect(places("$A=\\\n$A\\\n$A\n$A\n").count { $0.contains("nested deeper than 32") } == 1)
        #expect(places("~SEQ(i, 4000000000) ~SEQ(j, 4000000000) #").contains { $0.contains("becomes too large") })
    }

    @Test("messages do not show what definitions hold that a problem is about")
    func secrets() {
        let text = "$PW=s\\\nglobal_defs {\nrouter_id x\n}\n"
        #expect(!readExpanded(text).diagnostics.contains { $0.lineText.contains("=s") })
    }
}
