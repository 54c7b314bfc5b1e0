import Addresses
import FoundationEssentials
import RealServerHost
import Testing

@Suite("What is remembered of a real server")
struct HostRecordFileTests {
    @Test("nothing is remembered where there is no file, and what is no record is an error that names the file")
    func reading() throws {
        let path = "/tmp/swiftlvs-record-\(UInt64.random(in: 0...UInt64.max)).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = HostRecordFile(path: path)
        #expect(try file.read().isEmpty)
        try "[]".write(toFile: path, atomically: false, encoding: .utf8)
        let error = try #require(throws: RealServerError.self) { try file.read() }
        #expect(error.description.contains(path))
        let json = #"""
            {"addresses":[{"address":"192.0.2.40","interface":"lo","method":"dr","isOurs":true}],"interfaces":[],
            "settings":[{"setting":"net/ipv4/conf/all/arp_ignore","before":0,"after":1}]}
            """#
        try json.write(toFile: path, atomically: false, encoding: .utf8)
        let record = try file.read()
        #expect(record.addresses.map(\.address.description) == ["192.0.2.40"])
        #expect(
            record.settings == [HostRecord.Setting(setting: HostSetting("arp_ignore", of: "all"), before: 0, after: 1)])
    }
}
