/// Which part of each axis a Slice takes.
struct SliceNumbers {
  private var starts: [Int]
  private var ends: [Int]
  private var steps: [Int]
  private var axes: [Int]

  /// - Parameter rank: axes of what is sliced.
  init(_ call: Call, rank: Int) throws {
    if call.opset < 10 {
      starts = try call.integers("starts") ?? []
      ends = try call.integers("ends") ?? []
      axes = try call.integers("axes") ?? Array(starts.indices)
      steps = starts.map { _ in 1 }
    } else {
      starts = try call.known(1, "starts").integers()
      ends = try call.known(2, "ends").integers()
      axes = try call.optionalKnown(3, "axes")?.integers() ?? Array(starts.indices)
      steps = try call.optionalKnown(4, "steps")?.integers() ?? starts.map { _ in 1 }
    }
    guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count else {
      throw Fault(
        expected: "as many ends, axes and steps as starts", found: "\(starts.count) starts")
    }
    axes = try axes.map { try call.axis($0, rank: rank) }
    guard Set(axes).count == axes.count, !steps.contains(0) else {
      throw Fault(expected: "each axis once, and steps other than 0", found: "others")
    }
  }

  /// Whether an axis is not cut, whatever its size.
  func leaves(axis: Int) -> Bool {
    guard let number = axes.firstIndex(of: axis) else { return true }
    return starts[number] == 0 && steps[number] == 1 && ends[number] >= Int(Int32.max)
  }

  /// The first index, the step, and how many there are.
  func range(axis: Int, size: Int) throws -> (start: Int, step: Int, count: Int) {
    guard let number = axes.firstIndex(of: axis) else { return (0, 1, size) }
    let step = steps[number]
    func place(_ index: Int, _ limits: ClosedRange<Int>) -> Int {
      min(max(index < 0 ? index + size : index, limits.lowerBound), limits.upperBound)
    }
    guard size > 0 else { return (0, 1, 0) }
    if step > 0 {
      let (start, end) = (place(starts[number], 0...size), place(ends[number], 0...size))
      let step = min(step, size)
      return (start, step, start < end ? (end - start + step - 1) / step : 0)
    }
    let (start, end) = (
      place(starts[number], 0...size - 1), place(ends[number], -1...size - 1)
    )
    let back = step < -size ? size : -step
    return (start, -back, start > end ? (start - end + back - 1) / back : 0)
  }
}

/// Into which parts a Split cuts.
enum SplitNumbers {
  static func read(_ call: Call, shape: [Int]) throws -> (axis: Int, sizes: [Int]) {
    let axis = try call.axis(try call.integer("axis", 0), rank: shape.count)
    guard axis < shape.count else { throw Fault(expected: "an axis", found: "a scalar") }
    let size = shape[axis]
    let given = try call.integers(attribute: "split", orInput: 1)
    let parts = try call.integer("num_outputs") ?? call.node.outputs.count
    guard parts == call.node.outputs.count, parts > 0 else {
      throw Fault(expected: "\(call.node.outputs.count) parts", found: parts)
    }
    if let given {
      guard given.count == parts, Tensor.count(of: given) != nil,
        given.allSatisfy({ $0 <= size }), given.reduce(0, +) == size
      else { throw Fault(expected: "parts of \(size) in all", found: "\(given)") }
      return (axis, given)
    }
    // Equal parts, the last of them smaller where they do not come out even (opset 18).
    let part = (size + parts - 1) / parts
    guard call.opset >= 18 || size % parts == 0, part * (parts - 1) <= size else {
      throw Fault(expected: "\(parts) equal parts", found: "\(size)")
    }
    return (axis, (0..<parts).map { min(part, size - $0 * part) })
  }
}
