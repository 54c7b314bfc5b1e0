package import Addresses
import Glibc
import NIOPosix

/// Whoever knows the addresses of names.
package protocol NameResolving: Sendable {
    /// Empty where the name has none, or where nobody answers.
    func addresses(of name: String) async -> [IPAddress]
}

/// Asks this host's resolver.
package struct NameLookup: NameResolving {
    package init() {}

    package func addresses(of name: String) async -> [IPAddress] {
        (try? await NIOThreadPool.singleton.runIfActive { Self.lookUp(name) }) ?? []
    }

    private static func lookUp(_ name: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var entry = list
        while let current = entry {
            if let address = current.pointee.ai_addr.flatMap(numericText).flatMap({ IPAddress($0) }) {
                addresses.append(address)
            }
            entry = current.pointee.ai_next
        }
        return addresses
    }

    private static func numericText(_ address: UnsafeMutablePointer<sockaddr>) -> String? {
        let isIPv6 = Int32(address.pointee.sa_family) == AF_INET6
        let length = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let result = getnameinfo(
            address, socklen_t(length), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard result == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
