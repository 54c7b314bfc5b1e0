import ControlMessages
import Deadlines
import ManagedAgent
import Testing

@Suite("Who wrote the agent's file")
struct FileAuthorshipTests {
    private static let ours = HostValue(servers: ["10.1.1.2", "10.1.1.3", "10.1.1.1"], algorithm: "roundrobin")

    /// A file, the program that keeps it, and a clock.
    private struct Scene {
        var file: PropertiesText
        var authorship = FileAuthorship()
        var now = Instant.zero
        var wanted = FileAuthorshipTests.ours
        var interval = 0
        var writes = 0

        init(_ text: String) {
            file = PropertiesText(Array(text.utf8))
        }

        var text: String { String(decoding: file.bytes, as: UTF8.self) }

        /// One look of the program.
        @discardableResult
        mutating func look() -> [FileFinding] {
            now = now + .seconds(1)
            let findings = authorship.look(at: file, wanted: wanted, window: .seconds(100), at: now)
            if let edited = authorship.edited(file, host: wanted, interval: interval) {
                authorship.begin(edited, insteadOf: file)
                authorship.end(edited)
                file = edited
                writes += 1
            }
            return findings
        }

        /// The program ends and begins anew.
        mutating func restart() {
            authorship = FileAuthorship(authorship.memory)
        }

        /// The platform's agent writes its file: all of it anew, with the list that the platform has.
        mutating func platformWrites(_ host: String) {
            file = PropertiesText(Array("#Storage\nguid=x\n".utf8))
            file.set("host", to: host)
        }
    }

    @Test("CS-33: the list goes into the file in the platform's format, and only host is touched")
    func writesList() {
        var scene = Scene("# mine\nguid=x\nhost=10.1.1.1@static\nport=8250")
        let findings = scene.look()
        #expect(findings.isEmpty)
        #expect(scene.text == "# mine\nguid=x\nhost=10.1.1.2,10.1.1.3,10.1.1.1@roundrobin\nport=8250")
        scene.look()
        #expect(scene.writes == 1)
    }

    /// What the load balancers say, as the value of `host`.
    private func wanted(avoid: [String], algorithm: String = "roundrobin") -> HostValue {
        Assignment(
            AgentEntry(
                group: "cloud", agent: "1", zone: "z", cluster: nil, isKnown: true, algorithm: algorithm,
                servers: Self.ours.servers, preferred: Self.ours.servers.first, checkInterval: 0, avoid: avoid,
                isUpToDate: true, version: avoid.joined())
        ).host(standIn: .static)
    }

    @Test("CS-34, CS-54: a change of the servers to avoid alone changes nothing in the file")
    func avoidAloneWritesNothing() {
        var scene = Scene("host=10.1.1.1@static\n")
        scene.wanted = wanted(avoid: ["10.1.1.1"])
        scene.look()
        #expect(scene.text == "host=10.1.1.2,10.1.1.3,10.1.1.1@roundrobin\n")
        for avoid in [["10.1.1.3"], []] {
            scene.wanted = wanted(avoid: avoid)
            scene.look()
            #expect(scene.text == "host=10.1.1.2,10.1.1.3,10.1.1.1@roundrobin\n")
        }
        #expect(scene.writes == 1)
        scene.wanted = wanted(avoid: [], algorithm: "static")
        scene.look()
        #expect(scene.writes == 2)
    }

    @Test(
        "the servers to avoid stay in the file, all of them too, so that an agent whose others refuse still finds one")
    func keepsAvoided() {
        for avoid in [["10.1.1.1"], ["10.1.1.2"], Self.ours.servers] {
            var scene = Scene("host=10.1.1.1@static\n")
            scene.wanted = wanted(avoid: avoid)
            scene.look()
            #expect(scene.file["host"] == "10.1.1.2,10.1.1.3,10.1.1.1@roundrobin")
        }
    }

    @Test("CS-35: an interval of the administrator's wins, 0 too, and stays as it is", arguments: ["30", "0"])
    func administratorsInterval(value: String) {
        var scene = Scene("host=x@static\nhost.lb.check.interval=\(value)\n")
        scene.interval = 60
        #expect(scene.look() == [.administratorsInterval(value)])
        #expect(scene.file["host.lb.check.interval"] == value)
        #expect(scene.authorship.interval(in: scene.file, told: 60) == Int(value))
        scene.interval = 0
        scene.look()
        #expect(scene.file["host.lb.check.interval"] == value)
    }

    @Test("CS-35: without one the received interval is written, changed, and taken out again at 0")
    func ownInterval() {
        var scene = Scene("host=x@static\n")
        scene.interval = 60
        scene.look()
        #expect(scene.file["host.lb.check.interval"] == "60")
        scene.restart()
        scene.interval = 90
        scene.look()
        #expect(scene.file["host.lb.check.interval"] == "90")
        #expect(scene.authorship.interval(in: scene.file, told: 90) == 90)
        scene.interval = 0
        scene.look()
        #expect(scene.file["host.lb.check.interval"] == nil)
    }

    @Test("an interval that the administrator changes after us is the administrator's from then on")
    func takenOverInterval() {
        var scene = Scene("host=x@static\n")
        scene.interval = 60
        scene.look()
        scene.file.set("host.lb.check.interval", to: "30")
        #expect(scene.look() == [.administratorsInterval("30")])
        scene.interval = 0
        scene.look()
        #expect(scene.file["host.lb.check.interval"] == "30")
    }

    @Test("an administrator's interval that was there first stays, even where it is the same number")
    func sameNumber() {
        var scene = Scene("host=x@static\nhost.lb.check.interval=60\n")
        scene.interval = 60
        scene.look()
        scene.interval = 0
        scene.look()
        #expect(scene.file["host.lb.check.interval"] == "60")
    }

    @Test("an interval that is no number is told, and the load balancers' counts")
    func unreadableInterval() {
        var scene = Scene("host=x@static\nhost.lb.check.interval=soon\n")
        #expect(scene.look() == [.unreadableInterval("soon")])
        #expect(scene.authorship.interval(in: scene.file, told: 60) == 60)
    }

    @Test("one foreign change of host is put back, a second within the window ends the writing")
    func yields() {
        var scene = Scene("host=x@static\n")
        scene.look()
        scene.platformWrites("10.1.1.1@static")
        #expect(scene.look() == [.overwritten(host: "10.1.1.1@static")])
        #expect(scene.file["host"] == Self.ours.text)
        scene.platformWrites("10.1.1.1@static")
        #expect(scene.look() == [.yielded(host: "10.1.1.1@static")])
        #expect(scene.file["host"] == "10.1.1.1@static")
        #expect(FileFinding.yielded(host: "").description.contains("'host' and 'indirect.agent.lb.algorithm'"))
        scene.restart()
        scene.wanted.servers.reverse()
        scene.look()
        #expect(scene.writes == 2)
    }

    @Test("two foreign changes far from each other are no fight")
    func rareChanges() {
        var scene = Scene("host=x@static\n")
        scene.look()
        for _ in 0..<5 {
            scene.now = scene.now + .seconds(200)
            scene.platformWrites("10.1.1.1@static")
            #expect(scene.look() == [.overwritten(host: "10.1.1.1@static")])
        }
    }

    @Test("a value that could not be put back counts once, however often it is looked at")
    func countsChangesNotLooks() {
        var scene = Scene("host=x@static\n")
        scene.look()
        scene.platformWrites("10.1.1.1@static")
        for _ in 0..<5 {
            scene.now = scene.now + .seconds(1)
            _ = scene.authorship.look(at: scene.file, wanted: scene.wanted, window: .seconds(100), at: scene.now)
        }
        #expect(!scene.authorship.memory.hasYielded)
    }

    @Test("where both writers say the same there is no fight, and one that was is over")
    func agreement() {
        var scene = Scene("host=x@static\n")
        scene.look()
        for _ in 0..<3 {
            scene.platformWrites(Self.ours.text)
            #expect(scene.look().isEmpty)
        }
        for _ in 0..<2 {
            scene.platformWrites("other@static")
            scene.look()
        }
        #expect(scene.authorship.memory.hasYielded)
        scene.platformWrites(Self.ours.text)
        #expect(scene.look() == [.resumed])
        scene.wanted.servers.reverse()
        scene.look()
        #expect(scene.file["host"] == scene.wanted.text)
    }

    @Test("a fight is over, too, when the load balancers come to say what the other writer wrote")
    func agreementOfOurs() {
        var scene = Scene("host=x@static\n")
        scene.look()
        for _ in 0..<2 {
            scene.platformWrites("10.1.1.1@static")
            scene.look()
        }
        #expect(scene.look().isEmpty)
        scene.restart()
        scene.wanted = HostValue("10.1.1.1@static")
        #expect(scene.look() == [.resumed])
        #expect(!scene.authorship.memory.hasYielded)
        scene.wanted = Self.ours
        #expect(scene.look().isEmpty)
        #expect(scene.file["host"] == Self.ours.text)
    }

    @Test("a file that cannot be written is no burden to the memory, however often and whatever is tried")
    func unwritable() {
        var scene = Scene("host=x@static\n")
        scene.interval = 60
        scene.look()
        for round in 1...50 {
            scene.wanted.servers = ["10.1.2.\(round)"]
            scene.interval = 60 + round
            var memory: FileMemory?
            for _ in 0..<3 {
                scene.now = scene.now + .seconds(1)
                _ = scene.authorship.look(at: scene.file, wanted: scene.wanted, window: .seconds(100), at: scene.now)
                let edited = scene.authorship.edited(scene.file, host: scene.wanted, interval: scene.interval)
                scene.authorship.begin(edited ?? scene.file, insteadOf: scene.file)
                #expect(memory == nil || memory == scene.authorship.memory)
                memory = scene.authorship.memory
            }
            #expect(memory?.hosts == [Self.ours.text, scene.wanted.text])
            #expect(memory?.intervals == ["60", "\(scene.interval)"])
        }
        scene.look()
        #expect(scene.file["host"] == scene.wanted.text)
        #expect(scene.file["host.lb.check.interval"] == "110")
    }

    @Test("the administrator can have the file taken back")
    func resumes() {
        var scene = Scene("host=x@static\n")
        scene.look()
        for _ in 0..<2 {
            scene.platformWrites("other@static")
            scene.look()
        }
        scene.authorship.resume()
        scene.look()
        #expect(scene.file["host"] == Self.ours.text)
    }

    @Test("a life that ends between the plan and the file, or between the file and the note, is no foreign change")
    func crashes() {
        var scene = Scene("host=x@static\n")
        scene.look()
        scene.wanted.servers.reverse()
        let edited = scene.authorship.edited(scene.file, host: scene.wanted, interval: 0)
        var written = scene
        scene.authorship.begin(edited ?? scene.file, insteadOf: scene.file)
        written.authorship.begin(edited ?? scene.file, insteadOf: scene.file)
        written.file = edited ?? scene.file
        for var scene in [scene, written] {
            scene.restart()
            #expect(scene.look().isEmpty)
            #expect(scene.file["host"] == scene.wanted.text)
            #expect(scene.authorship.memory.hosts == [scene.wanted.text])
        }
    }

    @Test("a template is left alone until it has a value; a blank or all commas is replaced")
    func emptyValues() {
        var scene = Scene("host=@HOST@\n")
        #expect(scene.look() == [.template(host: "@HOST@")])
        #expect(scene.look().isEmpty)
        #expect(scene.text == "host=@HOST@\n")
        scene.file.set("host", to: "10.1.1.1")
        scene.look()
        #expect(scene.file["host"] == Self.ours.text)
        for text in ["host=\n", "host=   \n", "host=,,,\n", "guid=x\n"] {
            var scene = Scene(text)
            scene.look()
            #expect(scene.file["host"] == Self.ours.text)
        }
    }

    @Test("a key that stands there twice is told, and its last line counts")
    func duplicates() {
        var scene = Scene("host=a\nhost=b\n")
        #expect(scene.look() == [.duplicate(key: "host")])
        #expect(scene.text == "host=a\nhost=\(Self.ours.text)\n")
    }

    @Test("a list without servers is never written")
    func emptyList() {
        var scene = Scene("host=a\n")
        scene.wanted.servers = []
        scene.look()
        #expect(scene.text == "host=a\n")
    }
}
