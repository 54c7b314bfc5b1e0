import CLinux

/// The control socket's name in the file system, taken in a way that never takes it from a daemon that lives.
///
/// A lock file beside the socket, held while the daemon runs, keeps two starting daemons apart; a connection attempt
/// finds one that runs without the lock. Only then is a left-over socket removed and our own bound. Clients can connect
/// from then on; they are answered once `ControlServer` runs.
package struct ControlSocket: Sendable {
    /// The group whose members may use the socket, where the system has it.
    package static let group = "swiftlvs"

    package let path: String
    let listener: CInt
    private let lock: CInt
    private let identity: clinux_file_identity

    /// Takes the name. The directory must exist.
    package init(path: String) throws(ControlSocketError) {
        let lock = clinux_lock_file(path + ".lock")
        guard lock >= 0 else {
            throw lock == -EWOULDBLOCK ? .inUse(path) : .failed("open and lock", path + ".lock", errno: -lock)
        }
        do throws(ControlSocketError) {
            try Self.removeStale(path)
            var identity = clinux_file_identity()
            let listener = clinux_unix_listen(path, 0o660, clinux_group_number(Self.group), &identity)
            guard listener >= 0 else { throw .failed("listen on", path, errno: -listener) }
            self.path = path
            self.listener = listener
            self.lock = lock
            self.identity = identity
        } catch {
            close(lock)
            throw error
        }
    }

    /// Removes the socket and lets go of the lock. What somebody else put in the socket's place stays.
    ///
    /// Called once, after the server has ended; the listening descriptor is the server's.
    func remove() {
        _ = clinux_unlink_identical(path, identity)
        close(lock)
    }

    /// Gives the name back without having served.
    package func abandon() {
        close(listener)
        remove()
    }

    private static func removeStale(_ path: String) throws(ControlSocketError) {
        let answer = clinux_unix_probe(path)
        switch answer {
        case -ENOENT:
            return
        case 0, -EAGAIN:
            throw .inUse(path)
        case -ECONNREFUSED:
            guard clinux_is_socket(path) == 1 else { throw .notASocket(path) }
            guard unlink(path) == 0 || clinux_errno() == ENOENT else {
                throw .failed("remove the stale socket", path, errno: clinux_errno())
            }
        default:
            throw .failed("connect to", path, errno: -answer)
        }
    }
}

/// Why there is no control socket.
package enum ControlSocketError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another daemon serves this socket.
    case inUse(String)
    /// There is something else of that name.
    case notASocket(String)
    /// A system call failed: what was tried, on which file.
    case failed(String, String, errno: Int32)

    package var description: String {
        switch self {
        case .inUse(let path):
            "another swiftlvsd serves the control socket \(path); stop it, or give this one its own with --socket"
        case .notASocket(let path):
            "\(path) is there and is no socket; remove it, or choose another path with --socket"
        case .failed(let call, let path, let errno):
            "cannot \(call) \(path): \(String(cString: strerror(errno)))"
        }
    }
}
