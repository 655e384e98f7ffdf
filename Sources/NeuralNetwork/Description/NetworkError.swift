/// What can be wrong with a network that is asked for or filled.
package enum NetworkError: Error, CustomStringConvertible, Equatable {
  case inputTooSmall(network: String, layer: String, shape: Shape, kernel: Extent)
  /// All differences between a network and the tensors that were to fill it, a line each.
  case tensorMismatch(source: String, network: String, differences: [String])

  package var description: String {
    switch self {
    case .inputTooSmall(let network, let layer, let shape, let kernel):
      return "\(network): the input is too small: layer \(layer) sees \(shape.height) x "
        + "\(shape.width) pixels, expected at least \(kernel.height) x \(kernel.width)"
    case .tensorMismatch(let source, let network, let differences):
      return "\(source): does not fit the network \(network):\n  "
        + differences.joined(separator: "\n  ")
    }
  }
}
