import Addresses
import Netlink
import Polling
import VRRPEngine

/// The sockets of the node: one for each family and interface that a router uses, and the watches for a second daemon.
final class SocketSet {
    /// What a token of the poller stands for.
    enum Source {
        case advertisements(AdvertisementSocket)
        case outgoing(OutgoingWatch)
    }

    private struct Key: Hashable {
        let interface: InterfaceName
        let family: AddressFamily
    }

    private let poller: Poller
    private var sockets: [Key: (socket: AdvertisementSocket, token: UInt64)] = [:]
    private var watches: [InterfaceName: (watch: OutgoingWatch, token: UInt64)] = [:]
    private var sources: [UInt64: Source] = [:]
    private var nextToken: UInt64

    /// - Parameter firstToken: tokens from here on are this set's.
    init(poller: Poller, firstToken: UInt64) {
        self.poller = poller
        nextToken = firstToken
    }

    /// What became ready, nil where it was closed in the meantime.
    func source(_ token: UInt64) -> Source? { sources[token] }

    func socket(for settings: RouterSettings) -> AdvertisementSocket? {
        sockets[Key(interface: settings.interface, family: settings.family)]?.socket
    }

    /// Opens what the routers need and their interfaces allow; sockets of interfaces that have come anew are replaced.
    ///
    /// - Returns: what could not be opened.
    func open(for routers: [HostedRouter], in table: InterfaceTable) -> [SystemCallError] {
        var failures: [SystemCallError] = []
        for router in routers {
            let key = Key(interface: router.key.interface, family: router.key.family)
            guard let link = table.link(key.interface), link.isUsable else { continue }
            if let open = sockets[key] {
                if open.socket.interfaceIndex == link.index { continue }
                close(key)
            }
            do throws(SystemCallError) {
                let socket = try AdvertisementSocket(on: key.interface, index: link.index, family: key.family)
                sockets[key] = (socket, try add(.advertisements(socket), socket.descriptor))
            } catch {
                failures.append(error)
            }
        }
        return failures
    }

    /// Closes what no router needs any more, or whose interface is gone or down: when it is back, a new socket joins
    /// the group again.
    func closeUnused(by routers: [HostedRouter], in table: InterfaceTable) {
        let used = Set(routers.map { Key(interface: $0.key.interface, family: $0.key.family) })
        for key in Array(sockets.keys) {
            guard used.contains(key), table.link(key.interface)?.isUsable ?? false else {
                close(key)
                continue
            }
        }
    }

    /// Watches exactly these interfaces for a second daemon.
    func watch(_ interfaces: Set<InterfaceName>, in table: InterfaceTable) -> [SystemCallError] {
        for (name, watched) in watches
        where !interfaces.contains(name) || table.link(name)?.index != watched.watch.interfaceIndex {
            remove(watched.token, watched.watch.descriptor)
            watches[name] = nil
        }
        var failures: [SystemCallError] = []
        for name in interfaces where watches[name] == nil {
            guard let link = table.link(name), link.isUp else { continue }
            do throws(SystemCallError) {
                let watch = try OutgoingWatch(on: name, index: link.index)
                watches[name] = (watch, try add(.outgoing(watch), watch.descriptor))
            } catch {
                failures.append(error)
            }
        }
        return failures
    }

    private func add(_ source: Source, _ descriptor: Int32) throws(SystemCallError) -> UInt64 {
        let token = nextToken
        try poller.add(descriptor, token: token, interest: .readable)
        nextToken += 1
        sources[token] = source
        return token
    }

    private func close(_ key: Key) {
        guard let (socket, token) = sockets.removeValue(forKey: key) else { return }
        remove(token, socket.descriptor)
    }

    private func remove(_ token: UInt64, _ descriptor: Int32) {
        poller.remove(descriptor)
        sources[token] = nil
    }
}

extension Link {
    /// Whether packets can go through it.
    var isUsable: Bool { isUp && hasCarrier }
}
