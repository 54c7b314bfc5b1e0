import ControlMessages
import FoundationEssentials
import Glibc
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Testing

/// A whole node over a table in memory: the order of its steps is what these tests are about.
@Suite(
    "What a reload carries out, in its order",
    .enabled(if: Capability.missing(from: [.netAdmin, .netRaw]).isEmpty && geteuid() == 0))
final class NodeReloadTests {
    private let kernel = FakeKernelTable()
    private let directory: String
    private let file: String
    private let told: String

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        file = directory + "/node.conf"
        told = directory + "/told"
        try write("#!/bin/sh\necho \"$*\" >> \(directory)/calls\n", to: told)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: told)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func node(_ text: String) async throws -> Node {
        try write(text, to: file)
        let kernel = self.kernel
        let node = Node(
            try ConfigurationFile.load(file, lenient: false),
            settings: NodeSettings(file: file, lenient: false, runtimeDirectory: directory),
            logger: RecordedLog().logger
        ) { () throws(IPVSError) in kernel }
        #expect(try await node.start())
        return node
    }

    private func lines(of name: String) -> [String] {
        let text = (try? String(contentsOfFile: directory + "/" + name, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// The lines of a file, once there are so many of them or a while is over.
    private func lines(_ count: Int, of name: String) async throws -> [String] {
        for _ in 0..<1_000 where lines(of: name).count < count { try await Task.sleep(for: .milliseconds(10)) }
        return lines(of: name)
    }

    private let scripts = "script_user root\nenable_script_security\n"

    private var service: String {
        """
        virtual_server 192.0.2.1 80 {
            lvs_sched rr
            lvs_method NAT
            protocol TCP
            quorum_up "\(told) quorum up"
            real_server 10.0.0.1 80 {
                notify_up "\(told) server up"
            }
        }

        """
    }

    @Test("a service that a reload brings is told by the scripts and FIFOs that come with it")
    func newService() async throws {
        let node = try await node("global_defs {\n\(scripts)}\n")
        let fifo = directory + "/fifo"
        try write("global_defs {\n\(scripts)rs_init_notifies\nlvs_notify_fifo \(fifo)\n}\n" + service, to: file)
        #expect(try await node.reload().applied)
        #expect(try await lines(2, of: "calls").sorted() == ["quorum up", "server up"])
        let reader = open(fifo, O_RDONLY | O_NONBLOCK)
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = read(reader, &bytes, bytes.count)
        close(reader)
        #expect(
            String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).split(separator: "\n").sorted() == [
                "RS [10.0.0.1]:tcp:80 [192.0.2.1]:tcp:80 UP", "VS [192.0.2.1]:tcp:80 UP",
            ])
        await node.stop(keep: false)
    }
}
