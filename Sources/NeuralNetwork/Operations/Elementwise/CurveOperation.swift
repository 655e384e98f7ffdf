package import KernelInterface

/// A function of one value, for each number by itself.
///
/// The functions are the cases of `Curve`: one entry there, with its value and slope in the kernels
/// and its words here, is one more activation.
package struct CurveOperation: Operation {
  package var curve: Curve

  package var text: String { curve.text }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    guard curve.constants.allSatisfy(\.isFinite) else {
      throw place.error(expected: "finite constants", found: "\(curve)")
    }
    return try place.only(inputs)
  }

  package var spread: Spread { .within(radius: 0, inner: self) }

  package var rider: Rider? { .curve(curve) }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    CurveStep(fused, compilation.graph, curve)
  }
}

extension Curve {
  /// In a word or two, for listings.
  fileprivate var text: String {
    switch self {
    case .exponential: "exponential"
    case .sigmoid: "sigmoid"
    case .silu: "SiLU"
    case .hardSigmoid: "hard sigmoid"
    case .hardSwish: "hard swish"
    case .tanh: "tanh"
    case .elu: "ELU"
    case .leakyReLU(let slope): "leaky ReLU \(slope)"
    case .gelu: "GELU"
    case .errorFunction: "error function"
    case .reciprocal: "reciprocal"
    case .squareRoot: "square root"
    case .logarithm: "logarithm"
    case .softplus: "softplus"
    case .magnitude: "magnitude"
    case .multiple(let factor): "times \(factor)"
    }
  }

  /// As PyTorch calls its module, where layers are named by it.
  fileprivate var name: String {
    switch self {
    case .hardSigmoid: "hardsigmoid"
    case .hardSwish: "hardswish"
    case .leakyReLU: "leakyrelu"
    case .multiple: "mul"
    default: text.lowercased().split(separator: " ").joined(separator: "_")
    }
  }

  fileprivate var constants: [Float] {
    switch self {
    case .hardSigmoid(let slope, let offset): [slope, offset]
    case .elu(let scale): [scale]
    case .leakyReLU(let slope): [slope]
    case .multiple(let factor): [factor]
    default: []
    }
  }
}

extension GraphBuilder {
  package mutating func curve(
    _ curve: Curve, _ input: Value
  ) throws(NetworkError) -> Value {
    try append(curve.name, CurveOperation(curve: curve), [input])
  }

  package mutating func sigmoid(_ input: Value) throws(NetworkError) -> Value {
    try curve(.sigmoid, input)
  }

  package mutating func silu(_ input: Value) throws(NetworkError) -> Value {
    try curve(.silu, input)
  }

  package mutating func gelu(_ input: Value) throws(NetworkError) -> Value {
    try curve(.gelu, input)
  }

  /// Every value times one number.
  package mutating func multiple(
    of input: Value, factor: Float
  ) throws(NetworkError) -> Value {
    try curve(.multiple(factor: factor), input)
  }

  package mutating func hardSwish(_ input: Value) throws(NetworkError) -> Value {
    try curve(.hardSwish, input)
  }

  /// The standard values are those of PyTorch.
  package mutating func hardSigmoid(
    _ input: Value, slope: Float = 1.0 / 6, offset: Float = 0.5
  ) throws(NetworkError) -> Value {
    try curve(.hardSigmoid(slope: slope, offset: offset), input)
  }
}
