import Addresses
import Deadlines
import VRRPEngine

/// Two routers on a link without delay, on one clock. Advertisements go through the codec, as on a real link.
struct Duel {
    struct Step: Equatable {
        let at: Nanoseconds
        let router: Int
        let to: VRRPState
    }

    private struct Node {
        var router: VirtualRouter
        let codec: AdvertisementCodec
        let address: IPAddress
        var isAlive = true
        var holdsAddresses = false
    }

    private var nodes: [Node]
    private(set) var now = Samples.start
    /// Whether the link between them is cut.
    var isCut = false
    /// Every transition, with its time since the start.
    private(set) var story: [Step] = []
    /// When each router sent which priority.
    private(set) var adverts: [(at: Nanoseconds, router: Int, priority: UInt8)] = []

    init(_ settings: [RouterSettings], addresses: [IPAddress] = [Samples.smaller, Samples.ours]) {
        nodes = zip(settings, addresses).map { settings, address in
            Node(
                router: VirtualRouter(settings, at: Samples.start), codec: AdvertisementCodec(settings),
                address: address)
        }
        for index in nodes.indices { handle(.sourceAddressChanged(nodes[index].address), index) }
    }

    var elapsed: Nanoseconds { now - Samples.start }
    var states: [VRRPState] { nodes.map(\.router.state) }
    /// Which routers carry the addresses.
    var holders: [Int] { nodes.indices.filter { nodes[$0].holdsAddresses } }

    mutating func start(_ index: Int) { handle(.start, index) }
    mutating func stop(_ index: Int) { handle(.shutdown, index) }

    /// SIGKILL: the router says nothing and hears nothing any more.
    mutating func kill(_ index: Int) {
        nodes[index].isAlive = false
        nodes[index].holdsAddresses = false
    }

    /// A killed router comes back with nothing remembered.
    mutating func revive(_ index: Int) {
        nodes[index].router = VirtualRouter(nodes[index].router.settings, at: now)
        nodes[index].isAlive = true
        handle(.sourceAddressChanged(nodes[index].address), index)
        handle(.start, index)
    }

    /// Lets time pass, deadline by deadline.
    mutating func run(for interval: Nanoseconds) {
        let end = now + interval
        while let (index, deadline) = nextDeadline(), deadline <= end {
            now = deadline
            handle(.deadlineReached, index)
        }
        now = end
    }

    private func nextDeadline() -> (Int, Instant)? {
        nodes.indices.filter { nodes[$0].isAlive }
            .compactMap { index in nodes[index].router.deadline.map { (index, $0) } }
            .min { $0.1 < $1.1 }
    }

    private mutating func handle(_ event: Event, _ index: Int) {
        guard nodes[index].isAlive else { return }
        var actions: [Action] = []
        nodes[index].router.handle(event, at: now, into: &actions)
        for action in actions { perform(action, index) }
    }

    private mutating func perform(_ action: Action, _ index: Int) {
        switch action {
        case .sendAdvertisement(let priority):
            adverts.append((elapsed, index, priority))
            deliver(nodes[index].codec.encode(priority: priority, from: nodes[index].address), from: index)
        case .addAddresses: nodes[index].holdsAddresses = true
        case .removeAddresses: nodes[index].holdsAddresses = false
        case .transition(_, let state, _): story.append(Step(at: elapsed, router: index, to: state))
        case .announce, .report, .priorityChanged, .heardLowerPriorityMaster: break
        }
    }

    private mutating func deliver(_ message: [UInt8], from sender: Int) {
        let source = nodes[sender].address
        let envelope = PacketEnvelope(
            source: source, destination: MulticastGroup.address(of: source.family), hopLimit: 255)
        for index in nodes.indices where index != sender && !isCut {
            guard let advertisement = try? nodes[index].codec.decode(message.span, in: envelope) else { continue }
            handle(.advertisement(advertisement, from: source), index)
        }
    }
}
