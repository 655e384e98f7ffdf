import KernelInterface
package import Tensors

/// Scores of many images that differ from one in a single pixel each, with the work that they have in
/// common done once.
///
/// The same numbers as a `Program` gives for each image by itself, but for the rounding of another order
/// of sums. Parameters are copied at `init`. Not for use from two threads at a time.
package final class VariantProgram {
  private let plan: VariantPlan
  private let whole: [Program]
  private let patches: [Program]
  private let rest: Program
  private let capacity: Int
  private let workers: Workers
  private let classes: Int
  /// What the image and every stage put out for the image without a change.
  private var base: [FloatBuffer]
  /// The same around the changed pixel of every variant, capacity x side x side x channels.
  private let changed: [FloatBuffer]

  /// Nil where the network's first layers are of another kind, so that nothing could be saved.
  package init?(_ graph: Graph, parameters: Parameters, capacity: Int, compute: Compute) {
    guard let plan = VariantPlan(graph) else { return nil }
    func program(_ part: Graph, _ capacity: Int) -> Program {
      let own = Parameters(part)
      for description in own.descriptions {
        (own.values.pointer + own.offset(of: description.name)).update(
          from: parameters.values.pointer + parameters.offset(of: description.name),
          count: description.count)
      }
      return Program(
        part, parameters: own, mode: .inference, capacity: capacity, compute: compute)
    }
    self.plan = plan
    self.capacity = capacity
    workers = compute.workers
    classes = graph.classes
    whole = plan.stages.map {
      program($0.graph(of: graph, input: $0.inputShape, padding: $0.half), 1)
    }
    patches = plan.stages.map { stage in
      let shape = Shape(stage.inputSide, stage.inputSide, stage.inputShape.channels)
      return program(stage.graph(of: graph, input: shape, padding: 0), capacity)
    }
    rest = program(plan.rest, capacity)
    base =
      [FloatBuffer(count: graph.inputShape.count)]
      + plan.stages.map { FloatBuffer(count: $0.outputShape.count) }
    changed =
      [FloatBuffer(count: capacity * graph.inputShape.channels)]
      + plan.stages.map {
        FloatBuffer(count: capacity * $0.side * $0.side * $0.outputShape.channels)
      }
  }

  /// Scores of the image with each of `pixels` set to a colour.
  ///
  /// - Parameters:
  ///   - image: normalised, H x W x channels.
  ///   - pixels: row-major places.
  ///   - color: a value for each channel.
  /// - Returns: pixels x classes.
  package func logits(of image: [Float], withEachOf pixels: [Int], replacedBy color: [Float])
    -> [Float]
  {
    computeBase(image)
    var logits: [Float] = []
    logits.reserveCapacity(pixels.count * classes)
    for first in stride(from: 0, to: pixels.count, by: capacity) {
      let batch = Array(pixels[first..<min(first + capacity, pixels.count)])
      for variant in batch.indices {
        for (channel, value) in color.enumerated() {
          changed[0].pointer[variant * color.count + channel] = value
        }
      }
      for number in plan.stages.indices { compute(number, batch) }
      fillRest(batch)
      rest.forward(images: batch.count)
      logits += UnsafeBufferPointer(start: rest.logits, count: batch.count * classes)
    }
    return logits
  }

  private func computeBase(_ image: [Float]) {
    base[0].pointer.update(from: image, count: base[0].count)
    for (number, stage) in plan.stages.enumerated() {
      let program = whole[number]
      program.input.update(from: base[stage.input].pointer, count: stage.inputShape.count)
      program.forward(images: 1)
      let output = base[number + 1].pointer
      output.update(from: program.logits, count: stage.outputShape.count)
      guard let residual = stage.residual else { continue }
      let added = base[residual].pointer
      for place in 0..<stage.outputShape.count {
        output[place] = limited(output[place] + added[place], stage)
      }
    }
  }

  /// What a stage puts out around the changed pixels.
  private func compute(_ number: Int, _ pixels: [Int]) {
    let stage = plan.stages[number]
    let program = patches[number]
    let (input, output) = (program.input, changed[number + 1].pointer)
    let side = stage.inputSide
    let inputCount = side * side * stage.inputShape.channels
    // Piece k writes the square of variant k.
    workers.forEach(pieces: pixels.count) { variant in
      square(
        of: stage.input, around: pixels[variant], variant: variant,
        reach: stage.reach + stage.half, shape: stage.inputShape,
        into: input + variant * inputCount)
    }
    program.forward(images: pixels.count)
    let count = stage.side * stage.side * stage.outputShape.channels
    let result = program.logits
    workers.forEach(pieces: pixels.count) { variant in
      let target = output + variant * count
      guard let residual = stage.residual else {
        target.update(from: result + variant * count, count: count)
        return
      }
      square(
        of: residual, around: pixels[variant], variant: variant, reach: stage.reach,
        shape: stage.outputShape, into: target)
      let sum = result + variant * count
      for place in 0..<count { target[place] = limited(sum[place] + target[place], stage) }
    }
  }

  private func limited(_ value: Float, _ stage: VariantPlan.Stage) -> Float {
    min(max(value, stage.bounds.lower), stage.bounds.upper)
  }

  /// A square of a value around a pixel: the variant's own values in the middle, the base around, zero
  /// outside the image.
  private func square(
    of value: Int, around pixel: Int, variant: Int, reach: Int, shape: Shape,
    into target: UnsafeMutablePointer<Float>
  ) {
    let channels = shape.channels
    let (row, column) = (pixel / shape.width, pixel % shape.width)
    let side = 2 * reach + 1
    let own = value == 0 ? 0 : plan.stages[value - 1].reach
    let ownSide = 2 * own + 1
    let source = base[value].pointer
    let patch = changed[value].pointer + variant * ownSide * ownSide * channels
    let columns = max(column - reach, 0)..<min(column + reach + 1, shape.width)
    for y in -reach...reach {
      let line = target + (y + reach) * side * channels
      guard (0..<shape.height).contains(row + y) else {
        line.update(repeating: 0, count: side * channels)
        continue
      }
      let before = columns.lowerBound - (column - reach)
      line.update(repeating: 0, count: before * channels)
      (line + before * channels).update(
        from: source + ((row + y) * shape.width + columns.lowerBound) * channels,
        count: columns.count * channels)
      let end = before + columns.count
      (line + end * channels).update(repeating: 0, count: (side - end) * channels)
      guard abs(y) <= own else { continue }
      let inner = max(column - own, 0)..<min(column + own + 1, shape.width)
      (line + (inner.lowerBound - column + reach) * channels).update(
        from: patch + ((y + own) * ownSide + inner.lowerBound - column + own) * channels,
        count: inner.count * channels)
    }
  }

  /// The whole values that the rest of the network reads.
  private func fillRest(_ pixels: [Int]) {
    let value = plan.stages.count
    let stage = plan.stages[value - 1]
    let shape = stage.outputShape
    let (input, source) = (rest.input, base[value].pointer)
    let (channels, side) = (shape.channels, stage.side)
    let patches = changed[value].pointer
    // Piece k writes the input of variant k.
    workers.forEach(pieces: pixels.count) { variant in
      let target = input + variant * shape.count
      target.update(from: source, count: shape.count)
      let (row, column) = (pixels[variant] / shape.width, pixels[variant] % shape.width)
      let patch = patches + variant * side * side * channels
      let columns = max(column - stage.reach, 0)..<min(column + stage.reach + 1, shape.width)
      for y in max(row - stage.reach, 0)..<min(row + stage.reach + 1, shape.height) {
        (target + (y * shape.width + columns.lowerBound) * channels).update(
          from: patch
            + ((y - row + stage.reach) * side + columns.lowerBound - column + stage.reach)
              * channels,
          count: columns.count * channels)
      }
    }
  }
}
