import Addresses
import ControlMessages
import HTTPTypes
import Hummingbird
import Synchronization

/// Lets those through who may ask over the network.
final class NetworkGate: RouterMiddleware {
    typealias Context = ControlContext

    private static let scheme = "bearer "

    /// Who may ask, and for whom.
    struct Rules {
        let tokens: TokenList
        /// In lower case.
        let serverNames: Set<String>

        init(_ tokens: TokenList, serverNames: [String] = []) {
            self.tokens = tokens
            self.serverNames = Set(serverNames.map { $0.lowercased() })
        }
    }

    private let rules: Mutex<Rules>

    init(_ rules: Rules) {
        self.rules = Mutex(rules)
    }

    /// Takes other tokens and names; connections that are open need them for their next question.
    func replace(with rules: Rules) {
        self.rules.withLock { $0 = rules }
    }

    func handle(
        _ request: Request, context: ControlContext,
        next: (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        // No page of a browser asks here; one that does was led here by somebody else's name.
        if let field = HTTPField.Name("origin"), request.headers[field] != nil {
            throw ControlError(status: 403, code: "origin", message: "questions of web pages are not answered")
        }
        guard isOurs(request.head.authority) else {
            throw ControlError(
                status: 421, code: "host",
                message:
                    "ask by an address: of names, localhost and those of the api block's 'server_name' are answered")
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
        return rules.withLock { $0.tokens.contains(token) }
    }

    /// Whether a Host header names an address, or this host: names of others could have been made to lead here.
    private func isOurs(_ authority: String?) -> Bool {
        guard let authority else { return false }
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            return IPv6Address(authority[authority.index(after: authority.startIndex)..<end]) != nil
        }
        var host = authority.split(separator: ":", maxSplits: 1).first.map { $0.lowercased() } ?? ""
        // A name that is written in full.
        if host.utf8.last == UInt8(ascii: ".") { host.removeLast() }
        return host == "localhost" || IPv4Address(host) != nil || rules.withLock { $0.serverNames.contains(host) }
    }
}
