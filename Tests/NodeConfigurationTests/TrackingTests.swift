import Addresses
import Deadlines
import NodeConfiguration
import Testing

@Suite("Tracking")
struct TrackingTests {
    private func file() throws -> Configuration { configuration(try Fixture.text("vrrp-tracking")) }

    @Test("vrrp_script, track_file and vrrp_track_process as a whole file has them")
    func trackers() throws {
        let file = try file()
        #expect(file.trackScripts.map(\.name) == ["haproxy", "gateway"])
        let haproxy = file.trackScripts[0]
        #expect(haproxy.command.words == ["/usr/bin/killall", "-0", "haproxy"])
        #expect(haproxy.command.user == "nobody" && haproxy.command.group == "nogroup")
        #expect(haproxy.interval == .seconds(2) && haproxy.timeout == .milliseconds(1_500))
        #expect(haproxy.weight == Weight(-20))
        #expect(haproxy.rise == 2 && haproxy.fall == 3)
        let gateway = file.trackScripts[1]
        #expect(gateway.command.words == ["/bin/ping", "-c", "1", "192.0.2.254"])
        #expect(gateway.command.user == nil)
        #expect(gateway.interval == .seconds(1) && gateway.timeout == .seconds(1))
        #expect(gateway.weight == .fault && gateway.rise == 1 && gateway.fall == 1)

        #expect(file.trackFiles.map(\.path) == ["/run/lb/maintenance", "/run/lb/the level"])
        #expect(file.trackFiles.map(\.weight) == [Weight(-1), Weight(1)])
        #expect(
            file.trackFiles.map(\.initial) == [
                TrackFile.Initial(value: 5, overwrites: true), TrackFile.Initial(value: 0, overwrites: false),
            ])

        let bird = file.trackProcesses[0]
        #expect(bird.process == "bird" && bird.parameters == ["-f", "/etc/bird conf"])
        #expect(bird.match == .initial && bird.isFullCommand)
        #expect(bird.weight == Weight(10, isReversed: true))
        #expect(bird.quorum == 2 && bird.quorumMax == 3)
        #expect(bird.forkDelay == .milliseconds(500) && bird.terminateDelay == .milliseconds(500))
        let named = file.trackProcesses[1]
        #expect(named.parameters.isEmpty && named.match == .exact && named.isFullCommand)
        #expect(named.quorum == 1 && named.quorumMax == nil && named.weight == .fault)
        #expect(named.forkDelay == .seconds(1) && named.terminateDelay == .seconds(2))
    }

    @Test("a line's weight counts, else that of the block that it names")
    func weights() throws {
        let tracking = try file().vrrpInstances[0].tracking
        let eth1 = try #require(InterfaceName("eth1"))
        let eth2 = try #require(InterfaceName("eth2"))
        #expect(
            tracking.interfaces == [
                TrackInterfaceLine(interface: eth1),
                TrackInterfaceLine(interface: eth2, weight: Weight(10, isReversed: true)),
            ])
        #expect(
            tracking.scripts == [
                TrackReference(name: "haproxy", weight: -20), TrackReference(name: "gateway", weight: 5),
            ])
        #expect(
            tracking.files == [
                TrackReference(name: "maintenance", weight: 2), TrackReference(name: "level", weight: 1),
            ])
        #expect(
            tracking.processes == [
                TrackReference(name: "bird", weight: 10, isReversed: true), TrackReference(name: "named", weight: 0),
            ])
        #expect(
            tracking.virtualServers == [
                TrackVirtualServerLine(name: "tcp/192.0.2.10:80", weight: -253),
                TrackVirtualServerLine(name: "fwmark/7", weight: -30),
                TrackVirtualServerLine(name: "udp/192.0.2.10:53", weight: nil, isFault: true),
            ])
    }

    private static let script = "vrrp_script s {\nscript /bin/true\nweight 5 reverse\n}\n"

    @Test(
        "reverse is inherited, too, and noreverse undoes it",
        arguments: [
            ("", 5, true), ("weight 3", 3, true), ("weight 3 noreverse", 3, false), ("weight 0 reverse", 0, true),
        ])
    func reverse(line: String, weight: Int, isReversed: Bool) {
        let text = Self.script + instance("track_script {\ns \(line)\n}")
        #expect(
            configuration(text).vrrpInstances[0].tracking.scripts == [
                TrackReference(name: "s", weight: weight, isReversed: isReversed)
            ])
    }

    @Test("a script that is defined below is followed, with a warning, since keepalived would not")
    func order() {
        let outcome = read(instance("track_script {\ns\n}") + Self.script)
        #expect(outcome.configuration.vrrpInstances[0].tracking.scripts.map(\.name) == ["s"])
        #expect(outcome.configuration.trackScripts.map(\.name) == ["s"])
        #expect(outcome.diagnostics.map(\.severity) == [.warning])
        #expect(outcome.diagnostics.map(\.position.line) == [3])
    }

    @Test("a script that nobody follows is left out with a warning")
    func unused() {
        let outcome = read(Self.script)
        #expect(outcome.configuration.trackScripts.isEmpty)
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:1:13: warning: vrrp_script 's' is followed by nobody: it is left out"
            ])
    }

    @Test("a name that is defined twice counts the first time")
    func twice() {
        let text = Self.script + Self.script + instance("track_script {\ns\n}")
        #expect(problems(text) == ["test.conf:5:13: error: vrrp_script 's' is already defined at test.conf:1:13"])
        #expect(read(text).configuration.trackScripts.count == 1)
    }

    @Test("a weight is at most 253 for interfaces and scripts; one more is cut")
    func limits() {
        let outcome = read(instance("track_interface {\neth1 weight -254\neth2 weight 255\n}"))
        #expect(outcome.configuration.vrrpInstances[0].tracking.interfaces.map(\.weight) == [Weight(-253)])
        #expect(outcome.diagnostics.map(\.severity) == [.warning, .error])
        #expect(!read(Self.script + instance("track_script {\ns weight 253\n}")).hasErrors)
        #expect(read("vrrp_script s {\nweight 254\n}").hasErrors)
    }

    @Test("the instance's own interface is not followed a second time")
    func ownInterface() {
        let outcome = read(instance("track_interface {\neth0 weight 3\neth1\n}"))
        #expect(outcome.configuration.vrrpInstances[0].tracking.interfaces.map(\.interface.description) == ["eth1"])
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:3:1: warning: eth0 is the instance's own interface: this line is left out"
            ])
    }

    @Test(
        "an owner's priority does not change, so what has a weight is not followed",
        arguments: ["priority 255", "state MASTER"])
    func owner(line: String) {
        let lines = "\(line)\ntrack_script {\ns\n}\ntrack_interface {\neth1\neth2 weight 3\n}"
        let outcome = read(Self.script + instance(lines))
        let tracking = outcome.configuration.vrrpInstances[0].tracking
        #expect(tracking.scripts.isEmpty)
        #expect(tracking.interfaces.map(\.interface.description) == ["eth1"])
        #expect(outcome.diagnostics.map(\.severity) == [.warning, .warning])
    }

    @Test("interval 0 and timeout 0 are one second, and a timeout that is not given is the interval")
    func times() {
        func script(_ lines: String) -> TrackScript? {
            let text = "vrrp_script s {\nscript /bin/true\n\(lines)\n}\n" + instance("track_script {\ns\n}")
            return read(text).configuration.trackScripts.first
        }
        #expect(script("interval 0")?.interval == .seconds(1))
        #expect(script("interval 0.5")?.timeout == .milliseconds(500))
        #expect(script("interval 5\ntimeout 0")?.timeout == .seconds(1))
    }

    @Test("a virtual server is named by protocol, address and port, or by its mark")
    func virtualServers() {
        func names(_ line: String) -> [String] {
            let text = service("") + instance("track_virtual_server {\n\(line)\n}")
            return read(text).configuration.vrrpInstances[0].tracking.virtualServers.map(\.name)
        }
        #expect(names("192.0.2.1:80") == ["tcp/192.0.2.1:80"])
        #expect(names("tcp/192.0.2.1:80") == ["tcp/192.0.2.1:80"])
        #expect(names("udp/192.0.2.1:80") == [])
        #expect(names("192.0.2.1") == [])
    }
}
