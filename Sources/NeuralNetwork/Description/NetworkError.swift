/// What can be wrong with a network that is asked for or filled.
package enum NetworkError: Error, CustomStringConvertible, Equatable {
  case inputTooSmall(network: String, layer: String, shape: Shape, kernel: Extent)
  /// A layer that makes no sense.
  case layer(network: String, layer: String, expected: String, found: String)
  /// All differences between a network and the tensors that were to fill it, a line each.
  case tensorMismatch(source: String, network: String, differences: [String])

  package var description: String {
    switch self {
    case .inputTooSmall(let network, let layer, let shape, let kernel):
      return "\(network): the input is too small: layer \(layer) sees \(shape.height) x "
        + "\(shape.width) pixels, expected at least \(kernel.height) x \(kernel.width)"
    case .layer(let network, let layer, let expected, let found):
      return "\(network): layer \(layer): expected \(expected), found \(found)"
    case .tensorMismatch(let source, let network, let differences):
      return Self.text(source, network, Self.shortened(differences))
    }
  }

  /// The description with every difference, however many.
  package var wholeDescription: String {
    guard case .tensorMismatch(let source, let network, let differences) = self else {
      return description
    }
    return Self.text(source, network, differences)
  }

  private static func text(_ source: String, _ network: String, _ lines: [String]) -> String {
    "\(source): does not fit the network \(network):\n  " + lines.joined(separator: "\n  ")
  }

  /// Both ends of a long list, as it begins with what is too much and ends with what is missing.
  private static func shortened(_ lines: [String]) -> [String] {
    let ends = 4
    guard lines.count > 2 * ends + 1 else { return lines }
    let left = "… (\(lines.count - 2 * ends) more; 'misclass convert' lists all)"
    return lines.prefix(ends) + [left] + lines.suffix(ends)
  }
}
