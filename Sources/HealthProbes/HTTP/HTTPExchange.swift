import Addresses
import CLinux
import Deadlines
import HealthChecker
import NIOCore
import NIOPosix
import NIOSSL

/// One connection that sends one request, reads the answer and reports once. Confined to its event loop.
final class HTTPExchange {
    struct Plan: Sendable {
        let url: HTTPURL
        let request: HTTPRequest
        let tls: HTTPCheck.TLS?
        let trust: CheckTLS
        let target: Endpoint
        let bindTo: IPAddress?
        let timeout: Nanoseconds
    }

    private let plan: Plan
    private let loop: any EventLoop
    /// nil once it was called.
    private var report: (@Sendable (CheckResult) -> Void)?
    private var channel: (any Channel)?
    private var timer: Scheduled<Void>?
    /// Whether the calls that begin to connect are done; what fails after them is not this host's refusal.
    private var isUnderway = false
    private var isConnected = false
    private var reader: HTTPResponseReader

    init(_ plan: Plan, on loop: any EventLoop, report: @escaping @Sendable (CheckResult) -> Void) {
        self.plan = plan
        self.loop = loop
        self.report = report
        reader = HTTPResponseReader(hashesBody: plan.url.digest != nil)
    }

    func start() {
        let bound = NIOLoopBound(self, eventLoop: loop)
        timer = loop.scheduleTask(in: .nanoseconds(max(plan.timeout.count, 1))) { bound.value.timeOut() }
        do {
            try bootstrap(bound).connect(to: Self.socketAddress(plan.target.address, port: plan.target.port))
                .assumeIsolated().whenFailure { self.failed($0) }
        } catch {
            failed(error)
        }
        // On its own event loop NIO makes these calls, and tells that one failed, before `connect` returns.
        isUnderway = true
    }

    /// Closes the connection without a report.
    func cancel() {
        report = nil
        end()
    }

    private func bootstrap(_ bound: NIOLoopBound<HTTPExchange>) throws -> ClientBootstrap {
        let bootstrap = ClientBootstrap(group: loop)
            // The exchange's own timer covers the connect as well.
            .connectTimeout(.hours(24))
            .channelOption(.maxMessagesPerRead, value: 4)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    bound.value.channel = channel
                    try bound.value.secure(channel)
                    try channel.pipeline.syncOperations.addHandler(HTTPExchangeHandler(bound.value))
                }
            }
        guard let source = plan.bindTo else { return bootstrap }
        // As in TCPProbe: local ports are shared out per target.
        let latePort = ChannelOptions.Types.SocketOption(level: .ip, name: .init(rawValue: IP_BIND_ADDRESS_NO_PORT))
        return bootstrap.channelOption(latePort, value: 1).bind(to: try Self.socketAddress(source, port: 0))
    }

    /// Has an `SSL_GET` speak TLS. Unless it is told to, what the server proves itself with is not looked at: the check
    /// asks whether it works.
    private func secure(_ channel: any Channel) throws {
        guard let tls = plan.tls else { return }
        // An address is no name that a server is told (RFC 6066 section 3).
        let name = tls.name(for: plan.url).flatMap { IPAddress($0) == nil ? $0 : nil }
        let demand: CheckTLS.Demand = !tls.isVerified ? .nothing : name == nil ? .authority : .name
        let context = try plan.trust.context(demanding: demand)
        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
    }

    private func timeOut() {
        let limit = "within \(plan.timeout)"
        switch (isConnected, reader.hasBegun, reader.status) {
        case (false, _, _): finish(.failed("no answer \(limit)"))
        case (true, false, _): finish(.failed("connected, but no answer \(limit)"))
        case (true, true, nil): finish(.failed("no complete status line \(limit)"))
        case (true, true, .some(let status)): finish(.failed("no complete answer \(limit), status \(status)"))
        }
    }

    private func finish(_ result: CheckResult) {
        guard let report else { return }
        self.report = nil
        report(result.on(plan.url))
        end()
    }

    private func end() {
        timer?.cancel()
        timer = nil
        channel?.close(promise: nil)
        channel = nil
    }

    private static func socketAddress(_ address: IPAddress, port: UInt16) throws -> SocketAddress {
        try SocketAddress(packedIPAddress: ByteBuffer(bytes: address.bytes), port: Int(port))
    }

    private func result(of error: any Error) -> CheckResult {
        switch error {
        case let error as IOError: ConnectFailure.result(errno: error.errnoCode, isUnderway ? .later : .atOnce)
        case let error as HTTPResponseFault: .failed(error.description)
        case let error as CheckTLS.Unusable: .local("not checked: \(error)")
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            .failed(
                plan.trust.reason(
                    of: error, certificate: try? channel?.pipeline.syncOperations.nioSSL_peerCertificate()))
        default: .failed("\(error)")
        }
    }
}

// What the channel tells.
extension HTTPExchange {
    /// The bytes of the request.
    var request: [UInt8] { plan.request.bytes }

    func connected() {
        isConnected = true
    }

    func received(_ bytes: Span<UInt8>) {
        do {
            try reader.read(bytes)
            if reader.phase == .complete { finish(judgement) }
        } catch {
            finish(result(of: error))
        }
    }

    func closedByPeer() {
        finish(judgement)
    }

    func failed(_ error: any Error) {
        if case NIOSSLError.uncleanShutdown = error, plan.tls?.isCompliant == false { return closedByPeer() }
        finish(result(of: error))
    }

    private var judgement: CheckResult {
        reader.judge(expecting: plan.url.statusCodes, digest: plan.url.digest)
    }
}

extension CheckResult {
    /// With the URL in front, since a check may ask several.
    fileprivate func on(_ url: HTTPURL) -> CheckResult {
        switch self {
        case .passed(let text): .passed("GET \(url.path): \(text)")
        case .weighed(let text, let weight): .weighed("GET \(url.path): \(text)", weight)
        case .failed(let text): .failed("GET \(url.path): \(text)")
        case .refused(let text): .refused("GET \(url.path): \(text)")
        case .local(let text): .local("GET \(url.path): \(text)")
        }
    }
}
