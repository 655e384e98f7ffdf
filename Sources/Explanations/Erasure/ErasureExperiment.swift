package import Images

/// Erases what a map points at and classifies again; as a control, does the same at random.
///
/// "Causal Explanations of Image Misclassifications", do(x) on the top of a saliency map. Every
/// image is treated, including correct ones, so that new mistakes are counted as well as fixed
/// ones.
package struct ErasureExperiment {
  package struct Options: Sendable {
    package var selection: AnchorSelection
    package var placement: BoxPlacement
    package var fill: Fill
    /// Nil spares nothing.
    package var sparing: Sparing?
    /// Where objects are, for the control inside them, where nothing is spared; else as `sparing`.
    package var objects: ObjectMasks?
    package var method: any ExplanationMethod
    /// Of the random control and of noise.
    package var seed: UInt64
    /// The number of draws of the random control, zero or more.
    package var controlDraws: Int
    /// Whether boxes at the least salient pixels, and on the object, are tried as well.
    package var hasFixedControls = false

    package init(
      selection: AnchorSelection, box: BoxShape, fill: Fill = .zero, sparing: Sparing? = nil,
      method: any ExplanationMethod = GradientSaliency(), seed: UInt64 = 0, controlDraws: Int = 1
    ) {
      self.selection = selection
      placement = BoxPlacement(box)
      objects = sparing?.masks
      self.fill = fill
      self.sparing = sparing
      self.method = method
      self.seed = seed
      self.controlDraws = controlDraws
    }
  }

  private let classifier: any Classifier
  private let images: ImagesToExplain
  private let options: Options
  private let workers: Workers

  /// - Throws: `ExplanationError` when the parts do not fit each other.
  package init(
    classifier: any Classifier, images: ImagesToExplain, options: Options, workers: Workers
  ) throws(ExplanationError) {
    try images.check(against: classifier)
    try options.placement.check(height: images.images.height, width: images.images.width)
    guard options.controlDraws >= 0 else { throw .controlDraws(options.controlDraws) }
    for masks in [options.sparing?.masks, options.objects].compactMap({ $0 }) {
      try images.check(masks)
    }
    self.classifier = classifier
    self.images = images
    self.options = options
    self.workers = workers
  }

  /// Treats all images, batch by batch. Memory does not grow with their number.
  ///
  /// - Parameters:
  ///   - keeps: whether an image's pixels are wanted; called once for each image, in their order.
  ///   - progress: called with the number of images done; may throw to stop.
  ///   - take: is given each image, in their order.
  package func run(
    keepingWhere keeps: (ErasureRow) -> Bool, progress: (Int) throws -> Void = { _ in },
    take: (ErasureItem) throws -> Void
  ) throws {
    try options.method.forEachBatch(
      of: images.count, by: classifier, workers: workers, treat
    ) { range, treated in
      for (row, treatment) in zip(treated.rows, treated.treatments) {
        try take(ErasureItem(row: row, kept: keeps(row) ? treatment : nil))
      }
      try progress(range.upperBound)
    }
  }

  private func treat(
    _ range: Range<Int>, by classifier: any Classifier
  ) throws -> (rows: [ErasureRow], treatments: [KeptErasure]) {
    let (batch, bytes) = try images.loadedBatch(range, for: classifier)
    let explanation = try options.method.checkedExplanation(of: batch, by: classifier)
    let maps = explanation.maps
    let before =
      try explanation.scores
      ?? classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
    let edits = range.map { image in
      let place = image - range.lowerBound
      return edit(image, bytes[place], map: mapSlice(place, of: maps))
    }
    let after = try scores(edits, of: batch, by: classifier)
    return (
      edits.indices.map { row($0, of: batch, edit: edits[$0], before: before, after: after[$0]) },
      edits.indices.map {
        KeptErasure(
          index: batch.indices[$0], map: Array(mapSlice($0, of: maps)),
          treatment: edits[$0].treatment, controls: edits[$0].draws)
      }
    )
  }

  /// The erased versions of one image, one per treatment.
  private struct Edit {
    let fault: MapFault?
    let treatment: ErasedImage
    let leastSalient: ErasedImage?
    let insideObject: ErasedImage?
    let draws: [ErasedImage]

    /// All versions, in the order in which they are classified.
    var arms: [ErasedImage] {
      [treatment] + [leastSalient, insideObject].compactMap { $0 } + draws
    }
  }

  private func edit(
    _ image: Int, _ bytes: ArraySlice<UInt8>, map: ArraySlice<Float>
  ) -> Edit {
    let masks = options.sparing?.masks ?? options.objects
    let region = ErasureRegion(
      height: images.images.height, width: images.images.width, placement: options.placement,
      object: masks?[image], rule: options.sparing?.rule,
      refills: options.sparing?.refills ?? false)
    let fault = MapFault(of: map)
    // An unusable map would only point at the first pixels of the image.
    let treatment =
      fault == nil
      ? region.treatment(map: map, selection: options.selection)
      : PixelMask(height: region.height, width: region.width)
    let fixed = options.hasFixedControls
    return Edit(
      fault: fault, treatment: erased(image, bytes, treatment),
      leastSalient: fixed
        ? erased(image, bytes, region.leastSalient(area: treatment.count, map: map)) : nil,
      insideObject: fixed
        ? region.insideObject(area: treatment.count, map: map).map { erased(image, bytes, $0) }
        : nil,
      draws: (0..<options.controlDraws).map { draw in
        var stream = stream(.control, image, draw)
        return erased(image, bytes, region.control(area: treatment.count, stream: &stream))
      })
  }

  private func erased(
    _ image: Int, _ bytes: ArraySlice<UInt8>, _ mask: PixelMask
  ) -> ErasedImage {
    let pixels = options.fill.erase(
      mask, from: bytes, normalization: classifier.normalization, stream: stream(.fill, image, 0))
    return ErasedImage(pixels: pixels, mask: mask)
  }

  private func stream(_ purpose: StreamPurpose, _ image: Int, _ draw: Int) -> RandomStream {
    RandomStream(
      options.seed, purpose, UInt64(bitPattern: Int64(images.indices[image])), UInt64(draw))
  }

  /// The scores of each arm of each image, in batches of the classifier's size whatever the number
  /// of arms.
  private func scores(
    _ edits: [Edit], of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> [[ArmScores]] {
    let arms = edits.enumerated().flatMap { place, edit in
      edit.arms.map { (place: place, pixels: $0.pixels) }
    }
    var scores = edits.map { _ in [ArmScores]() }
    for range in classifier.batches(of: arms.count) {
      let erased = ByteImages(
        count: range.count, height: batch.height, width: batch.width,
        pixels: arms[range].flatMap(\.pixels))
      let pixels = classifier.normalization.apply(to: erased, range: 0..<range.count)
      let answer = try classifier.checkedLogits(
        of: pixels, indices: range.map { batch.indices[arms[$0].place] })
      for (number, arm) in range.enumerated() {
        scores[arms[arm].place].append(ArmScores(scores: answer, number: number))
      }
    }
    return scores
  }

  /// One row of an answer.
  private struct ArmScores {
    let scores: CheckedLogits
    let number: Int
  }

  private func row(
    _ place: Int, of batch: ExplanationBatch, edit: Edit, before: CheckedLogits, after: [ArmScores]
  ) -> ErasureRow {
    let (label, predicted) = (batch.labels[place], before.predicted(place))
    var outcomes = zip(after, edit.arms).map { arm, image in
      ErasureOutcome(
        predicted: arm.scores.predicted(arm.number),
        trueClassScore: arm.scores.score(arm.number, of: label),
        formerClassScore: arm.scores.score(arm.number, of: predicted),
        erasedPixels: image.mask.count)
    }[...]
    let treatment = outcomes.removeFirst()
    let leastSalient = edit.leastSalient == nil ? nil : outcomes.removeFirst()
    let insideObject = edit.insideObject == nil ? nil : outcomes.removeFirst()
    return ErasureRow(
      index: batch.indices[place], label: label, predicted: predicted,
      trueClassScore: before.score(place, of: label),
      predictedScore: before.score(place, of: predicted), mapFault: edit.fault,
      treatment: treatment, leastSalient: leastSalient, insideObject: insideObject,
      controls: Array(outcomes))
  }

  private func mapSlice(_ place: Int, of maps: [Float]) -> ArraySlice<Float> {
    let area = images.images.height * images.images.width
    return maps[place * area..<(place + 1) * area]
  }
}
