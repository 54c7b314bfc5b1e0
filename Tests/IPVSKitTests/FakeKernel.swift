import Netlink

/// IPVS behind a netlink transport: keeps services and destinations as the raw attributes it was sent and gives them
/// back in dumps, with the kernel's errnos.
final class FakeKernel: NetlinkTransport {
    static let family: UInt16 = 0x1C

    private struct Destination {
        let key: [UInt8]
        var attributes: [UInt8]
    }

    private struct Service {
        let key: [UInt8]
        var attributes: [UInt8]
        var destinations: [Destination] = []
    }

    /// What goes wrong.
    struct Faults {
        /// Errno for the question after the family IPVS.
        var family: Int32 = 0
        /// The number that the family has from now on, as after its module was loaded anew.
        var renumbered: UInt8 = 0x1C
        /// Errno for every command.
        var commands: Int32 = 0
        /// Errno for the next receive.
        var receive: Int32 = 0
        /// Changes every answer that carries data.
        var damage: (([UInt8]) -> [UInt8])?
    }

    let receiveBufferSize = 8 << 20
    var faults = Faults()
    private(set) var sent: [[UInt8]] = []
    private var services: [Service] = []
    private var answers: [[UInt8]] = []

    func send(_ messages: Span<UInt8>) throws(NetlinkError) {
        let bytes = (0..<messages.count).map { messages[$0] }
        sent.append(bytes)
        do {
            try MessageReader.forEach(in: bytes.span) { message throws(DecodeFailure) in try handle(message) }
        } catch {
            throw NetlinkError("the fake kernel cannot read this: \(error)", errno: 22)
        }
    }

    func receive(into buffer: inout [UInt8]) throws(NetlinkError) -> Int {
        if faults.receive != 0 { throw NetlinkError("receiving", errno: faults.receive) }
        guard !answers.isEmpty else { throw NetlinkError("the fake kernel has nothing to say", errno: 110) }
        let answer = answers.removeFirst()
        buffer.replaceSubrange(0..<answer.count, with: answer)
        return answer.count
    }

    private func handle(_ message: borrowing Message) throws(DecodeFailure) {
        let header = message.header
        guard header.type == Self.family else {
            if faults.family == 0 {
                answer(16, flags: 0, header.sequence, [1, 2, 0, 0] + attribute(1, [faults.renumbered, 0]))
            }
            return acknowledge(header.sequence, faults.family)
        }
        let command = try GenericHeader(message).command
        var service: [UInt8] = []
        var destination: [UInt8] = []
        var attributes = try message.attributes(after: GenericHeader.size)
        while let attribute = try attributes.next() {
            if attribute.type == 1 { service = attribute.bytes() } else { destination = attribute.bytes() }
        }
        if faults.commands != 0 { return acknowledge(header.sequence, faults.commands) }
        if header.hasFlag(0x300) { return dump(command, service, header.sequence) }
        if command == 15 {
            answer(Self.family, flags: 0, header.sequence, [14, 1, 0, 0] + attribute(1, [1, 2, 1, 0]))
            return acknowledge(header.sequence, 0)
        }
        if command == 4 {
            guard let found = try index(of: service) else { return acknowledge(header.sequence, 3) }
            let attributes = services[found].attributes
            answer(Self.family, flags: 0, header.sequence, [1, 1, 0, 0] + attribute(1, attributes))
            return acknowledge(header.sequence, 0)
        }
        let errno = try change(command, service, destination)
        if errno != 0 || header.hasFlag(4) { acknowledge(header.sequence, errno) }
    }

    private func change(_ command: UInt8, _ service: [UInt8], _ destination: [UInt8]) throws(DecodeFailure) -> Int32 {
        let found = try index(of: service)
        if command == 1 {
            guard found == nil else { return 17 }
            guard !String(decoding: service, as: UTF8.self).contains("nosuch") else { return 2 }
            services.append(Service(key: try key(service, 1...5), attributes: service))
            return 0
        }
        guard let found else { return 3 }
        let key = try key(destination, [1, 2, 11])
        let place = services[found].destinations.firstIndex { $0.key == key }
        switch (command, place) {
        case (2, _): services[found].attributes = service
        case (3, _): services.remove(at: found)
        case (5, nil): services[found].destinations.append(Destination(key: key, attributes: destination))
        case (5, _): return 17
        case (6, let place?): services[found].destinations[place].attributes = destination
        case (7, let place?): services[found].destinations.remove(at: place)
        default: return 2
        }
        return 0
    }

    private func dump(_ command: UInt8, _ service: [UInt8], _ sequence: UInt32) {
        if command == 4 {
            for service in services {
                answer(Self.family, flags: 2, sequence, [1, 1, 0, 0] + attribute(1, service.attributes))
            }
        } else if let found = (try? index(of: service)) ?? nil {
            for destination in services[found].destinations {
                answer(Self.family, flags: 2, sequence, [5, 1, 0, 0] + attribute(2, destination.attributes))
            }
        }
        answer(3, flags: 2, sequence, [0, 0, 0, 0])
    }

    private func index(of service: [UInt8]) throws(DecodeFailure) -> Int? {
        let key = try key(service, 1...5)
        return services.firstIndex { $0.key == key }
    }

    /// The identifying ones of some attributes.
    private func key(_ attributes: [UInt8], _ types: some Collection<UInt16>) throws(DecodeFailure) -> [UInt8] {
        var reader = AttributeReader(attributes.span)
        var key: [UInt8] = []
        while let attribute = try reader.next() {
            if types.contains(attribute.type) { key += [UInt8(attribute.type)] + attribute.bytes() }
        }
        return key
    }

    private func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
        var writer = AttributeWriter()
        writer.bytes(type, value)
        return writer.bytes
    }

    private func acknowledge(_ sequence: UInt32, _ errno: Int32) {
        var bytes: [UInt8] = []
        withUnsafeBytes(of: -errno) { bytes += $0 }
        answer(2, flags: 0x100, sequence, bytes + [UInt8](repeating: 0, count: 16))
    }

    private func answer(_ type: UInt16, flags: UInt16, _ sequence: UInt32, _ payload: [UInt8]) {
        var writer = AttributeWriter()
        writer.message(MessageHeader(type: type, flags: flags, sequence: sequence)) { writer in
            for byte in payload { writer.fixed(byte) }
        }
        let isData = type == Self.family
        answers.append(isData ? faults.damage?(writer.bytes) ?? writer.bytes : writer.bytes)
    }
}
