package import Datasets
import NeuralNetwork
package import Tensors

/// A model that answers for images: scores, and gradients of scores with respect to the image.
///
/// Images come as normalised floats N x H x W x 3, in any number; they are worked on in batches, so memory
/// stays flat.
package final class Scorer {
  package let model: Model
  package let batch: Int
  let compute: Compute
  private var inference: Program?
  private var attribution: Program?
  /// The program for one inner node.
  private var inner: (node: Int, program: Program)?

  package init(_ model: Model, batch: Int = 128, compute: Compute) {
    self.model = model
    self.batch = batch
    self.compute = compute
  }

  package var classCount: Int { model.graph.classes }
  package var normalization: Normalization { model.normalization }
  package var inputHeight: Int { model.graph.inputShape.height }
  package var inputWidth: Int { model.graph.inputShape.width }
  package var preferredBatch: Int { batch }

  /// Must be called after the model's parameters were changed.
  package func parametersChanged() {
    inference?.parametersChanged()
    attribution?.parametersChanged()
    inner?.program.parametersChanged()
  }

  /// Logits, count x classes.
  package func logits(of images: [Float], count: Int) -> [Float] {
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

  /// Logits, and the gradient with respect to the images of Σ seeds · logits, where the seeds (count x
  /// classes) are chosen batch by batch once the logits are known.
  package func gradients(
    of images: [Float], count: Int, seeds: (_ logits: [Float]) -> [Float]
  ) -> (logits: [Float], gradients: [Float]) {
    let program = program(&attribution, .attribution)
    precondition(count <= batch, "seeds are chosen for one batch at a time")
    program.input.update(from: images, count: count * imageCount)
    program.forward(images: count)
    let logits = Array(UnsafeBufferPointer(start: program.logits, count: count * classCount))
    let chosen = seeds(logits)
    precondition(chosen.count == logits.count)
    program.logitsGradient.update(from: chosen, count: chosen.count)
    program.backward(images: count)
    let gradients = UnsafeBufferPointer(start: program.inputGradient, count: count * imageCount)
    return (logits, Array(gradients))
  }

  /// Logits of raw images, count x classes.
  package func logits(of images: ByteImages, progress: (Int) throws -> Void = { _ in }) throws
    -> [Float]
  {
    var logits: [Float] = []
    var first = 0
    while first < images.count {
      let range = first..<min(first + batch, images.count)
      logits += self.logits(
        of: normalization.apply(to: images, range: range), count: range.count)
      first = range.upperBound
      try progress(first)
    }
    return logits
  }

  /// Mean loss and share right on a set.
  package func evaluate(
    _ set: ImageSet, progress: (Int) throws -> Void = { _ in }
  ) throws -> (loss: Double, accuracy: Double) {
    let logits = try self.logits(of: set.images, progress: progress)
    let result = logits.withUnsafeBufferPointer { scores in
      scores.baseAddress.map {
        SoftmaxCrossEntropy.evaluate(
          logits: $0, labels: set.labels, classes: classCount, gradient: nil)
      }
    }
    return (result?.loss ?? 0, Double(result?.correct ?? 0) / Double(max(set.count, 1)))
  }

  private var imageCount: Int { model.graph.inputShape.count }

  private func program(_ program: inout Program?, _ mode: Mode) -> Program {
    if let program { return program }
    let compiled = Program(
      model.graph, parameters: model.parameters, mode: mode, capacity: batch, compute: compute)
    program = compiled
    return compiled
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
