import Foundation
package import Images

/// Learns masks by gradients: which pixels of an image to blur so that a class wins, or loses.
///
/// Q = X M′ + h (1 − M′), where M′ is the coarse mask M enlarged and h the blurred image. Many
/// images are worked on in one batch. Fong & Vedaldi 2017; Kang, Jung & Lee 2019.
package struct LearnedMaskSearch {
  private let classifier: any Classifier
  private let images: ImagesToExplain
  private let target: ScoreTarget
  private let options: LearnedMaskOptions
  private let workers: Workers
  private let scaling: MaskScaling

  /// - Parameter target: the class that is to win (with `deletion`, to lose): the predicted class,
  ///   the true class or a class by number.
  /// - Throws: `ExplanationError` where the parts do not fit each other.
  package init(
    classifier: any Classifier, images: ImagesToExplain, target: ScoreTarget,
    options: LearnedMaskOptions, workers: Workers
  ) throws(ExplanationError) {
    guard !target.isDifference else { throw .targetIsNoClass(target) }
    try images.check(against: classifier)
    try target.check(classCount: classifier.classCount)
    let (height, width) = (images.images.height, images.images.width)
    guard options.rows <= height, options.columns <= width else {
      throw .cells(rows: options.rows, columns: options.columns, height: height, width: width)
    }
    self.classifier = classifier
    self.images = images
    self.target = target
    self.options = options
    self.workers = workers
    scaling = MaskScaling(
      rows: options.rows, columns: options.columns, height: height, width: width,
      kind: options.scaling, smoothing: options.smoothing)
  }

  /// The images in the pieces that are worked on together.
  package var pieces: [Range<Int>] { classifier.batches(of: images.count) }

  /// Learns the masks of some of the images.
  ///
  /// - Parameters:
  ///   - range: one of `pieces`.
  ///   - progress: called with the number of iterations done; may throw to stop.
  package func masks(
    in range: Range<Int>, progress: (Int) throws -> Void = { _ in }
  ) throws -> [LearnedMask] {
    let batch = try images.batch(range, for: classifier)
    let original = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
    let targets = batch.labels.enumerated().map {
      target.label(predicted: original.predicted($0.offset), true: $0.element)
    }
    let scenes = (0..<batch.count).map { place in
      MaskedScene(Array(batch[place]), height: batch.height, width: batch.width, options.blur)
    }
    var masks = try starts(scenes, batch, original, targets)
    var states = masks.map { Adam.State(count: $0.count) }
    for iteration in 0..<options.iterations {
      let shifts = batch.indices.map { shift(index: $0, iteration: iteration) }
      let steps = try gradients(masks, scenes, shifts, batch, original, targets)
      for place in masks.indices {
        states[place].step(&masks[place], gradient: steps[place].gradient, by: options.adam)
        if options.clamps { masks[place] = masks[place].map { min(max($0, 0), 1) } }
      }
      try progress(iteration + 1)
    }
    return try describe(masks, scenes, batch, original, targets)
  }

  /// The whole objective of given masks, and its gradient with respect to their cells.
  ///
  /// - Parameters:
  ///   - masks: one for each image of `range`, rows x columns.
  ///   - range: no more images than the classifier takes at once.
  package func evaluate(
    _ masks: [[Double]], in range: Range<Int>
  ) throws -> [(value: Double, gradient: [Double])] {
    precondition(masks.count == range.count)
    let batch = try images.batch(range, for: classifier)
    let original = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
    let targets = batch.labels.enumerated().map {
      target.label(predicted: original.predicted($0.offset), true: $0.element)
    }
    let scenes = (0..<batch.count).map { place in
      MaskedScene(Array(batch[place]), height: batch.height, width: batch.width, options.blur)
    }
    return try gradients(
      masks, scenes, batch.indices.map { _ in (0, 0) }, batch, original, targets)
  }

  private func gradients(
    _ masks: [[Double]], _ scenes: [MaskedScene], _ shifts: [(Int, Int)],
    _ batch: ExplanationBatch, _ original: CheckedLogits, _ targets: [Int]
  ) throws -> [(value: Double, gradient: [Double])] {
    let size = batch.height * batch.width * 3
    let changed = workers.assemble(count: masks.count, each: size) { place, output in
      scenes[place].show(scaling.enlarged(masks[place]), shiftedBy: shifts[place], into: output)
    }
    var values = [Double](repeating: 0, count: masks.count)
    let answer = try classifier.gradients(of: changed, count: masks.count) { logits in
      let classes = logits.count / max(masks.count, 1)
      return masks.indices.flatMap { place in
        let result = options.objective.evaluate(
          logits: logits[place * classes..<(place + 1) * classes], original: original[place],
          target: targets[place])
        values[place] = result.value
        return result.gradient
      }
    }
    _ = try CheckedLogits(
      answer.logits, classCount: classifier.classCount, indices: batch.indices)
    guard answer.gradients.count == changed.count else {
      throw ExplanationError.classifierAnswer(
        what: "gradients", expected: changed.count, found: answer.gradients.count)
    }
    return masks.indices.map { place in
      let penalty = options.penalty.evaluate(
        masks[place], rows: options.rows, columns: options.columns)
      let pixels = scenes[place].maskGradient(
        answer.gradients[place * size..<(place + 1) * size], shiftedBy: shifts[place])
      return (
        values[place] + penalty.value,
        zip(scaling.transposed(pixels), penalty.gradient).map { $0 + $1 }
      )
    }
  }

  /// The masked images' scores, and the same with the masks' cells shuffled.
  private func describe(
    _ masks: [[Double]], _ scenes: [MaskedScene], _ batch: ExplanationBatch,
    _ original: CheckedLogits,
    _ targets: [Int]
  ) throws -> [LearnedMask] {
    let shuffled = masks.enumerated().map { place, mask in
      var stream = RandomStream(
        options.seed, .shuffle, UInt64(bitPattern: Int64(batch.indices[place])))
      return stream.permutation(of: mask.count).map { mask[$0] }
    }
    let after = try scores(masks, scenes, batch)
    let control = try scores(shuffled, scenes, batch)
    return masks.indices.map { place in
      let target = targets[place]
      return LearnedMask(
        index: batch.indices[place], label: batch.labels[place],
        predicted: original.predicted(place), target: target, cells: masks[place],
        removed: scaling.enlarged(masks[place]).map { Float(1 - $0) },
        before: original.score(place, of: target), after: after.score(place, of: target),
        predictedAfter: after.predicted(place), shuffled: control.score(place, of: target),
        predictedShuffled: control.predicted(place))
    }
  }

  private func scores(
    _ masks: [[Double]], _ scenes: [MaskedScene], _ batch: ExplanationBatch
  ) throws -> CheckedLogits {
    let size = batch.height * batch.width * 3
    let pixels = workers.assemble(count: masks.count, each: size) { place, output in
      scenes[place].show(scaling.enlarged(masks[place]), into: output)
    }
    return try classifier.checkedLogits(of: pixels, indices: batch.indices)
  }

  private func shift(index: Int, iteration: Int) -> (Int, Int) {
    guard options.jitter > 0 else { return (0, 0) }
    var stream = RandomStream(
      options.seed, .jitter, UInt64(bitPattern: Int64(index)), UInt64(iteration))
    let offsets = 0..<options.jitter + 1
    let middle = options.jitter / 2
    return (stream.integer(in: offsets) - middle, stream.integer(in: offsets) - middle)
  }

  private func starts(
    _ scenes: [MaskedScene], _ batch: ExplanationBatch, _ original: CheckedLogits, _ targets: [Int]
  ) throws -> [[Double]] {
    let cells = options.rows * options.columns
    switch options.start {
    case .ones: return scenes.map { _ in [Double](repeating: 1, count: cells) }
    case .half: return scenes.map { _ in [Double](repeating: 0.5, count: cells) }
    case .uniform:
      return batch.indices.map { index in
        var stream = RandomStream(
          options.seed, .learnedMask, UInt64(bitPattern: Int64(index)))
        return (0..<cells).map { _ in stream.uniformDouble() }
      }
    case .disc: return try discs(scenes, batch, original, targets)
    }
  }

  /// Of ever larger discs in the middle, the first that takes 99 % of the way to the blurred image.
  private func discs(
    _ scenes: [MaskedScene], _ batch: ExplanationBatch, _ original: CheckedLogits, _ targets: [Int]
  ) throws -> [[Double]] {
    let discs = MaskDiscs(options, height: batch.height, width: batch.width).masks
    let nothing = [Double](repeating: 0, count: options.rows * options.columns)
    let blurred = try scores(scenes.map { _ in nothing }, scenes, batch)
    var chosen = scenes.map { _ in discs.count - 1 }
    var isFound = scenes.map { _ in false }
    for (number, disc) in discs.enumerated() {
      let tried = try scores(scenes.map { _ in disc }, scenes, batch)
      for (place, target) in targets.enumerated() where !isFound[place] {
        let floor = blurred.score(place, of: target).probability
        let gap = original.score(place, of: target).probability - floor
        let left = tried.score(place, of: target).probability - floor
        guard left < 0.01 * gap else { continue }
        (chosen[place], isFound[place]) = (number, true)
      }
    }
    return chosen.map { discs[$0] }
  }
}
