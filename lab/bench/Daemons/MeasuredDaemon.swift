import LabScenario

/// A daemon that keeps the kernel's table, as it is started to be measured.
enum MeasuredDaemon: String, Sendable, CaseIterable {
    case swiftlvsd, keepalived

    /// The program and its arguments.
    func words(program: String, configuration: String, workspace: Workspace) -> [String] {
        switch self {
        case .swiftlvsd:
            [
                program, "--dont-fork", "--log-console", "--use-file", configuration,
                "--socket", workspace.path("sock"), "--runtime-dir", workspace.path("run"),
                "--state-dir", workspace.path("state"), "--pid", workspace.path("pid"),
            ]
        case .keepalived:
            [
                "keepalived", "--dont-fork", "--log-console", "--use-file", configuration,
                "--pid", workspace.path("pid"), "--vrrp_pid", workspace.path("vrrp.pid"),
                "--checkers_pid", workspace.path("checkers.pid"),
            ]
        }
    }
}
