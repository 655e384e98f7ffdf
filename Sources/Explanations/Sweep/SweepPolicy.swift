import Images
import Statistics

/// How the scores of erased images are used: which of them count, and when.
package struct SweepPolicy: Sendable, Equatable {
  package enum Source: Sendable, Equatable {
    /// The image is left as it is and averaged with its mirror image: the yardstick.
    case mirror
    /// One erasure, or, for a draw of 1 or more, its random control.
    case erasure(method: Int, recipe: Int, draw: Int)
    /// All erasures of a method with the same boxes and fill, whatever their share of pixels.
    case several(method: Int, recipes: [Int], draw: Int)
  }

  package enum Averaging: String, Sendable, CaseIterable, Codable {
    /// The erased image alone decides.
    case alone
    /// The mean of the probabilities of the image as it is and of the erased ones.
    case withOriginal = "with original"
  }

  package let source: Source
  package let averaging: Averaging
  /// Share of the images that it acts on, those that the network is least sure of by the margin
  /// between its two largest probabilities; the margin is learned on the images that policies are
  /// chosen on.
  package let leastSure: Double

  package init(source: Source, averaging: Averaging, leastSure: Double) {
    self.source = source
    self.averaging = averaging
    self.leastSure = leastSure
  }

  package var isControl: Bool {
    switch source {
    case .mirror: false
    case .erasure(_, _, let draw), .several(_, _, let draw): draw > 0
    }
  }

  /// The grid's method by whose maps it erases; a control takes its area from it. Nil for the
  /// yardstick.
  package var method: Int? {
    switch source {
    case .mirror: nil
    case .erasure(let method, _, _), .several(let method, _, _): method
    }
  }
}

/// What a policy does to one half of the images.
package struct PolicyEffect: Sendable, Equatable, Codable {
  package let effect: NetEffect
  /// Erased part of an image, averaged over all images, 0...1; several erasures add up.
  package let area: Double
  /// Share of the images that it acted on.
  package let acted: Double
}

/// The scores that a sweep collected, and what policies make of them.
package struct SweepScores: Sendable {
  package let labels: [Int]
  /// Of the data set.
  package let indices: [Int]
  package let grid: SweepGrid
  package let pixelsPerImage: Int
  private let classCount: Int
  /// Probabilities of each arm, images x classes: as they are, mirrored, then method by method.
  private let probabilities: [[Float]]
  private let areas: [[Int]]
  /// Between the two largest probabilities, of each image as it is.
  private let margins: [Float]
  private let before: [Int]

  /// - Parameters:
  ///   - untouched: in the order of the images.
  ///   - erased: for each method, in the order of the images.
  package init(
    grid: SweepGrid, images: ImagesToExplain, untouched: [SweepBlock], erased: [[SweepBlock]]
  ) {
    self.grid = grid
    labels = images.labels
    indices = images.indices
    pixelsPerImage = images.images.height * images.images.width
    classCount = untouched.first?.classCount ?? 0
    var probabilities: [[Float]] = []
    var areas: [[Int]] = []
    for (blocks, arms) in [(untouched, 2)] + erased.map({ ($0, grid.armsPerMethod) }) {
      for arm in 0..<arms {
        probabilities.append(
          blocks.flatMap { block -> [Float] in
            let size = block.images * block.classCount
            return Self.softmax(
              block.logits[arm * size..<(arm + 1) * size], classCount: block.classCount)
          })
        areas.append(blocks.flatMap { $0.areas[arm * $0.images..<(arm + 1) * $0.images] })
      }
    }
    self.probabilities = probabilities
    self.areas = areas
    let own = probabilities.first ?? []
    let count = classCount
    before = labels.indices.map { own[$0 * count..<($0 + 1) * count].placeOfLargest }
    margins = labels.indices.map { image in
      let sorted = own[image * count..<(image + 1) * count].sorted(by: >)
      return sorted.count > 1 ? sorted[0] - sorted[1] : 1
    }
  }

  private static func softmax(_ logits: ArraySlice<Float>, classCount: Int) -> [Float] {
    stride(from: logits.startIndex, to: logits.endIndex, by: classCount).flatMap { start in
      Softmax(logits[start..<start + classCount]).probabilities.map { Float($0) }
    }
  }

  /// Images that policies are chosen on: about half of them, by seed and index alone; the others
  /// are for reporting.
  package var choosing: [Bool] { indices.map { SweepSplit.isForChoosing($0, seed: grid.seed) } }

  /// How far the margin reaches so that it takes in this share of the choosing images.
  package func marginBound(leastSure share: Double) -> Float {
    if share >= 1 { return .infinity }
    let sorted = zip(margins, choosing).filter(\.1).map(\.0).sorted()
    let count = Int((share * Double(sorted.count)).rounded())
    return count == 0 ? -1 : sorted[count - 1]
  }

  /// - Parameter isIncluded: of each image, whether it counts.
  package func effect(of policy: SweepPolicy, on isIncluded: [Bool]) -> PolicyEffect {
    let arms = arms(of: policy.source)
    let bound = marginBound(leastSure: policy.leastSure)
    var (images, fixed, broken, area, acted) = (0, 0, 0, 0, 0)
    for image in labels.indices where isIncluded[image] {
      images += 1
      guard margins[image] <= bound else { continue }
      acted += 1
      area += arms.reduce(0) { $0 + areas[$1][image] }
      let after = decision(image, arms, policy)
      let (wasRight, isRight) = (before[image] == labels[image], after == labels[image])
      if isRight && !wasRight { fixed += 1 }
      if wasRight && !isRight { broken += 1 }
    }
    return PolicyEffect(
      effect: NetEffect(images: images, fixed: fixed, broken: broken),
      area: Double(area) / Double(max(images * pixelsPerImage, 1)),
      acted: Double(acted) / Double(max(images, 1)))
  }

  private func decision(_ image: Int, _ arms: [Int], _ policy: SweepPolicy) -> Int {
    let withOriginal = policy.averaging == .withOriginal || policy.source == .mirror
    var sums = [Float](repeating: 0, count: classCount)
    for arm in (withOriginal ? [0] : []) + arms {
      for label in 0..<classCount {
        sums[label] += probabilities[arm][image * classCount + label]
      }
    }
    return sums[...].placeOfLargest
  }

  private func arms(of source: SweepPolicy.Source) -> [Int] {
    func arm(_ method: Int, _ recipe: Int, _ draw: Int) -> Int {
      2 + method * grid.armsPerMethod + recipe * (1 + grid.controlDraws) + draw
    }
    return switch source {
    case .mirror: [1]
    case .erasure(let method, let recipe, let draw): [arm(method, recipe, draw)]
    case .several(let method, let recipes, let draw): recipes.map { arm(method, $0, draw) }
    }
  }

  /// Every policy that the grid allows, the yardstick first.
  package func policies(leastSure shares: [Double]) -> [SweepPolicy] {
    var sources: [SweepPolicy.Source] = []
    for draw in 0...grid.controlDraws {
      for method in grid.methods.indices {
        sources += grid.recipes.indices.map {
          .erasure(method: method, recipe: $0, draw: draw)
        }
        sources += families.map { .several(method: method, recipes: $0, draw: draw) }
      }
    }
    return shares.flatMap { share in
      [SweepPolicy(source: .mirror, averaging: .withOriginal, leastSure: share)]
        + sources.flatMap { source in
          SweepPolicy.Averaging.allCases.map {
            SweepPolicy(source: source, averaging: $0, leastSure: share)
          }
        }
    }
  }

  /// Recipes that differ in the share of pixels only, where there are at least two.
  private var families: [[Int]] {
    var families: [[Int]] = []
    for (index, recipe) in grid.recipes.enumerated() {
      let place = families.firstIndex {
        let other = grid.recipes[$0[0]]
        return other.placement == recipe.placement && other.fill == recipe.fill
      }
      if let place { families[place].append(index) } else { families.append([index]) }
    }
    return families.filter { $0.count > 1 }
  }
}

/// Which images choose a policy, and which judge it.
package enum SweepSplit {
  /// About half; it hangs on the seed and the image's index alone.
  package static func isForChoosing(_ index: Int, seed: UInt64) -> Bool {
    var stream = RandomStream(seed, .choosingImages, UInt64(bitPattern: Int64(index)))
    return stream.next() & 1 == 0
  }
}
