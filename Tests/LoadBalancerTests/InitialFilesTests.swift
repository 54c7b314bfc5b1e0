import FoundationEssentials
import Glibc
import LoadBalancer
import Logging
import NodeConfiguration
import Testing

@Suite("Numbers that tracked files start with")
struct InitialFilesTests {
    private func files(_ folder: String, _ initial: String) throws -> [TrackFile] {
        let text = """
            track_file f {
                file \(folder)/f
                init_file \(initial)
            }
            vrrp_instance A {
                interface eth0
                virtual_router_id 1
                virtual_ipaddress {
                    192.0.2.1
                }
                track_file {
                    f
                }
            }
            """
        return TrackingPlan(try Configuration(text: text)).initialFiles
    }

    @Test(
        "a file that is not there is made; one that is keeps its number unless it is to be overwritten; no link is followed"
    )
    func written() throws {
        let folder = "/tmp/swiftlvsd-initial-\(getpid())"
        let logger = Logger(label: "test")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func text() throws -> String { try String(contentsOfFile: "\(folder)/f", encoding: .utf8) }

        InitialFiles.write(try files(folder, "5"), logger: logger)
        #expect(try text() == "5\n")
        InitialFiles.write(try files(folder, "7"), logger: logger)
        #expect(try text() == "5\n")
        InitialFiles.write(try files(folder, "-3 overwrite"), logger: logger)
        #expect(try text() == "-3\n")

        try "kept".write(toFile: "\(folder)/target", atomically: false, encoding: .utf8)
        unlink("\(folder)/f")
        symlink("\(folder)/target", "\(folder)/f")
        InitialFiles.write(try files(folder, "9 overwrite"), logger: logger)
        #expect(try String(contentsOfFile: "\(folder)/target", encoding: .utf8) == "kept")
    }
}
