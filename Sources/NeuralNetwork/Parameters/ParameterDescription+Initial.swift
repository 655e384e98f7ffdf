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
    case .heNormal(let fan): return heNormal(&stream, fan)
    case .whitening: return heNormal(&stream, .inputs)
    case .normal(let deviation):
      return normal(&stream, deviation: deviation)
    case .fanInUniform(let fanIn):
      return uniform(&stream, fanIn)
    case .identity(let fanIn):
      return identity(uniform(&stream, fanIn))
    }
  }

  private func heNormal(_ stream: inout RandomStream, _ fan: Initializer.Fan) -> [Float] {
    let taps = shape.dropFirst(2).reduce(1, *)
    let fanCount = (fan == .inputs ? shape[1] : shape[0]) * taps
    return normal(&stream, deviation: (2 / Float(fanCount)).squareRoot())
  }

  private func uniform(_ stream: inout RandomStream, _ fanIn: Int) -> [Float] {
    let bound = (1 / Float(max(fanIn, 1))).squareRoot()
    return (0..<count).map { _ in (2 * stream.uniform() - 1) * bound }
  }

  /// Weights whose first filters each hand one input on.
  private func identity(_ weights: [Float]) -> [Float] {
    var weights = weights
    let taps = shape.dropFirst(2).reduce(1, *)
    let filter = shape[1] * taps
    for input in 0..<min(shape[0], shape[1]) {
      for place in 0..<filter { weights[input * filter + place] = 0 }
      weights[input * filter + input * taps + taps / 2] = 1
    }
    return weights
  }

  private func normal(_ stream: inout RandomStream, deviation: Float) -> [Float] {
    (0..<count).map { _ in deviation * stream.normal() }
  }
}
