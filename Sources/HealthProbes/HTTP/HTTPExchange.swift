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
        let conversation: HTTPConversation
        let tls: HTTPCheck.TLS?
        let trust: CheckTLS
        let target: Endpoint
        let bindTo: IPAddress?
        let origin: CheckOrigin
        let timeout: Nanoseconds
        let matcher: PatternMatcher
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
    /// The look at the body once the answer is there.
    private var match: PatternMatch?
    private var conversation: HTTPConversation

    init(_ plan: Plan, on loop: any EventLoop, report: @escaping @Sendable (CheckResult) -> Void) {
        self.plan = plan
        self.loop = loop
        self.report = report
        conversation = plan.conversation
    }

    func start() {
        let bound = NIOLoopBound(self, eventLoop: loop)
        timer = loop.scheduleTask(in: .nanoseconds(max(plan.timeout.count, 1))) { bound.value.timeOut() }
        guard let interface = plan.origin.interfaceNumber else {
            return finish(plan.origin.interface.map(CheckOrigin.missing) ?? .local("not checked"))
        }
        do {
            let target = try Self.socketAddress(plan.target.address, port: plan.target.port, on: plan.origin.interface)
            try bootstrap(bound, on: interface).connect(to: target).assumeIsolated().whenFailure { self.failed($0) }
        } catch {
            failed(error)
        }
        // On its own event loop NIO makes these calls, and tells that one failed, before `connect` returns.
        isUnderway = true
    }

    /// Closes the connection without a report.
    func cancel() {
        report = nil
        _ = match?.withdraw()
        end()
    }

    private func bootstrap(
        _ bound: NIOLoopBound<HTTPExchange>, on interface: UInt32
    ) throws -> ClientBootstrap {
        var bootstrap = ClientBootstrap(group: loop)
            // The exchange's own timer covers the connect as well.
            .connectTimeout(.hours(24))
            .channelOption(.maxMessagesPerRead, value: 4)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    bound.value.channel = channel
                    bound.value.forget(channel)
                    try bound.value.secure(channel)
                    try channel.pipeline.syncOperations.addHandler(HTTPExchangeHandler(bound.value))
                }
            }
        let origin = plan.origin
        if origin.mark != 0 {
            bootstrap = bootstrap.channelOption(
                Self.option(.socket, SO_MARK), value: Int(origin.mark))
        }
        if interface != 0 {
            bootstrap = bootstrap.channelOption(
                Self.option(.socket, SO_BINDTOIFINDEX), value: Int(interface))
        }
        if origin.port != 0 {
            // As in CLinux: what the kernel remembers of the last connection must not be in the way.
            bootstrap = bootstrap.channelOption(.socketOption(.so_reuseaddr), value: 1)
        } else if plan.bindTo != nil {
            // As in TCPProbe: local ports are shared out per target.
            bootstrap = bootstrap.channelOption(Self.option(.ip, IP_BIND_ADDRESS_NO_PORT), value: 1)
        }
        guard plan.bindTo != nil || origin.port != 0 else { return bootstrap }
        let source = plan.bindTo ?? (plan.target.address.family == .ipv4 ? .v4(.any) : .v6(.any))
        return bootstrap.bind(to: try Self.socketAddress(source, port: origin.port, on: origin.interface))
    }

    private static func option(
        _ level: NIOBSDSocket.OptionLevel, _ name: CInt
    ) -> ChannelOptions.Types.SocketOption {
        ChannelOptions.Types.SocketOption(level: level, name: .init(rawValue: name))
    }

    /// Has the kernel remember nothing of a connection whose port is to be used again.
    private func forget(_ channel: any Channel) {
        guard plan.origin.port != 0, let options = channel as? any SocketOptionProvider else { return }
        _ = options.setSoLinger(linger(l_onoff: 1, l_linger: 0))
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
        if let match {
            // One that has begun is soon over. That others had to be looked at before is not the server's fault.
            return match.withdraw() ? finish(.local("not checked: other bodies were looked at first \(limit)")) : ()
        }
        finish(isConnected ? conversation.timedOut(after: "\(plan.timeout)") : .failed("no connection \(limit)"))
    }

    private func finish(_ result: CheckResult) {
        guard let report else { return }
        self.report = nil
        report(result)
        end()
    }

    private func end() {
        timer?.cancel()
        timer = nil
        channel?.close(promise: nil)
        channel = nil
    }

    private static func socketAddress(
        _ address: IPAddress, port: UInt16, on interface: InterfaceName?
    ) throws -> SocketAddress {
        guard case .v6(let inner) = address, inner.isLinkLocal, let interface else {
            return try SocketAddress(packedIPAddress: ByteBuffer(bytes: address.bytes), port: Int(port))
        }
        // A number with its link: nothing is looked up.
        return try SocketAddress.makeAddressResolvingHost("\(address)%\(interface)", port: Int(port))
    }

    private func result(of error: any Error) -> CheckResult {
        switch error {
        case let error as IOError: ConnectFailure.result(errno: error.errnoCode, isUnderway ? .later : .atOnce)
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
    func connected() {
        isConnected = true
        guard case .continue(let request) = conversation.begin() else { return }
        channel?.writeAndFlush(ByteBuffer(bytes: request), promise: nil)
    }

    func received(_ bytes: Span<UInt8>) {
        if case .finish(let result, _) = conversation.hear(bytes) { conclude(result) }
    }

    func closedByPeer() {
        conclude(conversation.ended())
    }

    func failed(_ error: any Error) {
        guard match == nil else { return }
        if case NIOSSLError.uncleanShutdown = error, plan.tls?.isCompliant == false { return closedByPeer() }
        finish(result(of: error))
    }

    /// Judges the answer, of which no more comes.
    private func conclude(_ result: CheckResult) {
        guard match == nil, report != nil else { return }
        guard result.isGood, let pattern = plan.url.pattern else { return finish(result) }
        let match = PatternMatch(result, conversation.body, by: pattern)
        self.match = match
        channel?.close(promise: nil)
        channel = nil
        plan.matcher.judge(match, on: loop).assumeIsolated().whenSuccess { self.finish($0) }
    }
}
