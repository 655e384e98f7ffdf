import Interchange

/// Operators that choose, join and count known elements.
extension Folding {
  static func gather(_ folding: Folding) throws -> [Tensor] {
    let (data, indices) = (try folding.tensor(0), try folding.tensor(1))
    let axis = try folding.call.axis(
      try folding.call.integer("axis", 0), rank: data.shape.count)
    guard axis < data.shape.count else { throw Fault(expected: "an axis", found: "a scalar") }
    let size = data.shape[axis]
    let chosen = try indices.integers().map { index in
      guard index >= -size, index < size else {
        throw Fault(expected: "an index in \(-size)..<\(size)", found: index)
      }
      return index < 0 ? index + size : index
    }
    let shape = Array(data.shape[..<axis]) + indices.shape + Array(data.shape[(axis + 1)...])
    _ = try folding.room(for: shape)
    let strides = strides(of: data.shape)
    let outer = walk(Array(data.shape[..<axis]), Array(strides[..<axis]))
    let inner = walk(Array(data.shape[(axis + 1)...]), Array(strides[(axis + 1)...]))
    let places = outer.flatMap { first in
      chosen.flatMap { index in inner.map { first + index * strides[axis] + $0 } }
    }
    return [Tensor(type: data.type, shape: shape, elements: data.elements.at(places))]
  }

  /// Slice: all its numbers are attributes before opset 10, inputs from then on.
  static func slice(_ folding: Folding) throws -> [Tensor] {
    let tensor = try folding.tensor(0)
    let numbers = try SliceNumbers(folding.call, rank: tensor.shape.count)
    let ranges = try tensor.shape.indices.map {
      try numbers.range(axis: $0, size: tensor.shape[$0])
    }
    let shape = ranges.map(\.count)
    _ = try folding.room(for: shape)
    let strides = strides(of: tensor.shape)
    let start = zip(ranges, strides).reduce(0) { $0 + $1.0.start * $1.1 }
    let places = walk(shape, zip(ranges, strides).map { $0.step * $1 }, from: start)
    return [Tensor(type: tensor.type, shape: shape, elements: tensor.elements.at(places))]
  }

  static func concatenation(_ folding: Folding) throws -> [Tensor] {
    let tensors = try (0..<folding.count).map { try folding.tensor($0) }
    guard let first = tensors.first else { throw Fault(expected: "inputs", found: "none") }
    let axis = try folding.call.axis(
      try folding.call.integer("axis") ?? 1, rank: first.shape.count)
    guard axis < first.shape.count else { throw Fault(expected: "an axis", found: "scalars") }
    var shape = first.shape
    for tensor in tensors.dropFirst() {
      guard tensor.type == first.type, tensor.shape.count == shape.count,
        shape.indices.allSatisfy({ $0 == axis || tensor.shape[$0] == shape[$0] })
      else { throw Fault(expected: "inputs that fit each other", found: "\(tensor.shape)") }
      shape[axis] += tensor.shape[axis]
    }
    let count = try folding.room(for: shape)
    let outer = shape[..<axis].reduce(1, *)
    let runs = tensors.map { $0.shape[axis...].reduce(1, *) }
    func joined<Element>(_ lists: [[Element]]) -> [Element] {
      var all: [Element] = []
      all.reserveCapacity(count)
      for row in 0..<outer {
        for (list, run) in zip(lists, runs) { all += list[row * run..<(row + 1) * run] }
      }
      return all
    }
    let elements: Tensor.Elements
    switch first.elements {
    case .floats: elements = .floats(joined(try tensors.map { try $0.floats() }))
    case .doubles: elements = .doubles(joined(try tensors.map { try $0.doubles() }))
    default:
      let isOpen = tensors.contains { if case .sizes = $0.elements { true } else { false } }
      elements =
        isOpen
        ? .sizes(joined(try tensors.map { try $0.sizes() }))
        : .integers(joined(try tensors.map { try $0.integers() }))
    }
    return [Tensor(type: first.type, shape: shape, elements: elements)]
  }

  static func split(_ folding: Folding) throws -> [Tensor] {
    let tensor = try folding.tensor(0)
    let (axis, sizes) = try SplitNumbers.read(folding.call, shape: tensor.shape)
    let strides = strides(of: tensor.shape)
    var start = 0
    return try sizes.map { size in
      var shape = tensor.shape
      shape[axis] = size
      _ = try folding.room(for: shape)
      defer { start += size }
      return Tensor(
        type: tensor.type, shape: shape,
        elements: tensor.elements.at(walk(shape, strides, from: start * strides[axis])))
    }
  }

  static func range(_ folding: Folding) throws -> [Tensor] {
    let numbers = try (0..<3).map { try folding.tensor($0) }
    let type = numbers[0].type
    guard numbers.allSatisfy({ $0.type == type && $0.count == 1 }) else {
      throw Fault(expected: "three single numbers of one type", found: "others")
    }
    if type.isFloatingPoint {
      let values = try numbers.map { try $0.doubles()[0] }
      let steps = ((values[1] - values[0]) / values[2]).rounded(.up)
      guard steps.isFinite, steps <= Double(mostElements) else {
        throw Fault(expected: "a finite range", found: "\(values)")
      }
      let count = try folding.room(for: [max(Int(steps), 0)])
      let template = Tensor(type: type, shape: [count], elements: .floats([]))
      return [
        Tensor(
          type: type, shape: [count],
          elements: template.floating((0..<count).map { values[0] + Double($0) * values[2] }))
      ]
    }
    let values = try numbers.map { try $0.integers()[0] }
    guard values.allSatisfy({ abs(Double($0)) < 1e15 }), values[2] != 0 else {
      throw Fault(expected: "a range of a step other than 0", found: "\(values)")
    }
    let (start, end, step) = (values[0], values[1], values[2])
    let steps = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step
    let count = try folding.room(for: [max(steps, 0)])
    return [
      Tensor(
        type: type, shape: [count], elements: .integers((0..<count).map { start + $0 * step }))
    ]
  }

  static func choice(_ folding: Folding) throws -> [Tensor] {
    let condition = try folding.tensor(0)
    let (left, right) = (try folding.tensor(1), try folding.tensor(2))
    guard left.type == right.type, condition.type == .bool else {
      throw Fault(expected: "truth values and two inputs of one type", found: "others")
    }
    let shape = try spread([condition.shape, left.shape, right.shape])
    let chosen = try folding.spread(condition, over: shape).integers()
    let (one, other) = (
      try folding.spread(left, over: shape), try folding.spread(right, over: shape)
    )
    func pick<Element>(_ a: [Element], _ b: [Element]) -> [Element] {
      chosen.indices.map { chosen[$0] != 0 ? a[$0] : b[$0] }
    }
    let elements: Tensor.Elements
    switch (one.elements, other.elements) {
    case (.floats(let a), .floats(let b)): elements = .floats(pick(a, b))
    case (.doubles(let a), .doubles(let b)): elements = .doubles(pick(a, b))
    case (.integers(let a), .integers(let b)): elements = .integers(pick(a, b))
    default: elements = .sizes(pick(try one.sizes(), try other.sizes()))
    }
    return [Tensor(type: left.type, shape: shape, elements: elements)]
  }

  /// Reductions, the axes as attribute or input.
  static func reduction(
    _ function: @escaping @Sendable ([Double]) -> Double
  ) -> Fold {
    { folding in
      let tensor = try folding.tensor(0)
      let rank = tensor.shape.count
      let given = try folding.call.integers(attribute: "axes", orInput: 1) ?? []
      let keeps = try folding.call.flag("keepdims", true)
      let isNothing = try folding.call.flag("noop_with_empty_axes")
      guard tensor.type.isFloatingPoint else {
        throw Fault(expected: "numbers with a fraction", found: "\(tensor.type)")
      }
      if given.isEmpty, isNothing { throw Fault("reduces nothing") }
      let axes =
        given.isEmpty ? Set(0..<rank) : Set(try given.map { try folding.call.axis($0, rank: rank) })
      let (gone, staying) = (
        (0..<rank).filter { axes.contains($0) }, (0..<rank).filter { !axes.contains($0) }
      )
      let strides = strides(of: tensor.shape)
      func places(_ chosen: [Int]) -> [Int] {
        walk(chosen.map { tensor.shape[$0] }, chosen.map { strides[$0] })
      }
      let shape =
        keeps
        ? (0..<rank).map { axes.contains($0) ? 1 : tensor.shape[$0] }
        : staying.map { tensor.shape[$0] }
      _ = try folding.room(for: shape)
      _ = try folding.room(for: tensor.shape)
      let values = try tensor.doubles()
      let inner = places(gone)
      guard !inner.isEmpty else { throw Fault("reduces an empty axis") }
      let results = places(staying).map { start in function(inner.map { values[start + $0] }) }
      return [Tensor(type: tensor.type, shape: shape, elements: tensor.floating(results))]
    }
  }
}
