import ArgumentParser
import Glibc
import VRRPRecording

/// `swiftlvsctl replay FILE`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Feed a recording to this version's VRRP and show where it does something else.",
        discussion: "Needs no daemon. Ends with 1 where a line differs.")

    /// Differences that are shown: one leads to others.
    private static let mostShown = 20

    @Argument(help: "What \"swiftlvsctl record\" wrote; - is the standard input.")
    var file: String

    func run() throws {
        var replay = Replay()
        do throws(RecordingError) {
            for line in try Self.lines(of: file) { _ = try replay.take(line) }
        } catch {
            throw ControlFailure.refused("\(file): \(error)")
        }
        for difference in replay.differences.prefix(Self.mostShown) { print(difference) }
        let more = replay.differences.count - Self.mostShown
        if more > 0 { print("and \(more) more lines that differ") }
        let names = replay.names.joined(separator: ", ")
        let lost = replay.dropped > 0 ? "; \(replay.dropped) steps are missing from the recording" : ""
        print(
            "\(replay.steps) steps of \(names.isEmpty ? "no instance" : names), \(replay.differences.count) differ\(lost)"
        )
        if !replay.differences.isEmpty { throw ExitCode(ExitStatus.trouble.rawValue) }
    }

    private static func lines(of file: String) throws(RecordingError) -> [ArraySlice<UInt8>] {
        let descriptor = file == "-" ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw RecordingError(String(cString: strerror(errno))) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw RecordingError(String(cString: strerror(errno))) }
            if count == 0 { break }
            text += buffer[..<count]
        }
        return text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }
}
