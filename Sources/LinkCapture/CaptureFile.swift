import CPcap
import Deadlines
package import LinkAnalysis

/// A pcap file that frames are written to, readable by tcpdump and Wireshark.
package final class CaptureFile {
    private let path: String
    private let handle: OpaquePointer
    private let dumper: OpaquePointer

    /// Makes the file, or empties one that is there; `-` is the standard output.
    package init(writing path: String, _ linkType: LinkType) throws(CaptureError) {
        guard let handle = pcap_open_dead(linkType.rawValue, Int32(CaptureSource.wholeFrame)) else {
            throw CaptureError("\(path) cannot be written: not enough memory")
        }
        guard let dumper = pcap_dump_open(handle, path) else {
            let reason = String(cString: pcap_geterr(handle))
            pcap_close(handle)
            throw CaptureError(reason.hasPrefix(path) ? reason : "\(path) cannot be written: \(reason)")
        }
        self.path = path
        self.handle = handle
        self.dumper = dumper
    }

    deinit {
        pcap_dump_close(dumper)
        pcap_close(handle)
    }

    /// Appends a frame; it is in the file when this returns.
    package func write(_ frame: CapturedFrame) throws(CaptureError) {
        var header = pcap_pkthdr()
        let microseconds = frame.time.nanoseconds / 1_000
        header.ts.tv_sec = Int(microseconds / 1_000_000)
        header.ts.tv_usec = Int(microseconds % 1_000_000)
        header.caplen = UInt32(clamping: frame.bytes.count)
        header.len = UInt32(clamping: frame.originalLength)
        frame.bytes.withUnsafeBufferPointer { bytes in
            pcap_dump(UnsafeMutablePointer<UInt8>(dumper), &header, bytes.baseAddress)
        }
        guard pcap_dump_flush(dumper) == 0 else { throw CaptureError("\(path) cannot be written: is the disk full?") }
    }
}
