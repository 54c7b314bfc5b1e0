import HealthChecker
import Testing

@Suite("Status codes that count as healthy")
struct HTTPStatusSetTests {
    @Test("the default is 200-299")
    func success() {
        #expect(HTTPStatusSet.success.contains(200) && HTTPStatusSet.success.contains(299))
        #expect(!HTTPStatusSet.success.contains(199) && !HTTPStatusSet.success.contains(300))
        #expect(HTTPStatusSet.success.description == "200-299")
    }

    @Test("ranges add up in any order")
    func joined() {
        let set = HTTPStatusSet([404...404, 200...210, 205...220, 221...230, 301...302])
        #expect(set.description == "200-230, 301-302, 404")
        #expect(set == HTTPStatusSet([301...302, 200...230, 404...404]))
    }

    @Test("what lies outside of 100...599 is left out")
    func outside() {
        let set = HTTPStatusSet([Int.min...99, 90...101, 598...Int.max])
        #expect(set.description == "100-101, 598-599")
        #expect(HTTPStatusSet([]).description == "none")
        #expect(!HTTPStatusSet([]).contains(200))
    }
}
