import FoundationEssentials
import Glibc
import Synchronization
import SystemWatch
import Testing
import Tracking

@Suite("What is watched", .serialized)
struct SystemWatchTests {
    private final class Facts: Sendable {
        private let facts = Mutex<[WatchedFact]>([])

        func add(_ fact: WatchedFact) { facts.withLock { $0.append(fact) } }
        var all: [WatchedFact] { facts.withLock { $0 } }

        func last(of name: String) -> Int64? {
            all.reversed().lazy.compactMap { fact in
                switch fact {
                case .number(let number, name): number
                case .running(let count, name): Int64(count)
                default: nil
                }
            }.first
        }

        func wait(for number: Int64, of name: String) async throws {
            for _ in 0..<1000 where last(of: name) != number { try await Task.sleep(for: .milliseconds(20)) }
            #expect(last(of: name) == number)
        }
    }

    @Test("a file's number is told when its writer closes it, when it is moved there, and when it goes")
    func files() async throws {
        let folder = "/tmp/swiftlvsd-watch-\(getpid())"
        let path = "\(folder)/file"
        try? FileManager.default.removeItem(atPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let facts = Facts()
        let watch = try SystemWatch(onFact: { facts.add($0) }, onFailure: { Issue.record("\($0)") })
        defer { watch.stop() }
        var list = WatchList()
        list.files = [WatchList.File(name: "f", path: path)]
        watch.configure(list)
        // The folder may come later.
        try await facts.wait(for: 0, of: "f")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "5\n".write(toFile: path, atomically: false, encoding: .utf8)
        try await facts.wait(for: 5, of: "f")
        try "-0x10\n".write(toFile: path, atomically: true, encoding: .utf8)
        try await facts.wait(for: -16, of: "f")
        unlink(path)
        try await facts.wait(for: 0, of: "f")
    }

    @Test("a document is told when it comes, is replaced, is written over and goes, and not otherwise")
    func documents() async throws {
        let folder = "/tmp/swiftlvsd-document-\(getpid())"
        let path = "\(folder)/topology.json"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let facts = Facts()
        let watch = try SystemWatch(onFact: { facts.add($0) }, onFailure: { Issue.record("\($0)") })
        defer { watch.stop() }
        func expectChanges(_ count: Int) async throws {
            for _ in 0..<1000 where facts.all.count < count { try await Task.sleep(for: .milliseconds(20)) }
            #expect(facts.all == Array(repeating: .changed(document: "t"), count: count))
        }
        var list = WatchList()
        list.files = [WatchList.File(name: "t", path: path, kind: .document)]
        watch.configure(list)
        try await expectChanges(1)
        try "{}".write(toFile: path, atomically: true, encoding: .utf8)
        try await expectChanges(2)
        try "{ }".write(toFile: path, atomically: false, encoding: .utf8)
        try await expectChanges(3)
        try "x".write(toFile: path + ".other", atomically: false, encoding: .utf8)
        unlink(path)
        try await expectChanges(4)
    }

    @Test("a file that is being written is not read before it is closed")
    func halfWritten() async throws {
        let folder = "/tmp/swiftlvsd-half-\(getpid())"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "7".write(toFile: "\(folder)/a", atomically: false, encoding: .utf8)
        let facts = Facts()
        let watch = try SystemWatch(onFact: { facts.add($0) }, onFailure: { Issue.record("\($0)") })
        defer { watch.stop() }
        var list = WatchList()
        list.files = [WatchList.File(name: "a", path: "\(folder)/a"), WatchList.File(name: "b", path: "\(folder)/b")]
        watch.configure(list)
        try await facts.wait(for: 7, of: "a")
        let file = open("\(folder)/a", O_WRONLY | O_TRUNC)
        write(file, "9", 1)
        // What comes later has been seen: the first file would have been, too.
        try "1".write(toFile: "\(folder)/b", atomically: false, encoding: .utf8)
        try await facts.wait(for: 1, of: "b")
        #expect(facts.last(of: "a") == 7)
        close(file)
        try await facts.wait(for: 9, of: "a")
    }

    @Test("a file is followed by every path that leads to its folder, also when one of them is not wanted any more")
    func twoPaths() async throws {
        let folder = "/tmp/swiftlvsd-paths-\(getpid())"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: "\(folder)/real", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        symlink("real", "\(folder)/other")
        try "1".write(toFile: "\(folder)/real/file", atomically: false, encoding: .utf8)
        let facts = Facts()
        let watch = try SystemWatch(onFact: { facts.add($0) }, onFailure: { Issue.record("\($0)") })
        defer { watch.stop() }
        var list = WatchList()
        list.files = [
            WatchList.File(name: "a", path: "\(folder)/other/file"),
            WatchList.File(name: "b", path: "\(folder)/real/file"),
        ]
        watch.configure(list)
        try await facts.wait(for: 1, of: "b")
        try "2".write(toFile: "\(folder)/real/file", atomically: false, encoding: .utf8)
        try await facts.wait(for: 2, of: "a")
        try await facts.wait(for: 2, of: "b")
        list.files.removeFirst()
        watch.configure(list)
        try "3".write(toFile: "\(folder)/real/file", atomically: false, encoding: .utf8)
        try await facts.wait(for: 3, of: "b")
    }

    @Test("a file behind a link is followed, and so is a folder's link that leads elsewhere")
    func links() async throws {
        let folder = "/tmp/swiftlvsd-links-\(getpid())"
        try? FileManager.default.removeItem(atPath: folder)
        for name in ["one", "two", "links"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "1".write(toFile: "\(folder)/one/file", atomically: false, encoding: .utf8)
        try "2".write(toFile: "\(folder)/two/file", atomically: false, encoding: .utf8)
        symlink("../one/file", "\(folder)/links/file")
        symlink("one", "\(folder)/current")
        let facts = Facts()
        let watch = try SystemWatch(onFact: { facts.add($0) }, onFailure: { Issue.record("\($0)") })
        defer { watch.stop() }
        var list = WatchList()
        list.files = [
            WatchList.File(name: "link", path: "\(folder)/links/file"),
            WatchList.File(name: "folder", path: "\(folder)/current/file"),
        ]
        watch.configure(list)
        try await facts.wait(for: 1, of: "link")
        try await facts.wait(for: 1, of: "folder")
        try "5".write(toFile: "\(folder)/one/file", atomically: false, encoding: .utf8)
        try await facts.wait(for: 5, of: "link")
        symlink("two", "\(folder)/next")
        rename("\(folder)/next", "\(folder)/current")
        try await facts.wait(for: 2, of: "folder")
    }

    @Test("processes are counted when they begin, and when they end even as zombies")
    func processes() async throws {
        let program = "/tmp/swlvs\(getpid() % 100_000)"
        try FileManager.default.copyItem(atPath: "/bin/sleep", toPath: program)
        defer { unlink(program) }
        let facts = Facts()
        let watch = try SystemWatch(onFact: { facts.add($0) }, onFailure: { Issue.record("\($0)") })
        defer { watch.stop() }
        let name = String(program.dropFirst("/tmp/".count))
        var list = WatchList()
        list.processes = [
            WatchList.Process(name: "short", pattern: ProcessPattern(name: name)),
            WatchList.Process(name: "exact", pattern: ProcessPattern(name: name, parameters: ["1000"], match: .exact)),
        ]
        watch.configure(list)
        try await facts.wait(for: 0, of: "short")
        var process: pid_t = 0
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup("1000"), nil]
        defer { for argument in arguments { free(argument) } }
        #expect(posix_spawn(&process, program, nil, nil, arguments, environ) == 0)
        try await facts.wait(for: 1, of: "short")
        try await facts.wait(for: 1, of: "exact")
        kill(process, SIGKILL)
        try await facts.wait(for: 0, of: "short")
        // Nobody has waited for it so far: it is still in /proc.
        try await Task.sleep(for: .milliseconds(1_500))
        #expect(facts.last(of: "short") == 0)
        waitpid(process, nil, 0)
    }
}
