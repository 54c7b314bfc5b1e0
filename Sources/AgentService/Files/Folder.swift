import CLinux
import Glibc

/// A folder of the program's.
enum Folder {
    static func parent(of path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parts.count > 1 ? parts.joined(separator: "/") : "/"
    }

    /// Makes it and its parents where they are missing.
    static func make(_ path: String) throws(FileFailure) {
        var partial = ""
        for component in path.split(separator: "/") {
            partial += "/" + component
            guard mkdir(partial, 0o755) == 0 || clinux_errno() == EEXIST else {
                throw FileFailure(partial, errno: clinux_errno())
            }
        }
    }
}
