import KernelInterface
import NeuralNetwork

/// What ends a classifier.
enum Endings {
  /// The same as a value that others may read: what was left out as the end is computed after all.
  static func continued(_ x: Activation, _ translation: Translation) throws -> Activation {
    var result = x
    if x.ending == .softmax {
      result = try shares(x, over: Array(x.view.axes.indices), staying: [], translation)
    }
    result.ending = nil
    return result
  }

  /// Softmax over all scores: left out for now, as scores are the numbers before it.
  static func softmax(_ call: Call, _ translation: Translation) throws -> [Operand] {
    var x = try call.activation()
    let (pixels, channels) = try axes(call, x)
    guard pixels.allSatisfy({ x.view.sizes[$0] == 1 }) else {
      return [.computed(try shares(x, over: channels, staying: pixels, translation))]
    }
    x.ending = .softmax
    return [.computed(x)]
  }

  /// Softmax in the middle of a network: exponentials by their sum, once the largest is taken off.
  private static func shares(
    _ x: Activation, over gone: [Int], staying: [Int], _ translation: Translation
  ) throws -> Activation {
    let sizes = x.view.sizes
    let value = try translation.arranged(
      x, pixels: gone, channels: staying,
      shape: Translation.shape(sizes, gone, staying.reduce(1) { $0 * sizes[$1] }))
    let shape = translation.builder.shape(of: value)
    let largest = try translation.builder.maxPool(
      translation.unusedName("largest"), value, kernel: Extent(shape.height, shape.width),
      stride: Extent(1))
    let powers = try translation.builder.curve(
      .exponential, try translation.builder.combine(.difference, value, largest))
    let count = Float(shape.height * shape.width)
    let sum = try translation.affine(
      try translation.builder.globalAveragePool(powers), scale: [count], shift: [0], nil)
    let result = try translation.builder.combine(
      .product, powers, try translation.builder.curve(.reciprocal, sum))
    return Activation(result, View(sizes: sizes, order: gone + staying))
  }

  /// LogSoftmax: scores are log-probabilities then.
  static func logSoftmax(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let (pixels, channels) = try axes(call, x)
    let sizes = x.view.sizes
    let value = try translation.arranged(
      x, pixels: pixels, channels: channels,
      shape: Translation.shape(sizes, pixels, channels.reduce(1) { $0 * sizes[$1] }))
    let result = try translation.builder.logSoftmax(value)
    var scores = Activation(result, View(sizes: sizes, order: pixels + channels))
    scores.ending = .logSoftmax
    return [.computed(scores)]
  }

  /// The axes that stay apart and those whose numbers belong together, the batch not counted.
  ///
  /// Before opset 13 all from the axis on, then the axis alone.
  private static func axes(
    _ call: Call, _ x: Activation
  ) throws -> (pixels: [Int], channels: [Int]) {
    let rank = x.view.axes.count + 1
    let axis = try call.axis(try call.integer("axis", call.opset < 13 ? 1 : -1), rank: rank)
    guard axis > 0 else { throw Fault("runs over the batch") }
    let all = Array(x.view.axes.indices)
    if call.opset < 13 { return (Array(all[..<(axis - 1)]), Array(all[(axis - 1)...])) }
    return (all.filter { $0 != axis - 1 }, [axis - 1])
  }
}
