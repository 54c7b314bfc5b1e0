import NIOCore
package import NIOHTTP1
package import NodeConfiguration

/// Asks one node's API, one question a connection.
package struct PeerClient: Sendable {
    /// What a node may take of time and memory.
    package struct Limits: Hashable, Sendable {
        /// For the whole answer, however slowly it comes.
        package let seconds: Int64
        package let bytes: Int

        package init(seconds: Int64, bytes: Int) {
            self.seconds = seconds
            self.bytes = bytes
        }
    }

    /// A whole answer, whatever its status.
    package struct Answer: Sendable {
        package let status: HTTPResponseStatus
        package let headers: HTTPHeaders
        package let body: [UInt8]
    }

    /// Where to, for what, and what comes along.
    package struct Question: Sendable {
        package var method: HTTPMethod
        package let path: String
        package var headers: HTTPHeaders
        package var body: [UInt8]

        package init(
            _ path: String, method: HTTPMethod = .GET, headers: HTTPHeaders = [:], body: [UInt8] = []
        ) {
            self.method = method
            self.path = path
            self.headers = headers
            self.body = body
        }
    }

    typealias Inbound = NIOAsyncChannelInboundStream<HTTPClientResponsePart>

    package let address: APIAddress
    private let credentials: Credentials
    private let limits: Limits

    package init(_ address: APIAddress, _ credentials: Credentials, limits: Limits) {
        self.address = address
        self.credentials = credentials
        self.limits = limits
    }

    package func ask(_ question: Question) async throws(PeerError) -> Answer {
        let lateness = "its answer was not whole within \(limits.seconds) s"
        return try await converse(question, within: limits.seconds, lateness) { inbound, _ in
            var parts = inbound.makeAsyncIterator()
            return try await answer(in: &parts)
        }
    }

    /// Sends a question and hands its answer on.
    ///
    /// - Parameters:
    ///   - seconds: when the connection is closed, unless the deadline is moved.
    ///   - lateness: what is said then.
    func converse<Result: Sendable>(
        _ question: Question, within seconds: Int64, _ lateness: String,
        _ body: (Inbound, ChannelDeadline) async throws -> Result
    ) async throws(PeerError) -> Result {
        let head = try head(of: question)
        let connection = try await PeerConnection.open(address, credentials)
        let deadline = ChannelDeadline(connection.http.channel, after: .seconds(seconds))
        defer { deadline.cancel() }
        do {
            return try await connection.http.executeThenClose { inbound, outbound in
                // A node that has the head may answer and hang up before the end is written: the answer counts.
                let parts: [HTTPClientRequestPart] = [
                    .head(head), .body(.byteBuffer(ByteBuffer(bytes: question.body))), .end(nil),
                ]
                try? await outbound.write(contentsOf: parts)
                return try await body(inbound, deadline)
            }
        } catch {
            if deadline.hasPassed { throw PeerError(lateness) }
            throw error as? PeerError ?? PeerError("\(error)")
        }
    }

    private func head(of question: Question) throws(PeerError) -> HTTPRequestHead {
        var headers = question.headers
        headers.add(name: "host", value: address.authority)
        headers.add(name: "connection", value: "close")
        headers.add(name: "content-length", value: "\(question.body.count)")
        if !question.body.isEmpty { headers.add(name: "content-type", value: "application/json") }
        if let token = try credentials.token() { headers.add(name: "authorization", value: "Bearer \(token)") }
        return HTTPRequestHead(version: .http1_1, method: question.method, uri: question.path, headers: headers)
    }

    private func answer(in parts: inout Inbound.AsyncIterator) async throws -> Answer {
        guard case .head(let head) = try await parts.next() else { throw PeerError.hungUp }
        // Before gigabytes of it come.
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > limits.bytes {
            throw tooLarge
        }
        var body: [UInt8] = []
        while let part = try await parts.next() {
            switch part {
            case .head: continue
            case .body(let buffer):
                guard body.count + buffer.readableBytes <= limits.bytes else { throw tooLarge }
                body += buffer.readableBytesView
            case .end:
                return Answer(status: head.status, headers: head.headers, body: body)
            }
        }
        throw PeerError.hungUp
    }

    private var tooLarge: PeerError { PeerError("its answer has more than \(limits.bytes) bytes") }
}
