package import Tensors

/// The smallest erasure that turns a mistake: boxes are added by saliency until the class changes, then
/// each that is not needed is given back.
///
/// Greedy and hence an upper bound of the smallest. The paper's "minimum modification" of an image.
package struct MinimalErasure {
  /// What has to happen.
  package enum Goal: String, Sendable, CaseIterable, Codable {
    /// The image is classified right.
    case right
    /// The image is classified otherwise.
    case other
  }

  /// What it took for one image.
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
  ///   - progress: told how many images are done; may throw to stop.
  package func run(
    keeping keep: Set<Int> = [], progress: (Int) throws -> Void = { _ in }
  ) throws -> (rows: [Row], kept: [KeptErasure]) {
    var (rows, kept) = ([Row](), [KeptErasure]())
    let area = images.images.height * images.images.width
    for range in method.batches(of: images.count, for: classifier) {
      let batch = images.batch(range, for: classifier)
      let before = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
      let maps = try method.checkedExplanation(of: batch, by: classifier).maps
      for place in 0..<batch.count {
        let map = maps[place * area..<(place + 1) * area]
        let image = range.lowerBound + place
        let (row, edit) = try smallest(image, before: before.predicted(place), map: map)
        rows.append(row)
        if let edit, keep.contains(row.index) {
          kept.append(
            KeptErasure(index: row.index, map: Array(map), treatment: edit, controls: []))
        }
        try progress(image + 1)
      }
    }
    return (rows, kept)
  }

  private func smallest(
    _ image: Int, before: Int, map: ArraySlice<Float>
  ) throws -> (Row, ErasedImage?) {
    let (index, label) = (images.indices[image], images.labels[image])
    let none = Row(
      index: index, label: label, before: before, after: nil, boxes: nil, pixels: nil,
      boxesAdded: nil)
    let region = ErasureRegion(
      height: images.images.height, width: images.images.width, placement: placement)
    let selection = try AnchorSelection(count: map.count)
    let all = MapFault(of: map) == nil ? region.frames(map: map, selection: selection) : []
    let frames = Self.growing(all, region).prefix(mostBoxes)
    guard let count = try firstPrefix(image, Array(frames), region, before) else {
      return (none, nil)
    }
    var needed = Array(frames.prefix(count))
    // The least salient are tried first; the last one is needed, or a shorter prefix would have done.
    for frame in needed.reversed().dropFirst() {
      let rest = needed.filter { $0 != frame }
      if try reaches(image, [region.union(of: rest)], before)[0] != nil { needed = rest }
    }
    let mask = region.union(of: needed)
    let edit = erased(image, mask)
    guard let after = try classes(image, [edit])[0] as Int?, isReached(after, label, before) else {
      return (none, nil)
    }
    return (
      Row(
        index: index, label: label, before: before, after: after, boxes: needed.count,
        pixels: mask.count, boxesAdded: count), edit
    )
  }

  /// Without the frames that add no pixel to those before them.
  private static func growing(_ frames: [PixelFrame], _ region: ErasureRegion) -> [PixelFrame] {
    var mask = PixelMask(height: region.height, width: region.width)
    return frames.filter { frame in
      let count = mask.count
      mask.add(frame)
      return mask.count > count
    }
  }

  /// The length of the shortest run of frames that does it.
  private func firstPrefix(
    _ image: Int, _ frames: [PixelFrame], _ region: ErasureRegion, _ before: Int
  ) throws -> Int? {
    var mask = PixelMask(height: region.height, width: region.width)
    for range in classifier.batches(of: frames.count) {
      let masks = range.map { place in
        mask.add(frames[place])
        return mask
      }
      if let place = try reaches(image, masks, before).firstIndex(where: { $0 != nil }) {
        return range.lowerBound + place + 1
      }
    }
    return nil
  }

  /// The class after each edit that does it, nil for the others.
  private func reaches(_ image: Int, _ masks: [PixelMask], _ before: Int) throws -> [Int?] {
    let edits = workers.map(count: masks.count) { erased(image, masks[$0]) }
    return try classes(image, edits).map {
      isReached($0, images.labels[image], before) ? $0 : nil
    }
  }

  private func isReached(_ after: Int, _ label: Int, _ before: Int) -> Bool {
    goal == .right ? after == label : after != before
  }

  private func classes(_ image: Int, _ edits: [ErasedImage]) throws -> [Int] {
    let erased = ByteImages(
      count: edits.count, height: images.images.height, width: images.images.width,
      pixels: edits.flatMap(\.pixels))
    let scores = try classifier.checkedLogits(
      of: classifier.normalization.apply(to: erased, range: 0..<edits.count),
      indices: edits.map { _ in images.indices[image] })
    return edits.indices.map { scores.predicted($0) }
  }

  private func erased(_ image: Int, _ mask: PixelMask) -> ErasedImage {
    let bytes = images.images.bytesPerImage
    let index = UInt64(bitPattern: Int64(images.indices[image]))
    return ErasedImage(
      pixels: fill.erase(
        mask, from: images.images.pixels[image * bytes..<(image + 1) * bytes],
        normalization: classifier.normalization,
        stream: RandomStream(seed, StreamPurpose.fill, index, 0)),
      mask: mask)
  }
}
