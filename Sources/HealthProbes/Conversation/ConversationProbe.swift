import Addresses
import CLinux
import Glibc
import HealthChecker

/// One attempt of a check that is a conversation: a socket, what is still to be said, and what was heard so far.
final class ConversationProbe {
    enum Start {
        case running(ConversationProbe)
        /// The kernel decided at once.
        case finished(CheckResult)
    }

    /// The most that is read before others have their turn.
    private static let readsAtOnce = 16

    /// Owned by the probe and closed with it.
    let descriptor: Int32
    private var conversation: any CheckConversation
    private var unsaid: [UInt8] = []
    private var isConnected: Bool
    /// Whether a connection ends with a reset, as in `TCPProbe`.
    var endsWithReset = false

    private init(_ conversation: any CheckConversation, descriptor: Int32, isConnected: Bool) {
        self.conversation = conversation
        self.descriptor = descriptor
        self.isConnected = isConnected
    }

    deinit {
        if endsWithReset { clinux_discard_at_close(descriptor) }
        close(descriptor)
    }

    /// Whether there is something to be said, or a connection to be waited for.
    var waitsToWrite: Bool { !isConnected || !unsaid.isEmpty }

    /// Begins without waiting.
    ///
    /// - Parameter source: of the target's family; nil for the address the kernel chooses.
    static func start(
        _ conversation: any CheckConversation, to target: Endpoint, from source: IPAddress?,
        as origin: CheckOrigin = .any
    ) -> Start {
        guard source == nil || source?.family == target.address.family else {
            return .finished(ConnectFailure.result(errno: EAFNOSUPPORT, .atOnce))
        }
        guard let leaving = origin.kernel else {
            return .finished(origin.interface.map(CheckOrigin.missing) ?? .local("not checked"))
        }
        let address = target.address.bytes
        var isInProgress: Int32 = 0
        let descriptor =
            switch conversation.carrier {
            case .tcp: clinux_tcp_connect(address, address.count, target.port, source?.bytes, leaving, &isInProgress)
            case .udp: clinux_udp_connect(address, address.count, target.port, source?.bytes, leaving)
            case .icmp: clinux_icmp_connect(address, address.count, source?.bytes, leaving)
            }
        guard descriptor >= 0 else { return .finished(ConnectFailure.result(errno: -descriptor, .atOnce)) }
        let probe = ConversationProbe(conversation, descriptor: descriptor, isConnected: false)
        guard isInProgress == 0 else { return .running(probe) }
        return probe.proceed().map(Start.finished) ?? .running(probe)
    }

    /// Goes on as far as the socket lets it; the result, once there is one.
    func proceed() -> CheckResult? {
        if !isConnected {
            let failure = clinux_connect_result(descriptor)
            guard failure == 0 else { return ConnectFailure.result(errno: failure, .later) }
            isConnected = true
            if let result = take(conversation.begin()) { return result }
        }
        guard unsaid.isEmpty else {
            // An answer takes its time: it is waited for, not looked for.
            return say()
        }
        return listen()
    }

    /// What it comes to when its time is over.
    func timedOut(after timeout: String) -> CheckResult {
        isConnected ? conversation.timedOut(after: timeout) : .failed("no connection within \(timeout)")
    }

    private func take(_ step: ConversationStep) -> CheckResult? {
        switch step {
        case .continue(let bytes):
            unsaid += bytes
            return nil
        case .finish(let result, let bytes):
            // A farewell that the socket does not take is none.
            if !bytes.isEmpty { _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
            return result
        }
    }

    private func say() -> CheckResult? {
        while !unsaid.isEmpty {
            let count = send(descriptor, unsaid, unsaid.count, Int32(MSG_NOSIGNAL))
            guard count >= 0 else {
                let error = clinux_errno()
                if error == EINTR { continue }
                return error == EAGAIN ? nil : ConnectFailure.result(errno: error, .later)
            }
            unsaid.removeFirst(count)
        }
        return nil
    }

    private func listen() -> CheckResult? {
        // A datagram comes whole or is cut.
        let size = conversation.carrier == .tcp ? 16_384 : 65_536
        for _ in 0..<Self.readsAtOnce {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
                count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                filled = max(0, count)
            }
            guard count >= 0 else {
                let error = clinux_errno()
                if error == EINTR { continue }
                return error == EAGAIN ? nil : ConnectFailure.result(errno: error, .later)
            }
            // An empty datagram is one; the end of a stream reads the same.
            guard count > 0 || conversation.carrier != .tcp else { return conversation.ended() }
            if let result = take(conversation.hear(bytes[...])) ?? say() { return result }
            guard unsaid.isEmpty else { return nil }
        }
        return nil
    }
}
