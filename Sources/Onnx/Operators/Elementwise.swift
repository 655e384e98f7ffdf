import KernelInterface
import NeuralNetwork

/// Operators that work number by number.
enum Elementwise {
  /// A function of one value, in whatever order the values lie.
  static func unary(
    _ function:
      @escaping @Sendable (Call, Translation, GraphBuilder.Value) throws -> GraphBuilder.Value
  ) -> Translate {
    { call, translation in
      var x = try call.activation()
      x.value = try function(call, translation, x.value)
      return [.computed(x)]
    }
  }

  static let sigmoid = unary { _, translation, value in
    let result = try translation.builder.sigmoid(value)
    translation.origins[result] = .sigmoid(of: value)
    return result
  }

  static let hardSigmoid = unary { call, translation, value in
    let (slope, offset) = (try call.float("alpha", 0.2), try call.float("beta", 0.5))
    return try hardSigmoid(translation, value, slope, offset)
  }

  private static func hardSigmoid(
    _ translation: Translation, _ value: GraphBuilder.Value, _ slope: Float, _ offset: Float
  ) throws -> GraphBuilder.Value {
    let result = try translation.builder.hardSigmoid(value, slope: slope, offset: offset)
    if abs(slope - 1 / 6) < 1e-6, offset == 0.5 {
      translation.origins[result] = .hardSigmoid(of: value)
    }
    return result
  }

  /// Clip: its bounds are attributes before opset 11, inputs from then on.
  static func clip(_ call: Call, _ translation: Translation) throws -> [Operand] {
    var x = try call.activation()
    func bound(_ name: String, _ index: Int) throws -> Float? {
      if call.opset < 11 { return try call.float(name) }
      return try call.optionalKnown(index, "bounds").map { try $0.scalar() }
    }
    let lower = try bound("min", 1) ?? -.infinity
    let upper = try bound("max", 2) ?? .infinity
    x.value = try clamped(x.value, lower, upper, translation)
    return [.computed(x)]
  }

  static func clamped(
    _ value: GraphBuilder.Value, _ lower: Float, _ upper: Float, _ translation: Translation
  ) throws -> GraphBuilder.Value {
    // As ONNX has it, the upper bound wins where they are the wrong way round.
    guard lower <= upper else {
      throw Fault(expected: "bounds in order", found: "\(lower), \(upper)")
    }
    // min(max(x + 3, 0), 6), the beginning of a hard sigmoid or hard swish written out.
    if lower == 0, upper.isFinite, upper > 0,
      case .affine(let base, let scale, let shift) = translation.origins[value],
      scale.count == 1, shift.count == 1, shift[0] != 0
    {
      let inner = try hardSigmoid(translation, base, scale[0] / upper, shift[0] / upper)
      return try translation.scaled(inner, by: upper)
    }
    return lower == 0
      ? try translation.builder.relu(value, limit: upper)
      : try translation.builder.clamp(value, lower: lower, upper: upper)
  }

  // MARK: Two operands

  static func arithmetic(
    _ kind: Arithmetic.Kind
  ) -> Translate {
    { call, translation in
      let operands = try call.operands.indices.map { try call.operand($0) }
      guard let first = operands.first else { throw Fault(expected: "inputs", found: "none") }
      var result = first
      for operand in operands.dropFirst() {
        result = .computed(try join(kind, result, operand, call, translation))
      }
      return [result]
    }
  }

  private static func join(
    _ kind: Arithmetic.Kind, _ left: Operand, _ right: Operand, _ call: Call,
    _ translation: Translation
  ) throws -> Activation {
    switch (left, right) {
    case (.computed(let one), .computed(let other)):
      return try join(kind, one, other, translation)
    case (.computed(let x), .known(let constant)):
      return try join(kind, x, constant, isFirst: true, call, translation)
    case (.known(let constant), .computed(let x)):
      return try join(kind, x, constant, isFirst: false, call, translation)
    case (.known, .known):
      throw Fault("has two constants before what hangs on the image")
    }
  }

  /// - Parameter isFirst: whether the activation is the left side.
  private static func join(
    _ kind: Arithmetic.Kind, _ x: Activation, _ constant: Tensor, isFirst: Bool, _ call: Call,
    _ translation: Translation
  ) throws -> Activation {
    let one = Tensor([1], shape: [])
    func mapped(_ function: (Float) -> Float) throws -> Tensor {
      Tensor(try constant.floats().map(function), shape: constant.shape)
    }
    switch kind {
    case .sum: return try translation.affine(x, scale: nil, shift: constant, call)
    case .difference:
      return isFirst
        ? try translation.affine(x, scale: one, shift: try mapped(-), call)
        : try translation.affine(x, scale: Tensor([-1], shape: []), shift: constant, call)
    case .product: return try translation.affine(x, scale: constant, shift: nil, call)
    case .quotient:
      if isFirst {
        return try translation.affine(x, scale: try mapped { 1 / $0 }, shift: nil, call)
      }
      var inverse = x
      inverse.value = try translation.builder.curve(.reciprocal, x.value)
      return try translation.affine(inverse, scale: constant, shift: nil, call)
    case .maximum, .minimum:
      var result = x
      let bound = try constant.scalar()
      result.value = try clamped(
        x.value, kind == .maximum ? bound : -.infinity, kind == .minimum ? bound : .infinity,
        translation)
      return result
    }
  }

  private static func join(
    _ kind: Arithmetic.Kind, _ left: Activation, _ right: Activation, _ translation: Translation
  ) throws -> Activation {
    guard left.view.axes.count == right.view.axes.count else {
      throw Fault(
        expected: "two inputs of as many axes",
        found: "\(left.view.axes.count + 1) and \(right.view.axes.count + 1)")
    }
    if left.view == right.view,
      translation.builder.shape(of: left.value) == translation.builder.shape(of: right.value)
    {
      var result = left
      result.value =
        try kind == .product
        ? translation.product(left.value, right.value)
        : translation.builder.combine(kind, left.value, right.value)
      return result
    }
    return try translation.joined(kind, left, right)
  }
}

extension Translation {
  /// A product, or what it is together with what its factors came from.
  func product(
    _ left: GraphBuilder.Value, _ right: GraphBuilder.Value
  ) throws -> GraphBuilder.Value {
    for (value, gate) in [(left, right), (right, left)] {
      if case .sigmoid(of: value)? = origins[gate] { return try builder.silu(value) }
      if case .hardSigmoid(of: value)? = origins[gate] { return try builder.hardSwish(value) }
      if case .affine(let inner, let scale, let shift) = origins[gate], scale.count == 1,
        shift.allSatisfy({ $0 == 0 }), case .hardSigmoid(of: value)? = origins[inner]
      {
        return try scaled(try builder.hardSwish(value), by: scale[0])
      }
    }
    return try builder.combine(.product, left, right)
  }

  /// value * factor, as a step that later ones may be joined with.
  func scaled(
    _ value: GraphBuilder.Value, by factor: Float
  ) throws -> GraphBuilder.Value {
    try affine(value, scale: [factor], shift: [0], nil)
  }

  /// Two values whose axes are equal or 1, brought into one order.
  func joined(
    _ kind: Arithmetic.Kind, _ left: Activation, _ right: Activation
  ) throws -> Activation {
    let (one, other) = (left.view.sizes, right.view.sizes)
    let sizes = zip(one, other).map { max($0, $1) }
    guard zip(one, other).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else {
      throw Fault(
        expected: "inputs whose sizes are equal or 1", found: "N x \(one) and N x \(other)")
    }
    // The order of the larger one, so that it need not be moved.
    let larger = right.view.count > left.view.count ? right.view : left.view
    let order = sizes.indices.sorted { first, second in
      let strides = [first, second].map { larger.axes[$0].map(\.stride).min() ?? Int.max }
      return (strides[0], second) > (strides[1], first)
    }
    // Neighbours that are spread alike are one side.
    var sides: [[Int]] = []
    for axis in order.dropLast() where sizes[axis] > 1 {
      if let last = sides.last?.last, (one[last] == 1) == (one[axis] == 1),
        (other[last] == 1) == (other[axis] == 1)
      {
        sides[sides.count - 1].append(axis)
      } else {
        sides.append([axis])
      }
    }
    // As in an image, which is then not copied: lines, and what is in them.
    if sides.count == 1, sides[0].count > 1 {
      sides = [[sides[0][0]], Array(sides[0].dropFirst())]
    }
    guard let channels = order.last, sides.count <= 2 else {
      throw Fault("spreads over more than 3 axes")
    }
    func arranged(_ x: Activation) throws -> GraphBuilder.Value {
      let own = x.view.sizes
      let lengths = [[Int]](repeating: [], count: 2 - sides.count) + sides
      let shape = lengths.map { $0.reduce(1) { $0 * own[$1] } }
      return try self.arranged(
        x, pixels: Array(order.dropLast()), channels: [channels],
        shape: Shape(shape[0], shape[1], own[channels]))
    }
    let result = try builder.combine(kind, try arranged(left), try arranged(right))
    return Activation(result, View(sizes: sizes, order: order))
  }
}
