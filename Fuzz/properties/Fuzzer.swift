import FuzzDriver
import HostileProperties

@main
enum Fuzzer {
    static func main() {
        FuzzDriver.run { input in
            do {
                try HostileProperties.read(input)
            } catch {
                fatalError("\(error)")
            }
        }
    }
}
