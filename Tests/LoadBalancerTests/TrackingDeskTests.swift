import Addresses
import ControlMessages
import Deadlines
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Scripts
import Synchronization
import SystemWatch
import Testing
import Tracking
import VRRPEngine

@Suite("What is tracked decides about instances")
struct TrackingDeskTests {
    private final class Verdicts: Sendable {
        private let verdicts = Mutex<[String: [TrackingVerdict]]>([:])

        func add(_ verdict: TrackingVerdict, of name: String) {
            verdicts.withLock { $0[name, default: []].append(verdict) }
        }

        func count(of name: String) -> Int { verdicts.withLock { $0[name]?.count ?? 0 } }

        func last(of name: String) -> TrackingVerdict? { verdicts.withLock { $0[name]?.last } }

        func wait(for verdict: TrackingVerdict, of name: String) async throws {
            for _ in 0..<2_000 where last(of: name) != verdict { try await Task.sleep(for: .milliseconds(5)) }
            #expect(last(of: name) == verdict)
        }
    }

    private let text = """
        vrrp_script chk {
            script "/bin/chk"
            interval 0.01
            weight -20
        }
        vrrp_script must {
            script "/bin/must"
            interval 0.01
            fall 2
        }
        track_file maintenance {
            file /run/maintenance
        }
        vrrp_track_process proxy {
            process haproxy
            weight 10
        }
        vrrp_sync_group G {
            group {
                B
            }
            track_interface {
                eth1
            }
        }
        vrrp_instance A {
            interface eth0
            virtual_router_id 1
            virtual_ipaddress {
                192.0.2.1
            }
            track_script {
                chk
            }
            track_file {
                maintenance weight -1
            }
            track_process {
                proxy
            }
            track_virtual_server {
                192.0.2.1:80
            }
        }
        vrrp_instance B {
            interface eth0
            virtual_router_id 2
            virtual_ipaddress {
                192.0.2.2
            }
            track_script {
                must
            }
        }
        virtual_server 192.0.2.1 80 {
            protocol TCP
            real_server 10.0.0.1 80 {
            }
        }
        """

    private func desk(
        _ scripts: PretendedScripts, _ verdicts: Verdicts, runnable: [String] = ["chk", "must"]
    ) async throws -> TrackingDesk {
        let events = EventJournal.silent
        let desk = TrackingDesk(
            runner: scripts, events: events, problems: ProblemBoard(events: events), watch: { _ in },
            deliver: { verdicts.add($0, of: $1) })
        let commands = runnable.map { ($0, ScriptCommand(program: "/bin/\($0)")) }
        let first = await desk.configure(
            TrackingPlan(try Configuration(text: text)), runnable: Dictionary(commands) { first, _ in first })
        #expect(first["B"]?.isUndecided == true)
        return desk
    }

    private func adjusted(_ adjustments: (String, Int)...) -> TrackingVerdict {
        TrackingVerdict(adjustments: adjustments.map { PriorityAdjustment(cause: $0.0, weight: $0.1) })
    }

    @Test("weights add up with their reasons, and go when what they speak of is mended")
    func weights() async throws {
        let (scripts, verdicts) = (PretendedScripts(), Verdicts())
        scripts.set(.exited(1), for: "/bin/chk")
        let desk = try await desk(scripts, verdicts)
        await desk.take([.number(5, inFile: "maintenance"), .running(2, ofProcess: "proxy")])
        try await verdicts.wait(
            for: adjusted(("track_script chk", -20), ("track_file maintenance", -5), ("track_process proxy", 10)),
            of: "A")
        scripts.set(.exited(0), for: "/bin/chk")
        await desk.take([.number(0, inFile: "maintenance"), .running(0, ofProcess: "proxy")])
        try await verdicts.wait(for: .clear, of: "A")
        await desk.stop()
    }

    @Test("a script without a weight holds its instance until its first result, then FAULT says why")
    func faults() async throws {
        let (scripts, verdicts) = (PretendedScripts(), Verdicts())
        scripts.hold("/bin/must")
        let desk = try await desk(scripts, verdicts)
        await desk.take([.interface(try #require(InterfaceName("eth1")), isUp: true)])
        try await Task.sleep(for: .milliseconds(50))
        #expect(verdicts.last(of: "B")?.isUndecided ?? true)
        scripts.letGo("/bin/must")
        try await verdicts.wait(for: .clear, of: "B")
        scripts.set(.timedOut, for: "/bin/must")
        try await verdicts.wait(
            for: TrackingVerdict(faults: ["track_script must took too long and was ended"]), of: "B")
        await desk.take([.interface(try #require(InterfaceName("eth1")), isUp: false)])
        try await verdicts.wait(
            for: TrackingVerdict(faults: [
                "track_script must took too long and was ended", "track_interface eth1 is down",
            ]), of: "B")
        await desk.stop()
    }

    @Test("a script that may not be run holds nobody")
    func refused() async throws {
        let (scripts, verdicts) = (PretendedScripts(), Verdicts())
        let desk = try await desk(scripts, verdicts, runnable: ["chk"])
        await desk.take([.interface(try #require(InterfaceName("eth1")), isUp: true)])
        try await verdicts.wait(for: .clear, of: "B")
        await desk.stop()
    }

    @Test("a service that loses its quorum yields by weight, after a delay; one that is back in time does not")
    func services() async throws {
        let (scripts, verdicts) = (PretendedScripts(), Verdicts())
        let desk = try await desk(scripts, verdicts)
        let block = "{\nlvs_sched rr\nlvs_method NAT\nprotocol TCP\nreal_server 10.0.0.1 80 {\n}\n}\n"
        let servers = try Configuration(text: "virtual_server 192.0.2.1 80 \(block)").virtualServers
        let service = ServicePool(try #require(servers.first))
        let lost = ServiceFact.quorum(ServiceStanding(endOf: service, .change))
        await desk.take([.all([service])])
        await desk.take([lost, .quorum(ServiceStanding(service))])
        try await Task.sleep(for: .nanoseconds((TrackingDesk.serviceDelay + .milliseconds(300)).count))
        #expect(verdicts.last(of: "A") ?? .clear == .clear)
        await desk.take([lost])
        #expect(verdicts.last(of: "A") ?? .clear == .clear)
        try await verdicts.wait(for: adjusted(("track_virtual_server tcp/192.0.2.1:80", -253)), of: "A")
        await desk.stop()
    }

    @Test("over a reload what was found stays, and a script that changed is run anew")
    func reload() async throws {
        let (scripts, verdicts) = (PretendedScripts(), Verdicts())
        scripts.set(.exited(1), for: "/bin/chk")
        let desk = try await desk(scripts, verdicts)
        await desk.take([.number(5, inFile: "maintenance")])
        let found = adjusted(("track_script chk", -20), ("track_file maintenance", -5))
        try await verdicts.wait(for: found, of: "A")
        let changed = text.replacingFirst("weight -20", with: "weight -30")
        let next = await desk.configure(
            TrackingPlan(try Configuration(text: changed)), runnable: ["chk": ScriptCommand(program: "/bin/chk")])
        #expect(next["A"] == adjusted(("track_script chk", -30), ("track_file maintenance", -5)))
        await desk.stop()
        let runs = scripts.runs.count
        try await Task.sleep(for: .milliseconds(50))
        #expect(scripts.runs.count == runs)
    }

    @Test("a verdict that came between a reload's snapshot and what it is for is told again")
    func redelivery() async throws {
        let (scripts, verdicts) = (PretendedScripts(), Verdicts())
        let desk = try await desk(scripts, verdicts)
        let snapshot = await desk.configure(
            TrackingPlan(try Configuration(text: text)), runnable: ["chk": ScriptCommand(program: "/bin/chk")])
        await desk.take([.number(5, inFile: "maintenance")])
        let found = adjusted(("track_file maintenance", -5))
        #expect(snapshot["A"] != found)
        let before = verdicts.count(of: "A")
        await desk.redeliver()
        #expect(verdicts.count(of: "A") == before + 1)
        #expect(verdicts.last(of: "A") == found)
        #expect(verdicts.last(of: "B") != nil)
        await desk.stop()
    }

    @Test("what cannot be watched holds nobody, and is a problem until it can")
    func unwatched() async throws {
        let (scripts, verdicts) = (PretendedScripts(), Verdicts())
        let events = EventJournal.silent
        let problems = ProblemBoard(events: events)
        let desk = TrackingDesk(
            runner: scripts, events: events, problems: problems, watch: { _ in }, deliver: { verdicts.add($0, of: $1) })
        _ = await desk.configure(
            TrackingPlan(try Configuration(text: text)), runnable: ["must": ScriptCommand(program: "/bin/must")])
        let interface = try #require(InterfaceName("eth1"))
        await desk.take([.unreadable(interface, "no buffers"), .running(2, ofProcess: "proxy")])
        try await verdicts.wait(for: .clear, of: "B")
        #expect(problems.current.map(\.location) == ["track_interface eth1"])
        await desk.take([.interface(interface, isUp: false)])
        try await verdicts.wait(for: TrackingVerdict(faults: ["track_interface eth1 is down"]), of: "B")
        #expect(problems.current.isEmpty)
        await desk.take([.lost])
        try await verdicts.wait(for: .clear, of: "B")
        #expect(verdicts.last(of: "A") == .clear)
        await desk.take([.interface(interface, isUp: false), .running(2, ofProcess: "proxy")])
        try await verdicts.wait(for: adjusted(("track_process proxy", 10)), of: "A")
        #expect(verdicts.last(of: "B") == TrackingVerdict(faults: ["track_interface eth1 is down"]))
        await desk.stop()
    }

    @Test("another quorum judges the number of processes that was counted last")
    func quorums() async throws {
        let (scripts, verdicts) = (PretendedScripts(), Verdicts())
        let desk = try await desk(scripts, verdicts)
        await desk.take([.running(2, ofProcess: "proxy")])
        try await verdicts.wait(for: adjusted(("track_process proxy", 10)), of: "A")
        let changed = text.replacingFirst("process haproxy", with: "process haproxy\n quorum 3")
        let next = await desk.configure(TrackingPlan(try Configuration(text: changed)), runnable: [:])
        #expect(next["A"] == .clear)
        await desk.stop()
    }
}

extension String {
    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return replacingCharacters(with: other, in: range)
    }

    private func replacingCharacters(with other: String, in range: Range<String.Index>) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
