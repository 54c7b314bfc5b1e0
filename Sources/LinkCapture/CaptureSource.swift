import CPcap
import Deadlines
package import LinkAnalysis

/// Where captured frames come from: an interface, or a file that tcpdump, Wireshark or this package wrote.
package final class CaptureSource {
    /// What came of waiting for a frame.
    package enum Outcome {
        case frame(CapturedFrame)
        /// Nothing came in time.
        case nothing
        /// The file is over.
        case end
    }

    /// How frames begin.
    package let linkType: LinkType
    /// The interface or the file, for messages.
    package let name: String
    let handle: OpaquePointer
    private let isLive: Bool

    /// Opens an interface.
    ///
    /// - Parameter snapshotLength: how many bytes of each frame are kept at most; 0 for all.
    package convenience init(interface: String, snapshotLength: Int = 0, isPromiscuous: Bool = true)
        throws(CaptureError)
    {
        try Self.checkInterface(interface)
        var buffer = Self.emptyBuffer
        guard let handle = pcap_create(interface, &buffer) else {
            throw CaptureError("\(interface) cannot be captured from: \(Self.text(buffer))")
        }
        pcap_set_snaplen(handle, Int32(clamping: snapshotLength > 0 ? snapshotLength : Self.wholeFrame))
        pcap_set_promisc(handle, isPromiscuous ? 1 : 0)
        // A frame is told of when it comes, not when a buffer is full.
        pcap_set_immediate_mode(handle, 1)
        pcap_set_timeout(handle, 100)
        let status = pcap_activate(handle)
        guard status >= 0 else {
            let failure = Self.activationFailure(interface, status, handle)
            pcap_close(handle)
            throw failure
        }
        // Where all interfaces are captured, each frame says which it came from.
        if pcap_datalink(handle) == DLT_LINUX_SLL { pcap_set_datalink(handle, DLT_LINUX_SLL2) }
        try self.init(handle, named: interface, isLive: true)
        guard pcap_setnonblock(handle, 1, &buffer) == 0 else {
            throw CaptureError("\(interface) cannot be captured from: \(Self.text(buffer))")
        }
        try applyFilter()
    }

    /// Opens a file; `-` is the standard input.
    package convenience init(file: String) throws(CaptureError) {
        var buffer = Self.emptyBuffer
        guard let handle = pcap_open_offline(file, &buffer) else {
            let reason = Self.text(buffer)
            throw CaptureError(reason.hasPrefix(file) ? reason : "\(file) cannot be read: \(reason)")
        }
        try self.init(handle, named: file, isLive: false)
    }

    private init(_ handle: OpaquePointer, named name: String, isLive: Bool) throws(CaptureError) {
        let number = pcap_datalink(handle)
        guard let linkType = LinkType(rawValue: number) else {
            let known = pcap_datalink_val_to_name(number).map { String(cString: $0) } ?? "\(number)"
            pcap_close(handle)
            let supported = LinkType.allCases.map(\.description).joined(separator: ", ")
            throw CaptureError("\(name) has frames of type \(known), which cannot be read; what can is \(supported)")
        }
        self.linkType = linkType
        self.name = name
        self.handle = handle
        self.isLive = isLive
    }

    deinit {
        pcap_close(handle)
    }

    /// Waits for the next frame, for up to `patience` milliseconds or until a signal comes.
    package func next(within patience: Int = 0) throws(CaptureError) -> Outcome {
        if let outcome = try read() { return outcome }
        guard isLive else { return .end }
        let descriptor = pcap_get_selectable_fd(handle)
        let ready = cpcap_wait(descriptor, Int32(clamping: patience))
        if ready < 0 { throw CaptureError("\(name): waiting failed with errno \(-ready)") }
        return try ready > 0 ? read() ?? .nothing : .nothing
    }

    /// How many frames the kernel had no room for.
    package var dropped: UInt64 {
        var statistics = pcap_stat()
        guard isLive, pcap_stats(handle, &statistics) == 0 else { return 0 }
        return UInt64(statistics.ps_drop)
    }

    /// The next frame that is there; nil where none is.
    private func read() throws(CaptureError) -> Outcome? {
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var data: UnsafePointer<UInt8>?
        switch pcap_next_ex(handle, &header, &data) {
        case 1:
            guard let header, let data else { return nil }
            let captured = Int(header.pointee.caplen)
            let bytes = Array(UnsafeBufferPointer(start: data, count: captured))
            let time =
                Instant.zero + .seconds(Int64(header.pointee.ts.tv_sec))
                + .microseconds(Int64(header.pointee.ts.tv_usec))
            return .frame(CapturedFrame(at: time, linkType, bytes, originalLength: Int(header.pointee.len)))
        case 0: return nil
        case PCAP_ERROR_BREAK: return .end
        default: throw CaptureError("\(name): \(String(cString: pcap_geterr(handle)))")
        }
    }

    /// Has the kernel leave out what has nothing to do with VRRP.
    private func applyFilter() throws(CaptureError) {
        guard let expression = CaptureFilter.expression(for: linkType) else { return }
        var program = bpf_program()
        guard pcap_compile(handle, &program, expression, 1, UInt32.max) == 0 else {
            throw CaptureError("\(name): the filter cannot be built: \(String(cString: pcap_geterr(handle)))")
        }
        defer { pcap_freecode(&program) }
        guard pcap_setfilter(handle, &program) == 0 else {
            throw CaptureError("\(name): the filter cannot be set: \(String(cString: pcap_geterr(handle)))")
        }
    }
}

extension CaptureSource {
    /// More than any frame has.
    static let wholeFrame = 262_144

    static var emptyBuffer: [CChar] { [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE)) }

    static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func checkInterface(_ interface: String) throws(CaptureError) {
        guard interface != "any", if_nametoindex(interface) == 0 else { return }
        throw CaptureError("there is no interface \(interface) here (ip link shows those that are)")
    }

    private static func activationFailure(
        _ interface: String, _ status: Int32, _ handle: OpaquePointer
    ) -> CaptureError {
        let detail = String(cString: pcap_geterr(handle))
        switch status {
        case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED:
            return CaptureError("capturing on \(interface) needs root or CAP_NET_RAW: try sudo")
        case PCAP_ERROR_NO_SUCH_DEVICE:
            return CaptureError("there is no interface \(interface) here (ip link shows those that are)")
        case PCAP_ERROR_IFACE_NOT_UP:
            return CaptureError("\(interface) is down: ip link set \(interface) up")
        default:
            let reason = String(cString: pcap_statustostr(status))
            return CaptureError("capturing on \(interface) failed: \(detail.isEmpty ? reason : detail)")
        }
    }
}
