import ControlMessages
import HTTPTypes
import Hummingbird

/// Puts the endpoints of all routes under one roof, where every question gets an answer of the API's shape.
struct ControlRouter {
    /// Every method that is answered with 405 where the path does not have it.
    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .put, .post, .patch, .delete, .options, .trace, .connect,
    ]

    let node: any ControlledNode

    private var endpoints: [Endpoint] {
        StatusRoutes(node: node).endpoints + VRRPRoutes(node: node).endpoints + ServicesRoutes(node: node).endpoints
            + ChecksRoutes(node: node).endpoints + GroupsRoutes(node: node).endpoints
            + ReloadRoutes(node: node).endpoints + EventsRoutes(node: node).endpoints
            + RecordingRoutes(node: node).endpoints + TopologyRoutes(node: node).endpoints
    }

    func makeResponder() -> some HTTPResponder<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: ErrorShape())
        for (path, endpoints) in Dictionary(grouping: endpoints, by: \.path) {
            add(endpoints, at: path, to: router)
        }
        return router.buildResponder()
    }

    private func add(_ endpoints: [Endpoint], at path: String, to router: Router<BasicRequestContext>) {
        var handlers: [HTTPRequest.Method: Endpoint.Handler] = [:]
        for endpoint in endpoints { handlers[endpoint.method] = endpoint.handler }
        handlers[.head] = handlers[.get]
        let allowed = handlers.keys.map(\.rawValue).sorted().joined(separator: ", ")
        for method in Self.methods {
            if let handler = handlers[method] {
                router.on(RouterPath(path), method: method) { request, context in
                    let response = try await handler(ControlRequest(request, parameters: context.parameters))
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
