/// The attributes of one kind of message or nest as properties, nil where an attribute is absent.
///
/// `fields` names each attribute once, in one line; reading and writing both go through it, so they cannot drift
/// apart:
///
///     mutating func fields(_ coder: inout AttributeCoder) {
///         coder.number(IPVS_SVC_ATTR_AF, &family)
///         coder.text(IPVS_SVC_ATTR_SCHED_NAME, &scheduler)
///     }
public protocol AttributeRecord: Sendable {
    /// A record without any attribute.
    init()

    /// Hands every property with its attribute's type to `coder`, in the order in which they are written.
    mutating func fields(_ coder: inout AttributeCoder)
}

extension AttributeRecord {
    /// Reads attributes. Those without a line are passed over, as kernels add new ones; of one that comes twice the
    /// last counts.
    @inlinable
    public init(_ attributes: consuming AttributeReader) throws(DecodeFailure) {
        self.init()
        var coder = try AttributeCoder(reading: attributes)
        fields(&coder)
        try coder.finishReading()
    }

    /// Appends the attributes of the properties that are not nil.
    @inlinable
    public consuming func write(into writer: inout AttributeWriter) {
        var coder = AttributeCoder(writing: &writer)
        fields(&coder)
        writer = coder.finishWriting()
    }
}
