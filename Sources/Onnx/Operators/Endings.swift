import NeuralNetwork

/// What ends a classifier.
enum Endings {
  /// Softmax over all scores: left out, so that scores are the numbers before it.
  static func softmax(_ call: Call, _ translation: Translation) throws -> [Operand] {
    var x = try call.activation()
    let (pixels, _) = try axes(call, x)
    guard pixels.allSatisfy({ x.view.sizes[$0] == 1 }) else {
      throw Fault("is understood only over all scores of an image, at the end")
    }
    x.ending = .softmax
    return [.computed(x)]
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
