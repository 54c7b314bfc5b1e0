import Glibc

/// Settings of the kernel as files; those of the network namespace that the thread is in.
struct KernelSettings {
    private static let root = "/proc/sys"

    /// Nil where there is no such setting.
    func read(_ setting: HostSetting) -> Int? {
        let descriptor = open("\(Self.root)/\(setting.path)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return Int(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }

    func write(_ value: Int, to setting: HostSetting) throws(RealServerError) {
        let path = "\(Self.root)/\(setting.path)"
        let bytes = Array("\(value)\n".utf8)
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Self.failure(path) }
    }

    private static func failure(_ path: String) -> RealServerError {
        RealServerError("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
