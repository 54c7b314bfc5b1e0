import Addresses
import Deadlines
import FoundationEssentials
import HostileTopologies
import Testing
import Topology

@Suite("Topologies as JSON")
struct TopologyDocumentTests {
    private static let short = """
        {"services": [
          {"name": "php", "clusters": [
            {"id": "php-c1", "hostnames": ["php.example.org"], "members": [
              {"id": "p1", "state": "Active", "address": "10.0.0.11",
               "ports": [{"protocol": "tcp", "port": 8080, "proxy": 80}]}
            ]}
          ]}
        ]}
        """

    private func refusal(_ json: String) -> DocumentError? {
        do throws(DocumentError) {
            _ = try TopologyDocument(json: Array(json.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test("the short form and the platform's own say the same")
    func bothForms() throws {
        var platform = PlatformDocument(.php)
        platform.services[0].clusters[0].members.removeLast()
        let rules = TopologyPlan.Rules(mapping: try ServiceMapping("php|192.0.2.1"), translatesPorts: true)
        let plan = TopologyPlan(try TopologyDocument(json: Array(Self.short.utf8)), by: rules)
        #expect(plan == TopologyPlan(try platform.decoded(), by: rules))
        #expect(plan.services.count == 1)
    }

    @Test("the platform's own example is read")
    func example() throws {
        let path =
            "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
            + "/Fixtures/topologies/platform.json"
        let document = try TopologyDocument(json: Array(try Data(contentsOf: URL(filePath: path))))
        let member = try #require(document.services.first?.clusters.first?.members.first)
        #expect(document.services.map(\.name) == ["shop"])
        #expect(member.id == "shop-m1" && member.state == .active && member.networkPartition == "np1")
        #expect(member.address?.description == "10.0.0.11")
        #expect(member.ports == [TopologyDocument.Port(.tcp, port: 8_080, proxy: 80)])
        #expect(document.services[0].clusters[0].application == "app1")
    }

    @Test("what is wrong is told with its line, its column and its path")
    func place() throws {
        let error = try #require(refusal(Self.short.replacing("8080", with: "80808")))
        #expect(error.path == "services[0].clusters[0].members[0].ports[0].port")
        #expect(error.line == 5)
        #expect(error.column == 46)
        #expect(error.message.contains("1 to 65535") && error.message.contains("80808"))
    }

    @Test(
        "ports beyond their range, wrong types and addresses that are none are errors",
        arguments: [
            ("8080", "0"), ("8080", "-1"), ("8080", "80.5"), ("8080", "1e3"), ("8080", "\"80\""), ("8080", "null"),
            ("80}", "65536}"), ("\"10.0.0.11\"", "\"10.0.0\""), ("\"10.0.0.11\"", "\"0.0.0.0\""),
            ("\"10.0.0.11\"", "\"224.0.0.1\""), ("\"10.0.0.11\"", "7"), ("\"p1\"", "1"), ("\"p1\"", "\"\""),
            ("\"php\"", "null"), ("[{\"protocol\"", "{\"x\":[{\"protocol\""), ("{\"services\"", "[{\"services\""),
            ("\"id\": \"p1\", ", ""), ("\"name\": \"php\", ", ""), ("\"port\": 8080, ", ""),
        ])
    func wrongValues(change: (String, String)) {
        #expect(refusal(Self.short.replacing(change.0, with: change.1, maxReplacements: 1)) != nil)
    }

    @Test(
        "what is no JSON is an error",
        arguments: [
            "", " ", "x", "{", "{}", "[]", "null", "{\"services\":[]} x", "{\"services\":[],}", "{\"services\":[1,]}",
            "{\"services\":[{\"name\":\"a\" \"x\":1}]}", "{services:[]}", "{\"services\":[{\"name\":\"\u{1}\"}]}",
            "{\"services\":[{\"name\":\"\\x\"}]}", "{\"services\":[{\"name\":\"\\ud800\"}]}",
            "{\"services\":[{\"name\":\"a\",\"x\":01}]}", "{\"services\":[{\"name\":\"a\",\"x\":nul}]}",
            "{\"services\":[{\"name\":\"a\",\"x\":-}]}", "{\"services\":[{\"name\":\"a\",\"x\":1.}]}",
            "{\"services\":[],\"services\":[]}", "{\"services\":[],\"serviceMap\":{}}", "{\"topology\":{}}",
        ])
    func noJSON(text: String) {
        #expect(refusal(text) != nil, "\(text)")
    }

    @Test("a document that ends anywhere is an error, never half a topology")
    func cutOff() {
        let bytes = Array(Self.short.utf8)
        for length in 0..<bytes.count {
            #expect(refusal(String(decoding: bytes[..<length], as: UTF8.self)) != nil, "\(length)")
        }
    }

    @Test("escapes in texts are read")
    func escapes() throws {
        let json = #"{"services":[{"name":"a\"\\\/\b\f\n\r\té😀é","clusters":[]}]}"#
        let document = try TopologyDocument(json: Array(json.utf8))
        #expect(document.services.map(\.name) == ["a\"\\/\u{8}\u{C}\n\r\té😀é"])
    }

    @Test("a text that is not UTF-8 is an error")
    func notUTF8() {
        var bytes = Array(#"{"services":[{"name":"aX"}]}"#.utf8)
        bytes[bytes.firstIndex(of: UInt8(ascii: "X")) ?? 0] = 0xFF
        #expect(throws: DocumentError.self) { try TopologyDocument(json: bytes) }
    }

    @Test("two members of one id, in one cluster or in two, are an error that names it and its place")
    func twins() throws {
        let member = #"{"id":"p1","address":"10.0.0.1","ports":[{"port":80}]}"#
        let same = try #require(
            refusal(#"{"services":[{"name":"a","clusters":[{"id":"c","members":[\#(member),\#(member)]}]}]}"#))
        #expect(same.path == "services[0].clusters[0].members[1]" && same.message.contains("\"p1\""))
        let other = try #require(
            refusal(
                #"{"services":[{"name":"a","clusters":[{"id":"c","members":[\#(member)]}]},"#
                    + #"{"name":"b","clusters":[{"id":"d","members":[\#(member)]}]}]}"#))
        #expect(other.message.contains("\"p1\"") && other.message.contains("\"a\""))
        let map = #"{"p1":{"portMap":{}},"p1":{"portMap":{}}}"#
        let platform = try #require(
            refusal(#"{"serviceMap":{"a":{"clusterIdClusterMap":{"c.1":{"memberMap":\#(map)}}}}}"#))
        #expect(platform.path == #"serviceMap.a.clusterIdClusterMap["c.1"].memberMap.p1"#)
    }

    @Test("services and clusters of one name are errors, too")
    func twinServices() {
        #expect(refusal(#"{"services":[{"name":"a"},{"name":"a"}]}"#)?.message.contains("\"a\"") == true)
        #expect(
            refusal(#"{"services":[{"name":"a","clusters":[{"id":"c"}]},{"name":"b","clusters":[{"id":"c"}]}]}"#)?
                .message.contains("\"c\"") == true)
    }

    @Test("an unknown kind of address is an error with its place")
    func unknownKind() throws {
        var document = PlatformDocument(.php)
        document[0].kind = "Floating"
        let error = try #require(refusal(document.json))
        #expect(error.path.hasSuffix("memberMap.p1.loadBalancingIPType") && error.message.contains("Floating"))
    }

    @Test("fields that are null or unknown are passed over")
    func nulls() throws {
        let json = """
            {"serviceMap":{"a":{"portMap":null,"x":[{"y":null},-1.5e+3,true,false,"z"],"clusterIdClusterMap":
            {"c":{"hostNames":null,"appId":null,"memberMap":{"m":{"portMap":null,"memberStateManager":null,
            "defaultPrivateIP":"","loadBalancingIPType":null,"networkPartitionId":null}}}}},"b":{"clusterIdClusterMap":null}}}
            """
        let document = try TopologyDocument(json: Array(json.utf8))
        #expect(document.services.map(\.name) == ["a", "b"])
        #expect(document.services[0].clusters[0].members[0].address == nil)
    }

    @Test("a document that is nested too deep, or too large, is refused")
    func bounds() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(refusal("{\"x\":\(deep)")?.message.contains("deeper than") == true)
        #expect(
            refusal("{\"x\":" + String(repeating: "{\"y\":", count: 100_000))?.message.contains("deeper than") == true)
        let large = [UInt8](repeating: UInt8(ascii: " "), count: TopologyDocument.sizeLimit)
        let error = try #require(throws: DocumentError.self) { try TopologyDocument(json: large) }
        #expect(error.message.contains("100000000"))
    }

    @Test("the fuzzer's corpus is there, and each input is read to its end")
    func corpusRuns() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Fuzz/corpus-topologies"
        let names = try FileManager.default.contentsOfDirectory(atPath: root)
        #expect(names.count > 5)
        var outcomes: Set<Bool> = []
        for name in names.sorted() {
            let data = try Data(contentsOf: URL(filePath: "\(root)/\(name)"))
            outcomes.insert(HostileTopologies.read(Array(data)) == .refused)
        }
        #expect(outcomes == [true, false])
    }

    @Test("any byte may be any other")
    func flippedBytes() throws {
        var generator = SeededGenerator(seed: 6)
        for text in [Self.short, PlatformDocument(.php, .tomcat).json] {
            let bytes = Array(text.utf8)
            for _ in 0..<2_000 {
                var changed = bytes
                for _ in 0..<2 {
                    changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(
                        in: 0...255, using: &generator)
                }
                _ = HostileTopologies.read(changed)
            }
        }
    }
}
