extension ConfigurationDraft {
    /// The groups with members that are there; their members learn of it.
    func completedSyncGroups(
        _ instances: inout [VRRPInstance], _ trackers: inout TrackerIndex, priorityChanges: Bool,
        _ context: inout ReadingContext
    ) -> [SyncGroupBlock] {
        var names: [String: SourceOffset] = [:]
        var groupOfMember: [String: SourceOffset] = [:]
        let positions = Dictionary(vrrpInstances.map { ($0.name.text, $0.name.position) }) { first, _ in first }
        let places = Dictionary(instances.enumerated().map { ($1.name, $0) }) { first, _ in first }
        var groups: [SyncGroupBlock] = []
        for draft in syncGroups {
            if let earlier = names.updateValue(draft.name.position, forKey: draft.name.text) {
                context.error(
                    "vrrp_sync_group '\(draft.name.text)' is already defined at \(context.position(of: earlier))",
                    at: draft.name.position)
                continue
            }
            let members = members(of: draft, among: positions, &groupOfMember, &context)
            var tracking = draft.tracking.completed(&trackers, &context)
            if let owner = members.first(where: { places[$0].map { instances[$0].priority == 255 } ?? false }) {
                tracking.clearWeights(ofGroup: draft.name, with: owner, &context)
            }
            var group = SyncGroupBlock(
                name: draft.name.text, members: members.filter { places[$0] != nil },
                tracking: tracking,
                notify: draft.notify.completed(priorityChanges: priorityChanges),
                tracksWithWeights: draft.tracksWithWeights.value ?? false,
                position: context.position(of: draft.name.position))
            group.sendsMail = draft.alerts.value
            guard !members.isEmpty else {
                trackers.release(tracking, keeping: TrackLines())
                continue
            }
            for member in group.members {
                guard let place = places[member], let position = positions[member] else { continue }
                instances[place].syncGroup = group.name
                guard !group.tracksWithWeights else { continue }
                let all = instances[place].tracking
                instances[place].tracking.dropWeights(inGroup: group.name, of: member, at: position, &context)
                trackers.release(all, keeping: instances[place].tracking)
            }
            groups.append(group)
        }
        return groups
    }

    private func members(
        of group: SyncGroupDraft, among instances: [String: SourceOffset],
        _ groupOfMember: inout [String: SourceOffset], _ context: inout ReadingContext
    ) -> [String] {
        var members: [String] = []
        for word in group.members {
            guard instances[word.text] != nil else {
                context.error(
                    "there is no vrrp_instance '\(word.text)'", at: word.position,
                    suggestion: Suggestion.closest(to: word.text, among: instances.keys.sorted()))
                continue
            }
            if let earlier = groupOfMember[word.text] {
                context.warning(
                    "'\(word.text)' is already in a sync group at \(context.position(of: earlier)): "
                        + "here it is left out", at: word.position)
                continue
            }
            groupOfMember[word.text] = word.position
            members.append(word.text)
        }
        if group.members.isEmpty {
            context.error("vrrp_sync_group '\(group.name.text)' has no 'group'", at: group.name.position)
        } else if members.count == 1 {
            context.warning("vrrp_sync_group '\(group.name.text)' has one member only", at: group.name.position)
        }
        return members
    }
}
