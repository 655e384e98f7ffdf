/// A method that can be chosen by name. Each is described in the file that defines it.
///
/// A new method is one line in `descriptions`: options, help texts and checks follow from its
/// table.
package struct MethodName: RawRepresentable, CaseIterable, Sendable {
  private static let descriptions: [MethodDescription] = [
    GradientSaliency.described,
    InputTimesGradient.described,
    SmoothGrad.described,
    IntegratedGradients.described,
    GradCAM.described(.mean),
    GradCAM.described(.plusPlus),
    HiResCAM.described,
    Occlusion.described,
    LIME.described,
    RISE.described,
    RandomMaps.described,
  ]

  package static let allCases = descriptions.map(MethodName.init)

  private let description: MethodDescription

  init(_ description: MethodDescription) {
    self.description = description
  }

  /// Nil for a name that no method has.
  package init?(rawValue: String) {
    guard let found = Self.descriptions.first(where: { $0.name == rawValue }) else { return nil }
    self.init(found)
  }

  package var rawValue: String { description.name }

  package var parameters: [any DescribedParameter] { description.parameters }

  /// The method, built with those of the settings that it has.
  ///
  /// - Throws: `ExplanationError` for a setting out of its range.
  package func method(
    _ settings: MethodSettings = MethodSettings()
  ) throws(ExplanationError) -> any ExplanationMethod {
    try description.build(settings)
  }
}

extension MethodName: Hashable {
  package static func == (first: Self, second: Self) -> Bool { first.rawValue == second.rawValue }
  package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// The methods that commands use by default.
extension MethodName {
  package static var gradient: Self { Self(GradientSaliency.described) }
  package static var integratedGradients: Self { Self(IntegratedGradients.described) }
  package static var gradCAM: Self { Self(GradCAM.described(.mean)) }
  package static var random: Self { Self(RandomMaps.described) }
}
