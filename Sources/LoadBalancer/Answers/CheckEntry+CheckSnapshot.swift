import Addresses
import ControlMessages
import Deadlines
import HealthChecker

extension CheckEntry {
    init(_ snapshot: CheckSnapshot) {
        let specification = snapshot.specification
        self.init(
            service: specification.key.service, realServer: specification.key.realServer,
            type: specification.kind.description, target: specification.targetText,
            state: CheckStateText(snapshot.state),
            last: snapshot.lastResult.map { result in
                CheckResultEntry(
                    at: WallClock.timestamp(of: result.at), duration: result.duration.seconds, result: result.text)
            },
            attempt: snapshot.attempt, retries: specification.timing.retry,
            nextAt: snapshot.nextRun.map(WallClock.timestamp(of:)),
            keptConnection: snapshot.kept.map(KeptConnectionText.init))
    }
}

extension KeptConnectionText {
    fileprivate init(_ kept: CheckSnapshot.Kept) {
        switch kept {
        case .open: self = .open
        case .closed: self = .closed
        case .leftInPeace: self = .leftInPeace
        }
    }
}

extension CheckStateText {
    fileprivate init(_ state: CheckSnapshot.State) {
        switch state {
        case .up: self = .up
        case .down: self = .down
        case .unknown: self = .unknown
        }
    }
}
