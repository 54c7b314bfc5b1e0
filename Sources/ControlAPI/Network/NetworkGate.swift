import Addresses
import ControlMessages
import HTTPTypes
import Hummingbird
import Synchronization

/// Lets those through who may ask over the network.
final class NetworkGate: RouterMiddleware {
    typealias Context = BasicRequestContext

    private static let scheme = "bearer "

    private let tokens: Mutex<TokenList>

    init(_ tokens: TokenList) {
        self.tokens = Mutex(tokens)
    }

    /// Takes other tokens; connections that are open need one of them for their next question.
    func replace(with tokens: TokenList) {
        self.tokens.withLock { $0 = tokens }
    }

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        // No page of a browser asks here; one that does was led here by somebody else's name.
        if let field = HTTPField.Name("origin"), request.headers[field] != nil {
            throw ControlError(status: 403, code: "origin", message: "questions of web pages are not answered")
        }
        guard Self.isOurs(request.head.authority) else {
            throw ControlError(
                status: 421, code: "host", message: "ask by an address: other names than localhost are not answered")
        }
        guard isKnown(request.headers[.authorization]) else {
            var response = JSONAnswer.answer(
                ControlError(status: 401, code: "unauthorized", message: "a token is missing or wrong"))
            response.headers[.wwwAuthenticate] = "Bearer"
            return response
        }
        return try await next(request, context)
    }

    private func isKnown(_ authorization: String?) -> Bool {
        guard let authorization, authorization.lowercased().hasPrefix(Self.scheme) else { return false }
        let token = String(authorization.dropFirst(Self.scheme.count))
        return tokens.withLock { $0.contains(token) }
    }

    /// Whether a Host header names an address, or this host: names of others could have been made to lead here.
    static func isOurs(_ authority: String?) -> Bool {
        guard let authority else { return false }
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            return IPv6Address(authority[authority.index(after: authority.startIndex)..<end]) != nil
        }
        let host = authority.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
        return host.lowercased() == "localhost" || IPv4Address(host) != nil
    }
}
