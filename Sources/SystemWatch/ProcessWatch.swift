import CLinux
import Glibc
import Polling
import Tracking

/// How many processes of each pattern run. One thread uses it.
///
/// A process that ends is noticed at once, through a descriptor for each one that matches; one that begins at the next
/// `lookAgain`, in /proc. The kernel's process connector would tell of both, but not in a network or process namespace
/// of one's own, not without its module, and at the price of hearing of every process of the host.
final class ProcessWatch {
    /// What is known of one process number.
    private struct Sighting {
        /// The patterns that it matches, by place.
        var matches: [Int]
        /// How often it has been looked at: a new process is first called like its parent.
        var looks = 0
        /// Readable when it has ended; nil where none was needed or to be had.
        var descriptor: Int32?
        /// It has ended, and its parent has not taken notice.
        var hasEnded = false
    }

    /// How often a new process is looked at again.
    private static let youthLooks = 3
    /// After how many looks every process is looked at again: numbers are used again, names change.
    private static let fullLook = 10
    private static let mostDescriptors = 512

    private let poller: Poller
    private let tokenBase: UInt64
    private let report: (WatchedFact) -> Void
    private var processes: [WatchList.Process] = []
    private var sightings: [Int32: Sighting] = [:]
    private var counts: [String: Int] = [:]
    private var looks = 0

    /// - Parameter tokenBase: added to a process's number, its descriptor's token in the poller.
    init(poller: Poller, tokenBase: UInt64, report: @escaping (WatchedFact) -> Void) {
        self.poller = poller
        self.tokenBase = tokenBase
        self.report = report
    }

    var isEmpty: Bool { processes.isEmpty }

    func configure(_ processes: [WatchList.Process]) {
        guard processes != self.processes else { return }
        let known = Set(self.processes)
        for process in processes where !known.contains(process) { counts[process.name] = nil }
        self.processes = processes
        for process in sightings.keys { forget(process) }
        lookAgain()
    }

    /// Looks at the processes that are new.
    func lookAgain() {
        guard !processes.isEmpty else { return }
        looks &+= 1
        let all = Set(Self.numbers())
        for process in sightings.keys where !all.contains(process) { forget(process) }
        for process in all {
            if let known = sightings[process] {
                if known.hasEnded {
                    // The number may be somebody else's by now.
                    if !Self.hasEnded(process) { forget(process) } else { continue }
                } else if known.looks >= Self.youthLooks, looks % Self.fullLook != 0 {
                    continue
                }
            }
            look(at: process)
        }
        tell()
    }

    /// A process's descriptor is readable.
    func noteEnd(token: UInt64) {
        guard let process = Int32(exactly: token &- tokenBase), let descriptor = sightings[process]?.descriptor else {
            return
        }
        drop(descriptor)
        sightings[process]?.descriptor = nil
        sightings[process]?.hasEnded = true
        tell()
    }

    private func look(at process: Int32) {
        let matches = self.matches(of: process)
        var sighting = sightings[process] ?? Sighting(matches: matches)
        sighting.matches = matches
        sighting.looks += 1
        if matches.isEmpty, let descriptor = sighting.descriptor {
            drop(descriptor)
            sighting.descriptor = nil
        } else if !matches.isEmpty, sighting.descriptor == nil {
            sighting.hasEnded = Self.hasEnded(process)
            if !sighting.hasEnded { sighting.descriptor = watchEnd(of: process) }
        }
        sightings[process] = sighting
    }

    private func matches(of process: Int32) -> [Int] {
        guard let name = Self.text(of: "/proc/\(process)/comm") else { return [] }
        let shortName = String(decoding: name.prefix { $0 != 0x0A }, as: UTF8.self)
        var commandLine: [String]?
        return processes.indices.filter { index in
            let pattern = processes[index].pattern
            guard pattern.readsCommandLine else { return pattern.matches(shortName: shortName) }
            let words = commandLine ?? Self.words(of: Self.text(of: "/proc/\(process)/cmdline") ?? [])
            commandLine = words
            return pattern.matches(commandLine: words)
        }
    }

    private func watchEnd(of process: Int32) -> Int32? {
        guard sightings.values.count(where: { $0.descriptor != nil }) < Self.mostDescriptors else { return nil }
        let descriptor = clinux_process_descriptor(process)
        guard descriptor >= 0 else { return nil }
        do throws(SystemCallError) {
            try poller.add(descriptor, token: tokenBase + UInt64(UInt32(bitPattern: process)), interest: .readable)
            return descriptor
        } catch {
            // Its end is seen at the next look.
            close(descriptor)
            return nil
        }
    }

    private func forget(_ process: Int32) {
        if let descriptor = sightings.removeValue(forKey: process)?.descriptor { drop(descriptor) }
    }

    private func drop(_ descriptor: Int32) {
        poller.remove(descriptor)
        close(descriptor)
    }

    private func tell() {
        var found = [Int](repeating: 0, count: processes.count)
        for sighting in sightings.values where !sighting.hasEnded {
            for index in sighting.matches { found[index] += 1 }
        }
        for (process, count) in zip(processes, found) where counts.updateValue(count, forKey: process.name) != count {
            report(.running(count, ofProcess: process.name))
        }
    }

    /// Whether a process is there no more, but for its parent to take notice.
    private static func hasEnded(_ process: Int32) -> Bool {
        let descriptor = clinux_process_descriptor(process)
        guard descriptor >= 0 else { return descriptor == -ESRCH }
        defer { close(descriptor) }
        var interest = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&interest, 1, 0) == 1
    }

    private static func numbers() -> [Int32] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var numbers: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let number = Int32(name) { numbers.append(number) }
        }
        return numbers
    }

    private static func words(of commandLine: [UInt8]) -> [String] {
        commandLine.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func text(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &bytes, bytes.count)
        return count >= 0 ? Array(bytes.prefix(count)) : nil
    }
}
