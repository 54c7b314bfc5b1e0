import CLinux
import CNetlink

/// A netlink socket: opened by libnl, read and written by us, so that many messages go in one send.
///
/// Not Sendable: one thread or one actor uses it.
package final class NetlinkSocket: NetlinkTransport {
    /// Room for the case in which every message of a full batch fails.
    private static let bufferSize: Int32 = 4 << 20
    /// The kernel answers before `send` returns, so a missing answer is a lost one.
    private static let longestWait = timeval(tv_sec: 10, tv_usec: 0)

    private let socket: OpaquePointer
    package let descriptor: Int32
    package let receiveBufferSize: Int

    /// Opens a socket.
    ///
    /// - Parameters:
    ///   - family: the netlink protocol, such as `NETLINK_ROUTE`
    ///   - groups: multicast groups to hear, such as `RTNLGRP_LINK`
    package init(_ family: Int32, groups: [UInt32] = []) throws(NetlinkError) {
        let attempt = "opening a netlink socket (family \(family))"
        guard let socket = nl_socket_alloc() else { throw NetlinkError(attempt, errno: ENOMEM) }
        var isReady = false
        defer { if !isReady { nl_socket_free(socket) } }
        guard nl_connect(socket, family) >= 0 else { throw NetlinkError(attempt, errno: clinux_errno()) }
        for group in groups {
            guard nl_socket_add_membership(socket, Int32(bitPattern: group)) >= 0 else {
                throw NetlinkError("joining netlink group \(group)", errno: clinux_errno())
            }
        }
        let descriptor = nl_socket_get_fd(socket)
        // Without the capability the forced sizes are refused and the ordinary ones are cut to the system's limit.
        for (forced, ordinary) in [(SO_SNDBUFFORCE, SO_SNDBUF), (SO_RCVBUFFORCE, SO_RCVBUF)]
        where !Self.set(descriptor, SOL_SOCKET, forced, Self.bufferSize) {
            _ = Self.set(descriptor, SOL_SOCKET, ordinary, Self.bufferSize)
        }
        // Kernels before 4.3 and 4.12 know neither; answers are then longer and say less.
        _ = Self.set(descriptor, SOL_NETLINK, NETLINK_CAP_ACK, Int32(1))
        _ = Self.set(descriptor, SOL_NETLINK, NETLINK_EXT_ACK, Int32(1))
        guard Self.set(descriptor, SOL_SOCKET, SO_RCVTIMEO, Self.longestWait) else {
            throw NetlinkError(attempt, errno: clinux_errno())
        }
        var size: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, &length)
        self.socket = socket
        self.descriptor = descriptor
        receiveBufferSize = Int(size)
        isReady = true
    }

    deinit {
        nl_socket_free(socket)
    }

    package func send(_ messages: Span<UInt8>) throws(NetlinkError) {
        let result = messages.withUnsafeBytes { cnetlink_send(descriptor, $0.baseAddress, $0.count) }
        guard result == 0 else { throw NetlinkError("sending to the kernel", errno: -result) }
    }

    package func receive(into buffer: inout [UInt8]) throws(NetlinkError) -> Int {
        guard let length = try receive(into: &buffer, flags: 0) else {
            throw NetlinkError("waiting for the kernel's answer", errno: ETIMEDOUT)
        }
        return length
    }

    /// Receives a datagram that is there already; nil where none is.
    package func receivePending(into buffer: inout [UInt8]) throws(NetlinkError) -> Int? {
        try receive(into: &buffer, flags: Int32(MSG_DONTWAIT))
    }

    private func receive(into buffer: inout [UInt8], flags: Int32) throws(NetlinkError) -> Int? {
        let attempt = "receiving from the kernel"
        while true {
            var sender: UInt32 = 0
            let length = buffer.withUnsafeMutableBytes {
                cnetlink_receive(descriptor, $0.baseAddress, $0.count, flags, &sender)
            }
            if length == -Int(EAGAIN) { return nil }
            guard length >= 0 else { throw NetlinkError(attempt, errno: Int32(-length)) }
            guard length <= buffer.count else { throw NetlinkError(attempt, errno: EMSGSIZE) }
            // Other processes may send to our port, too; only the kernel has port 0.
            if sender == 0 { return length }
        }
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: some BitwiseCopyable) -> Bool
    {
        withUnsafeBytes(of: value) { bytes in
            setsockopt(descriptor, level, option, bytes.baseAddress, socklen_t(bytes.count)) == 0
        }
    }
}
