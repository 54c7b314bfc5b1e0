/// Goes over the lines of a record, to write every property that is not nil, or to read into each the attribute of its
/// line's type.
///
/// A generic line costs more than the kernel's work on a row. So the functions for single values are not generic, and
/// those for records are inlinable into the modules that have the records; only public functions are, which is why this
/// type and those that it deals with are public.
public struct AttributeCoder: ~Copyable, ~Escapable {
    /// Whether properties are read, not written.
    @usableFromInline let isReading: Bool
    private var writer: AttributeWriter
    private let attributes: AttributeIndex
    /// Why an attribute could not be read, the first one.
    private var failure: DecodeFailure?

    @_lifetime(copy attributes)
    @usableFromInline
    init(reading attributes: consuming AttributeReader) throws(DecodeFailure) {
        isReading = true
        writer = AttributeWriter()
        self.attributes = try AttributeIndex(attributes)
    }

    /// Takes what `writer` holds; `finishWriting` gives it back.
    @_lifetime(immortal)
    @usableFromInline
    init(writing writer: inout AttributeWriter) {
        isReading = false
        self.writer = AttributeWriter()
        attributes = AttributeIndex()
        // Two owners of one buffer would have it copied at the next byte.
        swap(&self.writer, &writer)
    }

    /// Throws where an attribute could not be read.
    @usableFromInline
    borrowing func finishReading() throws(DecodeFailure) {
        if let failure { throw failure }
    }

    @usableFromInline
    consuming func finishWriting() -> AttributeWriter { writer }

    /// A number in the host's byte order.
    public mutating func number(_ type: Int, _ property: inout UInt8?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.number(UInt8.self)
        }
    }

    /// A number in the host's byte order.
    public mutating func number(_ type: Int, _ property: inout UInt16?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.number(UInt16.self)
        }
    }

    /// A number in the host's byte order.
    public mutating func number(_ type: Int, _ property: inout UInt32?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.number(UInt32.self)
        }
    }

    /// A number in the host's byte order.
    public mutating func number(_ type: Int, _ property: inout UInt64?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.number(UInt64.self)
        }
    }

    /// A number in network byte order, such as a port.
    public mutating func networkOrder(_ type: Int, _ property: inout UInt16?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value.bigEndian)
        } read: { attribute throws(DecodeFailure) in
            UInt16(bigEndian: try attribute.number(UInt16.self))
        }
    }

    /// Sixteen bytes as a number in network byte order, such as an IPv6 address.
    public mutating func networkOrder(_ type: Int, _ property: inout UInt128?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value.bigEndian)
        } read: { attribute throws(DecodeFailure) in
            UInt128(bigEndian: try attribute.number(UInt128.self))
        }
    }

    /// A struct of `count` 32-bit numbers in the host's byte order.
    public mutating func numbers(_ type: Int, count: Int, _ property: inout [UInt32]?) {
        code(type, &property) { writer, type, value in
            writer.numbers(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.numbers(count)
        }
    }

    /// A text that ends with NUL.
    public mutating func text(_ type: Int, _ property: inout String?) {
        code(type, &property) { writer, type, value in
            writer.text(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.text()
        }
    }

    /// Bytes of any number.
    public mutating func bytes(_ type: Int, _ property: inout [UInt8]?) {
        code(type, &property) { writer, type, value in
            writer.bytes(type, value)
        } read: { attribute in
            attribute.bytes()
        }
    }

    /// Attributes inside an attribute.
    @inlinable
    public mutating func nested<Record: AttributeRecord>(_ type: Int, _ property: inout Record?) {
        // All in place, for records are large.
        if isReading {
            guard let inner = innerAttributes(type) else { return }
            do throws(DecodeFailure) {
                var coder = try AttributeCoder(reading: inner)
                property = Record()
                property?.fields(&coder)
                try coder.finishReading()
            } catch {
                note(error)
            }
        } else if property != nil {
            let start = beginNest(type)
            property?.fields(&self)
            endNest(from: start)
        }
    }

    @_lifetime(copy self)
    @usableFromInline
    func innerAttributes(_ type: Int) -> AttributeReader? {
        guard let attribute = attributes.attribute(type) else { return nil }
        return attribute.nested()
    }

    @usableFromInline
    mutating func beginNest(_ type: Int) -> Int { writer.beginNest(UInt16(truncatingIfNeeded: type)) }

    @usableFromInline
    mutating func endNest(from start: Int) { writer.endNest(from: start) }

    @usableFromInline
    mutating func note(_ error: DecodeFailure) {
        failure = failure ?? error
    }

    private mutating func code<Value>(
        _ type: Int, _ property: inout Value?, write: (inout AttributeWriter, UInt16, Value) -> Void,
        read: (borrowing Attribute) throws(DecodeFailure) -> Value
    ) {
        guard isReading else {
            if let property { write(&writer, UInt16(truncatingIfNeeded: type), property) }
            return
        }
        guard let attribute = attributes.attribute(type) else { return }
        do throws(DecodeFailure) {
            property = try read(attribute)
        } catch {
            note(error)
        }
    }
}
