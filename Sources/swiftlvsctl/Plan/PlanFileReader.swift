import ControlMessages
import Glibc

/// Reads a configuration and what it includes, as whoever asks may.
enum PlanFileReader {
    /// The file of the command line.
    static func main(_ path: String) throws(ControlFailure) -> PlannedFile {
        switch read(path == "-" ? "/dev/stdin" : path, mustBeRegular: false) {
        case .success(let bytes): return PlannedFile(path: path == "-" ? "stdin" : absolute(path), bytes: bytes)
        case .failure(let failure): throw .refused("\(path): \(failure.reason)")
        }
    }

    /// What the path of an `include` line stands for, in the order of the names. What the daemon passes over at a
    /// reload is passed over here.
    static func files(matching path: String) -> [PlannedFile] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(path, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { file(String(cString: $0)) } }
    }

    private static func file(_ path: String) -> PlannedFile {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            return PlannedFile(path: path, unread: String(cString: strerror(errno)))
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            return PlannedFile(path: path, unread: "it is no regular file", isPassedOver: true)
        }
        guard facts.st_mode & 0o111 == 0 else {
            return PlannedFile(
                path: path, unread: "it is executable, and keepalived reads no such file, either", isPassedOver: true)
        }
        switch read(path, mustBeRegular: true) {
        case .success(let bytes): return PlannedFile(path: path, bytes: bytes)
        case .failure(let failure): return PlannedFile(path: path, unread: failure.reason)
        }
    }

    private struct Failure: Error {
        let reason: String
    }

    /// So many bytes the daemon takes, with all that is included.
    private static let limit = 64 << 20

    private static func read(_ path: String, mustBeRegular: Bool) -> Result<[UInt8], Failure> {
        func failure() -> Result<[UInt8], Failure> { .failure(Failure(reason: String(cString: strerror(errno)))) }
        // Without O_NONBLOCK, opening a FIFO that is put there meanwhile would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (mustBeRegular ? O_NONBLOCK : 0))
        guard descriptor >= 0 else { return failure() }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while text.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return failure() }
            if count == 0 { return .success(text) }
            text += buffer[..<count]
        }
        return .failure(Failure(reason: "is larger than \(limit >> 20) MB"))
    }

    /// Include lines are looked for beside it, wherever this command was started; links stay, as at a reload.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }
}
