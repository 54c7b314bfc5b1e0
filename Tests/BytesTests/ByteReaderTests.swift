import Bytes
import Testing

@Suite("Reading and writing bytes")
struct ByteReaderTests {
    @Test("what was written is read back")
    func roundTrip() throws {
        var writer = ByteWriter()
        writer.write(UInt8(1))
        writer.write(UInt16(0x0203))
        writer.write(UInt32(0x0405_0607))
        writer.write(UInt64(0x0809_0A0B_0C0D_0E0F))
        writer.write([0x10, 0x11])
        #expect(writer.bytes == Array(1...17))
        var reader = ByteReader(writer.bytes.span)
        #expect(try reader.readUInt8() == 1)
        #expect(try reader.readUInt16() == 0x0203)
        #expect(try reader.readUInt32() == 0x0405_0607)
        #expect(try reader.readUInt64() == 0x0809_0A0B_0C0D_0E0F)
        #expect(try reader.readBytes(2) == [16, 17])
        #expect(reader.remaining == 0)
    }

    @Test("a read past the end tells the place and moves nothing")
    func pastTheEnd() throws {
        let bytes: [UInt8] = [1, 2, 3]
        var reader = ByteReader(bytes.span)
        try reader.skip(1)
        do {
            _ = try reader.readUInt32()
            Issue.record("four bytes were read out of two")
        } catch {
            #expect(error == UnexpectedEnd(offset: 1, needed: 4, available: 2))
        }
        #expect(try reader.readUInt16() == 0x0203)
        do {
            try reader.skip(-1)
            Issue.record("the cursor went back")
        } catch {
            #expect(error.needed == -1)
        }
    }

    @Test("the Internet checksum of RFC 1071's example")
    func checksum() {
        var sum = InternetChecksum()
        sum.add([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7])
        #expect(sum.value == ~0xDDF2)
    }

    @Test("a message that holds its own checksum sums to zero, odd lengths too")
    func ownChecksum() {
        var bytes: [UInt8] = [0x45, 0, 0, 0, 0x99]
        var sum = InternetChecksum()
        sum.add(bytes)
        bytes[2] = UInt8(sum.value >> 8)
        bytes[3] = UInt8(sum.value & 0xFF)
        var check = InternetChecksum()
        check.add(bytes)
        #expect(check.value == 0)
    }

    @Test("annotated hexadecimal text becomes bytes")
    func hexText() {
        #expect(HexText.decode("31 33 # version and type\n c8 # priority\n\n") == [0x31, 0x33, 0xC8])
        #expect(HexText.decode("313") == nil)
        #expect(HexText.decode("zz") == nil)
        #expect(HexText.encode([0, 0x0F, 0xF0]) == "000ff0")
    }
}
