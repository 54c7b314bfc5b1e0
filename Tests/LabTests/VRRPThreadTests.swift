import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("How the kernel runs the VRRP thread")
    struct VRRPThreadTests {
        /// What /proc says of one thread.
        private struct ThreadState: Equatable {
            let policy: Int32
            let realTimePriority: Int
            let niceness: Int
            let processors: String
        }

        private func configuration(_ lines: String) -> String {
            "global_defs {\n\(lines)\n}\n" + NodeConfigurationText(routerName: "lb1", priority: 100).vrrpOnly
        }

        private func reload(_ node: SwiftLVSDNode, _ topology: TwoNodeTopology, _ lines: String) async throws {
            try topology.workspace.replace("lb1.conf", with: configuration(lines))
            #expect(try await node.ctl("reload").exitCode == 0)
        }

        private func process(_ node: SwiftLVSDNode) throws -> Int32 { try #require(node.processIdentifier) }

        /// The threads of the daemon by name.
        private func threads(_ node: SwiftLVSDNode) async throws -> [String: ThreadState] {
            let process = try process(node)
            let numbers = try await Command("ls", "/proc/\(process)/task").succeed().split(separator: "\n")
            var states: [String: ThreadState] = [:]
            for number in numbers {
                let folder = "/proc/\(process)/task/\(number)"
                // A thread may have ended since.
                guard let name = try? ThreadFile.read("\(folder)/comm"),
                    let stat = try? ThreadFile.read("\(folder)/stat"),
                    let status = try? ThreadFile.read("\(folder)/status")
                else { continue }
                // Fields 3 and on, as proc(5) counts: the name before may hold blanks.
                let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
                try #require(fields.count > 38)
                let processors = try #require(status.firstMatch(of: /Cpus_allowed_list:\s*(\S+)/)).1
                states[String(name.dropLast())] = ThreadState(
                    policy: try #require(Int32(fields[38])), realTimePriority: try #require(Int(fields[37])),
                    niceness: try #require(Int(fields[16])), processors: String(processors))
            }
            return states
        }

        /// How much of the daemon's memory cannot be paged out, in kB.
        private func lockedMemory(_ node: SwiftLVSDNode) throws -> Int {
            let status = try ThreadFile.read("/proc/\(try process(node))/status")
            let match = try #require(status.firstMatch(of: /VmLck:\s*(\d+) kB/))
            return try #require(Int(match.1))
        }

        private func thread(_ node: SwiftLVSDNode, _ what: String, _ condition: (ThreadState) -> Bool) async throws {
            try await eventually(what, within: Lab.patience) {
                try await threads(node)["vrrp"].map(condition) ?? false
            }
        }

        @Test("vrrp_rt_priority makes that thread, and no other, a real-time one; a reload without it takes it back")
        func realTime() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration("vrrp_rt_priority 42"))
                try await thread(node, "SCHED_RR with 42") { $0.policy == SCHED_RR && $0.realTimePriority == 42 }
                let others = try await threads(node).filter { $0.key != "vrrp" }
                #expect(others["swiftlvsd"] != nil)
                #expect(others.allSatisfy { $0.value.policy == SCHED_OTHER }, "\(others)")
                try await reload(node, topology, "vrrp_priority -7")
                try await thread(node, "an ordinary one with niceness -7") {
                    $0.policy == SCHED_OTHER && $0.niceness == -7
                }
                try await reload(node, topology, "")
                try await thread(node, "niceness 0") { $0.niceness == 0 }
                try await Lab.waitForMaster(0, of: topology)
            }
        }

        @Test("vrrp_no_swap locks the memory; a reload without it unlocks it")
        func noSwap() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration("vrrp_no_swap"))
                try await eventually("memory is locked", within: Lab.patience) { try lockedMemory(node) > 1_000 }
                try await Lab.waitForMaster(0, of: topology)
                try await reload(node, topology, "")
                try await eventually("none is", within: Lab.patience) { try lockedMemory(node) == 0 }
            }
        }

        @Test("vrrp_cpu_affinity keeps that thread, and no other, on its processor; one that is missing is said")
        func affinity() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                let count = sysconf(Int32(_SC_NPROCESSORS_ONLN))
                let last = count - 1
                try await node.start(configuration: configuration("vrrp_cpu_affinity \(last)"))
                try await thread(node, "processor \(last)") { $0.processors == "\(last)" }
                // Nothing to tell apart on a machine with one processor.
                if count > 1 { #expect(try await threads(node)["swiftlvsd"]?.processors != "\(last)") }
                try await reload(node, topology, "vrrp_cpu_affinity \(count)")
                try await eventually("the log says what was refused", within: Lab.patience) {
                    try node.log.contains("sched_setaffinity on processors [\(count)]")
                }
                try await Lab.waitForMaster(0, of: topology)
            }
        }
    }
}
