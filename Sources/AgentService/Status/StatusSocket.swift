import CLinux

/// The status socket's name in the file system. Its lock, held while the program runs, keeps a second one away.
struct StatusSocket {
    private static let mode: UInt32 = 0o660
    /// The group whose members may ask, where the system has it.
    private static let group = "swiftlvs"

    let listener: Int32
    private let path: String
    private let lock: Int32
    private let identity: clinux_file_identity

    init(path: String) throws(FileFailure) {
        let lock = clinux_lock_file(path + ".lock")
        guard lock >= 0 else {
            throw lock == -EWOULDBLOCK
                ? FileFailure(path, "another swiftlvs-agent runs here; stop it, or give this one its own status_socket")
                : FileFailure(path + ".lock", errno: -lock)
        }
        var identity = clinux_file_identity()
        // Whoever left a socket there did so without living on, or the lock would not be ours.
        if clinux_is_socket(path) == 1 { unlink(path) }
        let listener = clinux_unix_listen(path, Self.mode, clinux_group_number(Self.group), &identity)
        guard listener >= 0 else {
            close(lock)
            throw FileFailure(path, errno: -listener)
        }
        self.path = path
        self.lock = lock
        self.listener = listener
        self.identity = identity
    }

    /// Takes the name away. The listener is closed by whoever serves it.
    func remove() {
        _ = clinux_unlink_identical(path, identity)
        // Not by closing alone: a program that is just being started still holds the descriptor.
        flock(lock, LOCK_UN)
        close(lock)
    }
}
