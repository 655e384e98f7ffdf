import Interchange

/// Operators that move known elements.
extension Folding {
  static func identity(_ folding: Folding) throws -> [Tensor] { [try folding.tensor(0)] }

  static func constant(_ folding: Folding) throws -> [Tensor] {
    let call = folding.call
    if let value = call.attribute("value") {
      guard case .tensor(let tensor) = value else {
        throw Fault(expected: "a tensor as its value", found: "another kind")
      }
      return [tensor]
    }
    if let value = try call.float("value_float") { return [Tensor([value], shape: [])] }
    if let value = try call.integer("value_int") { return [Tensor([value], shape: [])] }
    if let list = try call.integers("value_ints") { return [Tensor(list)] }
    if case .floats(let list)? = call.attribute("value_floats") {
      return [Tensor(list, shape: [list.count])]
    }
    throw Fault(expected: "numbers as its value", found: "another kind")
  }

  static func constantOfShape(_ folding: Folding) throws -> [Tensor] {
    let shape = try folding.tensor(0).integers()
    var value = Tensor([Float(0)], shape: [1])
    if case .tensor(let given)? = folding.call.attribute("value") { value = given }
    guard value.count == 1 else { throw Fault(expected: "one value", found: value.count) }
    return [try folding.moved(value, to: shape) { _ in 0 }]
  }

  static func shape(_ folding: Folding) throws -> [Tensor] {
    let shape = try folding.tensor(0).shape
    return [Tensor(Array(shape[try Shapes.shapeRange(folding.call, rank: shape.count)]))]
  }

  static func size(_ folding: Folding) throws -> [Tensor] {
    [Tensor([try folding.tensor(0).count], shape: [])]
  }

  static func cast(_ folding: Folding) throws -> [Tensor] {
    folding.call.ignore("saturate")
    let tensor = try folding.tensor(0)
    guard let type = ElementType(code: try folding.call.integer("to", 0)) else {
      throw Fault("makes a type that is not computed here")
    }
    return [try folding.cast(tensor, to: type)]
  }

  static func castLike(_ folding: Folding) throws -> [Tensor] {
    folding.call.ignore("saturate")
    return [try folding.cast(folding.tensor(0), to: folding.tensor(1).type)]
  }

  func cast(_ tensor: Tensor, to type: ElementType) throws -> Tensor {
    _ = try room(for: tensor.shape)
    if case .sizes = tensor.elements {
      guard !type.isFloatingPoint, type.size >= 4 else {
        throw Fault("is not computed for sizes that hang on the batch")
      }
      return Tensor(type: type, shape: tensor.shape, elements: tensor.elements)
    }
    let elements: Tensor.Elements
    switch type {
    case .float64: elements = .doubles(try tensor.doubles())
    case .float16: elements = .floats(try tensor.floats().map { Float(Float16($0)) })
    case .bfloat16: elements = .floats(try tensor.floats().map { try Self.bfloat16($0) })
    case .float32: elements = .floats(try tensor.floats())
    case .bool: elements = .integers(try tensor.doubles().map { $0 == 0 ? 0 : 1 })
    default:
      let numbers =
        tensor.type.isFloatingPoint
        ? try tensor.doubles().map { Int(exactly: $0.rounded(.towardZero)) }
        : try tensor.integers().map { Optional($0) }
      guard numbers.allSatisfy({ $0.map(type.range.contains) ?? false }) else {
        throw Fault(expected: "numbers that \(type) holds", found: "others")
      }
      elements = .integers(numbers.compactMap { $0 })
    }
    return Tensor(type: type, shape: tensor.shape, elements: elements)
  }

  /// Numbers that brain floats hold: whether others are rounded or cut, programs do not agree.
  private static func bfloat16(_ number: Float) throws -> Float {
    guard !number.isFinite || number.bitPattern & 0xFFFF == 0 else {
      throw Fault("makes brain floats of \(number), which programs round in different ways")
    }
    return number
  }

  static func reshape(_ folding: Folding) throws -> [Tensor] {
    let call = folding.call
    call.ignore("consumed_inputs")
    let tensor = try folding.tensor(0)
    let target = try call.opset < 5 ? call.integers("shape") ?? [] : folding.tensor(1).integers()
    let copiesZeros = try !call.flag("allowzero")
    var shape = target
    for (axis, size) in target.enumerated() where size == 0 && copiesZeros {
      guard axis < tensor.shape.count else {
        throw Fault(expected: "an axis to copy", found: "\(target)")
      }
      shape[axis] = tensor.shape[axis]
    }
    if let axis = shape.firstIndex(of: -1) {
      shape[axis] = 1
      guard let rest = Tensor.count(of: shape), rest > 0, tensor.count % rest == 0 else {
        throw Fault(expected: "a shape of \(tensor.count) elements", found: "\(target)")
      }
      shape[axis] = tensor.count / rest
    }
    return [try folding.reshaped(tensor, to: shape)]
  }

  static func flatten(_ folding: Folding) throws -> [Tensor] {
    let tensor = try folding.tensor(0)
    let rank = tensor.shape.count
    let axis = try folding.call.axis(
      try folding.call.integer("axis", 1), rank: rank, mayEnd: true)
    let sides = [tensor.shape[..<axis], tensor.shape[axis...]].map { $0.reduce(1, *) }
    return [try folding.reshaped(tensor, to: sides)]
  }

  static func squeeze(_ folding: Folding) throws -> [Tensor] {
    let tensor = try folding.tensor(0)
    let rank = tensor.shape.count
    let axes =
      try folding.call.integers(attribute: "axes", orInput: 1)?.map {
        try folding.call.axis($0, rank: rank)
      } ?? tensor.shape.indices.filter { tensor.shape[$0] == 1 }
    guard axes.allSatisfy({ tensor.shape[$0] == 1 }) else {
      throw Fault(expected: "axes of size 1", found: "\(tensor.shape)")
    }
    return [
      try folding.reshaped(
        tensor, to: tensor.shape.indices.filter { !axes.contains($0) }.map { tensor.shape[$0] })
    ]
  }

  static func unsqueeze(_ folding: Folding) throws -> [Tensor] {
    let tensor = try folding.tensor(0)
    let given = try folding.call.integers(attribute: "axes", orInput: 1) ?? []
    let rank = tensor.shape.count + given.count
    let axes = Set(try given.map { try folding.call.axis($0, rank: rank) })
    guard axes.count == given.count else {
      throw Fault(expected: "each axis once", found: "\(given)")
    }
    var rest = tensor.shape[...]
    return [
      try folding.reshaped(
        tensor, to: (0..<rank).map { axes.contains($0) ? 1 : rest.popFirst() ?? 1 })
    ]
  }

  static func transpose(_ folding: Folding) throws -> [Tensor] {
    let tensor = try folding.tensor(0)
    let rank = tensor.shape.count
    let order = try folding.call.integers("perm") ?? Array((0..<rank).reversed())
    guard order.sorted() == Array(0..<rank) else {
      throw Fault(expected: "an order of \(rank) axes", found: "\(order)")
    }
    let shape = order.map { tensor.shape[$0] }
    _ = try folding.room(for: shape)
    let strides = strides(of: tensor.shape)
    return [
      Tensor(
        type: tensor.type, shape: shape,
        elements: tensor.elements.at(walk(shape, order.map { strides[$0] })))
    ]
  }

  static func expand(_ folding: Folding) throws -> [Tensor] {
    let tensor = try folding.tensor(0)
    let shape = try spread([tensor.shape, folding.tensor(1).integers()])
    return [try folding.spread(tensor, over: shape)]
  }

  static func tile(_ folding: Folding) throws -> [Tensor] {
    let tensor = try folding.tensor(0)
    let times = try folding.tensor(1).integers()
    guard times.count == tensor.shape.count,
      times.allSatisfy({ (0...Folding.mostElements).contains($0) })
    else { throw Fault(expected: "\(tensor.shape.count) repetitions", found: "\(times)") }
    let products = zip(tensor.shape, times).map { Checked.product($0, $1) }
    guard !products.contains(nil) else {
      throw Fault(expected: "fewer repetitions", found: "\(times)")
    }
    let shape = products.compactMap { $0 }
    _ = try folding.room(for: shape)
    let strides = strides(of: tensor.shape)
    var places = [0]
    for (axis, size) in shape.enumerated() {
      places = places.flatMap { place in
        (0..<size).map { place + $0 % tensor.shape[axis] * strides[axis] }
      }
    }
    return [Tensor(type: tensor.type, shape: shape, elements: tensor.elements.at(places))]
  }
}
