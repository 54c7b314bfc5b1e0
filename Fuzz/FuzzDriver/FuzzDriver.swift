import Synchronization

/// libFuzzer, started as a library because SwiftPM names the program's entry point itself.
package enum FuzzDriver {
    /// In a struct, for a closure that goes through generic code by itself is wrapped once more each time.
    private struct Taker: Sendable {
        let take: @Sendable ([UInt8]) -> Void
    }

    /// What takes each input: the driver's own function cannot carry it.
    private static let taker = Mutex<Taker?>(nil)

    /// Hands inputs to `take` for as long as the program's arguments say.
    package static func run(_ take: @escaping @Sendable ([UInt8]) -> Void) {
        taker.withLock { $0 = Taker(take: take) }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        _ = runDriver(&count, &arguments) { bytes, count in
            // By its full name: what a C function pointer seems to capture ends the compiler of Swift 6.3 itself.
            let taker = FuzzDriver.taker.withLock { $0 }
            taker?.take(Array(UnsafeBufferPointer(start: bytes, count: count)))
            return 0
        }
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ input: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
