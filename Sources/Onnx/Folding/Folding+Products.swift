import Interchange

/// Products of known matrices, and bounds on known numbers.
extension Folding {
  /// MatMul of two matrices.
  static func matMul(_ folding: Folding) throws -> [Tensor] {
    [try folding.product(try folding.matrix(0), try folding.matrix(1))]
  }

  /// Gemm: alpha A B + beta C.
  static func gemm(_ folding: Folding) throws -> [Tensor] {
    let call = folding.call
    let (alpha, beta) = (Double(try call.float("alpha", 1)), Double(try call.float("beta", 1)))
    func side(_ index: Int, _ name: String) throws -> Tensor {
      let matrix = try folding.matrix(index)
      guard try call.flag(name) else { return matrix }
      let (rows, columns) = (matrix.shape[0], matrix.shape[1])
      return try folding.moved(matrix, to: [columns, rows]) { $0 % rows * columns + $0 / rows }
    }
    var result = try folding.product(try side(0, "transA"), try side(1, "transB"))
    var values = try result.doubles().map { alpha * $0 }
    if let bias = folding.optional(2) {
      guard try spread([bias.shape, result.shape]) == result.shape else {
        throw Fault(expected: "a bias that spreads over \(result.shape)", found: "\(bias.shape)")
      }
      let terms = try folding.spread(bias, over: result.shape).doubles()
      values = zip(values, terms).map { $0 + beta * $1 }
    }
    result.elements = result.floating(values)
    return [result]
  }

  private func matrix(_ index: Int) throws -> Tensor {
    let tensor = try tensor(index)
    guard tensor.shape.count == 2, tensor.type.isFloatingPoint else {
      throw Fault(expected: "matrices of numbers with a fraction", found: "\(tensor.shape)")
    }
    return tensor
  }

  private func product(_ left: Tensor, _ right: Tensor) throws -> Tensor {
    let (rows, depth, columns) = (left.shape[0], left.shape[1], right.shape[1])
    guard right.shape[0] == depth, left.type == right.type else {
      throw Fault(expected: "matrices that fit", found: "\(left.shape) and \(right.shape)")
    }
    // What is computed is counted, too.
    _ = try room(for: [rows, depth, columns])
    let (a, b) = (try left.doubles(), try right.doubles())
    var values = [Double](repeating: 0, count: try room(for: [rows, columns]))
    for row in 0..<rows {
      for step in 0..<depth {
        let factor = a[row * depth + step]
        for column in 0..<columns {
          values[row * columns + column] += factor * b[step * columns + column]
        }
      }
    }
    return Tensor(type: left.type, shape: [rows, columns], elements: left.floating(values))
  }

  static func clip(_ folding: Folding) throws -> [Tensor] {
    let call = folding.call
    var tensor = try folding.tensor(0)
    _ = try folding.room(for: tensor.shape)
    func bound(_ name: String, _ index: Int) throws -> Tensor? {
      if call.opset < 11 { return try call.float(name).map { Tensor([$0], shape: []) } }
      guard let bound = folding.optional(index) else { return nil }
      guard bound.count == 1 else { throw Fault(expected: "one bound", found: bound.count) }
      return bound
    }
    let (lower, upper) = (try bound("min", 1), try bound("max", 2))
    if case .integers(let list) = tensor.elements {
      let (low, high) = (try lower?.integers()[0] ?? .min, try upper?.integers()[0] ?? .max)
      tensor.elements = .integers(list.map { min(max($0, low), high) })
    } else {
      let low = try lower?.doubles()[0] ?? -.infinity
      let high = try upper?.doubles()[0] ?? .infinity
      tensor.elements = tensor.floating(try tensor.doubles().map { min(max($0, low), high) })
    }
    return [tensor]
  }
}

extension Folding {
  /// BatchNormalization of known numbers: with its statistics, or in training mode with their own,
  /// by which networks standardise weights.
  static func batchNormalization(_ folding: Folding) throws -> [Tensor] {
    let call = folding.call
    let x = try folding.tensor(0)
    let epsilon = Double(try call.float("epsilon", 1e-5))
    call.ignore("momentum", "spatial")
    let isTraining = try call.flag("training_mode")
    guard call.opset >= 9, x.shape.count >= 2, x.type.isFloatingPoint else {
      throw Fault(expected: "opset 9 or above and numbers N x C x …", found: "\(x.shape)")
    }
    let channels = x.shape[1]
    let area = x.shape[2...].reduce(1, *)
    let statistics = try (1...4).map { index in
      let tensor = try folding.tensor(index)
      guard tensor.shape == [channels] else {
        throw Fault(expected: "\(channels) values for the channels", found: "\(tensor.shape)")
      }
      return try tensor.doubles()
    }
    _ = try folding.room(for: x.shape)
    var values = try x.doubles()
    for channel in 0..<channels {
      let places = (0..<x.shape[0]).flatMap { image in
        let first = (image * channels + channel) * area
        return first..<first + area
      }
      var (mean, variance) = (statistics[2][channel], statistics[3][channel])
      if isTraining {
        let size = Double(max(places.count, 1))
        mean = places.reduce(0) { $0 + values[$1] } / size
        variance = places.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) } / size
      }
      let factor = statistics[0][channel] / (variance + epsilon).squareRoot()
      let term = statistics[1][channel]
      for place in places { values[place] = (values[place] - mean) * factor + term }
    }
    return [Tensor(type: x.type, shape: x.shape, elements: x.floating(values))]
  }
}
