import ControlMessages
import HTTPTypes
import Hummingbird

/// Puts the endpoints of all routes under one roof, where every question gets an answer of the API's shape.
struct ControlRouter {
    /// Every method that is answered with 405 where the path does not have it.
    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .put, .post, .patch, .delete, .options, .trace, .connect,
    ]

    /// What is answered over the network, too: for agents, for peers, and for who makes the topology.
    private static let networkPaths: [String: Set<HTTPRequest.Method>] = [
        "/v1/management-groups/{group}/agents": [.get],
        "/v1/management-groups/{group}/agents/{id}": [.get, .put],
        "/v1/management-groups/{group}/agents/{id}/watch": [.get],
        "/v1/services": [.get],
        "/v1/topology": [.put],
    ]

    let node: any ControlledNode
    /// Nil on the control socket, where everything is answered.
    var gate: NetworkGate?

    private var answered: [Endpoint] {
        guard gate != nil else { return endpoints }
        return endpoints.filter { Self.networkPaths[$0.path]?.contains($0.method) ?? false }
    }

    private var endpoints: [Endpoint] {
        StatusRoutes(node: node).endpoints + VRRPRoutes(node: node).endpoints + ServicesRoutes(node: node).endpoints
            + ChecksRoutes(node: node).endpoints + GroupsRoutes(node: node).endpoints
            + ReloadRoutes(node: node).endpoints + PlanRoutes(node: node).endpoints + EventsRoutes(node: node).endpoints
            + RecordingRoutes(node: node).endpoints + TopologyRoutes(node: node).endpoints
            + ConfigurationRoutes(node: node).endpoints
    }

    func makeResponder() -> some HTTPResponder<ControlContext> {
        let router = Router(context: ControlContext.self)
        router.add(middleware: ErrorShape())
        if let gate { router.add(middleware: gate) }
        for (path, endpoints) in Dictionary(grouping: answered, by: \.path) {
            add(endpoints, at: path, to: router)
        }
        return router.buildResponder()
    }

    private func add(_ endpoints: [Endpoint], at path: String, to router: Router<ControlContext>) {
        var handlers: [HTTPRequest.Method: Endpoint.Handler] = [:]
        for endpoint in endpoints { handlers[endpoint.method] = endpoint.handler }
        handlers[.head] = handlers[.get]
        let allowed = handlers.keys.map(\.rawValue).sorted().joined(separator: ", ")
        for method in Self.methods {
            if let handler = handlers[method] {
                router.on(RouterPath(path), method: method) { request, context in
                    let response = try await handler(ControlRequest(request, context))
                    return method == .head ? response.createHeadResponse() : response
                }
            } else {
                router.on(RouterPath(path), method: method) { request, _ in
                    let message = "\(request.uri.path) takes \(allowed), not \(method.rawValue)"
                    var response = JSONAnswer.answer(
                        ControlError(status: 405, code: "method_not_allowed", message: message))
                    response.headers[.allow] = allowed
                    return response
                }
            }
        }
    }
}
