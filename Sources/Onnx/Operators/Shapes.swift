import Interchange
import NeuralNetwork

/// Operators that move no number, or only move numbers.
enum Shapes {
  static func identity(_ call: Call, _ translation: Translation) throws -> [Operand] {
    [.computed(try call.activation())]
  }

  /// Dropout in use does nothing.
  static func dropout(_ call: Call, _ translation: Translation) throws -> [Operand] {
    call.ignore("ratio", "seed", "consumed_inputs")
    if call.opset < 7, try !call.flag("is_test") { throw Fault("is in training mode") }
    if let training = try call.optionalKnown(2, "a mode"), try training.scalar() != 0 {
      throw Fault("is in training mode")
    }
    return [.computed(try call.activation())]
  }

  /// Cast between types of numbers with a fraction: all are computed as Float.
  static func cast(_ call: Call, _ translation: Translation) throws -> [Operand] {
    call.ignore("saturate")
    // CastLike has the type of its second input.
    let like = call.node.type == "CastLike" ? try call.known(1, "a type").type : nil
    let type = try like ?? ElementType(code: call.integer("to", 0))
    // Half precision is met better than it asks for; 8 bits are too few to say so.
    guard let type, type.isFloatingPoint, type != .bfloat16 else {
      throw Fault("makes brain floats, whole numbers or truth values of what hangs on the image")
    }
    return [.computed(try call.activation())]
  }

  /// Shape, with the batch as a size that stays open.
  static func shape(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let sizes = [Size(factor: 1, isPerImage: true)] + x.view.sizes.map { Size(factor: $0) }
    let range = try shapeRange(call, rank: sizes.count)
    return [
      .known(
        Tensor(type: .int64, shape: [range.count], elements: .sizes(Array(sizes[range]))))
    ]
  }

  /// From `start` to before `end`, both limited to what there is.
  static func shapeRange(_ call: Call, rank: Int) throws -> Range<Int> {
    func place(_ number: Int) -> Int { min(max(number < 0 ? number + rank : number, 0), rank) }
    let (start, end) = (try call.integer("start", 0), try call.integer("end", rank))
    guard start > -1 << 32, end > -1 << 32 else {
      throw Fault(expected: "an axis", found: "\(start), \(end)")
    }
    return place(start)..<max(place(start), place(end))
  }

  static func reshape(_ call: Call, _ translation: Translation) throws -> [Operand] {
    call.ignore("consumed_inputs")
    let x = try call.activation()
    let target =
      try call.opset < 5
      ? (call.integers("shape") ?? []).map { Size(factor: $0) }
      : call.known(1, "a shape").sizes()
    let sizes = try reshaped(
      x, to: target, copiesZeros: try !call.flag("allowzero"), batch: translation.batch)
    return [.computed(try translation.reshaped(x, to: sizes))]
  }

  /// The sizes after the batch; the batch must stay the first axis.
  private static func reshaped(
    _ x: Activation, to target: [Size], copiesZeros: Bool, batch: Int?
  ) throws -> [Int] {
    func fault() -> Fault {
      Fault(
        expected: "a shape that keeps the batch, for N x \(x.view.sizes)",
        found: "[" + target.map(\.description).joined(separator: ", ") + "]")
    }
    guard let first = target.first, target.dropFirst().allSatisfy({ !$0.isPerImage }) else {
      throw fault()
    }
    var sizes = target.dropFirst().map(\.factor)
    for (axis, size) in sizes.enumerated() where size == 0 {
      guard copiesZeros, axis < x.view.sizes.count else { throw fault() }
      sizes[axis] = x.view.sizes[axis]
    }
    let known = sizes.filter { $0 != -1 }
    guard let product = Tensor.count(of: known), product > 0, x.view.count % product == 0 else {
      throw fault()
    }
    let isBatch =
      first.isPerImage
      ? first.factor == 1
      : first.factor == 0 && copiesZeros || first.factor == -1 || first.factor == batch
    switch sizes.count - known.count {
    case 0 where product == x.view.count && isBatch: break
    case 1 where isBatch && first.factor != -1:
      sizes = sizes.map { $0 == -1 ? x.view.count / product : $0 }
    default: throw fault()
    }
    return sizes
  }

  /// Flatten: two axes, of which the first must be the batch.
  static func flatten(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let rank = x.view.axes.count + 1
    let axis = try call.axis(try call.integer("axis", 1), rank: rank, mayEnd: true)
    guard axis == 1 || axis > 1 && x.view.sizes[..<(axis - 1)].allSatisfy({ $0 == 1 }) else {
      throw Fault("joins the batch with other axes")
    }
    return [.computed(try translation.reshaped(x, to: [x.view.count]))]
  }

  static func transpose(_ call: Call, _ translation: Translation) throws -> [Operand] {
    var x = try call.activation()
    let rank = x.view.axes.count + 1
    let order = try call.integers("perm") ?? Array((0..<rank).reversed())
    guard order.sorted() == Array(0..<rank) else {
      throw Fault(expected: "an order of \(rank) axes", found: "\(order)")
    }
    guard order[0] == 0 else { throw Fault("moves the batch from the first axis") }
    x.view = View(axes: order.dropFirst().map { x.view.axes[$0 - 1] })
    return [.computed(x)]
  }

  static func squeeze(_ call: Call, _ translation: Translation) throws -> [Operand] {
    var x = try call.activation()
    let rank = x.view.axes.count + 1
    let axes =
      try call.integers(attribute: "axes", orInput: 1)?.map { try call.axis($0, rank: rank) }
      ?? x.view.sizes.indices.filter { x.view.sizes[$0] == 1 }.map { $0 + 1 }
    guard axes.allSatisfy({ $0 > 0 && x.view.sizes[$0 - 1] == 1 }) else {
      throw Fault(expected: "axes of size 1 besides the batch", found: "\(axes)")
    }
    x.view = View(
      axes: x.view.axes.indices.filter { !axes.contains($0 + 1) }.map { x.view.axes[$0] })
    return [.computed(x)]
  }

  static func unsqueeze(_ call: Call, _ translation: Translation) throws -> [Operand] {
    var x = try call.activation()
    let given = try call.integers(attribute: "axes", orInput: 1) ?? []
    let rank = x.view.axes.count + 1 + given.count
    let axes = try given.map { try call.axis($0, rank: rank) }
    guard Set(axes).count == axes.count, !axes.contains(0) else {
      throw Fault(expected: "new axes after the batch", found: "\(given)")
    }
    var rest = x.view.axes[...]
    x.view = View(
      axes: (1..<rank).map { axes.contains($0) ? [] : rest.popFirst() ?? [] })
    return [.computed(x)]
  }

  /// Concat: the axis becomes that of the channels.
  static func concatenation(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let parts = try call.operands.indices.map { try call.activation($0) }
    guard let first = parts.first else { throw Fault(expected: "inputs", found: "none") }
    let rank = first.view.axes.count + 1
    guard let given = try call.integer("axis") ?? (call.opset < 4 ? 1 : nil) else {
      throw Fault(expected: "an axis", found: "none")
    }
    let axis = try call.axis(given, rank: rank) - 1
    guard axis >= 0 else { throw Fault("joins along the batch") }
    var sizes = first.view.sizes
    for part in parts.dropFirst() {
      var own = part.view.sizes
      guard own.count == sizes.count else {
        throw Fault(expected: "inputs of \(rank) axes", found: own.count + 1)
      }
      let added = own[axis]
      own[axis] = sizes[axis]
      guard own == sizes else {
        throw Fault(expected: "inputs equal but for axis \(axis + 1)", found: "\(part.view.sizes)")
      }
      sizes[axis] += added
    }
    if parts.count == 1 { return [.computed(first)] }
    let arranged = try parts.map { try translation.arranged($0, channels: axis) }
    let result = try translation.builder.concatenate(arranged.map(\.value))
    return [.computed(Activation(result, View(sizes: sizes, order: arranged[0].order)))]
  }
}

extension Translation {
  /// The same numbers, row by row, under other sizes.
  func reshaped(_ x: Activation, to sizes: [Int]) throws -> Activation {
    var result = x
    if let view = x.view.reshaped(to: sizes) {
      result.view = view
      return result
    }
    let count = x.view.count
    result.value = try arranged(
      x, pixels: [], channels: Array(x.view.axes.indices), shape: Shape(1, 1, count))
    guard let view = View(sizes: [count], order: [0]).reshaped(to: sizes) else {
      throw Fault(expected: "sizes with a product of \(count)", found: "\(sizes)")
    }
    result.view = view
    return result
  }
}
