import ControlMessages
import Hummingbird

/// `GET /v1/services`, `GET /v1/services/{protocol}/{address}:{port}` and `/v1/services/fwmark/{n}`,
/// `POST /v1/services/verify`, `/v1/services/adopt` and `/v1/services/purge`.
struct ServicesRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/services", services),
            Endpoint(.post, "/v1/services/verify", verify),
            Endpoint(.post, "/v1/services/adopt", adopt),
            Endpoint(.post, "/v1/services/purge", purge),
            Endpoint(.get, "/v1/services/{protocol}/{endpoint}", addressService),
            Endpoint(.get, "/v1/services/fwmark/{mark}", firewallMarkService),
        ]
    }

    @Sendable private func services(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(await node.services())
    }

    @Sendable private func verify(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(try await node.verifyServices())
    }

    @Sendable private func adopt(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(try await node.adoptServices(try await request.body(as: ServiceChoice.self)))
    }

    @Sendable private func purge(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(try await node.purgeServices(try await request.body(as: ServiceChoice.self)))
    }

    @Sendable private func addressService(_ request: ControlRequest) async throws(ControlError) -> Response {
        let name = try request.parameter("protocol")
        guard let transportProtocol = ProtocolText(rawValue: name.lowercased()) else {
            throw .badRequest("\"\(name)\" is none of the protocols tcp, udp and sctp")
        }
        let endpoint = try request.parameter("endpoint")
        guard let (address, port) = Self.split(endpoint) else {
            throw .badRequest("\"\(endpoint)\" is no ADDRESS:PORT")
        }
        return try await answer("\(transportProtocol.rawValue) \(endpoint)") {
            $0.transportProtocol == transportProtocol && $0.address == address && $0.port == port
        }
    }

    /// A mark may have a service in each family; without `?family=` the first of the list is meant.
    @Sendable private func firewallMarkService(_ request: ControlRequest) async throws(ControlError) -> Response {
        let text = try request.parameter("mark")
        guard let mark = UInt32(text) else { throw .badRequest("\"\(text)\" is no firewall mark") }
        let family = try request.query("family")
        return try await answer("fwmark \(mark)") {
            $0.firewallMark == mark && (family == nil || $0.family.rawValue == family)
        }
    }

    private func answer(
        _ name: String, where isMeant: (ServiceEntry) -> Bool
    ) async throws(ControlError) -> Response {
        let list = await node.services()
        guard let entry = (list.services + list.foreign).first(where: isMeant) else {
            throw .notFound("there is no virtual service \(name)")
        }
        return JSONAnswer.answer(ServiceMessage(asOf: list.asOf, entry))
    }

    /// `192.0.2.1:80` or `[2001:db8::1]:80`, the brackets being optional, as the last colon ends the address.
    private static func split(_ endpoint: String) -> (address: String, port: Int)? {
        guard let colon = endpoint.lastIndex(of: ":"), let port = UInt16(endpoint[endpoint.index(after: colon)...])
        else { return nil }
        var address = endpoint[..<colon]
        if address.first == "[", address.last == "]" { address = address.dropFirst().dropLast() }
        return (address.lowercased(), Int(port))
    }
}
