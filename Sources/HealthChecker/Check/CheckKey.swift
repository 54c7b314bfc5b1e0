/// Which check of which real server of which virtual service, in the texts that people see.
package struct CheckKey: Hashable, Comparable, Sendable {
    /// The virtual service: `TCP 192.0.2.1:80`.
    package let service: String
    /// The real server: `10.0.0.1:8080`.
    package let realServer: String
    /// The check's place among the server's checks, from 0.
    package let ordinal: Int

    package init(service: String, realServer: String, ordinal: Int) {
        self.service = service
        self.realServer = realServer
        self.ordinal = ordinal
    }

    package static func < (left: CheckKey, right: CheckKey) -> Bool {
        (left.service, left.realServer, left.ordinal) < (right.service, right.realServer, right.ordinal)
    }
}

extension CheckKey: CustomStringConvertible {
    /// `10.0.0.1:8080 of TCP 192.0.2.1:80`, with the check's number from the second one on.
    package var description: String {
        let server = "\(realServer) of \(service)"
        return ordinal == 0 ? server : "\(server), check \(ordinal &+ 1)"
    }
}
