import Text

/// One change of an image that leaves its class as it is.
///
/// Lengths are percent of the image's side, so that a view means the same for images of any size.
package enum ViewStep: Sendable, Equatable {
  case mirror
  case shift(down: Double, right: Double)
  /// Above 1 enlarges the middle.
  case zoom(Double)
  /// By degrees, around the middle.
  case turn(Double)
  /// By a Gaussian of this standard deviation.
  case blur(Double)
  /// Adds so much of what a slight blur takes away.
  case sharpen(Double)
  /// Colours move away from the image's mean by this factor, or towards it.
  case contrast(Double)
  /// Blurs what lies outside an ellipse in the middle that holds this share of the area.
  case periphery(Double)
  /// Blurs what is not the object, as colours tell it from the border.
  case background
  /// Blurs boxes of 3 x 3 around this share of the pixels: the top of the gradient of the
  /// likeliest class's score less that of the second.
  case salient(Double)
  /// The same, interpolated from the surroundings.
  case inpaint(Double)
}

/// Views that rest on the same idea.
package enum ViewFamily: String, Sendable, Codable, CaseIterable {
  case asItIs = "as it is"
  case mirror, shift, zoom, turn, sharpness, contrast
  /// Views that take away what interferes with the object.
  case cause = "cause-directed"
}

extension ViewStep {
  /// How a kind of step is written: its name, and a number for each colon or comma after it.
  private struct Kind {
    let name: String
    let ranges: [ClosedRange<Double>]
    let family: ViewFamily
    let make: @Sendable ([Double]) -> ViewStep
  }

  private static let kinds: [Kind] = [
    Kind(name: "mirror", ranges: [], family: .mirror) { _ in .mirror },
    Kind(name: "shift", ranges: [-50...50, -50...50], family: .shift) {
      .shift(down: $0[0], right: $0[1])
    },
    Kind(name: "zoom", ranges: [0.25...4], family: .zoom) { .zoom($0[0]) },
    Kind(name: "turn", ranges: [-180...180], family: .turn) { .turn($0[0]) },
    Kind(name: "blur", ranges: [0.01...25], family: .sharpness) { .blur($0[0]) },
    Kind(name: "sharpen", ranges: [0.01...10], family: .sharpness) { .sharpen($0[0]) },
    Kind(name: "contrast", ranges: [0...10], family: .contrast) { .contrast($0[0]) },
    Kind(name: "periphery", ranges: [0.01...0.78], family: .cause) { .periphery($0[0]) },
    Kind(name: "background", ranges: [], family: .cause) { _ in .background },
    Kind(name: "salient", ranges: [0.001...0.5], family: .cause) { .salient($0[0]) },
    Kind(name: "inpaint", ranges: [0.001...0.5], family: .cause) { .inpaint($0[0]) },
  ]

  /// What can be written, for messages and helps.
  package static var usage: String {
    kinds.map { kind in
      let numbers = kind.ranges.map { "\(plain($0.lowerBound))..\(plain($0.upperBound))" }
      return kind.name + (numbers.isEmpty ? "" : ":" + numbers.joined(separator: ","))
    }.joined(separator: ", ")
  }

  package static var names: [String] { kinds.map(\.name) }

  /// Nil for a text that is no step, or has a number out of range.
  init?(parsing text: some StringProtocol) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = Self.kinds.first(where: { $0.name == parts[0] }) else { return nil }
    let texts =
      parts.count > 1 ? parts[1].split(separator: ",", omittingEmptySubsequences: false) : []
    let numbers = texts.compactMap { Double($0) }
    guard numbers.count == texts.count, numbers.count == kind.ranges.count,
      zip(kind.ranges, numbers).allSatisfy({ $0.contains($1) })
    else { return nil }
    self = kind.make(numbers)
  }

  /// As `init(parsing:)` reads it.
  package var text: String {
    let (name, numbers) = parts
    return name + (numbers.isEmpty ? "" : ":" + numbers.map(Self.plain).joined(separator: ","))
  }

  package var family: ViewFamily {
    let name = parts.name
    return Self.kinds.first { $0.name == name }?.family ?? .asItIs
  }

  /// Whether the network's gradients tell where the image changes.
  var needsGradients: Bool {
    switch self {
    case .salient, .inpaint: true
    default: false
    }
  }

  private var parts: (name: String, numbers: [Double]) {
    switch self {
    case .mirror: ("mirror", [])
    case .shift(let down, let right): ("shift", [down, right])
    case .zoom(let factor): ("zoom", [factor])
    case .turn(let degrees): ("turn", [degrees])
    case .blur(let deviation): ("blur", [deviation])
    case .sharpen(let amount): ("sharpen", [amount])
    case .contrast(let factor): ("contrast", [factor])
    case .periphery(let share): ("periphery", [share])
    case .background: ("background", [])
    case .salient(let share): ("salient", [share])
    case .inpaint(let share): ("inpaint", [share])
    }
  }

  /// The shortest decimal, without a fraction of zero.
  private static func plain(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }
}
