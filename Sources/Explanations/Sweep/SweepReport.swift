/// What a sweep found: every policy on both halves, the front, and the best one judged.
package struct SweepReport: Sendable {
  package struct Line: Sendable {
    package let policy: SweepPolicy
    package let name: String
    /// Whether it could be known only by who knows the true class: its method looks at the label,
    /// where it erases and whether (a difference to the true class is zero on right images, and
    /// spares them all).
    package let usesLabel: Bool
    package let choosing: PolicyEffect
    package let reporting: PolicyEffect
    /// On all images of each group, such as those with the same planted cause, in the order of
    /// `groups`.
    package let byGroup: [PolicyEffect]
    /// Whether no other policy of its kind erases less and nets as much or more, on the choosing
    /// images; never one that uses the label.
    package internal(set) var isOnFront = false
  }

  package let lines: [Line]
  package let groups: [String]
  /// The yardstick's line: mirror averaging of all images.
  package let yardstick: Line?
  /// The erasure with the largest net change on the choosing images; of equal ones that of the
  /// smaller area, then the first. Controls, the yardstick and what uses the label are not asked.
  package let best: Line?
  /// The same among those that use the label, which correct nothing.
  package let bestWithLabel: Line?
  /// The same among the random controls, but for those of methods that use the label.
  package let bestControl: Line?
  package let choosingImages: Int
  package let reportingImages: Int

  /// - Parameters:
  ///   - names: of the grid's methods.
  ///   - groupOf: the group of each image; nil for none.
  package init(
    _ scores: SweepScores, leastSure shares: [Double], names: [String],
    groupOf: [String]? = nil
  ) {
    let groups = Set(groupOf ?? []).sorted()
    let members = groups.map { group in (groupOf ?? []).map { $0 == group } }
    self.groups = groups
    let choosing = scores.choosing
    let reporting = choosing.map { !$0 }
    var lines = scores.policies(leastSure: shares).map { policy in
      Line(
        policy: policy, name: Self.name(of: policy, scores.grid, names),
        usesLabel: policy.method.map { scores.grid.methods[$0].usesLabel } ?? false,
        choosing: scores.effect(of: policy, on: choosing),
        reporting: scores.effect(of: policy, on: reporting),
        byGroup: members.map { scores.effect(of: policy, on: $0) })
    }
    Self.markFront(&lines)
    self.lines = lines
    yardstick = lines.first { $0.policy.source == .mirror && $0.policy.leastSure >= 1 }
    let erasures = lines.filter { $0.policy.source != .mirror && !$0.policy.isControl }
    best = Self.best(erasures.filter { !$0.usesLabel })
    bestWithLabel = Self.best(erasures.filter(\.usesLabel))
    bestControl = Self.best(lines.filter { $0.policy.isControl && !$0.usesLabel })
    choosingImages = choosing.count { $0 }
    reportingImages = reporting.count { $0 }
  }

  private static func best(_ lines: [Line]) -> Line? {
    lines.enumerated().min {
      (-$0.element.choosing.effect.net, $0.element.choosing.area, $0.offset)
        < (-$1.element.choosing.effect.net, $1.element.choosing.area, $1.offset)
    }?.element
  }

  /// Among erasures that are no controls and use no label: sorted by area, each that nets more than
  /// all before it.
  private static func markFront(_ lines: inout [Line]) {
    let candidates = lines.indices.filter {
      lines[$0].policy.source != .mirror && !lines[$0].policy.isControl && !lines[$0].usesLabel
    }.sorted {
      (lines[$0].choosing.area, -lines[$0].choosing.effect.net, $0)
        < (lines[$1].choosing.area, -lines[$1].choosing.effect.net, $1)
    }
    var most = Int.min
    for index in candidates where lines[index].choosing.effect.net > most {
      most = lines[index].choosing.effect.net
      lines[index].isOnFront = true
    }
  }

  /// What a policy does, in words.
  private static func name(
    of policy: SweepPolicy, _ grid: SweepGrid, _ names: [String]
  ) -> String {
    let sure =
      policy.leastSure >= 1 ? "" : ", least sure \(Int((100 * policy.leastSure).rounded())) %"
    let averaging = policy.averaging == .alone ? "" : ", averaged with the image"
    func control(_ draw: Int) -> String { draw > 0 ? "random boxes as by " : "" }
    switch policy.source {
    case .mirror: return "mirror averaging" + sure
    case .erasure(let method, let recipe, let draw):
      return control(draw) + "\(names[method]), \(grid.recipes[recipe])" + averaging + sure
    case .several(let method, let recipes, let draw):
      let first = grid.recipes[recipes[0]]
      return control(draw)
        + "\(names[method]), \(recipes.count) shares, \(first.placement), \(first.fill.rawValue)"
        + averaging + sure
    }
  }
}
