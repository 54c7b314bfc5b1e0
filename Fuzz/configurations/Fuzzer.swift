import FuzzDriver
import HostileConfigurations

@main
enum Fuzzer {
    static func main() {
        FuzzDriver.run { HostileConfigurations.read($0) }
    }
}
