import FuzzDriver
import HostileAnswers

@main
enum Fuzzer {
    static func main() {
        FuzzDriver.run { HostileAnswers.read($0) }
    }
}
