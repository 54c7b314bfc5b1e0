import FoundationEssentials
import LabScenario
import Testing

@Suite("The corpus of configurations")
struct CorpusTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    private func lines(of path: String) throws -> [[Substring]] {
        try String(contentsOfFile: "\(Self.root)/\(path)", encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
    }

    /// The keywords of all files, those of the folder for includes among them.
    private func used() throws -> Set<KeywordPlace> {
        var result: Set<KeywordPlace> = []
        for file in try CorpusFile.all() { result.formUnion(try file.keywords()) }
        let folder = CorpusFile.folder + "/conf.d"
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where name.hasSuffix(".inc") {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            result.formUnion(KeywordScan.keywords(of: text))
        }
        return result
    }

    @Test("the files use every keyword that production files use")
    func coverage() throws {
        let used = try used()
        let places = try lines(of: "Tests/Fixtures/keepalived-keywords.txt")
        #expect(places.count == 411)
        let missing = places.filter { place in
            guard place[2] != "C" else { return false }
            return !place[0].split(separator: ",").contains { block in
                used.contains(KeywordPlace(block == "-" ? KeywordScan.topLevel : String(block), String(place[1])))
            }
        }
        #expect(missing.isEmpty, "\(missing.map { $0.joined(separator: " ") })")
    }

    @Test("every keyword that is said to be newer is in a file")
    func newer() throws {
        let used = try used()
        for place in try lines(of: "Tests/Fixtures/corpus/newer-than-2.2.7.txt") {
            #expect(used.contains(KeywordPlace(String(place[0]), String(place[1]))), "\(place)")
        }
    }

    @Test("there are about forty files, each says what it is like in its first line, and names its own things")
    func files() throws {
        let files = try CorpusFile.all()
        #expect(files.count >= 40)
        for file in try files + CorpusFile.broken() {
            let text = try String(contentsOfFile: file.path, encoding: .utf8)
            #expect(text.hasPrefix("# ") && text.prefix { $0 != "\n" }.hasSuffix("."), "\(file)")
        }
        let subjects = try files.map { try $0.subject() }
        #expect(Set(subjects).count == subjects.count)
    }

    @Test("the page of differences gives every reason on the list, and names the files")
    func page() throws {
        let page = try String(contentsOfFile: "\(Self.root)/docs/keepalived-differences.md", encoding: .utf8)
        let text = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for reason in CorpusDifference.Reason.allCases { #expect(text.contains(reason.rawValue), "\(reason)") }
        let names = try Set(CorpusFile.all().map(\.name))
        for file in CorpusDifference.byFile.keys {
            #expect(names.contains(file))
            #expect(page.contains("`\(file).conf`"), "\(file)")
        }
    }

    @Test("a scan sees blocks on one line, definitions' bodies, conditions and sequences, and no words in quotes")
    func scan() {
        let text = """
            $NAME=value
            @lb1 global_defs { router_id "a { b } # c" }
            ~SEQ(n, 1, 3) real_server ${n} 80 { weight ${n} } # weight2
            vrrp_instance a
            {
                interface eth0\\
            }
            """
        let expected = [
            ("top_level", "global_defs"), ("global_defs", "router_id"), ("top_level", "real_server"),
            ("real_server", "weight"), ("top_level", "vrrp_instance"), ("vrrp_instance", "interface"),
        ].map { KeywordPlace($0.0, $0.1) }
        #expect(KeywordScan.keywords(of: text).sorted() == expected.sorted())
    }

    @Test("a state has a route's hops on its line, and no interface numbers, lifetimes and seconds left")
    func states() {
        let text = """
            address 3: eth0    inet 192.0.2.1/24 scope global dynamic eth0\\       valid_lft 9sec preferred_lft forever
            route 10.0.0.0/8 proto static
            route \tnexthop via 192.0.2.8 dev eth0 weight 1
            route \tnexthop via 192.0.2.9 dev eth0 weight 2
            """
        let state = RunningState(lines: RunningState.lines(of: text))
        #expect(
            state.lines == [
                "address eth0 inet 192.0.2.1/24 scope global eth0",
                "route 10.0.0.0/8 proto static nexthop via 192.0.2.8 dev eth0 weight 1 nexthop via 192.0.2.9 dev eth0 weight 2",
            ])
        #expect(state.missing(from: RunningState(lines: [state.lines[1]])) == [state.lines[0]])
    }
}
