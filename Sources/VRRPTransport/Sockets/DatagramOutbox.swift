import Addresses
import CLinux
import Polling

/// Messages that leave together, by one system call, through one socket.
///
/// Each comes with a tag of the sender's, so that he learns what became of it. An outbox asks for memory only until it
/// has held its largest load.
final class DatagramOutbox<Tag> {
    private let outbox: OpaquePointer
    private var tags: ContiguousArray<Tag> = []

    init() throws(SystemCallError) {
        guard let outbox = clinux_outbox_create() else {
            throw SystemCallError("malloc", on: "room for packets to send", errno: ENOMEM)
        }
        self.outbox = outbox
    }

    deinit {
        clinux_outbox_destroy(outbox)
    }

    var isEmpty: Bool { tags.isEmpty }
    var count: Int { tags.count }

    /// Puts a message into the outbox. Returns 0 or an errno.
    func add(_ message: [UInt8], by route: Route, tag: Tag) -> Int32 {
        var target = route.target
        return note(tag, clinux_outbox_add(outbox, message, message.count, &target))
    }

    /// Puts an Ethernet frame into the outbox of a packet socket. Returns 0 or an errno.
    func add(frame: [UInt8], outOf interfaceIndex: Int32, tag: Tag) -> Int32 {
        note(tag, clinux_outbox_add_frame(outbox, frame, frame.count, interfaceIndex))
    }

    /// Sends everything, without blocking, and hands over each tag with 0 or an errno.
    func send(through descriptor: Int32, _ body: (Tag, Int32) -> Void) {
        guard !tags.isEmpty else { return }
        clinux_outbox_send(outbox, descriptor)
        for index in tags.indices { body(tags[index], clinux_outbox_result(outbox, index)) }
        tags.removeAll(keepingCapacity: true)
    }

    private func note(_ tag: Tag, _ result: Int32) -> Int32 {
        if result == 0 { tags.append(tag) }
        return -result
    }
}

/// From where to where a message goes.
struct Route {
    let source: IPAddress
    let destination: IPAddress
    /// Nil: the kernel chooses.
    let interfaceIndex: Int32?
    /// Nil: the socket's own.
    let hopLimit: UInt8?

    init(from source: IPAddress, to destination: IPAddress, outOf interfaceIndex: Int32?, hopLimit: UInt8? = nil) {
        self.source = source
        self.destination = destination
        self.interfaceIndex = interfaceIndex
        self.hopLimit = hopLimit
    }

    fileprivate var target: clinux_route {
        clinux_route(
            ip_version: destination.family == .ipv4 ? 4 : 6, source: clinux_address(source),
            destination: clinux_address(destination), interface_index: interfaceIndex ?? 0,
            hop_limit: hopLimit.map(Int32.init) ?? 0)
    }
}

extension clinux_address {
    fileprivate init(_ address: IPAddress) {
        switch address {
        case .v4(let address): self.init(high: 0, low: UInt64(address.value))
        case .v6(let address): self.init(high: address.high, low: address.low)
        }
    }
}

extension IPv6Address {
    init(_ address: clinux_address) {
        self.init(high: address.high, low: address.low)
    }
}
