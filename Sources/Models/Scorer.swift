package import Compute
package import Datasets
package import Images
import NeuralNetwork

/// A model that answers for images: scores, and gradients of scores with respect to the image.
///
/// Several models can answer as one, an ensemble: their logits are averaged (Carter et al. 2021,
/// section 5). Images are then normalised as the first of them wants, and made what each of the
/// others wants. Images come as normalised floats N x H x W x 3, in any number; they are worked on
/// in batches, so memory stays flat.
package final class Scorer: SetScores {
  package let model: Model
  /// Images of one pass: as many as were asked for, or as large ones leave room for.
  package let batch: Int
  /// The other models of an ensemble.
  private let others: [(scorer: Scorer, scale: [Float], shift: [Float])]
  package let compute: Compute
  private var inference: Program?
  private var attribution: Program?
  /// The program for windows of one size, or that the network has none.
  private var variants: (window: Extent, program: VariantProgram?)?
  /// What several workers ask at a time, while the parameters stay.
  private var copies: [Scorer]?
  /// The program for one inner node.
  private var inner: (node: Int, program: Program)?

  /// - Parameter others: models whose logits are averaged with the model's.
  /// - Precondition: they read images of the same size and have as many classes.
  package init(_ model: Model, with others: [Model] = [], batch: Int = 128, compute: Compute) {
    precondition(
      others.allSatisfy {
        $0.graph.inputShape == model.graph.inputShape && $0.graph.classes == model.graph.classes
      })
    self.model = model
    let batch = ([model] + others).reduce(batch) { least, model in
      min(least, max(Self.mostActivations / max(model.graph.activationBytes, 1), 1))
    }
    self.batch = batch
    self.compute = compute
    self.others = others.map { other in
      let (own, its) = (model.normalization, other.normalization)
      return (
        Scorer(other, batch: batch, compute: compute),
        zip(own.deviation, its.deviation).map { $0 / $1 },
        (0..<ByteImages.channels).map { (own.mean[$0] - its.mean[$0]) / its.deviation[$0] }
      )
    }
  }

  /// All models that answer.
  var models: [Model] { [model] + others.map(\.scorer.model) }

  /// How many models answer.
  package var modelCount: Int { 1 + others.count }

  package var classCount: Int { model.graph.classes }
  package var normalization: Normalization { model.normalization }
  package var inputHeight: Int { model.graph.inputShape.height }
  package var inputWidth: Int { model.graph.inputShape.width }
  package var preferredBatch: Int { batch }

  /// Floats held for computing so far, the weights not included; programs are made when first
  /// needed.
  package var memoryCount: Int {
    [inference, attribution, inner?.program].compactMap { $0?.memoryCount }.reduce(0, +)
      + others.reduce(0) { $0 + $1.scorer.memoryCount }
      + (copies ?? []).reduce(0) { $0 + $1.memoryCount }
  }

  /// Must be called after the model's parameters were changed.
  package func parametersChanged() {
    inference?.parametersChanged()
    attribution?.parametersChanged()
    inner?.program.parametersChanged()
    variants = nil
    copies = nil
    for other in others { other.scorer.parametersChanged() }
  }

  /// Logits, count x classes.
  package func logits(of images: [Float], count: Int) -> [Float] {
    averaged(ownLogits(of: images, count: count)) { other in
      other.scorer.logits(of: Self.converted(images, other.scale, other.shift), count: count)
    }
  }

  func ownLogits(of images: [Float], count: Int) -> [Float] {
    let program = program(&inference, .inference)
    var logits: [Float] = []
    logits.reserveCapacity(count * classCount)
    forEachBatch(images, count) { pixels, batch in
      program.input.update(from: pixels, count: batch * imageCount)
      program.forward(images: batch)
      logits += UnsafeBufferPointer(start: program.logits, count: batch * classCount)
    }
    return logits
  }

  /// Logits, and the gradient with respect to the images of Σ seeds · logits, where the seeds
  /// (count x classes) are chosen batch by batch once the logits are known.
  package func gradients(
    of images: [Float], count: Int, seeds: (_ logits: [Float]) -> [Float]
  ) -> (logits: [Float], gradients: [Float]) {
    let logits = averaged(forwardForGradients(images, count)) { other in
      other.scorer.forwardForGradients(
        Self.converted(images, other.scale, other.shift), count)
    }
    let chosen = seeds(logits)
    precondition(chosen.count == logits.count)
    if others.isEmpty { return (logits, backward(chosen, count)) }
    let share = chosen.map { $0 / Float(modelCount) }
    var gradients = backward(share, count)
    for other in others {
      let its = other.scorer.backward(share, count)
      for place in gradients.indices {
        gradients[place] += its[place] * other.scale[place % ByteImages.channels]
      }
    }
    return (logits, gradients)
  }

  private func forwardForGradients(_ images: [Float], _ count: Int) -> [Float] {
    let program = program(&attribution, .attribution)
    precondition(count <= batch, "seeds are chosen for one batch at a time")
    program.input.update(from: images, count: count * imageCount)
    program.forward(images: count)
    return Array(UnsafeBufferPointer(start: program.logits, count: count * classCount))
  }

  /// The gradient with respect to the images of the forward pass before.
  private func backward(_ seeds: [Float], _ count: Int) -> [Float] {
    let program = program(&attribution, .attribution)
    program.logitsGradient.update(from: seeds, count: seeds.count)
    program.backward(images: count)
    return Array(UnsafeBufferPointer(start: program.inputGradient, count: count * imageCount))
  }

  /// The mean of the model's logits and those of the others.
  func averaged(
    _ own: [Float],
    _ logits: (_ other: (scorer: Scorer, scale: [Float], shift: [Float])) -> [Float]
  ) -> [Float] {
    if others.isEmpty { return own }
    var sum = own
    for other in others {
      for (place, value) in logits(other).enumerated() { sum[place] += value }
    }
    return sum.map { $0 / Float(modelCount) }
  }

  /// Pixels normalised for another model, … x 3.
  static func converted(_ images: [Float], _ scale: [Float], _ shift: [Float]) -> [Float] {
    if scale.allSatisfy({ $0 == 1 }), shift.allSatisfy({ $0 == 0 }) { return images }
    return images.enumerated().map { place, value in
      value * scale[place % ByteImages.channels] + shift[place % ByteImages.channels]
    }
  }

  package func forEachLogits(
    of set: ImageSet, receive: (_ range: Range<Int>, _ logits: [Float]) throws -> Void
  ) throws {
    let copies = copiesForWorkers()
    let batch = copies[0].batch
    let ranges = stride(from: 0, to: set.count, by: batch).map {
      $0..<min($0 + batch, set.count)
    }
    try compute.workers.inRounds(ranges, askers: copies) { range, scorer in
      try scorer.logits(of: set.normalized(range, by: normalization), count: range.count)
    } receive: { range, answer in
      try receive(range, answer)
    }
  }

  /// Mean loss and share right on a set.
  package func evaluate(
    _ set: ImageSet, progress: (Int) throws -> Void = { _ in }
  ) throws -> (loss: Double, accuracy: Double) {
    let logits = try self.logits(of: set, progress: progress)
    let result = logits.withUnsafeBufferPointer { scores in
      scores.baseAddress.map {
        SoftmaxCrossEntropy.evaluate(
          logits: $0, labels: set.labels, classes: classCount, gradient: nil)
      }
    }
    return (result?.loss ?? 0, Double(result?.correct ?? 0) / Double(max(set.count, 1)))
  }

  /// Scorers with the same parameters, one for each worker; itself alone where the work is better
  /// shared inside, layer by layer.
  ///
  /// While a network is so small that its weights stay in the second cache with the values of a few
  /// images, workers that each take images of their own neither wait for each other nor read what
  /// another wrote.
  package func copiesForWorkers() -> [Scorer] {
    let models = [model] + others.map(\.scorer.model)
    guard compute.workers.threads > 1,
      models.allSatisfy({ $0.parameters.values.count <= Self.smallNetwork })
    else { return [self] }
    if let copies { return copies }
    let alone = compute.onOneThread
    let made = (0..<compute.workers.threads).map { _ in
      Scorer(
        model, with: Array(models.dropFirst()), batch: min(batch, Self.imagesAlone),
        compute: alone)
    }
    copies = made
    return made
  }

  /// Bytes of the activations of one pass, were they all held at once; the plan of memory needs
  /// half of it at most. So a network for large images stays within a gigabyte.
  private static let mostActivations = 2 << 30

  /// Parameters of a small network, and images of one pass of a copy.
  private static let smallNetwork = 1_000_000
  private static let imagesAlone = 32

  private var imageCount: Int { model.graph.inputShape.count }

  private func program(_ program: inout Program?, _ mode: Mode) -> Program {
    if let program { return program }
    let compiled = Program(
      model.graph, parameters: model.parameters, mode: mode, capacity: batch, compute: compute)
    program = compiled
    return compiled
  }

  func variantProgram(window: Extent) -> VariantProgram? {
    if let variants, variants.window == window { return variants.program }
    let made = VariantProgram(
      model.graph, window: window, parameters: model.parameters, capacity: batch,
      compute: compute)
    variants = (window, made)
    return made
  }

  func program(lookingAt node: Int) -> Program {
    if let inner, inner.node == node { return inner.program }
    let program = Program(
      model.graph, parameters: model.parameters, mode: .attribution, capacity: batch,
      compute: compute, keeping: [node])
    inner = (node, program)
    return program
  }

  private func forEachBatch(
    _ images: [Float], _ count: Int, _ body: (UnsafePointer<Float>, Int) -> Void
  ) {
    precondition(images.count == count * imageCount)
    images.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      var first = 0
      while first < count {
        let length = min(batch, count - first)
        body(base + first * imageCount, length)
        first += length
      }
    }
  }
}
