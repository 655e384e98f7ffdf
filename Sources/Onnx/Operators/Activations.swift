import Interchange
import KernelInterface
import NeuralNetwork

/// Further functions of one value, and what is made of several.
extension Elementwise {
  static let negative = unary { call, translation, value in
    try translation.affine(value, scale: [-1], shift: [0], call)
  }

  static let leakyReLU = unary { call, translation, value in
    call.ignore("consumed_inputs")
    return try translation.builder.curve(
      .leakyReLU(slope: try call.float("alpha", 0.01)), value)
  }

  static let elu = unary { call, translation, value in
    call.ignore("consumed_inputs")
    return try translation.builder.curve(.elu(scale: try call.float("alpha", 1)), value)
  }

  static let selu = unary { call, translation, value in
    call.ignore("consumed_inputs")
    let curve = try translation.builder.curve(
      .elu(scale: try call.float("alpha", 1.67326319)), value)
    return try translation.affine(
      curve, scale: [try call.float("gamma", 1.05070102)], shift: [0], call)
  }

  static let gelu = unary { call, translation, value in
    switch try call.string("approximate", "none") {
    case "none": return try translation.builder.curve(.gelu, value)
    case "tanh":
      // x / 2 (1 + tanh(sqrt(2 / π) (x + 0.044715 x³))).
      let square = try translation.builder.combine(.product, value, value)
      let cubic = try translation.builder.combine(
        .product, value,
        try translation.affine(square, scale: [0.044715], shift: [1], nil))
      let inner = try translation.affine(cubic, scale: [0.797884561], shift: [0], nil)
      let share = try translation.affine(
        try translation.builder.curve(.tanh, inner), scale: [0.5], shift: [0.5], nil)
      return try translation.builder.combine(.product, value, share)
    case let other: throw Fault(expected: "approximate none or tanh", found: other)
    }
  }

  static let mish = unary { _, translation, value in
    let softplus = try translation.builder.curve(.softplus, value)
    return try translation.builder.combine(
      .product, value, try translation.builder.curve(.tanh, softplus))
  }

  /// PRelu: max(x, 0) + slope min(x, 0).
  static func parametricReLU(_ call: Call, _ translation: Translation) throws -> [Operand] {
    var x = try call.activation()
    let slope = try call.known(1, "slopes")
    var below = x
    below.value = try translation.builder.clamp(x.value, lower: -.infinity, upper: 0)
    below = try translation.affine(below, scale: slope, shift: nil, call)
    x.value = try translation.builder.relu(x.value)
    if translation.builder.shape(of: below.value) != translation.builder.shape(of: x.value) {
      return [.computed(try translation.joined(.sum, x, below))]
    }
    x.value = try translation.builder.combine(.sum, x.value, below.value)
    return [.computed(x)]
  }

  /// Pow with a constant exponent of 1, 2, 3, 1/2, -1/2 or -1.
  static func power(_ call: Call, _ translation: Translation) throws -> [Operand] {
    var x = try call.activation()
    let exponent = try call.known(1, "an exponent").scalar()
    let value = x.value
    switch exponent {
    case 1: break
    case 2: x.value = try translation.builder.combine(.product, value, value)
    case 3:
      let square = try translation.builder.combine(.product, value, value)
      x.value = try translation.builder.combine(.product, square, value)
    case 0.5: x.value = try translation.builder.curve(.squareRoot, value)
    case -0.5:
      x.value = try translation.builder.curve(
        .reciprocal, try translation.builder.curve(.squareRoot, value))
    case -1: x.value = try translation.builder.curve(.reciprocal, value)
    default:
      throw Fault(expected: "an exponent of 1, 2, 3, 0.5, -0.5 or -1", found: exponent)
    }
    return [.computed(x)]
  }
}

extension Folding {
  /// The result has the base's type.
  static func power(_ folding: Folding) throws -> [Tensor] {
    let (base, exponent) = (try folding.tensor(0), try folding.tensor(1))
    let wide = try [base, exponent].map { try folding.cast($0, to: .float64) }
    let shape = try spread(wide.map(\.shape))
    let (one, other) = (
      try folding.spread(wide[0], over: shape).doubles(),
      try folding.spread(wide[1], over: shape).doubles()
    )
    let result = Tensor(
      type: .float64, shape: shape, elements: .doubles(zip(one, other).map { Real.power($0, $1) }))
    return [try folding.cast(result, to: base.type)]
  }

  /// Mod of whole numbers; of others, with the dividend's sign (`fmod`).
  static func modulus(_ folding: Folding) throws -> [Tensor] {
    let isOfC = try folding.call.flag("fmod")
    return try binary(
      { $0.truncatingRemainder(dividingBy: $1) },
      integers: { one, other in
        isOfC ? (other == 0 || other == -1 ? nil : one % other) : Checked.modulus(one, other)
      })(folding)
  }
}
