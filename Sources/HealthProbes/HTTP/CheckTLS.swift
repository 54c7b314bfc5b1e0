import Glibc
import HealthChecker
import NIOSSL
import Synchronization

/// How checks speak TLS: what they trust and show, read once for all of them.
final class CheckTLS: Sendable {
    /// What is asked of a server's certificate.
    enum Demand: Hashable, Sendable {
        case nothing
        /// An authority vouches for it.
        case authority
        /// And it is for the name that the server was told, or for its address.
        case name
    }

    private let files: TLSFiles
    /// Made when they are needed for the first time: one costs more than a check.
    private let contexts = Mutex<[Demand: Result<NIOSSLContext, any Error>]>([:])

    init(_ files: TLSFiles) {
        self.files = files
    }

    /// - Throws: `Unusable` where a file cannot be read, or the certificate and the key do not belong together.
    func context(demanding demand: Demand) throws -> NIOSSLContext {
        try contexts.withLock { contexts in
            if let known = contexts[demand] { return try known.get() }
            let made = Result { try makeContext(demanding: demand) }
            contexts[demand] = made
            return try made.get()
        }
    }

    /// What is wrong with the files; nil where checks can be made with them.
    var fault: String? {
        do {
            // The host's own authorities take long to read, and are not the block's.
            _ = try context(demanding: files.authorities == nil ? .nothing : .authority)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// A file of the `SSL` block that is of no use.
    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    private func makeContext(demanding demand: Demand) throws -> NIOSSLContext {
        let configuration = try configuration(demanding: demand)
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            // Nothing has been asked of any server yet.
            let names = files.own.map { "\($0.certificate) and \($0.key)" } ?? files.authorities ?? "this host's TLS"
            throw Unusable(description: "\(names), which the SSL block names, cannot be used together: \(error)")
        }
    }

    private func configuration(demanding demand: Demand) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        configuration.certificateVerification =
            switch demand {
            case .nothing: .none
            case .authority: .noHostnameVerification
            case .name: .fullVerification
            }
        if let path = files.authorities, demand != .nothing {
            configuration.trustRoots = .certificates(try read(path) { try NIOSSLCertificate.fromPEMFile(path) })
        }
        if let own = files.own {
            let chain = try read(own.certificate) { try NIOSSLCertificate.fromPEMFile(own.certificate) }
            configuration.certificateChain = chain.map { .certificate($0) }
            let key = try read(own.key) {
                try NIOSSLPrivateKey(file: own.key, format: .pem) { give in give((own.password ?? "").utf8) }
            }
            configuration.privateKey = .privateKey(key)
        }
        return configuration
    }

    private func read<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw Unusable(description: "\(path), which the SSL block names, cannot be used: \(error)")
        }
    }

    /// Why a handshake failed, in the words of those who set certificates up.
    ///
    /// - Parameter certificate: the server's, where it got so far.
    func reason(of error: any Error, certificate: NIOSSLCertificate?) -> String {
        if let extra = error as? NIOSSLExtraError, extra == .failedToValidateHostname {
            return "TLS: its certificate is for another name"
        }
        guard "\(error)".contains("CERTIFICATE_VERIFY_FAILED") else { return "TLS: \(error)" }
        let now = time(nil)
        if let certificate, certificate.notValidAfter < now { return "TLS: its certificate has expired" }
        if let certificate, certificate.notValidBefore > now { return "TLS: its certificate is not valid yet" }
        let authorities = files.authorities ?? "the authorities that this host trusts"
        return "TLS: its certificate is refused: none of \(authorities) vouches for it"
    }
}
