import Addresses
import Deadlines

/// The virtual servers of a file that is being read, complete but for what `global_defs` may say further down.
struct VirtualServerList {
    /// What the kernel tells services apart by.
    private struct Key: Hashable {
        let identity: VirtualServer.Identity
        let transportProtocol: ServiceProtocol?
        let family: AddressFamily

        init(_ server: VirtualServer) {
            identity = server.identity
            family = server.family
            switch server.identity {
            case .address: transportProtocol = server.transportProtocol
            case .firewallMark: transportProtocol = nil
            }
        }
    }

    /// So many servers tell how large the others are.
    private static let sample = 64

    private var servers: [VirtualServer] = []
    private var places: [Key: SourceOffset] = [:]
    private var ownDrainTimeouts: Set<Int> = []
    /// The first place that asks for mail.
    private(set) var firstMailRequest: SourceOffset?

    /// Completes a server; one that the kernel could not tell from an earlier one is reported and left out.
    mutating func append(_ draft: VirtualServerDraft, _ context: inout ReadingContext) {
        guard let server = draft.completed(&context) else { return }
        if firstMailRequest == nil {
            firstMailRequest = ([draft.alerts.request] + draft.realServers.map(\.alerts.request)).compactMap(\.self)
                .min()
        }
        let key = Key(server)
        if let earlier = places[key] {
            return context.warning(
                "this virtual_server is already defined at \(context.position(of: earlier)); this one is left out",
                at: draft.position)
        }
        reserveRoom(before: draft.position, &context)
        places[key] = draft.position
        if draft.drainTimeout.value != nil { ownDrainTimeouts.insert(servers.count) }
        servers.append(server)
    }

    /// Where there is no more room, makes it for as many servers as the file will have if it goes on like this: growing by
    /// doubling touches twice the memory that a large file's servers take.
    private mutating func reserveRoom(before position: SourceOffset, _ context: inout ReadingContext) {
        guard servers.count == servers.capacity, servers.count >= Self.sample else { return }
        let (read, size) = (max(position.index, 1), context.problems.source.bytes.count)
        // What a file's beginning makes expect is not believed without bounds.
        let expected = min(servers.count * size / read, servers.count * 8) + Self.sample
        servers.reserveCapacity(expected)
        places.reserveCapacity(expected)
    }

    /// The servers in the order of the file.
    consuming func completed(globals: GlobalDefinitions) -> [VirtualServer] {
        guard globals.drainTimeout > .zero else { return servers }
        for index in servers.indices where !ownDrainTimeouts.contains(index) {
            servers[index].drainTimeout = globals.drainTimeout
        }
        return servers
    }
}
