package import Compute
import Images
import KernelInterface

/// Scores of many images that differ from one in a single window each, with the work that they have
/// in common done once.
///
/// The same numbers as a `Program` gives for each image by itself, but for the rounding of another
/// order of sums. Parameters are copied at `init`. Not for use from two threads at a time.
package final class VariantProgram {
  /// Rows and columns that differ.
  package let window: Extent
  private let plan: VariantPlan
  private let whole: [Program]
  private let patches: [Program]
  private let rest: Program
  private let capacity: Int
  private let workers: Workers
  private let classes: Int
  /// What the image and every stage put out for the image without a change.
  private var base: [FloatBuffer]
  /// The same around the changed window of every variant, capacity x rows x columns x channels.
  private let changed: [FloatBuffer]

  /// Nil where the network's first layers are of another kind, so that nothing could be saved.
  package init?(
    _ graph: Graph, window: Extent, parameters: Parameters, capacity: Int, compute: Compute
  ) {
    guard let plan = VariantPlan(graph, window: window) else { return nil }
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
    self.window = window
    self.plan = plan
    self.capacity = capacity
    workers = compute.workers
    classes = graph.classes
    whole = plan.stages.map { program($0.graph(of: graph, aroundWindow: false), 1) }
    patches = plan.stages.map { program($0.graph(of: graph, aroundWindow: true), capacity) }
    rest = program(plan.rest, capacity)
    base =
      [FloatBuffer(count: graph.inputShape.count)]
      + plan.stages.map { FloatBuffer(count: $0.outputShape.count) }
    changed =
      [FloatBuffer(count: capacity * window.height * window.width * graph.inputShape.channels)]
      + plan.stages.map {
        FloatBuffer(count: capacity * $0.size.height * $0.size.width * $0.outputShape.channels)
      }
  }

  /// Scores of the image with each of some windows set to a colour.
  ///
  /// - Parameters:
  ///   - image: normalised, H x W x channels.
  ///   - corners: row-major places of the windows' first pixels; what lies beyond the image is cut
  ///     off.
  ///   - color: a value for each channel.
  /// - Returns: corners x classes.
  package func logits(
    of image: [Float], withWindowsAt corners: [Int], replacedBy color: [Float]
  ) -> [Float] {
    computeBase(image)
    for place in 0..<changed[0].count { changed[0].pointer[place] = color[place % color.count] }
    var logits: [Float] = []
    logits.reserveCapacity(corners.count * classes)
    for first in stride(from: 0, to: corners.count, by: capacity) {
      let batch = Array(corners[first..<min(first + capacity, corners.count)])
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

  /// What a stage puts out around the changed windows.
  private func compute(_ number: Int, _ corners: [Int]) {
    let stage = plan.stages[number]
    let program = patches[number]
    let (input, output) = (program.input, changed[number + 1].pointer)
    let inputCount = stage.inputSize.height * stage.inputSize.width * stage.inputShape.channels
    // Piece k writes the region of variant k.
    workers.forEach(pieces: corners.count) { variant in
      region(
        of: stage.input, around: corners[variant], variant: variant,
        reach: stage.reach + stage.half, shape: stage.inputShape,
        into: input + variant * inputCount)
    }
    program.forward(images: corners.count)
    let count = stage.size.height * stage.size.width * stage.outputShape.channels
    let result = program.logits
    workers.forEach(pieces: corners.count) { variant in
      let target = output + variant * count
      guard let residual = stage.residual else {
        target.update(from: result + variant * count, count: count)
        return
      }
      region(
        of: residual, around: corners[variant], variant: variant, reach: stage.reach,
        shape: stage.outputShape, into: target)
      let sum = result + variant * count
      for place in 0..<count { target[place] = limited(sum[place] + target[place], stage) }
    }
  }

  private func limited(_ value: Float, _ stage: VariantPlan.Stage) -> Float {
    min(max(value, stage.bounds.lower), stage.bounds.upper)
  }

  /// A window of a value and `reach` around it: the variant's own values in the middle, the base
  /// around, zero outside the image.
  private func region(
    of value: Int, around corner: Int, variant: Int, reach: Int, shape: Shape,
    into target: UnsafeMutablePointer<Float>
  ) {
    let channels = shape.channels
    let (top, left) = (corner / shape.width - reach, corner % shape.width - reach)
    let (height, width) = (window.height + 2 * reach, window.width + 2 * reach)
    let source = base[value].pointer
    let columns = max(left, 0)..<min(left + width, shape.width)
    for y in 0..<height {
      let line = target + y * width * channels
      guard (0..<shape.height).contains(top + y) else {
        line.update(repeating: 0, count: width * channels)
        continue
      }
      let before = columns.lowerBound - left
      line.update(repeating: 0, count: before * channels)
      (line + before * channels).update(
        from: source + ((top + y) * shape.width + columns.lowerBound) * channels,
        count: columns.count * channels)
      let end = before + columns.count
      (line + end * channels).update(repeating: 0, count: (width - end) * channels)
    }
    copyOwn(
      value, variant, corner: corner, shape: shape, into: target, top: top, left: left,
      width: width)
  }

  /// Writes the values that a variant has of its own over those of the base.
  ///
  /// - Parameters:
  ///   - target: rows of `width` pixels, the first of which is pixel (top, left) of the image.
  private func copyOwn(
    _ value: Int, _ variant: Int, corner: Int, shape: Shape,
    into target: UnsafeMutablePointer<Float>, top: Int, left: Int, width: Int
  ) {
    let channels = shape.channels
    let reach = value == 0 ? 0 : plan.stages[value - 1].reach
    let size = value == 0 ? window : plan.stages[value - 1].size
    let patch = changed[value].pointer + variant * size.height * size.width * channels
    let (firstRow, firstColumn) = (corner / shape.width - reach, corner % shape.width - reach)
    let columns = max(firstColumn, 0)..<min(firstColumn + size.width, shape.width)
    for row in max(firstRow, 0)..<min(firstRow + size.height, shape.height) {
      (target + ((row - top) * width + columns.lowerBound - left) * channels).update(
        from: patch
          + ((row - firstRow) * size.width + columns.lowerBound - firstColumn) * channels,
        count: columns.count * channels)
    }
  }

  /// The whole values that the rest of the network reads.
  private func fillRest(_ corners: [Int]) {
    let value = plan.stages.count
    let shape = plan.stages[value - 1].outputShape
    let (input, source) = (rest.input, base[value].pointer)
    // Piece k writes the input of variant k.
    workers.forEach(pieces: corners.count) { variant in
      let target = input + variant * shape.count
      target.update(from: source, count: shape.count)
      copyOwn(
        value, variant, corner: corners[variant], shape: shape, into: target, top: 0, left: 0,
        width: shape.width)
    }
  }
}
