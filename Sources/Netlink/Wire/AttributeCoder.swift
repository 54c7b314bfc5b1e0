/// Goes over the lines of a record, to write every property that is not nil, or to read one attribute into the
/// property whose line has its type.
///
/// Its functions are not generic on purpose: other modules cannot specialise them, and a generic line costs more than
/// the kernel's work on a row.
package struct AttributeCoder: ~Escapable {
    private var writer: AttributeWriter
    /// The attribute to read; nil when writing.
    private let attribute: Attribute?
    /// Why the attribute could not be read.
    private(set) var failure: DecodeFailure?

    @_lifetime(copy attribute)
    init(reading attribute: consuming Attribute) {
        writer = AttributeWriter()
        self.attribute = attribute
    }

    /// Takes what `writer` holds; `finishWriting` gives it back.
    @_lifetime(immortal)
    init(writing writer: inout AttributeWriter) {
        self.writer = AttributeWriter()
        attribute = nil
        // Two owners of one buffer would have it copied at the next byte.
        swap(&self.writer, &writer)
    }

    consuming func finishWriting() -> AttributeWriter { writer }

    /// A number in the host's byte order.
    package mutating func number(_ type: Int, _ property: inout UInt8?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.number(UInt8.self)
        }
    }

    /// A number in the host's byte order.
    package mutating func number(_ type: Int, _ property: inout UInt16?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.number(UInt16.self)
        }
    }

    /// A number in the host's byte order.
    package mutating func number(_ type: Int, _ property: inout UInt32?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.number(UInt32.self)
        }
    }

    /// A number in the host's byte order.
    package mutating func number(_ type: Int, _ property: inout UInt64?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.number(UInt64.self)
        }
    }

    /// A number in network byte order, such as a port.
    package mutating func networkOrder(_ type: Int, _ property: inout UInt16?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value.bigEndian)
        } read: { attribute throws(DecodeFailure) in
            UInt16(bigEndian: try attribute.number(UInt16.self))
        }
    }

    /// Sixteen bytes as a number in network byte order, such as an IPv6 address.
    package mutating func networkOrder(_ type: Int, _ property: inout UInt128?) {
        code(type, &property) { writer, type, value in
            writer.number(type, value.bigEndian)
        } read: { attribute throws(DecodeFailure) in
            UInt128(bigEndian: try attribute.number(UInt128.self))
        }
    }

    /// A struct of `count` 32-bit numbers in the host's byte order.
    package mutating func numbers(_ type: Int, count: Int, _ property: inout [UInt32]?) {
        code(type, &property) { writer, type, value in
            writer.numbers(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.numbers(count)
        }
    }

    /// A text that ends with NUL.
    package mutating func text(_ type: Int, _ property: inout String?) {
        code(type, &property) { writer, type, value in
            writer.text(type, value)
        } read: { attribute throws(DecodeFailure) in
            try attribute.text()
        }
    }

    /// Bytes of any number.
    package mutating func bytes(_ type: Int, _ property: inout [UInt8]?) {
        code(type, &property) { writer, type, value in
            writer.bytes(type, value)
        } read: { attribute in
            attribute.bytes()
        }
    }

    /// Attributes inside an attribute.
    package mutating func nested<Record: AttributeRecord>(_ type: Int, _ property: inout Record?) {
        code(type, &property) { writer, type, record in
            writer.nested(type) { record.write(into: &$0) }
        } read: { attribute throws(DecodeFailure) in
            try Record(attribute.nested())
        }
    }

    private mutating func code<Value>(
        _ type: Int, _ property: inout Value?, write: (inout AttributeWriter, UInt16, Value) -> Void,
        read: (borrowing Attribute) throws(DecodeFailure) -> Value
    ) {
        guard let attribute else {
            if let property { write(&writer, UInt16(truncatingIfNeeded: type), property) }
            return
        }
        guard type == Int(attribute.type) else { return }
        do throws(DecodeFailure) {
            property = try read(attribute)
        } catch {
            failure = error
        }
    }
}
