import ControlMessages

/// Something whose change a reload tells of.
protocol ChangeableObject {
    var changeName: String { get }
    /// What it is, for people.
    var changeSummary: String { get }
    /// Everything that it says, keyword by keyword; of an edit those are shown that are not the same.
    var facts: [ChangeFact] { get }
    /// Whether a reload from this to the other one changes nothing of it.
    func isUnchanged(in other: Self) -> Bool
}

/// One thing that an object says, as people see it and as it is compared.
struct ChangeFact: Hashable {
    /// Nil where there is nothing to show, because the keyword is not there.
    let text: String?
    private let value: AnyHashable

    /// A keyword with its value; nothing where there is none.
    init(_ keyword: String, _ value: (some Hashable)?) {
        text = value.map { "\(keyword) \($0)" }
        self.value = value.map { AnyHashable($0) } ?? AnyHashable(keyword)
    }

    /// A keyword that stands alone, or does not.
    init(flag keyword: String, _ isThere: Bool) {
        text = isThere ? keyword : nil
        value = isThere
    }

    /// A keyword whose value is too long for a line, or a secret.
    init(_ keyword: String, showing text: String?, value: some Hashable) {
        self.text = text.map { "\(keyword) \($0)" }
        self.value = value
    }

    /// The facts of each that the other does not have, on one line; nil where there is nothing to show.
    ///
    /// What is shown alike and is not, such as a password, is said to be another.
    static func difference(_ old: [ChangeFact], _ new: [ChangeFact]) -> (before: String?, after: String?) {
        let before = Set(old)
        let after = Set(new)
        let lost = old.filter { !after.contains($0) }.compactMap(\.text)
        let known = Set(lost)
        let gained = new.filter { !before.contains($0) }.compactMap(\.text)
            .map { known.contains($0) ? $0 + otherwise : $0 }
        return (line(lost), line(gained))
    }

    /// Behind what looks the same and is not.
    static let otherwise = " (otherwise)"

    private static func line(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: ", ") }
}

/// The differences of one kind of object.
struct Difference {
    private let kind: String
    private var removed: [ChangeEntry] = []
    private var changed: [ChangeEntry] = []

    init(_ kind: String) {
        self.kind = kind
    }

    var entries: [ChangeEntry] { removed + changed }

    /// - Parameter removal: what becomes of objects that are there no more.
    mutating func compare<Object: ChangeableObject, Key: Hashable>(
        _ old: [Object], _ new: [Object], by key: (Object) -> Key, removal: ChangeAction = .remove
    ) {
        let before = Dictionary(old.map { (key($0), $0) }) { first, _ in first }
        let after = Set(new.map(key))
        for object in old where !after.contains(key(object)) { remove(object, removal) }
        for object in new { compare(before[key(object)], object) }
    }

    mutating func compare<Object: ChangeableObject>(_ old: Object?, _ new: Object) {
        guard let old else {
            changed.append(
                ChangeEntry(action: .add, kind: kind, name: new.changeName, after: new.changeSummary))
            return
        }
        guard !old.isUnchanged(in: new) else { return }
        var (before, after) = ChangeFact.difference(old.facts, new.facts)
        // Such as the same in another order.
        if before == after { (before, after) = (old.changeSummary, new.changeSummary + ChangeFact.otherwise) }
        changed.append(ChangeEntry(action: .edit, kind: kind, name: new.changeName, before: before, after: after))
    }

    mutating func remove(_ object: some ChangeableObject, _ action: ChangeAction = .remove) {
        removed.append(
            ChangeEntry(action: action, kind: kind, name: object.changeName, before: object.changeSummary))
    }
}
