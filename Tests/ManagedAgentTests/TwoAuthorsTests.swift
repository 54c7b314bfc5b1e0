import Addresses
import Deadlines
import ManagedAgent
import Testing

/// A platform whose own servers compare the list that an agent holds with their own, as text, at every connect, and
/// overwrite the agent's file where it differs; beside it our program, whose load balancers say something else.
@Suite("Two authors of one file")
struct TwoAuthorsTests {
    private struct World {
        let platform: HostValue
        let ours: HostValue
        var file: PropertiesText
        var authorship = FileAuthorship()
        var scene: CheckScene
        var restarts = 0
        /// What the agent read from its file when it started, and was told since.
        var held: HostValue
        var platformWrites = 0
        /// When the agent's own check moves it to the first server of the list that it holds.
        var ownCheck: Instant?
        var connectedTo: String

        init(platform: HostValue, ours: HostValue) {
            self.platform = platform
            self.ours = ours
            held = platform
            connectedTo = platform.servers[0]
            file = PropertiesText(Array("guid=x\nhost=\(platform.text)\n".utf8))
            scene = CheckScene(ours.servers, interval: 60, connected: platform.servers[0])
            scene.obeys = false
        }

        /// The agent connects to the first server of its list, and the platform judges what it holds.
        mutating func agentConnects() {
            connectedTo = held.servers[0]
            scene.connect(connectedTo)
            guard held != platform else { return }
            held = platform
            platformWrites += 1
            file.set("host", to: platform.text)
        }

        /// Some seconds of a host's life.
        mutating func pass(_ seconds: Int64) {
            scene.pass(seconds)
            if scene.reconnects.count > restarts {
                restarts = scene.reconnects.count
                held = HostValue(file["host"] ?? "")
                agentConnects()
            }
            if connectedTo == held.servers[0] {
                ownCheck = nil
            } else {
                ownCheck = ownCheck ?? scene.now + .seconds(60)
            }
            if let ownCheck, ownCheck <= scene.now { agentConnects() }
            _ = authorship.look(at: file, wanted: ours, window: .seconds(7_200), at: scene.now)
            if let edited = authorship.edited(file, host: ours, interval: 60) {
                authorship.begin(edited, insteadOf: file)
                authorship.end(edited)
                file = edited
            }
            scene.check.suspend(authorship.memory.hasYielded, at: scene.now, using: &scene.chance)
        }
    }

    private static let platform = HostValue(servers: ["10.1.1.1", "10.1.1.2", "10.1.1.3"], algorithm: "static")

    @Test(
        "a platform that pushes its own list causes no loop of restarts, whatever the difference is",
        arguments: [
            HostValue(servers: ["10.1.1.2", "10.1.1.3", "10.1.1.1"], algorithm: "static"),
            HostValue(servers: ["10.1.1.2", "10.1.1.3", "10.1.1.1"], algorithm: "roundrobin"),
            HostValue(servers: ["10.1.1.3"], algorithm: "shuffle"),
        ])
    func noLoop(ours: HostValue) {
        var world = World(platform: Self.platform, ours: ours)
        for _ in 0..<7 * 24 * 720 { world.pass(5) }
        #expect(world.authorship.memory.hasYielded)
        #expect(world.restarts <= 3)
        #expect(world.platformWrites <= 3)
        // It ends with the platform's list in the file, and the agent where the platform wants it.
        #expect(world.file["host"] == Self.platform.text)
    }

    @Test("where the agent goes on losing its connection, the file does not change hands for ever")
    func noLoopOfWrites() {
        var world = World(
            platform: Self.platform, ours: HostValue(servers: ["10.1.1.2", "10.1.1.1"], algorithm: "static"))
        var changes = 0
        for round in 0..<5_000 {
            let before = world.file["host"]
            world.pass(5)
            if round % 20 == 0 {
                world.held = HostValue(world.file["host"] ?? "")
                world.agentConnects()
            }
            if world.file["host"] != before { changes += 1 }
        }
        #expect(world.authorship.memory.hasYielded)
        #expect(changes <= 4)
    }

    @Test("a platform that says the same, or nothing, leaves the file ours")
    func agreement() {
        var world = World(platform: Self.platform, ours: Self.platform)
        for _ in 0..<24 * 720 { world.pass(5) }
        #expect(!world.authorship.memory.hasYielded)
        #expect(world.restarts == 0)
    }
}
