import CLinux

/// A network namespace that is held open, so that threads can go there.
///
/// A namespace belongs to a thread, and threads that it starts inherit it; a socket stays in the one that it was opened
/// in. Going anywhere needs CAP_SYS_ADMIN.
package final class OpenNamespace: Sendable {
    private let path: String
    private let descriptor: Int32

    /// A namespace with a name, as `ip netns` keeps them.
    package convenience init(named name: String) throws(SystemCallError) {
        try self.init(path: "/run/netns/\(name)")
    }

    /// The one that the calling thread is in.
    package static func current() throws(SystemCallError) -> OpenNamespace {
        try OpenNamespace(path: "/proc/thread-self/ns/net")
    }

    private init(path: String) throws(SystemCallError) {
        let descriptor = clinux_open_network_namespace(path)
        guard descriptor >= 0 else { throw SystemCallError("open", on: path, errno: -descriptor) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Moves the calling thread there.
    package func enter() throws(SystemCallError) {
        let result = clinux_enter_network_namespace(descriptor)
        guard result == 0 else { throw SystemCallError("setns", on: path, errno: -result) }
    }

    /// Moves the calling thread there until the visit ends. Nothing in between may wait for others, whose work this thread
    /// would do meanwhile, nor start a thread.
    package func visit() throws(SystemCallError) -> NamespaceVisit {
        let home = try Self.current()
        try enter()
        return NamespaceVisit(home: home)
    }
}

/// A thread's stay in another namespace than its own.
package struct NamespaceVisit {
    fileprivate let home: OpenNamespace

    /// Moves the thread back.
    package func end() {
        // It came from there, so only memory can be short. What others ask of this thread must not be done elsewhere.
        while (try? home.enter()) == nil { usleep(10_000) }
    }
}
