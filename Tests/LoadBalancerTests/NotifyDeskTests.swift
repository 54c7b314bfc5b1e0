import ControlMessages
import Deadlines
import FoundationEssentials
import Glibc
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Scripts
import Testing
import VRRPEngine
import VRRPTransport

@Suite("Scripts and FIFOs are told")
struct NotifyDeskTests {
    private let text = """
        vrrp_sync_group G {
            group {
                A
                B
            }
            notify "/bin/true group"
        }
        vrrp_instance A {
            interface eth0
            virtual_router_id 1
            priority 150
            virtual_ipaddress {
                192.0.2.1
            }
            notify_master "/bin/true 'own master'"
            notify_backup "/bin/true own-backup"
            notify_master_rx_lower_pri "/bin/true lower"
            notify "/bin/true any"
        }
        vrrp_instance B {
            interface eth0
            virtual_router_id 2
            virtual_ipaddress {
                192.0.2.2
            }
            notify_deleted
            notify "/bin/true any"
        }
        """

    private func desk(
        _ scripts: PretendedScripts, _ more: String = "", patience: Nanoseconds = .seconds(60),
        farewell: Nanoseconds = .seconds(60)
    ) async throws -> NotifyDesk {
        let events = EventJournal.silent
        let desk = NotifyDesk(
            runner: scripts, events: events, problems: ProblemBoard(events: events), patience: patience,
            farewell: farewell)
        let configuration = try Configuration(text: more + text)
        let plan = NotifyPlan(configuration)
        await desk.configure(plan, book: ScriptBook(plan.commands, policy: .init(configuration.globals)))
        return desk
    }

    private func transition(_ name: String, to state: VRRPState, priority: UInt8 = 150) -> RouterNotice {
        .transition(
            TransitionNotice(
                name: name, from: .backup, to: state, reason: "", priority: priority, at: Instant(nanoseconds: 0)))
    }

    private func runs(_ count: Int, of scripts: PretendedScripts) async throws -> [String] {
        for _ in 0..<2_000 where scripts.runs.count < count { try await Task.sleep(for: .milliseconds(5)) }
        return scripts.runs
    }

    @Test("the state's own script runs first, then notify with four arguments more; INIT is not told")
    func order() async throws {
        let scripts = PretendedScripts()
        let desk = try await desk(scripts)
        await desk.take([transition("A", to: .initialize), transition("A", to: .master)])
        let runs = try await runs(2, of: scripts).map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        #expect(runs == ["true own master", "true any INSTANCE A MASTER 150"])
    }

    @Test(
        "F41: scripts of one instance run one after the other, the last state is delivered; others do not wait for them"
    )
    func lanes() async throws {
        let scripts = PretendedScripts()
        let desk = try await desk(scripts)
        let slow = try await program() + " own master"
        scripts.hold(slow)
        await desk.take([transition("A", to: .master)])
        for _ in 0..<50 { await desk.take([transition("A", to: .backup), transition("A", to: .master, priority: 9)]) }
        await desk.take([transition("A", to: .fault, priority: 7), transition("B", to: .backup)])
        let before = try await runs(2, of: scripts)
        #expect(before.contains { $0.hasSuffix("any INSTANCE B BACKUP 150") })
        #expect(!before.contains { $0.contains("INSTANCE A") })
        scripts.letGo(slow)
        for _ in 0..<2_000 where !(scripts.runs.last?.hasSuffix("INSTANCE A FAULT 7") ?? false) {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(scripts.runs.last?.hasSuffix("any INSTANCE A FAULT 7") == true)
        #expect(scripts.runs.count < 80)
    }

    @Test("F41: a script that hangs is ended when another state waits, and not while none does")
    func impatience() async throws {
        let scripts = PretendedScripts()
        let desk = try await desk(scripts, patience: .milliseconds(20))
        scripts.hold(try await program() + " own master")
        await desk.take([transition("A", to: .master)])
        try await Task.sleep(for: .milliseconds(300))
        #expect(scripts.runs.count == 1)
        await desk.take([transition("A", to: .backup)])
        let runs = try await runs(4, of: scripts)
        #expect(runs.last?.hasSuffix("any INSTANCE A BACKUP 150") == true)
    }

    @Test("F41: a master that is heard with a lower priority again and again is told once, behind the states")
    func lowerPriorities() async throws {
        let scripts = PretendedScripts()
        let desk = try await desk(scripts)
        let slow = try await program() + " own master"
        scripts.hold(slow)
        await desk.take([transition("A", to: .master), transition("A", to: .backup, priority: 7)])
        for _ in 0..<100 { await desk.take([.heardLowerPriorityMaster(name: "A", priority: 9)]) }
        scripts.letGo(slow)
        let runs = try await runs(5, of: scripts).map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        #expect(
            runs == [
                "true own master", "true any INSTANCE A MASTER 150", "true own-backup", "true any INSTANCE A BACKUP 7",
                "true lower",
            ])
        try await Task.sleep(for: .milliseconds(50))
        #expect(scripts.runs.count == 5)
    }

    @Test("F41: a stop ends a script that hangs, so that the last state is told")
    func lastWord() async throws {
        let scripts = PretendedScripts()
        let desk = try await desk(scripts, farewell: .milliseconds(20))
        scripts.hold(try await program() + " own master")
        await desk.take([transition("A", to: .master), transition("A", to: .backup), transition("A", to: .fault)])
        await desk.tellStopped()
        await desk.stop(keep: false)
        let runs = scripts.runs.filter { !$0.contains("INSTANCE B") && !$0.contains("group") }
        #expect(runs.count == 2)
        #expect(runs.last?.hasSuffix("any INSTANCE A STOP 150") == true)
    }

    @Test("an instance that goes is FAULT for notify alone, or DELETED where notify_deleted stands there")
    func deleted() async throws {
        let scripts = PretendedScripts()
        let desk = try await desk(scripts)
        await desk.configure(NotifyPlan(), book: ScriptBook([], policy: .init()), ending: ["A", "B"])
        await desk.take([.replaced(ended: ["A", "B"], renamed: [:])])
        let runs = Set(try await runs(2, of: scripts).compactMap { $0.split(separator: "/").last.map(String.init) })
        #expect(runs == ["true any INSTANCE A FAULT 150", "true any INSTANCE B DELETED 100"])
    }

    @Test("an instance that is called otherwise stands where it stood")
    func renamed() async throws {
        let scripts = PretendedScripts()
        let desk = try await desk(scripts)
        await desk.take([transition("A", to: .master, priority: 9)])
        _ = try await runs(2, of: scripts)
        await desk.take([.replaced(ended: [], renamed: ["A": "B", "B": "A"])])
        await desk.configure(NotifyPlan(), book: ScriptBook([], policy: .init()), ending: ["B"])
        await desk.take([.replaced(ended: ["B"], renamed: [:])])
        let runs = try await runs(3, of: scripts)
        #expect(runs.last?.hasSuffix("any INSTANCE B DELETED 9") == true)
    }

    @Test("a reload that makes an instance another virtual router tells the end of the old one before the new one")
    func another() async throws {
        let scripts = PretendedScripts()
        let desk = try await desk(scripts)
        await desk.take([transition("A", to: .master, priority: 9)])
        _ = try await runs(2, of: scripts)
        let other = text.replacing("virtual_router_id 1", with: "virtual_router_id 3")
        let plan = NotifyPlan(try Configuration(text: other))
        await desk.configure(plan, book: ScriptBook(plan.commands, policy: .init()), ending: ["A"])
        await desk.take([
            transition("A", to: .initialize), .replaced(ended: ["A"], renamed: [:]), transition("A", to: .backup),
            .reconfigured,
        ])
        let runs = try await runs(5, of: scripts).map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        #expect(
            runs.dropFirst(2) == ["true any INSTANCE A FAULT 9", "true own-backup", "true any INSTANCE A BACKUP 150"])
    }

    @Test("during a reload an instance is told by the file that has it")
    func between() async throws {
        let scripts = PretendedScripts()
        let desk = try await desk(scripts)
        let other = text.replacing("instance A {", with: "instance C {").replacing("A\n", with: "C\n")
        let plan = NotifyPlan(try Configuration(text: other))
        await desk.configure(plan, book: ScriptBook(plan.commands, policy: .init()))
        await desk.take([transition("A", to: .backup)])
        let runs = try await runs(2, of: scripts).map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        #expect(runs == ["true own-backup", "true any INSTANCE A BACKUP 150"])
    }

    @Test("a sync group that comes back after a reload without it has no state before it is told one")
    func groupAgain() async throws {
        let place = "/tmp/swiftlvsd-fifo-\(getpid())-group"
        unlink(place)
        let globals = "global_defs {\n vrrp_notify_fifo \(place)\n fifo_write_vrrp_states_on_reload\n}\n"
        let desk = try await desk(PretendedScripts(), globals)
        let reader = open(place, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        await desk.take([.groupTransition(name: "G", from: .backup, to: .master)])
        for text in [text.replacing("group G", with: "group H"), text] {
            let plan = NotifyPlan(try Configuration(text: globals + text))
            await desk.configure(plan, book: ScriptBook(plan.commands, policy: .init()))
            await desk.take([.reconfigured])
        }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(reader, &buffer, buffer.count)
        #expect(String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self) == "GROUP \"G\" MASTER 0\n")
        await desk.stop(keep: false)
    }

    @Test("a stop is told to instances in the order of the file, then to groups")
    func stopped() async throws {
        let place = "/tmp/swiftlvsd-fifo-\(getpid())-stop"
        unlink(place)
        let scripts = PretendedScripts()
        let desk = try await desk(scripts, "global_defs {\n vrrp_notify_fifo \(place)\n}\n")
        let reader = open(place, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        await desk.take([
            .groupTransition(name: "G", from: .initialize, to: .backup), transition("A", to: .backup),
            .priorityChanged(name: "A", state: .backup, from: 150, to: 130),
            .heardLowerPriorityMaster(name: "A", priority: 130),
        ])
        await desk.tellStopped()
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(reader, &buffer, buffer.count)
        #expect(
            String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self) == """
                GROUP "G" BACKUP 0
                INSTANCE "A" BACKUP 150
                INSTANCE "A" MASTER_RX_LOWER_PRI 130
                INSTANCE "A" STOP 130
                INSTANCE "B" STOP 100
                GROUP "G" STOP 0

                """)
        await desk.stop(keep: false)
        #expect(access(place, F_OK) != 0)
    }

    @Test(
        "S21: a FIFO that nobody reads loses lines and holds up nobody; a file in its place is refused and left alone")
    func fifos() async throws {
        let place = "/tmp/swiftlvsd-fifo-\(getpid())-full"
        let file = "/tmp/swiftlvsd-fifo-\(getpid())-file"
        unlink(place)
        try "kept".write(toFile: file, atomically: false, encoding: .utf8)
        defer { unlink(file) }
        let events = EventJournal.silent
        let problems = ProblemBoard(events: events)
        let desk = NotifyDesk(runner: PretendedScripts(), events: events, problems: problems)
        let globals = "global_defs {\n vrrp_notify_fifo \(place)\n lvs_notify_fifo \(file)\n}\n"
        let plan = NotifyPlan(try Configuration(text: globals + text))
        await desk.configure(plan, book: ScriptBook([], policy: .init()))
        #expect(problems.current.map(\.code) == ["notify_fifo"])
        for _ in 0..<5_000 { await desk.take([transition("A", to: .master)]) }
        #expect(Set(problems.current.map(\.code)) == ["notify_fifo", "notify_fifo_full"])
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
        await desk.stop(keep: false)
    }

    @Test("services that start with their quorum are told as up, those that go as down")
    func services() async throws {
        let place = "/tmp/swiftlvsd-fifo-\(getpid())-lvs"
        unlink(place)
        let desk = try await desk(PretendedScripts(), "global_defs {\n notify_fifo \(place)\n}\n")
        let reader = open(place, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        let block = "{\nlvs_sched rr\nlvs_method NAT\nprotocol TCP\nreal_server 127.0.0.2 81 {\n"
        let pools = try Configuration(
            text:
                "virtual_server 127.0.0.1 80 \(block)}\n}\nvirtual_server fwmark 7 \(block)alpha\nTCP_CHECK {\n}\n}\n}\n"
        ).virtualServers.map { ServicePool($0) }
        try #require(pools.count == 2)
        let server = try #require(pools[0].settings.realServers.first)
        await desk.take([
            .all(pools), .server(ServerStanding(server, of: pools[0], isUp: false, .change, reason: "")),
            .quorum(ServiceStanding(endOf: pools[0], .stop)),
            .server(ServerStanding(server, of: pools[1], isUp: true, .change, reason: "")),
            .quorum(ServiceStanding(endOf: pools[1], .removal)), .quorum(ServiceStanding(endOf: pools[0], .removal)),
        ])
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(reader, &buffer, buffer.count)
        #expect(
            String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self) == """
                VS [127.0.0.1]:tcp:80 UP
                RS [127.0.0.2]:tcp:81 [127.0.0.1]:tcp:80 DOWN
                VS [127.0.0.1]:tcp:80 DOWN
                RS [127.0.0.2]:none:81 FWM 7 UP

                """)
        await desk.stop(keep: false)
    }

    @Test("a FIFO's script is run with the FIFO's path behind its arguments, and again when it ends")
    func fifoScript() async throws {
        let place = "/tmp/swiftlvsd-fifo-\(getpid())-script"
        unlink(place)
        let scripts = PretendedScripts()
        let globals = "global_defs {\n notify_fifo \(place)\n notify_fifo_script \"/bin/true reads\"\n}\n"
        let desk = try await desk(scripts, globals)
        let runs = try await runs(2, of: scripts)
        #expect(runs.prefix(2).allSatisfy { $0.hasSuffix("true reads \(place)") })
        await desk.stop(keep: false)
    }

    @Test("at a stop a FIFO's script reads what was written last, and is ended where it does not come to an end")
    func lastLine() async throws {
        let place = "/tmp/swiftlvsd-fifo-\(getpid())-last"
        let copy = "\(place)-copy"
        unlink(place)
        unlink(copy)
        defer { unlink(copy) }
        let globals =
            "global_defs {\n script_user root\n vrrp_notify_fifo \(place)\n"
            + " vrrp_notify_fifo_script \"/bin/sh -c 'exec < $1; sleep 0.3; cat > \(copy)' sh\"\n}\n"
        let events = EventJournal.silent
        let desk = NotifyDesk(runner: ScriptRunner(), events: events, problems: ProblemBoard(events: events))
        let plan = NotifyPlan(try Configuration(text: globals + text))
        await desk.configure(plan, book: ScriptBook(plan.commands, policy: .init()))
        try await Task.sleep(for: .milliseconds(100))
        await desk.tellStopped()
        await desk.stop(keep: false)
        let lines = try String(contentsOfFile: copy, encoding: .utf8)
        #expect(lines == "INSTANCE \"A\" STOP 150\nINSTANCE \"B\" STOP 100\nGROUP \"G\" STOP 0\n")
    }

    @Test("a FIFO's user that is not there is a problem, and the FIFO is ours")
    func unknownOwner() async throws {
        let place = "/tmp/swiftlvsd-fifo-\(getpid())-owner"
        unlink(place)
        let events = EventJournal.silent
        let problems = ProblemBoard(events: events)
        let desk = NotifyDesk(runner: PretendedScripts(), events: events, problems: problems)
        let globals = "global_defs {\n vrrp_notify_fifo \(place) no-such-user\n}\n"
        let plan = NotifyPlan(try Configuration(text: globals + text))
        await desk.configure(plan, book: ScriptBook([], policy: .init()))
        #expect(problems.current.map(\.code) == ["notify_fifo"])
        #expect(problems.current.first?.message.contains("no-such-user") == true)
        #expect(access(place, F_OK) == 0)
        await desk.stop(keep: false)
    }

    @Test("after a reload the FIFOs get all states where the file asks for them, and stay the same FIFOs")
    func states() async throws {
        let place = "/tmp/swiftlvsd-fifo-\(getpid())-states"
        unlink(place)
        let globals = "global_defs {\n vrrp_notify_fifo \(place)\n fifo_write_vrrp_states_on_reload\n}\n"
        let desk = try await desk(PretendedScripts(), globals)
        let reader = open(place, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        await desk.take([
            transition("A", to: .master, priority: 9), .groupTransition(name: "G", from: .backup, to: .master),
        ])
        // Moved by a line.
        let plan = NotifyPlan(try Configuration(text: "\n" + globals + text))
        await desk.configure(plan, book: ScriptBook(plan.commands, policy: .init()))
        await desk.take([.reconfigured])
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(reader, &buffer, buffer.count)
        #expect(
            String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self) == """
                INSTANCE "A" MASTER 9
                GROUP "G" MASTER 0
                INSTANCE "A" MASTER 9
                GROUP "G" MASTER 0

                """)
        await desk.stop(keep: false)
    }

    /// What /bin/true is once links are followed.
    private func program() async throws -> String {
        let plan = NotifyPlan(try Configuration(text: text))
        let book = ScriptBook(plan.commands, policy: .init())
        return try #require(plan.commands.first.flatMap { book[$0] }).program
    }
}
