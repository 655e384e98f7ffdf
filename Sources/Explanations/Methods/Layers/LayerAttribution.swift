import Text

/// A method that makes a coarse map of a layer's activations and gradients, and enlarges it.
protocol LayerAttribution: ExplanationMethod {
  var target: ScoreTarget { get }
  /// Nil for the last layer that is at least 4 x 4; the last above 1 x 1 where there is none.
  var layer: String? { get }
  var upscaling: Upscaling { get }
  /// Absolute leaves out what is below zero, as the papers do; signed keeps it.
  var sign: AttributionSign { get }
  /// The name by which the method is chosen.
  var shortName: String { get }

  /// The map of one image with all its signs, height x width of the layer.
  ///
  /// - Parameters:
  ///   - values: the layer's activations, height x width x channels.
  ///   - gradients: of the score with respect to it, the same shape.
  func coarseMap(_ values: [Float], _ gradients: [Float], area: Int, channels: Int) -> [Float]
}

extension LayerAttribution {
  package var usesLabel: Bool { target.usesLabel }

  package var name: String {
    "\(shortName) (\(target)\(sign == .signed ? ", signed" : ""), layer \(layer ?? "by default"), "
      + "\(upscaling.rawValue))"
  }

  package func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float] {
    try target.check(classCount: classifier.classCount)
    guard let classifier = classifier as? any LayeredClassifier else {
      throw classifier is CorrectedClassifier
        ? ExplanationError.correctedGradients : .noLayers(method: shortName)
    }
    let place = try classifier.place(ofLayer: layer)
    let layer = classifier.layers[place]
    let answer = try classifier.inside(place, of: batch.pixels, count: batch.count) { logits in
      target.seeds(logits: logits, labels: batch.labels)
    }
    _ = try CheckedLogits(answer.logits, classCount: classifier.classCount, indices: batch.indices)
    let size = layer.height * layer.width * layer.channels
    for (what, values) in [("activations", answer.values), ("gradients", answer.gradients)] {
      guard values.count == batch.count * size else {
        throw ExplanationError.classifierAnswer(
          what: "\(what) of \(layer.name)", expected: batch.count * size, found: values.count)
      }
    }
    return (0..<batch.count).flatMap { image -> [Float] in
      let range = image * size..<(image + 1) * size
      let coarse = coarseMap(
        Array(answer.values[range]), Array(answer.gradients[range]),
        area: layer.height * layer.width, channels: layer.channels)
      return upscaling.apply(
        // A comparison the other way round would turn a NaN into a zero, and hide it.
        to: sign == .absolute ? coarse.map { $0 < 0 ? 0 : $0 } : coarse,
        height: layer.height, width: layer.width, newHeight: batch.height, newWidth: batch.width)
    }
  }
}

extension LayeredClassifier {
  /// The place of a layer in `layers`.
  ///
  /// - Parameter name: nil for the last layer that is at least 4 x 4, or else larger than 1 x 1.
  /// - Throws: with the nearest names where there is none of that name, and for one that has a
  ///   single place, of which there is no map.
  func place(ofLayer name: String?) throws(ExplanationError) -> Int {
    guard let name else {
      guard
        let last = layers.lastIndex(where: { min($0.height, $0.width) >= 4 })
          ?? layers.lastIndex(where: { $0.height * $0.width > 1 })
      else { throw .noSuchLayer("of more than one place", nearest: []) }
      return last
    }
    guard let place = layers.firstIndex(where: { $0.name == name }) else {
      throw .noSuchLayer(name, nearest: Spelling.ranked(layers.map(\.name), by: name))
    }
    let layer = layers[place]
    guard layer.height * layer.width > 1 else {
      throw .layerWithoutPlace(name, height: layer.height, width: layer.width)
    }
    return place
  }
}
