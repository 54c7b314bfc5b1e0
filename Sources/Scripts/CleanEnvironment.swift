/// The variables that scripts get: this process's own, without those that change how a program is loaded or how a shell
/// reads, and without those that only this process may use.
package enum CleanEnvironment {
    private static let refused: Set<String> = [
        "IFS", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PID", "WATCHDOG_USEC", "WATCHDOG_PID",
    ]
    private static let refusedPrefix = Array("LD_".utf8)
    private static let path = Array("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".utf8)

    /// - Parameter block: `NAME=VALUE`, each ended by a NUL byte, as in /proc/self/environ.
    package static func variables(from block: [UInt8]) -> [[UInt8]] {
        var kept: [[UInt8]] = []
        var hasPath = false
        for variable in block.split(separator: 0) {
            guard let equals = variable.firstIndex(of: 0x3D), equals > variable.startIndex else { continue }
            let name = variable[..<equals]
            guard !name.starts(with: refusedPrefix), !refused.contains(String(decoding: name, as: UTF8.self))
            else { continue }
            hasPath = hasPath || name.elementsEqual("PATH".utf8)
            kept.append(Array(variable))
        }
        return hasPath ? kept : kept + [path]
    }
}
