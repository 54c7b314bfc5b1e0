import FuzzDriver
import HostileAdvertisements

@main
enum Fuzzer {
    static func main() {
        FuzzDriver.run { HostileAdvertisements.read($0) }
    }
}
