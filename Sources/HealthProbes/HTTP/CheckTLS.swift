import NIOSSL

/// How checks speak TLS.
enum CheckTLS {
    /// Made once: it costs more than a check.
    static let context = Result { try NIOSSLContext(configuration: configuration) }

    private static var configuration: TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}
