package import Images

/// All erasures that a sweep tries: each method's maps with each way to erase by them.
package struct SweepGrid: Sendable {
  /// A way to erase, given a map.
  package struct Recipe: Sendable, Equatable, CustomStringConvertible {
    package let selection: AnchorSelection
    package let placement: BoxPlacement
    package let fill: Fill

    package init(selection: AnchorSelection, placement: BoxPlacement, fill: Fill) {
      self.selection = selection
      self.placement = placement
      self.fill = fill
    }

    package var description: String { "top \(selection), \(placement), \(fill.rawValue)" }
  }

  package let methods: [any ExplanationMethod]
  package let recipes: [Recipe]
  /// Random boxes over the same area, beside every recipe.
  package let controlDraws: Int
  package let seed: UInt64

  package init(
    methods: [any ExplanationMethod], recipes: [Recipe], controlDraws: Int, seed: UInt64
  ) {
    self.methods = methods
    self.recipes = recipes
    self.controlDraws = controlDraws
    self.seed = seed
  }

  /// Columns of a method's results: a recipe and its controls, side by side.
  package var armsPerMethod: Int { recipes.count * (1 + controlDraws) }
}

/// A sweep's scores for some images: unchanged, mirrored, and after every erasure.
package struct SweepBlock: Sendable, Equatable {
  package let images: Int
  package let classCount: Int
  /// For each arm in turn, images x classes.
  package var logits: [Float]
  /// For each arm in turn, the erased pixels of each image.
  package var areas: [Int]

  package init(images: Int, classCount: Int, logits: [Float], areas: [Int]) {
    self.images = images
    self.classCount = classCount
    self.logits = logits
    self.areas = areas
  }
}

/// Evaluates a classifier on all erasures of a sweep, block by block, so that it can be interrupted
/// and resumed, and holds no more than one block at once.
package struct SweepRun {
  private let classifier: any Classifier
  private let images: ImagesToExplain
  private let grid: SweepGrid
  private let workers: Workers

  /// - Throws: `ExplanationError` when the parts do not fit each other.
  package init(
    classifier: any Classifier, images: ImagesToExplain, grid: SweepGrid, workers: Workers
  ) throws(ExplanationError) {
    try images.check(against: classifier)
    for recipe in grid.recipes {
      try recipe.placement.check(height: images.images.height, width: images.images.width)
    }
    self.classifier = classifier
    self.images = images
    self.grid = grid
    self.workers = workers
  }

  /// Two arms: the unchanged images, and their mirror images.
  package func untouched(_ range: Range<Int>) throws -> SweepBlock {
    let own = try images.images.load(range)
    let mirrored = own.mirrored
    let logits =
      try scores(of: own, range, by: classifier) + scores(of: mirrored, range, by: classifier)
    return SweepBlock(
      images: range.count, classCount: classifier.classCount, logits: logits,
      areas: [Int](repeating: 0, count: 2 * range.count))
  }

  /// The arms of one method: each recipe, followed by its controls.
  package func erased(
    _ range: Range<Int>, method: Int, progress: (Int) throws -> Void = { _ in }
  ) throws -> SweepBlock {
    let method = grid.methods[method]
    var logits = [[Float]](repeating: [], count: grid.armsPerMethod)
    var areas = [[Int]](repeating: [], count: grid.armsPerMethod)
    try method.forEachBatch(
      of: range.count, by: classifier, workers: workers, asking: grid.armsPerMethod
    ) { piece, classifier in
      try arms(
        range.lowerBound + piece.lowerBound..<range.lowerBound + piece.upperBound, method,
        by: classifier)
    } receive: { piece, arms in
      for (arm, answer) in arms.enumerated() {
        logits[arm] += answer.logits
        areas[arm] += answer.areas
      }
      try progress(piece.upperBound)
    }
    return SweepBlock(
      images: range.count, classCount: classifier.classCount, logits: Array(logits.joined()),
      areas: Array(areas.joined()))
  }

  /// Of each arm, the scores of some images after its erasure, and the pixels that it took.
  private func arms(
    _ range: Range<Int>, _ method: any ExplanationMethod, by classifier: any Classifier
  ) throws -> [(logits: [Float], areas: [Int])] {
    let (batch, bytes) = try images.loadedBatch(range, for: classifier)
    let maps = try method.checkedExplanation(of: batch, by: classifier).maps
    return try grid.recipes.flatMap { recipe in
      let edits = (0..<batch.count).map { place in
        edit(
          range.lowerBound + place, bytes[place], recipe,
          map: maps[place * batch.area..<(place + 1) * batch.area])
      }
      return try (0...grid.controlDraws).map { arm in
        let erased = ByteImages(
          count: batch.count, height: batch.height, width: batch.width,
          pixels: edits.flatMap { $0[arm].pixels })
        return (
          try scores(of: erased, range, by: classifier), edits.map { $0[arm].mask.count }
        )
      }
    }
  }

  private func edit(
    _ image: Int, _ bytes: ArraySlice<UInt8>, _ recipe: SweepGrid.Recipe,
    map: ArraySlice<Float>
  ) -> [ErasedImage] {
    let region = ErasureRegion(
      height: images.images.height, width: images.images.width, placement: recipe.placement)
    let treatment =
      MapFault(of: map) == nil
      ? region.treatment(map: map, selection: recipe.selection)
      : PixelMask(height: region.height, width: region.width)
    let index = UInt64(bitPattern: Int64(images.indices[image]))
    let controls = (0..<grid.controlDraws).map { draw in
      var stream = RandomStream(grid.seed, .control, index, UInt64(draw))
      return region.control(area: treatment.count, stream: &stream)
    }
    return ([treatment] + controls).map { mask in
      ErasedImage(
        pixels: recipe.fill.erase(
          mask, from: bytes, normalization: classifier.normalization,
          stream: RandomStream(grid.seed, .fill, index, 0)),
        mask: mask)
    }
  }

  private func scores(
    of images: ByteImages, _ range: Range<Int>, by classifier: any Classifier
  ) throws -> [Float] {
    var logits: [Float] = []
    for piece in classifier.batches(of: images.count) {
      let indices = piece.map { self.images.indices[range.lowerBound + $0] }
      logits += try classifier.checkedLogits(
        of: classifier.normalization.apply(to: images, range: piece), indices: indices
      ).logits
    }
    return logits
  }
}

extension ByteImages {
  /// Left and right exchanged.
  var mirrored: ByteImages {
    var pixels = self.pixels
    for row in 0..<count * height {
      for column in 0..<width {
        for channel in 0..<3 {
          pixels[(row * width + column) * 3 + channel] =
            self.pixels[(row * width + width - 1 - column) * 3 + channel]
        }
      }
    }
    return ByteImages(count: count, height: height, width: width, pixels: pixels)
  }
}
