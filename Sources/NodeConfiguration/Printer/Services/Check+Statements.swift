import Addresses
import Deadlines

extension Check {
    /// The check's block.
    ///
    /// - Parameter server: where it connects to unless it says something else; nil: it always says
    func write(to list: inout StatementList, of server: Endpoint?) {
        write(
            to: &list, connectAddress: target.address == server?.address ? nil : target.address,
            connectPort: target.port == server?.port ? nil : target.port)
    }

    func write(to list: inout StatementList, connectAddress: IPAddress?, connectPort: UInt16?) {
        list.block(kind.keyword) { block in
            kind.write(to: &block)
            switch kind {
            case .file: return
            case .script:
                let timeout = connectTimeout.count / 1_000_000_000
                // A fraction can only be the service's `delay_loop`, which is in force without a word.
                block.add("misc_timeout", .seconds(timeout) == connectTimeout ? timeout : nil)
                return writeSchedule(to: &block)
            default: break
            }
            block.add("connect_ip", connectAddress)
            block.add("connect_port", connectPort == 0 ? nil : connectPort)
            block.add("bindto", bindTo)
            block.add("bind_port", origin.port == 0 ? nil : origin.port)
            block.add("bind_if", origin.interface)
            block.add("fwmark", origin.mark == 0 ? nil : origin.mark)
            block.add("connect_timeout", connectTimeout)
            writeSchedule(to: &block)
            if let keptConnection {
                block.block("KEEP_OPEN") { block in
                    block.add("retry", keptConnection.retry)
                    block.add("max_fast_removals", keptConnection.mostFastRemovals)
                }
            }
        }
    }

    private func writeSchedule(to block: inout StatementList) {
        block.add("delay_loop", delayLoop)
        block.add("warmup", warmup)
        block.add("retry", retry)
        block.add("delay_before_retry", delayBeforeRetry)
        block.add("alpha", alpha)
        block.add("log_all_failures", logsAllFailures)
    }
}

extension Check.Kind {
    fileprivate var keyword: String {
        switch self {
        case .tcp: "TCP_CHECK"
        case .http(let settings): settings.tls == nil ? "HTTP_GET" : "SSL_GET"
        case .smtp: "SMTP_CHECK"
        case .dns: "DNS_CHECK"
        case .udp: "UDP_CHECK"
        case .ping: "PING_CHECK"
        case .script: "MISC_CHECK"
        case .file: "FILE_CHECK"
        }
    }

    fileprivate func write(to block: inout StatementList) {
        switch self {
        case .tcp, .ping: break
        case .http(let settings): settings.write(to: &block)
        case .smtp(let heloName): block.add("helo_name", heloName)
        case .dns(let settings):
            block.add("type", settings.type.rawValue)
            block.add("name", settings.name)
        case .udp(let settings): settings.write(to: &block)
        case .script(let settings):
            block.line(["misc_path", CommandText.text(of: settings.command.words)])
            if settings.command.user != nil { block.line(["user"] + settings.command.userWords) }
            block.flag("misc_dynamic", settings.isDynamic)
        case .file(let settings):
            block.add("track_file", settings.name)
            block.line(settings.weight.words)
        }
    }
}

extension HTTPCheckSettings {
    fileprivate func write(to block: inout StatementList) {
        for url in urls { url.write(to: &block) }
        block.add("http_protocol", httpProtocol.rawValue)
        block.add("fast_recovery", fastRecovery)
        guard let tls else { return }
        block.add("enable_sni", tls.isNamed)
        block.add("sni_name", tls.name)
        block.add("tls_compliant", tls.isCompliant)
        block.add("tls_verify", tls.isVerified)
    }
}

extension HTTPCheckURL {
    fileprivate func write(to list: inout StatementList) {
        list.block("url") { block in
            block.add("path", path)
            block.add("virtualhost", virtualHost)
            block.line(
                ["status_code"]
                    + statusCodes.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" })
            block.add("digest", digest.map(HexPattern.digits))
            pattern?.write(to: &block)
        }
    }
}

extension UDPCheckSettings {
    fileprivate func write(to block: inout StatementList) {
        block.add("payload", payload.map(HexPattern.digits))
        if requiresReply { block.line(["require_reply"] + (reply.map { [$0.digits] } ?? [])) }
        block.add("min_reply_length", lengths.lowerBound)
        block.add("max_reply_length", lengths.upperBound)
    }
}

extension HexPattern {
    /// Two digits for each byte, `x` for one that does not count.
    fileprivate var digits: String {
        zip(values, masks).map { value, mask in
            Self.digit(value >> 4, mask >> 4) + Self.digit(value & 0xF, mask & 0xF)
        }.joined()
    }

    private static func digit(_ value: UInt8, _ mask: UInt8) -> String { mask == 0 ? "x" : String(value, radix: 16) }
}
