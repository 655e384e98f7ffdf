/// A node all of whose inputs are known, and the means to work its results out.
///
/// What exporters compute beforehand from shapes, and constants that they scale, transpose or join.
final class Folding {
  let call: Call
  private let tensors: [Tensor?]
  /// Elements that may still be written.
  private(set) var budget: Int

  /// Elements that a single result may have.
  static let mostElements = 3 << 26
  /// Elements that all results of a model together may have, besides some for each of the file's
  /// own constants: a few bytes may ask for any number.
  static let mostAdded = 1 << 22

  /// Elements that results may have for each of the file's own constants.
  private static let mostGrowth = 8

  /// Elements that results may have for so many elements of the file.
  static func budget(for elements: Int) -> Int { mostGrowth * min(elements, mostElements) }

  init(_ call: Call, _ tensors: [Tensor?], budget: Int) {
    self.call = call
    self.tensors = tensors
    self.budget = budget
  }

  var count: Int { tensors.count }

  func tensor(_ index: Int) throws -> Tensor {
    guard let tensor = optional(index) else {
      throw Fault(expected: "an input number \(index + 1)", found: "none")
    }
    return tensor
  }

  func optional(_ index: Int) -> Tensor? { index < tensors.count ? tensors[index] : nil }

  /// The number of elements of a result, once there is room for it.
  func room(for shape: [Int]) throws -> Int {
    guard let count = Tensor.count(of: shape), count <= budget else {
      throw Fault(
        expected: "constants that grow to at most \(Self.mostGrowth) times those of the file and "
          + "\(Self.mostAdded) elements", found: "one more of shape \(shape)")
    }
    budget -= count
    return count
  }

  /// Another arrangement of a tensor's elements.
  ///
  /// - Parameter place: where in the tensor an element of the result comes from, by its number.
  func moved(_ tensor: Tensor, to shape: [Int], from place: (Int) -> Int) throws -> Tensor {
    let count = try room(for: shape)
    return Tensor(
      type: tensor.type, shape: shape, elements: tensor.elements.at((0..<count).map(place)))
  }

  /// The same elements under another shape.
  func reshaped(_ tensor: Tensor, to shape: [Int]) throws -> Tensor {
    guard Tensor.count(of: shape) == tensor.count else {
      throw Fault(expected: "a shape of \(tensor.count) elements", found: "\(shape)")
    }
    var tensor = tensor
    tensor.shape = shape
    return tensor
  }

  /// Steps from one index to the next along each axis, row by row.
  static func strides(of shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * max(shape[axis + 1], 1)
    }
    return strides
  }

  /// For each element of a shape, row by row, Σ index * step over the axes, from `start` on.
  static func walk(_ shape: [Int], _ steps: [Int], from start: Int = 0) -> [Int] {
    if shape.contains(0) { return [] }
    var places = [start]
    for (size, step) in zip(shape, steps) {
      places = places.flatMap { place in (0..<size).map { place + $0 * step } }
    }
    return places
  }

  // MARK: Broadcasting

  /// The shape to which several are spread; axes are equal or 1, counted from the last.
  static func spread(_ shapes: [[Int]]) throws -> [Int] {
    let rank = shapes.map(\.count).max() ?? 0
    var result = [Int](repeating: 1, count: rank)
    for shape in shapes {
      for (axis, size) in shape.enumerated() where size != 1 {
        let place = rank - shape.count + axis
        guard result[place] == 1 || result[place] == size else {
          throw Fault(expected: "shapes that spread over each other", found: "\(shapes)")
        }
        result[place] = size
      }
    }
    return result
  }

  /// Where each element of `shape` is found in a tensor that is spread over it.
  static func places(_ own: [Int], over shape: [Int]) -> [Int] {
    let strides = strides(of: own)
    let missing = shape.count - own.count
    let steps = shape.indices.map { axis in
      axis < missing || own[axis - missing] == 1 ? 0 : strides[axis - missing]
    }
    return walk(shape, steps)
  }

  /// A tensor spread over a shape that it fits.
  func spread(_ tensor: Tensor, over shape: [Int]) throws -> Tensor {
    if tensor.shape == shape { return tensor }
    _ = try room(for: shape)
    return Tensor(
      type: tensor.type, shape: shape,
      elements: tensor.elements.at(Self.places(tensor.shape, over: shape)))
  }
}
