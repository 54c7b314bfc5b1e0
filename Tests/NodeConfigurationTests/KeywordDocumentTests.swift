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

    @Test("of the keywords of tiers A and B none is refused")
    func refusals() throws {
        let refused = try KeepalivedPlace.all().filter { place in
            place.tier != .rare && place.treatments.contains(where: \.isRefused)
                && !place.treatments.contains(where: \.isSupported)
        }
        #expect(refused.map(\.keyword) == [])
    }

    @Test(
        "of a keyword that takes words of several kinds, the document says all",
        arguments: ["lvs_method": "gue port N", "lb_kind": "remcsum", "sorry_server_lvs_method": "gre"])
    func arguments(keyword: String, words: String) throws {
        for place in try KeepalivedPlace.all() where place.keyword == keyword {
            #expect(place.remark.contains(words), "\(place.blocks)")
        }
    }

    @Test("docs/keywords.md says what the tables say")
    func document() throws {
        let places = try KeepalivedPlace.all()
        let text = KeywordDocument(places: places).text
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTS"] != nil { try Fixture.write(document: text) }
        #expect(text == (try Fixture.keywordDocument()), "write it anew with UPDATE_DOCUMENTS=1 and read what changed")
    }
}
