package import Images

/// The smallest erasure that turns a mistake: boxes are added by saliency until the class changes,
/// then boxes that are not needed are restored.
///
/// Greedy and hence an upper bound of the smallest. The paper's "minimum modification" of an image.
package struct MinimalErasure {
  /// The goal.
  package enum Goal: String, Sendable, CaseIterable, Codable {
    /// The image is classified correctly.
    case right
    /// The image is classified differently.
    case other
  }

  /// The smallest erasure found for one image.
  package struct Row: Sendable, Equatable, Codable {
    package let index: Int
    package let label: Int
    package let before: Int
    /// The class after the edit; nil where no edit within the limit did it.
    package let after: Int?
    /// Boxes and pixels of the edit; nil likewise.
    package let boxes: Int?
    package let pixels: Int?
    /// Boxes before those not needed were given back.
    package let boxesAdded: Int?
  }

  private let classifier: any Classifier
  private let images: ImagesToExplain
  private let method: any ExplanationMethod
  private let placement: BoxPlacement
  private let fill: Fill
  private let goal: Goal
  private let mostBoxes: Int
  private let seed: UInt64
  private let workers: Workers

  /// - Parameters:
  ///   - images: that are misclassified.
  ///   - mostBoxes: more than these are not tried.
  /// - Throws: `ExplanationError` when the parts do not fit each other.
  package init(
    classifier: any Classifier, images: ImagesToExplain, method: any ExplanationMethod,
    placement: BoxPlacement, fill: Fill, goal: Goal, mostBoxes: Int, seed: UInt64,
    workers: Workers
  ) throws(ExplanationError) {
    try images.check(against: classifier)
    try placement.check(height: images.images.height, width: images.images.width)
    try ExplanationError.check("most-boxes", mostBoxes, in: 1...65_536)
    guard placement.anchoring != .component else {
      throw .setting(
        "anchoring", expected: "centred, top-left or cell: boxes are added one by one",
        found: "component")
    }
    self.classifier = classifier
    self.images = images
    self.method = method
    self.placement = placement
    self.fill = fill
    self.goal = goal
    self.mostBoxes = mostBoxes
    self.seed = seed
    self.workers = workers
  }

  /// - Parameters:
  ///   - keep: indices of the images whose pixels the result holds.
  ///   - progress: called with the number of images done; may throw to stop.
  package func run(
    keeping keep: Set<Int> = [], progress: (Int) throws -> Void = { _ in }
  ) throws -> (rows: [Row], kept: [KeptErasure]) {
    var (rows, kept) = ([Row](), [KeptErasure]())
    try method.forEachBatch(
      of: images.count, by: classifier, workers: workers, asking: mostBoxes, smallest
    ) { range, found in
      for (row, erasure) in found {
        rows.append(row)
        if let erasure, keep.contains(row.index) { kept.append(erasure) }
      }
      try progress(range.upperBound)
    }
    return (rows, kept)
  }

  private func smallest(
    _ range: Range<Int>, by classifier: any Classifier
  ) throws -> [(Row, KeptErasure?)] {
    let (batch, bytes) = try images.loadedBatch(range, for: classifier)
    let before = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
    let maps = try method.checkedExplanation(of: batch, by: classifier).maps
    return try (0..<batch.count).map { place in
      let search = Search(
        erasure: self, image: range.lowerBound + place, bytes: bytes[place],
        before: before.predicted(place), classifier: classifier)
      let map = maps[place * batch.area..<(place + 1) * batch.area]
      let (row, edit) = try search.smallest(map: map)
      let erasure = edit.map {
        KeptErasure(index: row.index, map: Array(map), treatment: $0, controls: [])
      }
      return (row, erasure)
    }
  }
}

extension MinimalErasure {
  /// The search on one image.
  private struct Search {
    let erasure: MinimalErasure
    /// Place among the images.
    let image: Int
    /// Its pixels, H x W x 3.
    let bytes: ArraySlice<UInt8>
    /// The predicted class of the unchanged image.
    let before: Int
    let classifier: any Classifier
    private let region: ErasureRegion

    init(
      erasure: MinimalErasure, image: Int, bytes: ArraySlice<UInt8>, before: Int,
      classifier: any Classifier
    ) {
      self.erasure = erasure
      self.image = image
      self.bytes = bytes
      self.before = before
      self.classifier = classifier
      let images = erasure.images.images
      region = ErasureRegion(
        height: images.height, width: images.width, placement: erasure.placement)
    }

    private var index: Int { erasure.images.indices[image] }
    private var label: Int { erasure.images.labels[image] }

    func smallest(map: ArraySlice<Float>) throws -> (Row, ErasedImage?) {
      let none = Row(
        index: index, label: label, before: before, after: nil, boxes: nil, pixels: nil,
        boxesAdded: nil)
      let selection = try AnchorSelection(count: map.count)
      let all = MapFault(of: map) == nil ? region.frames(map: map, selection: selection) : []
      let frames = growing(all).prefix(erasure.mostBoxes)
      guard let count = try firstPrefix(Array(frames)) else { return (none, nil) }
      var needed = Array(frames.prefix(count))
      // The least salient are tried first; the last one is needed, or a shorter prefix would have
      // done.
      for frame in needed.reversed().dropFirst() {
        let rest = needed.filter { $0 != frame }
        if isReached(try classes([erased(region.union(of: rest))])[0]) { needed = rest }
      }
      let edit = erased(region.union(of: needed))
      let after = try classes([edit])[0]
      guard isReached(after) else { return (none, nil) }
      return (
        Row(
          index: index, label: label, before: before, after: after, boxes: needed.count,
          pixels: edit.mask.count, boxesAdded: count), edit
      )
    }

    /// Without the frames that add no pixel to those before them.
    private func growing(_ frames: [PixelFrame]) -> [PixelFrame] {
      var mask = PixelMask(height: region.height, width: region.width)
      return frames.filter { frame in
        let count = mask.count
        mask.add(frame)
        return mask.count > count
      }
    }

    /// The length of the shortest run of frames that does it.
    private func firstPrefix(_ frames: [PixelFrame]) throws -> Int? {
      var mask = PixelMask(height: region.height, width: region.width)
      for range in classifier.batches(of: frames.count) {
        let edits = range.map { place in
          mask.add(frames[place])
          return erased(mask)
        }
        if let place = try classes(edits).firstIndex(where: isReached) {
          return range.lowerBound + place + 1
        }
      }
      return nil
    }

    private func isReached(_ after: Int) -> Bool {
      erasure.goal == .right ? after == label : after != before
    }

    private func classes(_ edits: [ErasedImage]) throws -> [Int] {
      let erased = ByteImages(
        count: edits.count, height: region.height, width: region.width,
        pixels: edits.flatMap(\.pixels))
      let scores = try classifier.checkedLogits(
        of: classifier.normalization.apply(to: erased, range: 0..<edits.count),
        indices: repeatElement(index, count: edits.count))
      return edits.indices.map { scores.predicted($0) }
    }

    private func erased(_ mask: PixelMask) -> ErasedImage {
      ErasedImage(
        pixels: erasure.fill.erase(
          mask, from: bytes, normalization: classifier.normalization,
          stream: RandomStream(
            erasure.seed, .fill, UInt64(bitPattern: Int64(index)), 0)),
        mask: mask)
    }
  }
}
