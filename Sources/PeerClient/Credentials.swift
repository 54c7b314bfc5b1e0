import CLinux
import Glibc
import NIOSSL
import Polling

/// Who this host is to a node, and how it knows the node. Files are read anew for each connection, so that tokens and
/// certificates can be replaced.
package struct Credentials: Hashable, Sendable {
    private static let largestFile = 1 << 16
    private static let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]

    package let tokenFile: String?
    /// Nil: the authorities that the system trusts.
    package let authorityFile: String?

    package init(tokenFile: String? = nil, authorityFile: String? = nil) {
        self.tokenFile = tokenFile
        self.authorityFile = authorityFile
    }

    /// The first token of the file: one a line, lines that begin with `#` left out, as the listener reads it; nil where
    /// there is no file.
    func token() throws(PeerError) -> String? {
        guard let tokenFile else { return nil }
        let lines = try Self.read(tokenFile).split(separator: UInt8(ascii: "\n")).lazy
            .map { $0.filter { !Self.blanks.contains($0) } }
        // Anything else would end the header it goes into.
        guard let token = lines.first(where: { !$0.isEmpty && $0.first != UInt8(ascii: "#") }),
            token.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw PeerError("the token file \(tokenFile) does not begin with a token") }
        return String(decoding: token, as: UTF8.self)
    }

    func tlsContext() throws(PeerError) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        configuration.minimumTLSVersion = .tlsv12
        do {
            if let authorityFile {
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authorityFile))
            }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw PeerError("\(authorities) cannot be used: \(error)")
        }
    }

    /// Who has to vouch for a node.
    var authorities: String { authorityFile.map { "the authorities in ca_file \($0)" } ?? "the system's authorities" }

    private static func read(_ path: String) throws(PeerError) -> [UInt8] {
        func failure(_ errno: Int32) -> PeerError {
            PeerError("the token file \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        // Without O_NONBLOCK, opening a FIFO would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(clinux_errno()) }
        defer { close(descriptor) }
        let content: [UInt8]?
        do throws(SystemCallError) {
            content = try [UInt8](from: descriptor, expecting: 1 << 10, atMost: largestFile)
        } catch {
            throw failure(error.errno)
        }
        guard let content else { throw PeerError("the token file \(path) has more than \(largestFile) bytes") }
        return content
    }
}
