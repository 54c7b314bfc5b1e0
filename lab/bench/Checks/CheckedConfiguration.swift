/// A configuration whose real servers are checked once a second, ten behind each virtual server, in keepalived's
/// language.
struct CheckedConfiguration {
    enum Kind: String {
        case tcp = "TCP_CHECK"
        case http = "HTTP_GET"
    }

    let servers: Int
    var kind = Kind.tcp
    /// Lines in each check.
    var more = ""

    var text: String {
        let each = TableSize.realServersEach
        return stride(from: 0, to: servers, by: each).map { first in
            let members = (first..<min(first + each, servers)).map(realServer).joined()
            let service = first / each
            return """
                virtual_server 10.\(service >> 16 & 255).\(service >> 8 & 255).\(service & 255) 80 {
                lvs_sched rr
                lvs_method NAT
                protocol TCP
                \(members)}

                """
        }.joined()
    }

    private func realServer(_ place: Int) -> String {
        let url = kind == .http ? "url {\npath /\nstatus_code 200\n}\n" : ""
        return """
            real_server \(CheckedServers.address(place)) \(CheckedServers.port) {
            \(kind.rawValue) {
            \(url)connect_timeout 5
            delay_loop 1
            retry 0
            warmup 1
            \(more)}
            }

            """
    }
}
