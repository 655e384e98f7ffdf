package import Images

/// Mistakes of known cause, made from a model's own right answers.
package struct MadeMistakes: Sendable {
  package let images: ByteImages
  package let labels: [Int]
  package let causes: [MadeCause]
  /// The index of the image that each was made from.
  package let bases: [Int]
  /// Where the objects are, moved and mixed as the images are.
  package let masks: ObjectMasks

  package var count: Int { labels.count }
}

extension CauseMeasurement {
  /// Other classes' images that each cause is tried with on a base.
  private static let donorsPerCause = 3

  private struct MadeMistake {
    let base: Int
    let label: Int
    let cause: MadeCause
    let mixed: MixedPictures.Mixed
  }

  /// Changes rightly classified images until the answer turns: to the other image's class, where
  /// something of it is in the image, and to any class otherwise.
  ///
  /// Every base is tried with each cause, some donors and growing strengths; of those that turn the
  /// last counts, since what misleads a network in earnest speaks loudly. So a base gives at most
  /// one mistake of a cause.
  /// - Parameters:
  ///   - right: images that are classified right.
  ///   - masks: one per image, true or estimated.
  ///   - progress: called with the number of bases done; may throw to stop.
  package func madeMistakes(
    from right: ImagesToExplain, masks: ObjectMasks, progress: (Int) throws -> Void = { _ in }
  ) throws -> MadeMistakes {
    try right.check(against: classifier)
    try right.check(masks)
    var order = RandomStream(options.seed, .causeBases)
    let bases = Array(order.permutation(of: right.count).prefix(options.bases))
    let copies = classifier.copies(workers.threads)
    let askers = copies.count == workers.threads ? copies : [classifier]
    var made: [MadeMistake] = []
    try workers.inRounds(
      (0..<bases.count).map { $0..<$0 + 1 }, askers: askers,
      { try mistakes(of: bases[$0.lowerBound], right, masks, by: $1) },
      receive: { range, found in
        made += found
        try progress(range.upperBound)
      })
    return MadeMistakes(
      images: ByteImages(
        count: made.count, height: height, width: width,
        pixels: made.flatMap(\.mixed.pixels)),
      labels: made.map(\.label), causes: made.map(\.cause), bases: made.map(\.base),
      masks: ObjectMasks(
        count: made.count, height: height, width: width,
        pixels: made.flatMap(\.mixed.mask)))
  }

  private func mistakes(
    of base: Int, _ right: ImagesToExplain, _ masks: ObjectMasks, by asker: any Classifier
  ) throws -> [MadeMistake] {
    let (label, index) = (right.labels[base], right.indices[base])
    let picture = try right.images.load([base]).pixels
    var stream = RandomStream(options.seed, .causeMaking, UInt64(index))
    var tries: [(cause: MadeCause, donor: Int, mixed: MixedPictures.Mixed)] = []
    for cause in options.kinds {
      for _ in 0..<Self.donorsPerCause {
        guard let donor = otherClass(than: label, in: right, &stream) else { continue }
        let pictures = MixedPictures(
          height: height, width: width, base: picture[...],
          baseMask: masks[base], donor: try right.images.load([donor]).pixels[...],
          donorMask: masks[donor])
        tries += pictures.tries(cause, &stream).map { (cause, right.labels[donor], $0) }
      }
    }
    var turned: [Bool] = []
    for range in asker.batches(of: tries.count) {
      let images = ByteImages(
        count: range.count, height: height, width: width,
        pixels: tries[range].flatMap(\.mixed.pixels))
      let scores = try asker.checkedLogits(
        of: asker.normalization.apply(to: images, range: 0..<range.count),
        indices: repeatElement(index, count: range.count))
      turned += range.enumerated().map { place, number in
        let predicted = scores.predicted(place)
        return tries[number].cause.hasDonor
          ? predicted == tries[number].donor : predicted != label
      }
    }
    return options.kinds.compactMap { cause in
      tries.indices.last { turned[$0] && tries[$0].cause == cause }
        .map { MadeMistake(base: index, label: label, cause: cause, mixed: tries[$0].mixed) }
    }
  }

  /// A rightly classified image of another class; nil where chance finds none.
  private func otherClass(
    than label: Int, in right: ImagesToExplain, _ stream: inout RandomStream
  ) -> Int? {
    for _ in 0..<64 {
      let place = stream.integer(in: 0..<right.count)
      if right.labels[place] != label { return place }
    }
    return nil
  }
}
