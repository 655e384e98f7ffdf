extension Graph {
  /// Learnable values, running statistics not counted, as PyTorch counts.
  package var parameterCount: Int {
    parameters.filter(\.isLearned).reduce(0) { $0 + $1.count }
  }

  /// Learnable values of one node.
  package func parameterCount(of node: Node) -> Int {
    let names = node.operation.parameterNames
    return parameters.filter { $0.isLearned && names.contains($0.name) }.reduce(0) { $0 + $1.count }
  }

  /// Bytes of all activations of one image.
  package var activationBytes: Int {
    nodes.reduce(0) { $0 + $1.shape.count } * MemoryLayout<Float>.size
  }

  /// Multiplications with weights per image (convolutions and linear layers).
  package var multiplications: Int {
    nodes.indices.reduce(0) { $0 + multiplications(of: $1) }
  }

  /// Multiplications with weights of one node, per image, as its formula has them.
  package func multiplications(of index: Int) -> Int {
    let node = nodes[index]
    switch node.operation {
    case .convolution(let convolution):
      let inputs = nodes[node.inputs[0]].shape.channels / convolution.groups
      return node.shape.count * inputs * convolution.kernel.height * convolution.kernel.width
    case .linear:
      return node.shape.count * nodes[node.inputs[0]].shape.count
    default:
      return 0
    }
  }
}

extension Operation {
  /// Names of the tensors that the operation reads.
  package var parameterNames: [String] {
    switch self {
    case .convolution(let convolution):
      [convolution.weight] + (convolution.bias.map { [$0] } ?? [])
    case .linear(_, let weight, let bias):
      [weight, bias]
    case .batchNorm(let batchNorm):
      [batchNorm.scale, batchNorm.shift, batchNorm.runningMean, batchNorm.runningVariance]
    default:
      []
    }
  }

  /// The operation in a few words, for listings.
  package var text: String {
    switch self {
    case .input: "input"
    case .convolution(let convolution):
      "convolution \(convolution.kernel.text)" + suffix(convolution.stride)
        + (convolution.groups > 1 ? ", \(convolution.groups) groups" : "")
    case .batchNorm: "batch norm"
    case .relu(let limit): limit.isFinite ? "ReLU up to \(limit)" : "ReLU"
    case .maxPool(let pool): "maximum \(pool.kernel.text)" + suffix(pool.stride)
    case .averagePool(let pool): "mean \(pool.kernel.text)" + suffix(pool.stride)
    case .globalAveragePool: "global mean"
    case .linear: "linear"
    case .add: "sum"
    case .concatenate: "concatenation"
    case .dropout(let rate): "dropout \(rate)"
    case .parameterFreeShortcut(let stride, let before, let after):
      "shortcut, stride \(stride), \(before) + \(after) zero channels"
    }
  }

  private func suffix(_ stride: Extent) -> String {
    stride == Extent(1) ? "" : ", stride \(stride.text)"
  }
}

extension Extent {
  fileprivate var text: String { "\(height)x\(width)" }
}
