import Addresses
import Deadlines
import ManagedAgent
import Testing

/// CS-37's one check is due one interval after the change, and a little later by chance.
@Suite("The check for the preferred server")
struct PreferredCheckTests {
    private static let list = ["10.1.1.1", "10.1.1.2", "10.1.1.3"]

    @Test("CS-44: an agent elsewhere goes back to its preferred server once the interval is over")
    func returns() {
        var scene = CheckScene(Self.list, connected: "10.1.1.2")
        scene.pass(59)
        #expect(scene.probes.isEmpty)
        scene.pass(16)
        #expect(scene.reconnects.map(\.to) == ["10.1.1.1"])
        #expect(scene.check.standing == .preferred)
        scene.pass(100_000)
        #expect(scene.reconnects.count == 1)
    }

    @Test("CS-44: a preferred server that must be avoided calls nobody")
    func avoidedPreferred() {
        var scene = CheckScene(Self.list, avoid: ["10.1.1.1"], connected: "10.1.1.2")
        scene.pass(1_000)
        #expect(scene.probes.isEmpty)
        #expect(scene.check.impediment == .noOtherServer)
        scene.placement.avoid = []
        scene.follow()
        scene.pass(100)
        #expect(scene.reconnects.map(\.to) == ["10.1.1.1"])
    }

    @Test("CS-45: a closed preferred server is asked again in each interval, and the agent stays")
    func closedPreferred() {
        var scene = CheckScene(Self.list, connected: "10.1.1.2")
        scene.open = ["10.1.1.2", "10.1.1.3"]
        scene.pass(300)
        #expect(scene.probes.count >= 3 && scene.probes.count <= 5)
        #expect(Set(scene.probes) == ["10.1.1.1"])
        #expect(scene.check.impediment == .noAnswer)
        #expect(scene.reconnects.isEmpty)
        scene.open.insert("10.1.1.1")
        scene.pass(80)
        #expect(scene.reconnects.map(\.to) == ["10.1.1.1"])
        #expect(scene.check.impediment == nil)
    }

    @Test("CS-45: a busy agent stays, and is asked again in the next interval")
    func busy() {
        var scene = CheckScene(
            Self.list, connected: "10.1.1.2",
            settings: PreferredCheck.Settings(reconnects: true, asksWhetherBusy: true))
        scene.isBusy = true
        scene.pass(80)
        #expect(scene.busyQuestions == 1)
        #expect(scene.check.impediment == .busy)
        scene.isBusy = false
        scene.pass(80)
        #expect(scene.busyQuestions == 2)
        #expect(scene.reconnects.map(\.to) == ["10.1.1.1"])
    }

    @Test("CS-36: an interval of 0 ends the check, also one that is planned")
    func noInterval() {
        var scene = CheckScene(Self.list, connected: "10.1.1.2")
        scene.pass(30)
        scene.placement.interval = .zero
        scene.follow()
        #expect(scene.check.deadline == nil)
        scene.pass(1_000)
        #expect(scene.probes.isEmpty)
    }

    @Test("CS-39: a new interval makes nobody reconnect by itself")
    func newInterval() {
        var scene = CheckScene(Self.list, interval: 0, connected: "10.1.1.1")
        scene.placement.interval = .seconds(120)
        scene.follow()
        scene.pass(10_000)
        #expect(scene.probes.isEmpty)
        #expect(scene.reconnects.isEmpty)
    }

    @Test("CS-37: under shuffle there is one check after a change, one interval later")
    func shuffle() {
        var scene = CheckScene(Self.list, shuffle: true, connected: "10.1.1.2")
        scene.open = []
        scene.pass(59)
        #expect(scene.probes.isEmpty)
        scene.pass(16)
        #expect(scene.probes == ["10.1.1.1"])
        scene.pass(10_000)
        #expect(scene.probes.count == 1)
        scene.placement.servers.reverse()
        scene.follow()
        scene.pass(80)
        #expect(scene.probes == ["10.1.1.1", "10.1.1.3"])
    }

    @Test("CS-38: under shuffle the same list again, or a reconnect, begins no other check")
    func shuffleAgain() {
        var scene = CheckScene(Self.list, shuffle: true, connected: "10.1.1.1")
        scene.pass(100)
        scene.connect(nil)
        scene.follow()
        scene.connect("10.1.1.2")
        scene.follow()
        scene.pass(10_000)
        #expect(scene.probes.isEmpty)
    }

    @Test("CS-43: a server by name is the one that the agent is connected to by address")
    func names() {
        var scene = CheckScene(["ms1.example.org", "ms2.example.org"], connected: "10.1.1.1")
        #expect(scene.check.standing == .stranger)
        scene.names.note("ms1.example.org", [IPv4Address(10, 1, 1, 1)].map(IPAddress.v4))
        scene.check.know(scene.names, at: scene.now, using: &scene.chance)
        #expect(scene.check.standing == .preferred)
        scene.pass(1_000)
        #expect(scene.probes.isEmpty)
    }

    @Test("an IPv4 address that an IPv6 socket shows is the same server")
    func mappedAddress() {
        let scene = CheckScene(Self.list, connected: "::ffff:10.1.1.1")
        #expect(scene.check.standing == .preferred)
    }

    @Test("CS-47: an agent that must leave its server goes on to the next one where the first does not answer")
    func goesOn() {
        var scene = CheckScene(["10.1.1.1", "10.1.1.2", "10.1.1.3"], avoid: ["10.1.1.1"], connected: "10.1.1.1")
        // The load balancers put a server that must be avoided last.
        scene.placement.servers = ["10.1.1.2", "10.1.1.3", "10.1.1.1"].map(ServerName.init)
        scene.follow()
        scene.open = ["10.1.1.3"]
        scene.pass(80)
        #expect(scene.probes == ["10.1.1.2", "10.1.1.3"])
        #expect(scene.reconnects.map(\.to) == ["10.1.1.3"])
    }

    @Test("CS-47: an agent leaves a server that it must avoid also without an interval")
    func leavesWithoutInterval() {
        var scene = CheckScene(
            ["10.1.1.2", "10.1.1.1"], avoid: ["10.1.1.1"], interval: 0, connected: "10.1.1.1")
        scene.pass(59)
        #expect(scene.probes.isEmpty)
        scene.pass(20)
        #expect(scene.reconnects.map(\.to) == ["10.1.1.2"])
    }

    @Test("CS-48: where every server must be avoided the agent stays, and that is said", arguments: [1, 2])
    func nowhereToGo(count: Int) {
        let servers = Array(["10.1.1.2", "10.1.1.1"].suffix(count))
        var scene = CheckScene(servers, avoid: servers, connected: "10.1.1.1")
        scene.pass(1_000)
        #expect(scene.probes.isEmpty)
        if count == 1 {
            // Its only server is its preferred one.
            #expect(scene.check.standing == .preferred)
        } else {
            #expect(scene.check.impediment == .noOtherServer)
            #expect(scene.check.impediment?.description.contains("no other management server") == true)
        }
    }

    @Test("CS-56: a server is avoided by its name or by any address that it resolves to")
    func avoidedByName() {
        var scene = CheckScene(
            ["ms1.example.org", "10.1.1.2"], avoid: ["10.1.1.1"], connected: "10.1.1.2")
        scene.open.insert("ms1.example.org")
        scene.names.note("ms1.example.org", [IPv4Address(10, 9, 9, 9), IPv4Address(10, 1, 1, 1)].map(IPAddress.v4))
        scene.check.know(scene.names, at: scene.now, using: &scene.chance)
        scene.pass(1_000)
        #expect(scene.probes.isEmpty)
        scene.placement.avoid = [ServerName("ms1.example.org")]
        scene.follow()
        scene.pass(1_000)
        #expect(scene.probes.isEmpty)
        scene.placement.avoid = [ServerName("ms2.example.org")]
        scene.follow()
        scene.pass(1_000)
        #expect(scene.reconnects.map(\.to) == ["ms1.example.org"])
    }

    @Test("other settings hold from then on; since when the agent is elsewhere still counts")
    func otherSettings() {
        var scene = CheckScene(
            ["10.1.1.1", "10.1.1.2"], connected: "10.1.1.2", settings: PreferredCheck.Settings(reconnects: false))
        scene.pass(3_600)
        #expect(scene.reconnects.isEmpty && scene.check.deadline == nil)
        scene.check.change(PreferredCheck.Settings(reconnects: true), at: scene.now, using: &scene.chance)
        scene.pass(30)
        #expect(scene.reconnects.map(\.to) == ["10.1.1.1"])
        scene.check.change(PreferredCheck.Settings(reconnects: false), at: scene.now, using: &scene.chance)
        scene.connect("10.1.1.2")
        scene.pass(86_400)
        #expect(scene.reconnects.count == 1)
    }

    @Test("CS-55: after a new list the next check begins with its first server")
    func newListBeginsAnew() {
        var scene = CheckScene(["10.1.1.1", "10.1.1.2"], avoid: ["10.1.1.3"], connected: "10.1.1.3")
        scene.open = []
        scene.pass(80)
        #expect(scene.probes == ["10.1.1.1", "10.1.1.2"])
        scene.placement.servers = ["10.1.1.2", "10.1.1.1"].map(ServerName.init)
        scene.follow()
        scene.pass(80)
        #expect(scene.probes == ["10.1.1.1", "10.1.1.2", "10.1.1.2", "10.1.1.1"])
    }

    @Test("an agent without a connection is left alone")
    func unlinked() {
        var scene = CheckScene(Self.list)
        scene.pass(10_000)
        #expect(scene.check.standing == .unlinked)
        #expect(scene.probes.isEmpty)
    }

    @Test("time elsewhere counts from the moment the agent came there")
    func countsFromArrival() {
        var scene = CheckScene(Self.list, connected: "10.1.1.1")
        scene.pass(1_000)
        scene.connect("10.1.1.2")
        scene.pass(59)
        #expect(scene.probes.isEmpty)
        scene.connect("10.1.1.1")
        scene.pass(100)
        #expect(scene.probes.isEmpty)
        #expect(scene.check.misplacedSince == nil)
    }

    @Test("no two reconnects within the least interval, and fewer and fewer where they do not help")
    func backsOff() throws {
        var scene = CheckScene(Self.list, connected: "10.1.1.2")
        scene.obeys = false
        scene.pass(40 * 3_600)
        let times = scene.reconnects.map(\.at)
        let pauses = zip(times.dropFirst(), times).map { ($0 - $1).wholeSeconds / 60 }
        try #require(pauses.count == 5)
        for (pause, hours) in zip(pauses, [1, 2, 4, 8, 16] as [Int64]) {
            #expect(pause >= hours * 60 && pause <= hours * 60 + 1)
        }
    }

    @Test("no pause is longer than a day")
    func longestPause() {
        var scene = CheckScene(Self.list, connected: "10.1.1.2")
        scene.obeys = false
        scene.pass(60 * 86_400)
        #expect(scene.reconnects.count > 58)
    }

    @Test("a reconnect of an earlier life counts")
    func earlierLife() {
        var scene = CheckScene(Self.list, connected: "10.1.1.2")
        scene.check = PreferredCheck(PreferredCheck.Settings(reconnects: true), lastReconnect: scene.now)
        scene.connect("10.1.1.2")
        scene.follow()
        scene.pass(3_599)
        #expect(scene.reconnects.isEmpty)
        scene.pass(100)
        #expect(scene.reconnects.count == 1)
    }

    @Test("without a reconnect action, or while another program moves the agent, nothing is asked")
    func switchedOff() {
        var scene = CheckScene(
            Self.list, connected: "10.1.1.2", settings: PreferredCheck.Settings(reconnects: false))
        scene.pass(10_000)
        #expect(scene.probes.isEmpty)
        #expect(scene.check.misplacedSince != nil)
        scene = CheckScene(Self.list, connected: "10.1.1.2")
        scene.check.suspend(true, at: scene.now, using: &scene.chance)
        scene.pass(10_000)
        #expect(scene.probes.isEmpty)
        scene.check.suspend(false, at: scene.now, using: &scene.chance)
        scene.pass(100)
        #expect(scene.reconnects.count == 1)
    }

    @Test("hosts with one list do not move at one moment")
    func jitter() {
        let times = (0..<50).map { seed in
            var scene = CheckScene(Self.list, interval: 0, connected: "10.1.1.2")
            scene.chance = SeededGenerator(seed: UInt64(seed))
            scene.placement.interval = .seconds(60)
            scene.follow()
            scene.pass(100)
            return scene.reconnects.first?.at
        }
        #expect(Set(times).count > 40)
    }

    @Test("answers that nobody waits for any more change nothing")
    func lateAnswers() {
        var scene = CheckScene(Self.list, connected: "10.1.1.2")
        scene.now = scene.now + .seconds(100)
        let action = scene.check.advance(at: scene.now, using: &scene.chance)
        #expect(action == .probe(ServerName("10.1.1.1")))
        scene.connect("10.1.1.1")
        let late = scene.check.probed(
            ServerName("10.1.1.1"), answers: true, at: scene.now, using: &scene.chance)
        #expect(late == nil)
        let busy = scene.check.heard(isBusy: false, at: scene.now, using: &scene.chance)
        #expect(busy == nil)
    }

    @Test("whatever happens, the least interval is kept and the deadline is answered")
    func anyOrder() {
        for seed in 0..<300 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            var scene = CheckScene(Self.list, connected: "10.1.1.2")
            scene.chance = SeededGenerator(seed: seed)
            for _ in 0..<60 {
                switch Int.random(in: 0..<8, using: &chance) {
                case 0: scene.connect((Self.list + ["10.1.1.9"]).randomElement(using: &chance))
                case 1: scene.connect(nil)
                case 2:
                    scene.placement.servers.shuffle(using: &chance)
                    scene.follow()
                case 3:
                    scene.placement.avoid = Self.list.filter { _ in Bool.random(using: &chance) }.map(ServerName.init)
                    scene.follow()
                case 4: scene.open = Set(Self.list.filter { _ in Bool.random(using: &chance) })
                case 5:
                    scene.placement.isOneShot.toggle()
                    scene.follow()
                case 6: scene.obeys.toggle()
                default: break
                }
                scene.pass(Int64.random(in: 1...4_000, using: &chance))
            }
            let times = scene.reconnects.map(\.at)
            for (later, earlier) in zip(times.dropFirst(), times) { #expect(later - earlier >= .seconds(3_600)) }
        }
    }
}
