import FoundationEssentials
import NodeConfiguration
import Testing

@Suite("Keywords of keepalived")
struct KeywordDocumentTests {
    @Test("the list of keepalived's keywords has all of its 411 places, none twice")
    func counts() throws {
        let places = try KeepalivedPlace.all()
        #expect(places.count { $0.tier == .everywhere } == 65)
        #expect(places.count { $0.tier == .common } == 201)
        #expect(places.count { $0.tier == .rare } == 145)
        #expect(
            Set(places.flatMap { place in place.blocks.map { "\($0)/\(place.keyword)" } }).count
                == places.reduce(0) { $0 + $1.blocks.count })
    }

    @Test("each of keepalived's keywords is read, without effect or refused by name, in each block where it may stand")
    func noneIsUnknown() throws {
        for place in try KeepalivedPlace.all() {
            for (block, treatment) in zip(place.blocks, place.treatments) {
                #expect(treatment != .unknown, "\(place.keyword) in \(block)")
            }
        }
    }

    @Test("docs/keywords.md says what the tables say")
    func document() throws {
        let places = try KeepalivedPlace.all()
        for place in places where place.tier != .rare {
            let blocks = zip(place.blocks, place.treatments).filter(\.1.isRefused).map(\.0)
            guard !blocks.isEmpty else { continue }
            print("refused, tier \(place.tier.rawValue): \(place.keyword) \(blocks.joined(separator: ","))")
        }
        let text = KeywordDocument(places: places).text
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTS"] != nil { try Fixture.write(document: text) }
        #expect(text == (try Fixture.keywordDocument()), "write it anew with UPDATE_DOCUMENTS=1 and read what changed")
    }
}
