import NeuralNetwork

extension Scorer {
  /// What a layer puts out, and the gradient of Σ seeds · logits with respect to it, for at most
  /// `batch` images.
  ///
  /// - Parameters:
  ///   - node: of the model's graph; the program for it is kept until another is asked for.
  ///   - seeds: given the logits, count x classes, chooses the seeds, count x classes.
  /// - Returns: logits, and count x height x width x channels of the node, twice.
  package func inside(
    node: Int, of images: [Float], count: Int, seeds: (_ logits: [Float]) -> [Float]
  ) -> (logits: [Float], values: [Float], gradients: [Float]) {
    precondition(count <= batch, "seeds are chosen for one batch at a time")
    let program = program(lookingAt: node)
    program.input.update(from: images, count: images.count)
    program.forward(images: count)
    let logits = Array(UnsafeBufferPointer(start: program.logits, count: count * classCount))
    let chosen = seeds(logits)
    precondition(chosen.count == logits.count)
    program.logitsGradient.update(from: chosen, count: chosen.count)
    let inner = program.backward(images: count, downTo: node)
    let size = count * model.graph.nodes[node].shape.count
    return (
      logits, Array(UnsafeBufferPointer(start: inner.value, count: size)),
      Array(UnsafeBufferPointer(start: inner.gradient, count: size))
    )
  }
}
