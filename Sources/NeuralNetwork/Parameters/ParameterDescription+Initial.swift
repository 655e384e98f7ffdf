import Images

extension ParameterDescription {
  /// The values to begin with, in PyTorch's layout, from a stream of their own.
  func initialValues(seed: UInt64, index: Int) -> [Float] {
    var stream = RandomStream(seed, .initialParameters, UInt64(index))
    switch initializer {
    case .zeros:
      return [Float](repeating: 0, count: count)
    case .ones:
      return [Float](repeating: 1, count: count)
    case .heNormal(let fan):
      let taps = shape.dropFirst(2).reduce(1, *)
      let fanCount = (fan == .inputs ? shape[1] : shape[0]) * taps
      return normal(&stream, deviation: (2 / Float(fanCount)).squareRoot())
    case .normal(let deviation):
      return normal(&stream, deviation: deviation)
    case .fanInUniform(let fanIn):
      let bound = (1 / Float(max(fanIn, 1))).squareRoot()
      return (0..<count).map { _ in (2 * stream.uniform() - 1) * bound }
    }
  }

  private func normal(_ stream: inout RandomStream, deviation: Float) -> [Float] {
    (0..<count).map { _ in deviation * stream.normal() }
  }
}
