/// An image as a network is asked about it once more: one change after the other.
package struct ImageView: Sendable, Equatable {
  /// None for the image as it is.
  package let steps: [ViewStep]

  package static let asItIs = ImageView(steps: [])

  init(steps: [ViewStep]) { self.steps = steps }

  private static let asItIsText = "as-it-is"

  /// Reads steps parted by `+`, such as `mirror+shift:6,0`, or `as-it-is`.
  ///
  /// - Throws: `ExplanationError` naming the step that is none.
  package init(parsing text: String) throws(ExplanationError) {
    guard text != Self.asItIsText else {
      self = .asItIs
      return
    }
    var steps: [ViewStep] = []
    for part in text.split(separator: "+", omittingEmptySubsequences: false) {
      guard let step = ViewStep(parsing: part) else {
        throw .setting(
          "views", expected: "\(Self.asItIsText), or steps parted by + of " + ViewStep.usage,
          found: "'\(part)'")
      }
      steps.append(step)
    }
    self.steps = steps
  }

  /// As `init(parsing:)` reads it.
  package var text: String {
    steps.isEmpty ? Self.asItIsText : steps.map(\.text).joined(separator: "+")
  }

  /// What its steps are about; a mirrored view belongs to those that it mirrors.
  package var family: ViewFamily {
    let families = steps.map(\.family)
    if families.contains(.cause) { return .cause }
    return families.first { $0 != .mirror } ?? families.first ?? .asItIs
  }

  var needsGradients: Bool { steps.contains(where: \.needsGradients) }
}
