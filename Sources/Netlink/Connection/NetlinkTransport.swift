/// Carries datagrams to the kernel and back: a socket, or a script in tests.
package protocol NetlinkTransport: AnyObject {
    /// Bytes of answers that can wait to be received.
    var receiveBufferSize: Int { get }

    /// Hands the messages to the kernel, which handles them in order before this returns.
    func send(_ messages: Span<UInt8>) throws(NetlinkError)

    /// Waits for a datagram and returns its length. Throws `ENOBUFS` where the kernel had to drop some.
    func receive(into buffer: inout [UInt8]) throws(NetlinkError) -> Int
}
