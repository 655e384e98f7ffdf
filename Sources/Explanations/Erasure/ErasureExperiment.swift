package import Tensors

/// Erases what a map points at and asks the classifier again; and does the same at random.
///
/// "Causal Explanations of Image Misclassifications", do(x) on the top of a saliency map. Every
/// image is treated, the right ones too, so that mistakes made are counted beside mistakes mended.
package struct ErasureExperiment {
  package struct Options: Sendable {
    package var selection: AnchorSelection
    package var box: BoxShape
    package var fill: Fill
    /// Nil erases wherever the map says.
    package var sparing: Sparing?
    package var method: any ExplanationMethod
    /// Of the random control.
    package var seed: UInt64
    /// How often the random control is drawn, zero or more.
    package var controlDraws: Int

    package init(
      selection: AnchorSelection, box: BoxShape, fill: Fill = .zero, sparing: Sparing? = nil,
      method: any ExplanationMethod = GradientSaliency(), seed: UInt64 = 0, controlDraws: Int = 1
    ) {
      self.selection = selection
      self.box = box
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
    let (height, width) = (images.images.height, images.images.width)
    try images.check(against: classifier)
    try options.box.check(height: height, width: width)
    guard options.controlDraws >= 0 else { throw .controlDraws(options.controlDraws) }
    if let masks = options.sparing?.masks {
      guard masks.count == images.count else {
        throw .count(of: "object masks", expected: images.count, found: masks.count)
      }
      guard masks.height == height, masks.width == width else {
        throw .maskSize(
          height: masks.height, width: masks.width, expectedHeight: height, expectedWidth: width)
      }
    }
    self.classifier = classifier
    self.images = images
    self.options = options
    self.workers = workers
  }

  /// Treats all images, batch by batch: what is held at once does not grow with their number, but
  /// for the rows and the images kept.
  ///
  /// - Parameters:
  ///   - keep: indices, in the data set, of the images whose pixels the result holds.
  ///   - progress: told how many images are done; may throw to stop.
  package func run(
    keeping keep: Set<Int> = [], progress: (Int) throws -> Void = { _ in }
  ) throws -> ErasureResult {
    try run(keepingWhere: { keep.contains($0.index) }, progress: progress)
  }

  /// The same where it hangs on what happened to an image whether its pixels are kept.
  ///
  /// - Parameters:
  ///   - keeps: asked once for each image, in their order.
  ///   - progress: told how many images are done; may throw to stop.
  package func run(
    keepingWhere keeps: (ErasureRow) -> Bool, progress: (Int) throws -> Void = { _ in }
  ) throws -> ErasureResult {
    var rows: [ErasureRow] = []
    rows.reserveCapacity(images.count)
    var kept: [KeptErasure] = []
    for range in options.method.batches(of: images.count, for: classifier) {
      let batch = images.batch(range, for: classifier)
      let before = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
      let maps = try options.method.checkedMaps(of: batch, by: classifier).maps
      let edits = edits(of: range, maps: maps)
      // Arm 0 is the treatment, the others are the draws of the control.
      let after = try (0...options.controlDraws).map { try scores(edits, arm: $0, of: batch) }
      for (place, edit) in edits.enumerated() {
        let row = row(place, of: batch, edit: edit, before: before, after: after)
        rows.append(row)
        guard keeps(row) else { continue }
        kept.append(
          KeptErasure(
            index: batch.indices[place], map: Array(mapSlice(place, of: maps)),
            treatment: edit.arms[0], controls: Array(edit.arms.dropFirst())))
      }
      try progress(range.upperBound)
    }
    return ErasureResult(
      rows: rows, pixelsPerImage: images.images.height * images.images.width, kept: kept)
  }

  /// What becomes of one image under each treatment.
  private struct Edit {
    let fault: MapFault?
    let arms: [ErasedImage]
  }

  private func edits(of range: Range<Int>, maps: [Float]) -> [Edit] {
    workers.map(count: range.count) { place in
      edit(range.lowerBound + place, map: mapSlice(place, of: maps))
    }
  }

  private func edit(_ image: Int, map: ArraySlice<Float>) -> Edit {
    let region = ErasureRegion(
      height: images.images.height, width: images.images.width, box: options.box,
      object: options.sparing?.masks[image], neverTouch: options.sparing?.neverTouch ?? false)
    let fault = MapFault(of: map)
    // A map that says nothing would only point at the first pixels of the image.
    let treatment =
      fault == nil
      ? region.treatment(map: map, selection: options.selection)
      : PixelMask(height: region.height, width: region.width)
    let controls = (0..<options.controlDraws).map { draw in
      var stream = RandomStream(
        options.seed, StreamPurpose.control, UInt64(bitPattern: Int64(images.indices[image])),
        UInt64(draw))
      return region.control(area: treatment.count, stream: &stream)
    }
    let bytes = images.images.bytesPerImage
    let original = images.images.pixels[image * bytes..<(image + 1) * bytes]
    let arms = ([treatment] + controls).map { mask in
      ErasedImage(
        pixels: options.fill.erase(
          mask, from: original, normalization: classifier.normalization),
        mask: mask)
    }
    return Edit(fault: fault, arms: arms)
  }

  private func scores(_ edits: [Edit], arm: Int, of batch: ExplanationBatch) throws -> Scores {
    let erased = ByteImages(
      count: edits.count, height: batch.height, width: batch.width,
      pixels: edits.flatMap { $0.arms[arm].pixels })
    let pixels = classifier.normalization.apply(to: erased, range: 0..<edits.count)
    return try classifier.checkedLogits(of: pixels, indices: batch.indices)
  }

  private func row(
    _ place: Int, of batch: ExplanationBatch, edit: Edit, before: Scores, after: [Scores]
  ) -> ErasureRow {
    let (label, predicted) = (batch.labels[place], before.predicted(place))
    let outcomes = zip(after, edit.arms).map { scores, image in
      ErasureOutcome(
        after: scores.predicted(place), trueClass: scores.score(place, of: label),
        predictedBefore: scores.score(place, of: predicted), erasedPixels: image.mask.count)
    }
    return ErasureRow(
      index: batch.indices[place], label: label, before: predicted,
      trueClass: before.score(place, of: label),
      predictedBefore: before.score(place, of: predicted), mapFault: edit.fault,
      treatment: outcomes[0], controls: Array(outcomes.dropFirst()))
  }

  private func mapSlice(_ place: Int, of maps: [Float]) -> ArraySlice<Float> {
    let area = images.images.height * images.images.width
    return maps[place * area..<(place + 1) * area]
  }
}

extension Workers {
  /// What `body` makes of each of 0..<count, in their order.
  fileprivate func map<Element>(count: Int, _ body: (Int) -> Element) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      // Each piece writes its own element.
      forEach(pieces: count) { piece in (start + piece).initialize(to: body(piece)) }
      initialized = count
    }
  }
}
