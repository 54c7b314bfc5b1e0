/// Why there is no answer to show, and the exit code that says so.
struct ControlFailure: Error, CustomStringConvertible {
    let description: String
    let status: ExitStatus

    /// The daemon answered with an error.
    static func refused(_ message: String) -> ControlFailure {
        ControlFailure(description: message, status: .trouble)
    }

    static let hungUp = refused("swiftlvsd hung up in the middle of its answer")

    /// Nobody listens on the socket.
    static func noDaemon(_ socket: String) -> ControlFailure {
        ControlFailure(
            description: """
                no swiftlvsd answers on \(socket)
                start it with "systemctl start swiftlvsd", look why it ended with "journalctl -u swiftlvsd", \
                or name its socket with --socket
                """, status: .noDaemon)
    }

    static func notPermitted(_ socket: String) -> ControlFailure {
        ControlFailure(
            description: "\(socket) may be used by root and the members of the group swiftlvs only", status: .trouble)
    }
}
