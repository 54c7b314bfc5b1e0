import Addresses
import Deadlines

/// The virtual servers of a file that is being read, complete but for what may stand further down: `global_defs`, and
/// groups.
struct VirtualServerList {
    /// What the kernel tells services apart by.
    private struct Key: Hashable {
        let member: VirtualServerGroup.Member
        let transportProtocol: ServiceProtocol?

        init(_ member: VirtualServerGroup.Member, _ transportProtocol: ServiceProtocol) {
            self.member = member
            switch member {
            case .address: self.transportProtocol = transportProtocol
            case .firewallMark: self.transportProtocol = nil
            }
        }
    }

    /// A server whose group may stand further down.
    private struct Waiting {
        let draft: VirtualServerDraft
        let group: Word
        /// How many other servers stand before it.
        let place: Int
    }

    /// So many servers tell how large the others are.
    private static let sample = 64
    /// More services from groups than this are refused: a few lines could ask for any number.
    private static let mostOfGroups = 1_048_576

    private var servers: [VirtualServer] = []
    private var places: [Key: SourceOffset] = [:]
    private var ownDrainTimeouts: Set<Int> = []
    /// The first place that asks for mail.
    private(set) var firstMailRequest: SourceOffset?
    private var groups: [String: VirtualServerGroupDraft] = [:]
    private var waiting: [Waiting] = []

    mutating func append(_ group: VirtualServerGroupDraft, _ context: inout ReadingContext) {
        if let earlier = groups[group.name.text] {
            context.error(
                "virtual_server_group '\(group.name.text)' is already defined at \(context.position(of: earlier.name.position))",
                at: group.name.position)
        } else {
            groups[group.name.text] = group
        }
    }

    /// Completes a server; one that the kernel could not tell from an earlier one is reported and left out.
    mutating func append(_ draft: VirtualServerDraft, _ context: inout ReadingContext) {
        if firstMailRequest == nil {
            firstMailRequest = ([draft.alerts.request] + draft.realServers.map(\.alerts.request)).compactMap(\.self)
                .min()
        }
        if case .group(let name) = draft.identity {
            return waiting.append(Waiting(draft: draft, group: name, place: servers.count))
        }
        guard let server = draft.completed(&context), let member = server.identity.member(server.family) else { return }
        let key = Key(member, server.transportProtocol)
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
    consuming func completed(globals: GlobalDefinitions, _ context: inout ReadingContext) -> [VirtualServer] {
        if globals.drainTimeout > .zero {
            for index in servers.indices where !ownDrainTimeouts.contains(index) {
                servers[index].drainTimeout = globals.drainTimeout
            }
        }
        for name in groups.keys.sorted() {
            guard let draft = groups[name], draft.lines.isEmpty else { continue }
            context.error("virtual_server_group '\(name)' is empty", at: draft.name.position)
        }
        return waiting.isEmpty ? servers : withGroups(globals, &context)
    }

    /// The servers of groups between the others, where they stand.
    private consuming func withGroups(
        _ globals: GlobalDefinitions, _ context: inout ReadingContext
    ) -> [VirtualServer] {
        var uses: [String: Int] = [:]
        var count = 0
        var all: [VirtualServer] = []
        var done = 0
        for waiting in waiting {
            all += servers[done..<waiting.place]
            done = waiting.place
            guard let use = use(of: waiting, &uses, &count, &context) else { continue }
            var draft = waiting.draft
            draft.group = use
            guard var server = draft.completed(&context), isFree(server, of: draft, &context) else { continue }
            if draft.drainTimeout.value == nil { server.drainTimeout = globals.drainTimeout }
            all.append(server)
        }
        return all + servers[done...]
    }

    /// The group that a server names; nil where it cannot be.
    private func use(
        of waiting: Waiting, _ uses: inout [String: Int], _ count: inout Int, _ context: inout ReadingContext
    ) -> VirtualServerDraft.GroupUse? {
        let name = waiting.group.text
        guard let draft = groups[name] else {
            context.error(
                "there is no virtual_server_group '\(name)'", at: waiting.group.position,
                suggestion: Suggestion.closest(to: name, among: groups.keys.sorted()))
            return nil
        }
        // That the group is empty has been said.
        guard !draft.lines.isEmpty else { return nil }
        count += draft.count
        guard count <= Self.mostOfGroups else {
            context.error(
                "groups have more than \(Self.mostOfGroups) services together; this virtual_server is left out",
                at: waiting.draft.position)
            return nil
        }
        let ordinal = uses[name, default: 0]
        uses[name] = ordinal + 1
        return VirtualServerDraft.GroupUse(
            group: VirtualServerGroup(name: name, lines: draft.lines, family: waiting.draft.familyOfMarks),
            ordinal: ordinal)
    }

    /// Takes the services of a group; says where one of them is another virtual_server's.
    private mutating func isFree(
        _ server: VirtualServer, of draft: VirtualServerDraft, _ context: inout ReadingContext
    ) -> Bool {
        guard case .group(let group, _) = server.identity else { return true }
        for member in group.members {
            guard let earlier = places[Key(member, server.transportProtocol)] else { continue }
            context.error(
                "\(member) of group '\(group.name)' is the virtual_server at \(context.position(of: earlier)) already",
                at: draft.position)
            return false
        }
        for member in group.members { places[Key(member, server.transportProtocol)] = draft.position }
        return true
    }
}

extension VirtualServer.Identity {
    /// The one service that this is; nil for a group.
    fileprivate func member(_ family: AddressFamily) -> VirtualServerGroup.Member? {
        switch self {
        case .address(let address, let port): .address(address, port: port)
        case .firewallMark(let mark): .firewallMark(mark, family)
        case .group: nil
        }
    }
}
