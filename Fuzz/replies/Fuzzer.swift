import FuzzDriver
import HostileReplies

@main
enum Fuzzer {
    static func main() {
        FuzzDriver.run { HostileReplies.read($0) }
    }
}
