import Crypto

/// The tokens by which those who ask over the network prove that they may.
package struct TokenList: Sendable {
    /// Shorter ones could be guessed.
    package static let leastLength = 16
    private static let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]

    /// Of equal length, whatever the tokens' own, and never the tokens themselves.
    private let digests: [SHA256.Digest]

    package var isEmpty: Bool { digests.isEmpty }

    /// Reads a file's text: one token a line; blank lines and those that begin with `#` are left out.
    ///
    /// - Throws: where a token is too short, with its line.
    package init(text: String) throws(TokenListError) {
        var digests: [SHA256.Digest] = []
        // Bytes, not characters: "\r\n" is one character, and no line's end.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let token = line.filter { !Self.blanks.contains($0) }
            guard let first = token.first, first != UInt8(ascii: "#") else { continue }
            guard token.count >= Self.leastLength else { throw TokenListError(line: index + 1) }
            digests.append(SHA256.hash(data: token))
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
