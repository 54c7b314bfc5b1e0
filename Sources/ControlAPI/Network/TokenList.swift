import Crypto

/// The tokens by which those who ask over the network prove that they may.
package struct TokenList: Sendable {
    /// Shorter ones could be guessed.
    package static let leastLength = 16

    /// Of equal length, whatever the tokens' own, and never the tokens themselves.
    private let digests: [SHA256.Digest]

    package var isEmpty: Bool { digests.isEmpty }

    /// Reads a file's text: one token a line; blank lines and those that begin with `#` are left out.
    ///
    /// - Throws: where a token is too short, with its line.
    package init(text: String) throws(TokenListError) {
        var digests: [SHA256.Digest] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let token = line.filter { $0 != " " && $0 != "\t" && $0 != "\r" }
            guard !token.isEmpty, token.first != "#" else { continue }
            guard token.utf8.count >= Self.leastLength else { throw TokenListError(line: index + 1) }
            digests.append(SHA256.hash(data: Array(token.utf8)))
        }
        self.digests = digests
    }

    /// Whether this is one of the tokens. The time it takes says nothing about how much of it is right.
    package func contains(_ token: String) -> Bool {
        let digest = SHA256.hash(data: Array(token.utf8))
        // Digests compare in constant time, and all of them are compared.
        return digests.reduce(false) { found, known in (known == digest) || found }
    }
}

/// A token that is none.
package struct TokenListError: Error, Hashable, CustomStringConvertible {
    let line: Int

    package var description: String {
        "line \(line) is shorter than \(TokenList.leastLength) bytes, which could be guessed"
    }
}
