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

    /// What the routers ask of each socket.
    private struct Needs {
        struct Need {
            /// For an interface with a virtual MAC address.
            var carrier: AdvertisementSocket.Carrier?
            var hasForeignSource = false
            var groups: Set<IPAddress> = []

            /// One with a virtual MAC address is switched on only when its router becomes master.
            func isMet(by link: Link) -> Bool { link.isUsable || carrier != nil }
        }

        private(set) var byKey: [Key: Need] = [:]

        init(of routers: [HostedRouter]) {
            for hosted in routers {
                let settings = hosted.settings
                let receiving = Key(interface: settings.interface, family: settings.family)
                let groups = hosted.destinations.filter(\.isMulticast)
                byKey[receiving, default: Need()].groups.formUnion(groups)
                if let name = hosted.carrier, let macAddress = hosted.virtualMACAddress {
                    let carrier = Key(interface: name, family: settings.family)
                    byKey[carrier, default: Need()].groups.formUnion(groups)
                    byKey[carrier]?.carrier = AdvertisementSocket.Carrier(
                        parent: settings.interface, macAddress: macAddress)
                }
                let sending = Key(interface: hosted.sendingInterface, family: settings.family)
                if settings.sourceAddress != nil { byKey[sending, default: Need()].hasForeignSource = true }
                if sending != receiving { byKey[sending, default: Need()].hasForeignSource = true }
            }
        }
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
        let needs = Needs(of: routers)
        var failures: [SystemCallError] = []
        for (key, need) in needs.byKey {
            guard let link = table.link(key.interface), need.isMet(by: link) else { continue }
            if let open = sockets[key], open.socket.interfaceIndex != link.index { close(key) }
            do throws(SystemCallError) {
                let socket = try openSocket(key, index: link.index, carrier: need.carrier)
                if need.hasForeignSource { try socket.allowForeignSources() }
                try socket.listen(to: need.groups)
            } catch {
                close(key)
                failures.append(error)
            }
        }
        attach(routers)
        return failures
    }

    /// Closes what no router needs any more, or whose interface is gone or down: when it is back, a new socket joins
    /// the groups again.
    func closeUnused(by routers: [HostedRouter], in table: InterfaceTable) {
        let needs = Needs(of: routers)
        for key in Array(sockets.keys) {
            guard let need = needs.byKey[key], let link = table.link(key.interface), need.isMet(by: link) else {
                close(key)
                continue
            }
        }
        attach(routers)
    }

    /// Gives every router the socket that its advertisements leave through, so that nobody looks for it each time.
    private func attach(_ routers: [HostedRouter]) {
        for hosted in routers {
            hosted.sender = sockets[Key(interface: hosted.sendingInterface, family: hosted.key.family)]?.socket
        }
    }

    /// The socket that is open, or a new one.
    private func openSocket(
        _ key: Key, index: Int32, carrier: AdvertisementSocket.Carrier?
    ) throws(SystemCallError) -> AdvertisementSocket {
        if let open = sockets[key] { return open.socket }
        let socket = try AdvertisementSocket(on: key.interface, index: index, family: key.family, carrier: carrier)
        sockets[key] = (socket, try add(.advertisements(socket), socket.descriptor))
        return socket
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
