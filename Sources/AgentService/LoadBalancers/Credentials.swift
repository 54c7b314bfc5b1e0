import NIOSSL

/// Who this host is to the load balancers, and how it knows them. Files are read anew for each connection, so that
/// tokens and certificates can be replaced.
struct Credentials: Sendable {
    let tokenFile: String?
    /// Nil: the authorities that the system trusts.
    let authorityFile: String?

    /// The first line of the token file; nil where there is none.
    func token() throws(LoadBalancerFailure) -> String? {
        guard let tokenFile else { return nil }
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try FileContent.read(tokenFile, atMost: 1 << 16).bytes
        } catch {
            throw LoadBalancerFailure("the token cannot be read: \(error)")
        }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        // Anything else would end the header it goes into.
        guard !line.isEmpty, line.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw LoadBalancerFailure("\(tokenFile) does not begin with a token")
        }
        return String(decoding: line, as: UTF8.self)
    }

    func tlsContext() throws(LoadBalancerFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        configuration.minimumTLSVersion = .tlsv12
        if let authorityFile { configuration.trustRoots = .file(authorityFile) }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw LoadBalancerFailure("TLS cannot be set up (\(authorityFile ?? "the system's authorities")): \(error)")
        }
    }
}
