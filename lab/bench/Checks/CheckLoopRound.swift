import Addresses
import BenchFigures
import CheckLoad
import Deadlines
import FoundationEssentials
import Glibc
import HealthChecker
import HealthProbes
import LabScenario
import Logging
import Polling

/// The checks' thread beside a loop of C that makes the same connections, both in this process.
struct CheckLoopRound {
    private static let settling: UInt32 = 3_000_000

    let servers: CheckedServers
    let checks: Int
    let seconds: Int

    private var subject: String { "\(checks.grouped) a second" }

    /// Every server checked once a second; memory is that of a process in which no round was before.
    func run(isComparable: Bool) async throws -> (figures: [Figure], memory: Figure) {
        print("TCP_CHECK of \(checks.grouped) servers each second")
        let floor = isComparable ? try runC() : nil
        let before = try Self.residentBytes()
        let loop = try CheckLoop(logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }, seed: 1) { _ in }
        loop.configure(try (0..<checks).map(specification))
        usleep(Self.settling)
        let (taken, used) = (servers.taken, try Self.processorTime(of: "checks"))
        let start = MonotonicClock.now
        usleep(UInt32(seconds) * 1_000_000)
        let (done, time) = (servers.taken - taken, try Self.processorTime(of: "checks") - used)
        let elapsed = (MonotonicClock.now - start).seconds
        let memory = (try Self.residentBytes() - before) / Double(checks)
        let failed = await loop.snapshot().filter { $0.state != .up }
        guard failed.isEmpty else { throw WrongResult("\(failed.count) checks do not pass: \(failed[0])") }
        await loop.stop()
        let figures = [
            Figure(
                "CPU of a TCP_CHECK", of: subject, time.seconds / Double(max(done, 1)) * 1e6, .microseconds,
                against: floor.map { .init("C with epoll", $0) }, goal: floor == nil ? Goal() : Goal(ratio: 1.3)),
            Figure(
                "checks done of those due", of: subject, Double(done) / (Double(checks) * elapsed) * 100, .percent,
                goal: Goal(least: 99)),
        ]
        return (figures, Figure("memory of a check", of: subject, memory, .bytes, goal: Goal(value: 2_048)))
    }

    /// Microseconds of CPU that the same connections take in C.
    private func runC() throws -> Double {
        let result = checkload_connect(
            CheckedServers.port, Int32(clamping: checks), Int32(clamping: checks), Int32(clamping: seconds))
        guard result.made == checks * seconds else {
            throw WrongResult("\(result.made) of \(checks * seconds) connections were made")
        }
        return Double(result.processor_time) / Double(result.made) / 1_000
    }

    private func specification(_ place: Int) throws -> CheckSpecification {
        guard let address = IPAddress(CheckedServers.address(place)) else { throw WrongResult("no address") }
        let target = Endpoint(address, port: CheckedServers.port)
        return CheckSpecification(
            key: CheckKey(service: "TCP 10.0.0.1:80", realServer: target.description, ordinal: 0), kind: .tcp,
            target: target,
            timing: CheckTiming(
                delayLoop: .seconds(1), connectTimeout: .seconds(5), delayBeforeRetry: .seconds(1),
                warmup: .seconds(1), retry: 0, alpha: false))
    }

    private static func residentBytes() throws -> Double {
        let pages = try ThreadFile.read("/proc/self/statm").split(separator: " ").dropFirst().first
        guard let count = pages.flatMap({ Double($0) }) else { throw WrongResult("/proc/self/statm cannot be read") }
        return count * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// How long the threads of this process with a name have run.
    private static func processorTime(of name: String) throws -> Nanoseconds {
        let folder = "/proc/self/task"
        return try FileManager.default.contentsOfDirectory(atPath: folder).reduce(.zero) { sum, thread in
            guard let found = try? ThreadFile.read("\(folder)/\(thread)/comm"), found == name + "\n",
                let text = try? ThreadFile.read("\(folder)/\(thread)/schedstat")
            else { return sum }
            return sum + Nanoseconds(text.split(separator: " ").first.flatMap { Int64($0) } ?? 0)
        }
    }
}
