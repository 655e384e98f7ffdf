package import Images
import Statistics

/// Measures what the causes of mistakes are told by.
package struct CauseMeasurement {
  let classifier: any Classifier
  /// Whose pixels take the place of others'.
  let donors: ImagesToExplain
  package let options: CauseOptions
  let workers: Workers
  /// Of the difference maps, from the input to the scores; none where the classifier does not let
  /// its layers be looked at.
  let layers: [String]

  /// - Parameter donors: images of the data, at least one, of the size that the classifier reads.
  package init(
    classifier: any Classifier, donors: ImagesToExplain, options: CauseOptions, workers: Workers
  ) throws(ExplanationError) {
    try donors.check(against: classifier)
    guard donors.count > 0 else { throw .count(of: "donors", expected: 1, found: 0) }
    self.classifier = classifier
    self.donors = donors
    self.options = options
    self.workers = workers
    layers = (classifier as? any LayeredClassifier).map { Self.stages(of: $0.layers) } ?? []
  }

  var height: Int { donors.images.height }
  var width: Int { donors.images.width }

  /// The window of the occlusion.
  package var window: (height: Int, width: Int) {
    (CauseOptions.window(height), CauseOptions.window(width))
  }

  /// What speaks for the predicted class and against the true one, with its signs: HiResCAM at the
  /// middle stage, or at the input, which is the input times the gradient, where there are no
  /// layers to look at.
  package var differenceMap: any ExplanationMethod { differenceMaps[0] }

  var differenceMaps: [any ExplanationMethod] {
    guard !layers.isEmpty else { return [InputTimesGradient(target: .predictedMinusTrue)] }
    return layers.map { HiResCAM(target: .predictedMinusTrue, layer: $0, sign: .signed) }
  }

  /// The last layers at the middle and at the smallest one of the sizes of at least 4 x 4 that
  /// layers have.
  static func stages(of layers: [ClassifierLayer]) -> [String] {
    let places = layers.filter { min($0.height, $0.width) >= 4 }
    let usable = places.isEmpty ? layers.filter { $0.height * $0.width > 1 } : places
    let sizes = Set(usable.map { $0.height * $0.width }).sorted(by: >)
    guard let smallest = sizes.last else { return [] }
    let chosen = [sizes[sizes.count / 2], smallest]
    return (chosen[0] == chosen[1] ? [smallest] : chosen).compactMap { size in
      usable.last { $0.height * $0.width == size }?.name
    }
  }

  /// Measures images, each against the class that the classifier takes it for.
  ///
  /// - Parameters:
  ///   - masks: one per image.
  ///   - progress: called with the number of images done; may throw to stop.
  package func features(
    of images: ImagesToExplain, masks: ObjectMasks, progress: (Int) throws -> Void = { _ in }
  ) throws -> [CauseFeatures] {
    try images.check(against: classifier)
    try images.check(masks)
    let copies = classifier.copies(workers.threads)
    let askers = copies.count == workers.threads ? copies : [classifier]
    var found: [CauseFeatures] = []
    found.reserveCapacity(images.count)
    try workers.inRounds(
      askers[0].batches(of: images.count, atMost: 8), askers: askers,
      { try measure(images, masks, $0, by: $1) },
      receive: { range, features in
        found += features
        try progress(range.upperBound)
      })
    return found
  }

  private func measure(
    _ images: ImagesToExplain, _ masks: ObjectMasks, _ range: Range<Int>, by asker: any Classifier
  ) throws -> [CauseFeatures] {
    let batch = try images.batch(range, for: asker)
    let scores = try asker.checkedLogits(of: batch.pixels, indices: batch.indices)
    let maps = try differenceMaps.map { try $0.maps(of: batch, by: asker) }
    return try range.enumerated().map { place, image in
      let pair = ClassPair(predicted: scores.predicted(place), label: images.labels[image])
      let stages = maps.map { $0[place * batch.area..<(place + 1) * batch.area] }
      let edited = EditedImage(
        image: Array(batch[place]), height: height, width: width, mask: Array(masks[image]),
        maps: StageMaps(
          stages: stages.map { $0.map { $0.isFinite ? Double($0) : 0 } }, height: height,
          width: width),
        index: images.indices[image], pair: pair, margin: pair.margin(scores, place),
        fills: try fills(index: images.indices[image], pair, asker.normalization),
        noise: noise(index: images.indices[image], asker.normalization), asker: asker)
      let answers = try edited.answers(window: window)
      return CauseFeatures(
        index: images.indices[image], label: pair.label, predicted: pair.predicted,
        margins: answers.margins, parts: answers.parts,
        shapes: stages.map { PositiveMapShape(of: $0, mask: masks[image], width: width) },
        occlusion: answers.occlusion,
        foregroundSensitivity: answers.foregroundSensitivity, width: width)
    }
  }

  /// The mean colour of the data, and pictures of classes other than the two, normalised.
  private func fills(
    index: Int, _ pair: ClassPair, _ normalization: Normalization
  ) throws -> [[Float]] {
    var stream = RandomStream(options.seed, .causeFill, UInt64(index))
    let plain = [Float](repeating: 0, count: donors.images.bytesPerImage)
    let chosen = (0..<options.draws).map { _ in
      var donor = stream.integer(in: 0..<donors.count)
      // Where the data have two classes only there is no third.
      for _ in 0..<16 where [pair.predicted, pair.label].contains(donors.labels[donor]) {
        donor = stream.integer(in: 0..<donors.count)
      }
      return donor
    }
    let pictures = try donors.images.load(chosen)
    return [plain]
      + chosen.indices.map { normalization.apply(to: pictures, range: $0..<$0 + 1) }
  }

  /// Gaussian noise of a quarter of the range of pixels, normalised.
  private func noise(index: Int, _ normalization: Normalization) -> [[Float]] {
    var stream = RandomStream(options.seed, .causeFill, UInt64(index), 1)
    return (0..<options.draws).map { _ in
      (0..<donors.images.bytesPerImage).map { place in
        stream.normal() * 0.25 / normalization.deviation[place % ByteImages.channels]
      }
    }
  }
}
