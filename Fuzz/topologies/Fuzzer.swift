import FuzzDriver
import HostileTopologies

@main
enum Fuzzer {
    static func main() {
        FuzzDriver.run { HostileTopologies.read($0) }
    }
}
