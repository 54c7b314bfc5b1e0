import Addresses
import Deadlines
import Testing
import Topology

@Suite("A document read after another")
struct TopologyReadingTests {
    /// Services with their clusters and these clusters' members.
    private typealias Model = [(name: String, clusters: [(id: String, members: [String])])]

    private static func model(_ services: Int) -> Model {
        (0..<services).map { service in
            ("s\(service)", (0..<2).map { ("s\(service)-c\($0)", ["s\(service)-c\($0)-m1", "s\(service)-c\($0)-m2"]) })
        }
    }

    private static func address(_ id: String) -> String {
        var hash = StableHash()
        hash.combine(id)
        return "10.\(hash.value % 200).\(hash.value / 200 % 200).\(1 + hash.value / 40_000 % 200)"
    }

    private static func short(_ model: Model) -> String {
        let services = model.map { service in
            let clusters = service.clusters.map { cluster in
                let members = cluster.members.map {
                    #"{"id":"\#($0)","address":"\#(address($0))","ports":[{"port":8080,"proxy":80}]}"#
                }
                return #"{"id":"\#(cluster.id)","members":[\#(members.joined(separator: ","))]}"#
            }
            return #"{"name":"\#(service.name)","clusters":[\#(clusters.joined(separator: ",\n"))]}"#
        }
        return #"{"services": [\#(services.joined(separator: ",\n"))]}"#
    }

    private static func platform(_ model: Model) -> String {
        var document = PlatformDocument()
        document.services = model.map { service in
            PlatformDocument.Service(
                name: service.name,
                clusters: service.clusters.map { cluster in
                    PlatformDocument.Cluster(
                        id: cluster.id, hostNames: ["h"],
                        members: cluster.members.map { PlatformDocument.Member(id: $0, privateAddress: address($0)) })
                })
        }
        return document.json
    }

    /// A few things that happen to a topology, those that make it wrong included.
    private static func changed(_ old: Model, using generator: inout SeededGenerator) -> Model {
        var model = old
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !model.isEmpty {
            let service = Int.random(in: model.indices, using: &generator)
            let number = Int.random(in: 0..<40, using: &generator)
            switch Int.random(in: 0..<9, using: &generator) {
            case 0...2: model[service].clusters[0].members.append("new-\(number)")
            case 3: model[service].clusters[0].members.removeAll { $0.hasSuffix("m1") }
            case 4: model.remove(at: service)
            case 5: model.insert(("added-\(number)", [("added-\(number)-c", ["added-\(number)-m"])]), at: service)
            case 6: model.swapAt(service, Int.random(in: model.indices, using: &generator))
            case 7: model[service].name = "renamed-\(number)"
            // Usually somebody else's.
            default: model[service].clusters[0].members.append("s\(number % 12)-c0-m1")
            }
        }
        return model
    }

    private static func outcome(
        _ bytes: [UInt8], after predecessor: TopologyReading?
    ) -> Result<TopologyReading, DocumentError> {
        Result { () throws(DocumentError) in try TopologyReading(json: bytes, after: predecessor) }
    }

    @Test("is read as if nothing had been before, mistakes included", arguments: 0..<200 as Range<UInt64>)
    func equality(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var model = Self.model(10)
        var last: TopologyReading?
        for _ in 0..<12 {
            let isShort = Int.random(in: 0..<8, using: &generator) != 0
            var bytes = Array((isShort == (seed % 2 == 0) ? Self.short(model) : Self.platform(model)).utf8)
            if Int.random(in: 0..<6, using: &generator) == 0 {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 32...126, using: &generator)
            }
            let quick = Self.outcome(bytes, after: last)
            #expect(quick.map(\.document) == Self.outcome(bytes, after: nil).map(\.document))
            if case .success(let reading) = quick { last = reading } else { model = Self.model(10) }
            model = Self.changed(model, using: &generator)
        }
    }

    @Test("of a thousand services only the one that got a member is read and planned anew", arguments: [true, false])
    func work(isShort: Bool) throws {
        let text = isShort ? Self.short : Self.platform
        var model = Self.model(1_000)
        let first = try TopologyReading(json: Array(text(model).utf8))
        model[617].clusters[1].members.append("new")
        let second = try TopologyReading(json: Array(text(model).utf8), after: first)
        #expect(first.kept == 0)
        #expect(second.kept == 999)

        let mapping = ServiceMapping(
            entries: model.enumerated().compactMap { place, service in
                IPAddress("192.0.\(place / 250).\(1 + place % 250)").map { .init(service: service.name, address: $0) }
            })
        let rules = TopologyPlan.Rules(mapping: mapping, translatesPorts: true)
        let before = TopologyPlan(first.document, by: rules)
        let after = TopologyPlan(second.document, by: rules, after: before)
        #expect(before.built == 1_000)
        #expect(after.built == 1)
        #expect(after == TopologyPlan(second.document, by: rules))
        #expect(zip(before.services, after.services).count { $0 != $1 } == 1)
    }

    @Test("the same bytes of another form, or at another depth, are read anew")
    func forms() throws {
        let platform = #"{"serviceMap":{"s1":{"name":"s2"}}}"#
        let first = try TopologyReading(json: Array(platform.utf8))
        let deeper = try TopologyReading(json: Array(#"{"topology":\#(platform)}"#.utf8), after: first)
        #expect(deeper.kept == 0)
        #expect(deeper.document == first.document)
        let short = try TopologyReading(json: Array(#"{"services":[{"name":"s2"}]}"#.utf8), after: first)
        #expect(short.kept == 0)
        #expect(short.document.services.map(\.name) == ["s2"])
    }

    @Test("a plan by other rules takes nothing over")
    func otherRules() throws {
        let document = try TopologyReading(json: Array(Self.short(Self.model(4)).utf8)).document
        let mapping = try ServiceMapping("s1|192.0.2.1,s2|192.0.2.2")
        let before = TopologyPlan(document, by: TopologyPlan.Rules(mapping: mapping, translatesPorts: true))
        let rules = TopologyPlan.Rules(mapping: mapping, translatesPorts: false)
        let after = TopologyPlan(document, by: rules, after: before)
        #expect(after.built == 4)
        #expect(after == TopologyPlan(document, by: rules))
    }
}
