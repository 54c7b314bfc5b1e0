import NIOCore
import NIOPosix

/// Management servers on addresses of the loopback interface, all on one port, and an agent's connection to one of them.
final class FakeManagementServers: Sendable {
    let port: Int
    private let channels: [any Channel]

    private init(port: Int, channels: [any Channel]) {
        self.port = port
        self.channels = channels
    }

    static func start(_ addresses: [String]) async throws -> FakeManagementServers {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        var channels: [any Channel] = []
        for address in addresses {
            let port = channels.first?.localAddress?.port ?? 0
            channels.append(try await bootstrap.bind(host: address, port: port).get())
        }
        return FakeManagementServers(port: channels[0].localAddress?.port ?? 0, channels: channels)
    }

    func connect(to address: String) async throws -> any Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: address, port: port).get()
    }

    func stop() async {
        for channel in channels { try? await channel.close() }
    }
}
