import Scripts
import Testing

@Suite("The variables that scripts get")
struct CleanEnvironmentTests {
    @Test("S22: what changes how programs are loaded or shells read is left out, the rest stays byte for byte")
    func cleaned() {
        let block = Array(
            "A=1\0LD_PRELOAD=x\0LD_LIBRARY_PATH=y\0IFS=z\0NOTIFY_SOCKET=/s\0PATH=/bin\0LDX=2\0=odd\0B".utf8)
        let kept = CleanEnvironment.variables(from: block).map { String(decoding: $0, as: UTF8.self) }
        #expect(kept == ["A=1", "PATH=/bin", "LDX=2"])
    }

    @Test("there is always a PATH")
    func path() {
        #expect(
            CleanEnvironment.variables(from: []).map { String(decoding: $0, as: UTF8.self) }.first?.hasPrefix("PATH=")
                == true)
    }
}
