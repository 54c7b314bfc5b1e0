import FuzzDriver
import HostileFrames

@main
enum Fuzzer {
    static func main() {
        FuzzDriver.run { HostileFrames.read($0) }
    }
}
