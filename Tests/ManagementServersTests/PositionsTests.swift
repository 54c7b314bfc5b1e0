import Deadlines
import ManagementServers
import Testing

@Suite("Positions among many")
struct PositionsTests {
    @Test("positions are those in the sorted ids of the zone, whatever comes and goes", arguments: 0..<4)
    func positions(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var table = AgentTable()
        var zones: [AgentID: String] = [:]
        for _ in 0..<6_000 {
            let number = Int.random(in: 0..<2_500, using: &generator)
            let id = try GroupFixture.id(number % 5 == 0 ? "kvm-\(number)" : String(number))
            if Int.random(in: 0..<4, using: &generator) == 0 {
                table.unregister(id)
                zones[id] = nil
            } else {
                let zone = number % 7 == 0 ? "z\(Int.random(in: 0..<3, using: &generator))" : "z"
                table.register(AgentReport(id: id, zone: zone), at: .zero)
                zones[id] = zone
            }
        }
        #expect(table.all.map(\.id) == zones.keys.sorted())
        for zone in Set(zones.values) {
            let ids = zones.filter { $0.value == zone }.keys.sorted()
            for (position, id) in ids.enumerated() { #expect(table.position(of: id, zone: nil) == position) }
            #expect(table.position(of: try GroupFixture.id("stranger"), zone: zone) == ids.count)
        }
        for id in zones.keys { table.unregister(id) }
        #expect(table.count == 0)
        #expect(table.position(of: try GroupFixture.id("1"), zone: "z") == 0)
    }

    @Test("ids that come in order, and in the reverse order, are found at their positions", arguments: [false, true])
    func inOrder(reversed: Bool) throws {
        var table = AgentTable()
        let numbers = reversed ? Array((0..<3_000).reversed()) : Array(0..<3_000)
        for number in numbers { table.register(AgentReport(id: try GroupFixture.id(String(number))), at: .zero) }
        for number in [0, 511, 512, 513, 1_499, 2_999] {
            #expect(table.position(of: try GroupFixture.id(String(number)), zone: nil) == number)
        }
    }
}
