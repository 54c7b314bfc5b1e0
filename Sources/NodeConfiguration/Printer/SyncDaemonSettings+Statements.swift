import Addresses

extension SyncDaemonSettings {
    func write(to block: inout StatementList) {
        let words = [
            instance.map { ["inst", $0] }, ["id", syncID.description],
            maximumLength.map { ["maxlen", $0.description] },
            port.map { ["port", $0.description] }, ttl.map { ["ttl", $0.description] },
            group.map { ["group", $0.description] },
        ]
        block.line(["lvs_sync_daemon", interface.description] + words.compactMap(\.self).flatMap(\.self))
    }
}

extension ConnectionTimeouts {
    func write(to block: inout StatementList) {
        let words = [("tcp", tcp), ("tcpfin", tcpFIN), ("udp", udp)].flatMap { name, seconds in
            seconds.map { [name, $0.description] } ?? []
        }
        if !words.isEmpty { block.line(["lvs_timeouts"] + words) }
    }
}

extension SchedulerFlags {
    func write(to block: inout StatementList) {
        block.flag("flag-1", contains(.first))
        block.flag("flag-2", contains(.second))
        block.flag("flag-3", contains(.third))
    }
}
