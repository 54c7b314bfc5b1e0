/// Takes the services of a document in, one after the other. One that stands there byte for byte as in the document
/// before is taken over from that.
struct ServiceIntake {
    enum Form: Hashable {
        case platform, short
    }

    /// A service and where its value stands.
    struct Element: Sendable {
        let service: TopologyDocument.Service
        let range: Range<Int>
    }

    /// All services in the document's order.
    struct Result: Sendable {
        let services: [Element]
        let kept: Int
        fileprivate let frame: Frame?
        fileprivate let places: [String: Int]
    }

    /// What the same bytes mean depends on these.
    fileprivate struct Frame: Hashable, Sendable {
        let form: Form
        let depth: Int
    }

    var identities = DocumentIdentities()
    private var elements: [Element] = []
    private var frame: Frame?
    private let predecessor: TopologyReading?
    private var isUsable = false
    /// The places that were taken over, in the document before.
    private var kept: Set<Int> = []
    /// The one that is expected next.
    private var next = 0

    init(after predecessor: TopologyReading?) {
        self.predecessor = predecessor
    }

    var hasBegun: Bool { frame != nil }

    func refuseSecond(at offset: Int) throws(DocumentError) {
        if hasBegun { throw DocumentError("the services are given twice", at: offset) }
    }

    mutating func begin(_ form: Form, _ reader: JSONReader) throws(DocumentError) {
        try refuseSecond(at: reader.offset)
        let frame = Frame(form: form, depth: reader.depth)
        self.frame = frame
        isUsable = predecessor?.services.frame == frame
        if let predecessor { elements.reserveCapacity(predecessor.services.services.count) }
    }

    /// Passes over the service that stands here, where it is known; nil where it has to be read.
    ///
    /// - Parameter name: nil where that stands in the service itself.
    mutating func takeKnown(_ name: String?, from reader: inout JSONReader) -> TopologyDocument.Service? {
        guard isUsable, let predecessor else { return nil }
        let before = predecessor.services
        var place = next
        if let name, !before.services.indices.contains(place) || before.services[place].service.name != name {
            guard let known = before.places[name] else { return nil }
            place = known
        }
        guard before.services.indices.contains(place) else { return nil }
        let (service, range) = (before.services[place].service, before.services[place].range)
        let start = reader.offset
        guard reader.take(range, of: predecessor.bytes) else { return nil }
        elements.append(Element(service: service, range: start..<reader.offset))
        kept.insert(place)
        next = place + 1
        return service
    }

    /// Takes in a service that was read.
    mutating func add(_ service: TopologyDocument.Service, at range: Range<Int>) {
        elements.append(Element(service: service, range: range))
        if let place = predecessor?.services.places[service.name] { next = place + 1 }
    }

    /// - Throws: where a name of a service that was read is also one of those that were taken over.
    func result() throws(DocumentError) -> Result {
        try checkIdentities()
        let places = Dictionary(elements.indices.map { (elements[$0].service.name, $0) }) { first, _ in first }
        return Result(services: elements, kept: kept.count, frame: frame, places: places)
    }

    private func checkIdentities() throws(DocumentError) {
        guard let before = predecessor?.services.services, !kept.isEmpty else { return }
        // What only services had that went or changed cannot be another's, for it was theirs alone.
        var free = DocumentIdentities()
        for place in before.indices where !kept.contains(place) { free.note(before[place].service) }
        let new = identities.subtracting(free)
        guard !new.isEmpty else { return }
        for place in kept where new.names(partOf: before[place].service) {
            throw DocumentError("an id is given twice", at: 0)
        }
    }
}
