/// The channels of a layer, weighted by what they do to a score, summed where they lie.
///
/// Grad-CAM (Selvaraju et al. 2017, equations 1 and 2) weights a channel by the mean of its gradient;
/// Grad-CAM++ (Chattopadhay et al. 2018, equations 5 and 19) by a mean over the places that speak for
/// the score, each with a weight of its own. A map is as coarse as the layer and scaled up.
package struct GradCAM: ExplanationMethod, Equatable {
  package enum Weighting: Sendable {
    case mean, plusPlus
  }

  package let target: ScoreTarget
  package let weighting: Weighting
  /// Nil for the last layer that is at least 4 x 4; the last above 1 x 1 where there is none.
  package let layer: String?
  package let upscaling: Upscaling
  /// Absolute leaves out what is below zero, as the papers do; signed keeps it.
  package let sign: AttributionSign

  package init(
    target: ScoreTarget = .predicted, weighting: Weighting = .mean, layer: String? = nil,
    upscaling: Upscaling = .bilinear, sign: AttributionSign = .absolute
  ) {
    self.target = target
    self.weighting = weighting
    self.layer = layer
    self.upscaling = upscaling
    self.sign = sign
  }

  package var usesLabel: Bool { target.usesLabel }

  package var name: String {
    "\(shortName) (\(target)\(sign == .signed ? ", signed" : ""), layer \(layer ?? "by default"), "
      + "\(upscaling.rawValue))"
  }

  private var shortName: String {
    (weighting == .mean ? MethodName.gradCAM : MethodName.gradCAMPlusPlus).rawValue
  }

  package func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float] {
    try target.check(classCount: classifier.classCount)
    guard let classifier = classifier as? any LayeredClassifier else {
      throw ExplanationError.noLayers(method: shortName)
    }
    let place = try classifier.place(ofLayer: layer)
    let layer = classifier.layers[place]
    let answer = try classifier.inside(place, of: batch.pixels, count: batch.count) { logits in
      target.seeds(logits: logits, labels: batch.labels)
    }
    _ = try Scores(answer.logits, classCount: classifier.classCount, indices: batch.indices)
    let size = layer.height * layer.width * layer.channels
    for (what, values) in [("activations", answer.values), ("gradients", answer.gradients)] {
      guard values.count == batch.count * size else {
        throw ExplanationError.classifierAnswer(
          what: "\(what) of \(layer.name)", expected: batch.count * size, found: values.count)
      }
    }
    return (0..<batch.count).flatMap { image -> [Float] in
      let range = image * size..<(image + 1) * size
      let coarse = coarseMap(answer.values[range], answer.gradients[range], layer)
      return upscaling.apply(
        to: coarse, height: layer.height, width: layer.width, newHeight: batch.height,
        newWidth: batch.width)
    }
  }

  /// The map of one image, height x width of the layer.
  private func coarseMap(
    _ values: ArraySlice<Float>, _ gradients: ArraySlice<Float>, _ layer: ClassifierLayer
  ) -> [Float] {
    let (area, channels) = (layer.height * layer.width, layer.channels)
    let weights = weights(Array(values), Array(gradients), area: area, channels: channels)
    return (0..<area).map { place in
      var sum: Float = 0
      let start = values.startIndex + place * channels
      for channel in 0..<channels { sum += weights[channel] * values[start + channel] }
      // A comparison would turn a NaN into a zero, and hide it.
      return sign == .absolute && sum < 0 ? 0 : sum
    }
  }

  private func weights(
    _ values: [Float], _ gradients: [Float], area: Int, channels: Int
  ) -> [Float] {
    var weights = [Float](repeating: 0, count: channels)
    switch weighting {
    case .mean:
      for place in 0..<area {
        for channel in 0..<channels { weights[channel] += gradients[place * channels + channel] }
      }
      return weights.map { $0 / Float(area) }
    case .plusPlus:
      var sums = weights
      for place in 0..<area {
        for channel in 0..<channels { sums[channel] += values[place * channels + channel] }
      }
      for place in 0..<area {
        for channel in 0..<channels {
          let gradient = gradients[place * channels + channel]
          if gradient <= 0 { continue }
          let square = gradient * gradient
          let share = square / (2 * square + sums[channel] * square * gradient + 1e-6)
          weights[channel] += share * gradient
        }
      }
      return weights
    }
  }
}

extension LayeredClassifier {
  /// Where a layer stands in `layers`.
  ///
  /// - Parameter name: nil for the last layer that is at least 4 x 4, or else larger than 1 x 1.
  /// - Throws: with the nearest names where there is none of that name, and for one that has a single
  ///   place, of which there is no map.
  func place(ofLayer name: String?) throws(ExplanationError) -> Int {
    guard let name else {
      guard
        let last = layers.lastIndex(where: { min($0.height, $0.width) >= 4 })
          ?? layers.lastIndex(where: { $0.height * $0.width > 1 })
      else { throw .noSuchLayer("of more than one place", nearest: []) }
      return last
    }
    guard let place = layers.firstIndex(where: { $0.name == name }) else {
      throw .noSuchLayer(name, nearest: NearestNames.of(name, among: layers.map(\.name)))
    }
    let layer = layers[place]
    guard layer.height * layer.width > 1 else {
      throw .layerWithoutPlace(name, height: layer.height, width: layer.width)
    }
    return place
  }
}
