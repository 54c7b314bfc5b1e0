import NIOCore
import NIOPosix

/// Whether a management server takes connections.
enum ServerProbe {
    private static let timeout = TimeAmount.seconds(5)

    static func answers(_ host: String, port: UInt16) async -> Bool {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(timeout)
        guard let channel = try? await bootstrap.connect(host: host, port: Int(port)).get() else { return false }
        channel.close(promise: nil)
        return true
    }
}
