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
    /// Other processes may send to our port, too.
    private static let kernelPort: UInt32 = 0
    private static let receiving = "receiving from the kernel"

    private let socket: OpaquePointer
    package let descriptor: Int32
    package let receiveBufferSize: Int
    /// The datagram that came together with the last one: of a short list the kernel sends the entries and the end by
    /// themselves, and the system calls are half of what reading ten thousand lists takes.
    private var second: [UInt8] = []
    private var secondLength: Int?

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

    /// The port by which the kernel knows the socket.
    package var port: UInt32 { nl_socket_get_local_port(socket) }

    package func send(_ messages: Span<UInt8>) throws(NetlinkError) {
        let result = messages.withUnsafeBytes { cnetlink_send(descriptor, $0.baseAddress, $0.count) }
        guard result == 0 else { throw NetlinkError("sending to the kernel", errno: -result) }
    }

    package func receive(into buffer: inout [UInt8]) throws(NetlinkError) -> Int {
        while true {
            if let length = try takeSecond(into: &buffer) { return length }
            if second.count != buffer.count { second = [UInt8](repeating: 0, count: buffer.count) }
            var (first, next) = (clinux_netlink_datagram(), clinux_netlink_datagram())
            let count = buffer.withUnsafeMutableBytes { buffer in
                second.withUnsafeMutableBytes { second in
                    (first.buffer, first.capacity) = (buffer.baseAddress, buffer.count)
                    (next.buffer, next.capacity) = (second.baseAddress, second.count)
                    return clinux_receive_two(descriptor, &first, &next)
                }
            }
            if count == -EAGAIN { throw NetlinkError("waiting for the kernel's answer", errno: ETIMEDOUT) }
            guard count > 0 else { throw NetlinkError(Self.receiving, errno: -count) }
            if count == 2, next.port == Self.kernelPort { secondLength = next.length }
            guard first.port == Self.kernelPort else { continue }
            guard first.length <= buffer.count else { throw NetlinkError(Self.receiving, errno: EMSGSIZE) }
            return first.length
        }
    }

    /// Receives a datagram that is there already; nil where none is.
    package func receivePending(into buffer: inout [UInt8]) throws(NetlinkError) -> Int? {
        while true {
            if let length = try takeSecond(into: &buffer) { return length }
            var sender: UInt32 = 0
            let length = buffer.withUnsafeMutableBytes {
                cnetlink_receive(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT), &sender)
            }
            if length == -Int(EAGAIN) { return nil }
            guard length >= 0 else { throw NetlinkError(Self.receiving, errno: Int32(-length)) }
            guard length <= buffer.count else { throw NetlinkError(Self.receiving, errno: EMSGSIZE) }
            if sender == Self.kernelPort { return length }
        }
    }

    private func takeSecond(into buffer: inout [UInt8]) throws(NetlinkError) -> Int? {
        guard let length = secondLength else { return nil }
        secondLength = nil
        guard length <= second.count else { throw NetlinkError(Self.receiving, errno: EMSGSIZE) }
        swap(&buffer, &second)
        return length
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: some BitwiseCopyable) -> Bool
    {
        withUnsafeBytes(of: value) { bytes in
            setsockopt(descriptor, level, option, bytes.baseAddress, socklen_t(bytes.count)) == 0
        }
    }
}
