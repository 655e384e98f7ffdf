import Images
import Statistics

/// One mistaken image, and what the classifier says of it with parts replaced.
struct EditedImage {
  /// Normalised, H x W x 3.
  let image: [Float]
  let height: Int
  let width: Int
  /// True on the object.
  let mask: [Bool]
  let maps: StageMaps
  let index: Int
  let pair: ClassPair
  let margin: Double
  /// What takes the place of other pixels, normalised: the mean colour, then other images.
  let fills: [[Float]]
  /// What is added to the object, and to the rest, to see what the answer is sensitive to.
  let noise: [[Float]]
  let asker: any Classifier

  struct Answers {
    let margins: FactorialMargins
    /// In the order of all parts.
    let parts: [PartMargins]
    let occlusion: Occlusion
    let foregroundSensitivity: Double?
  }

  /// What windows of the mean colour do to the margin.
  struct Occlusion {
    /// The largest fall.
    let drop: Double
    /// That as a part of all changes' absolute sum.
    let concentration: Double
    /// The share of the windows that turn the margin.
    let turning: Double
    /// The window it falls most under.
    let corner: Int
  }

  func answers(window: (height: Int, width: Int)) throws -> Answers {
    let small = try windows(window)
    let large = try quarters()
    let regions = regions(small, window, large)
    var variants = fills.flatMap { $0 }
    for region in regions {
      for fill in fills { variants += merged(region, inside: fill, outside: image) }
      for fill in fills { variants += merged(region, inside: image, outside: fill) }
    }
    let traits = ImageTraits(self)
    variants += traits.without.flatMap(\.self).flatMap(\.self)
    variants += traits.alone.flatMap(\.self).flatMap(\.self)
    for noise in noise {
      variants += image.indices.map { image[$0] + (mask[$0 / 3] ? noise[$0] : 0) }
      variants += image.indices.map { image[$0] + (mask[$0 / 3] ? 0 : noise[$0]) }
    }
    var answers = Tape(try ask(variants))
    let nothing = answers.take(fills.count).map(\.margin)
    let donors = Array(nothing.dropFirst())
    var parts = regions.map { region in
      let without = answers.take(fills.count)
      let alone = answers.take(fills.count)
      return PartMargins(
        without: mean(without.map(\.margin)), alone: mean(alone.map(\.margin)),
        recovered: mean(without.map(\.recovery)),
        area: Double(region.count { $0 }) / Double(region.count))
    }
    let without = traits.without.map { answers.take($0.count) }
    for removed in without {
      // The margin that a trait brings to other images.
      let brought = zip(answers.take(donors.count), donors).map { $0.margin - $1 }
      parts.append(
        PartMargins(
          without: mean(removed.map(\.margin)), alone: mean(brought),
          recovered: mean(removed.map(\.recovery)), area: 1))
    }
    return Answers(
      margins: factorial(parts, nothing), parts: parts, occlusion: small.occlusion(margin),
      foregroundSensitivity: foregroundSensitivity(answers.take(2 * noise.count)))
  }

  /// (with the rest noisy - with the object noisy) / 2 min(mean, 1 - mean), of the probability.
  private func foregroundSensitivity(_ answers: [Answer]) -> Double? {
    guard mask.contains(true), mask.contains(false) else { return nil }
    let object = mean(stride(from: 0, to: answers.count, by: 2).map { answers[$0].probability })
    let rest = mean(stride(from: 1, to: answers.count, by: 2).map { answers[$0].probability })
    let middle = (object + rest) / 2
    let room = 2 * min(middle, 1 - middle)
    return room > 0 ? (rest - object) / room : 0
  }

  /// The object kept is the image without the rest.
  private func factorial(_ parts: [PartMargins], _ nothing: [Double]) -> FactorialMargins {
    let rest = parts[ImagePart.allCases.firstIndex(of: .rest) ?? 0]
    return FactorialMargins(
      whole: margin, objectKept: rest.without, restKept: rest.alone, nothingKept: mean(nothing))
  }

  private struct Windows {
    let corners: [Int]
    let margins: [Double]

    /// Corners by the margin without them, the smallest first.
    var order: [Int] {
      corners.indices.sorted { (margins[$0], $0) < (margins[$1], $1) }.map { corners[$0] }
    }

    func occlusion(_ margin: Double) -> Occlusion {
      let drops = margins.map { margin - $0 }
      let place = drops[...].placeOfLargest
      let sum = drops.reduce(0) { $0 + abs($1) }
      return Occlusion(
        drop: drops[place], concentration: sum > 0 ? drops[place] / sum : 0,
        turning: Double(margins.count { $0 < 0 }) / Double(margins.count),
        corner: corners[place])
    }
  }

  private func windows(_ size: (height: Int, width: Int)) throws -> Windows {
    let corners = CauseRegions(height: height, width: width).corners(size)
    let scores = try CheckedLogits(
      try asker.logits(
        of: image, withWindowsAt: corners, size: size, replacedBy: [0, 0, 0]),
      classCount: asker.classCount, indices: repeatElement(index, count: corners.count))
    return Windows(
      corners: corners, margins: corners.indices.map { pair.margin(scores, $0) })
  }

  /// The same of squares of half the side.
  ///
  /// Classified whole, since what a classifier keeps for windows of one size is not lost for
  /// those of another then.
  private func quarters() throws -> Windows {
    let regions = CauseRegions(height: height, width: width)
    let size = quarter
    let corners = regions.corners(size)
    let plain = [Float](repeating: 0, count: image.count)
    let answers = try ask(
      corners.flatMap { merged(regions.windows([$0], size: size), inside: plain, outside: image) })
    return Windows(corners: corners, margins: answers.map(\.margin))
  }

  private var quarter: (height: Int, width: Int) { (max(height / 2, 1), max(width / 2, 1)) }

  /// In the order of the parts.
  private func regions(
    _ small: Windows, _ window: (height: Int, width: Int), _ large: Windows
  ) -> [[Bool]] {
    let regions = CauseRegions(height: height, width: width)
    let forPredicted = maps.forPredicted
    return ImagePart.regions.map { part in
      switch part {
      case .window: regions.windows(Array(small.order.prefix(1)), size: window)
      case .windows: regions.windows(Array(small.order.prefix(2)), size: window)
      case .quarter: regions.windows(Array(large.order.prefix(1)), size: quarter)
      case .rest: mask.map { !$0 }
      case .others: regions.top(0.2, of: maps.forTrue).map { !$0 }
      default:
        if let thickness = part.thickness {
          regions.frame(sixteenths: thickness)
        } else {
          regions.top(part.mapShare ?? 0, of: forPredicted)
        }
      }
    }
  }

  private func merged(_ region: [Bool], inside: [Float], outside: [Float]) -> [Float] {
    image.indices.map { region[$0 / 3] ? inside[$0] : outside[$0] }
  }

  private struct Answer {
    let margin: Double
    let recovery: Double
    /// Of the predicted class.
    let probability: Double
  }

  private func ask(_ variants: [Float]) throws -> [Answer] {
    var answers: [Answer] = []
    for range in asker.batches(of: variants.count / image.count) {
      let scores = try asker.checkedLogits(
        of: Array(variants[range.lowerBound * image.count..<range.upperBound * image.count]),
        indices: repeatElement(index, count: range.count))
      answers += (0..<range.count).map {
        Answer(
          margin: pair.margin(scores, $0), recovery: pair.recovery(scores, $0),
          probability: scores.score($0, of: pair.predicted).probability)
      }
    }
    return answers
  }

  private func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// Answers that are read one after the other.
  private struct Tape {
    private var rest: ArraySlice<Answer>

    init(_ answers: [Answer]) { rest = answers[...] }

    mutating func take(_ count: Int) -> [Answer] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
  }
}

/// What lies over a whole image, taken from it and given to others.
struct ImageTraits {
  /// The image without each trait in one or more ways, by trait.
  let without: [[[Float]]]
  /// Each other image with the image's trait in place of its own, by trait.
  let alone: [[[Float]]]

  init(_ edited: EditedImage) {
    let (image, others) = (edited.image, Array(edited.fills.dropFirst()))
    let unit = Double(min(edited.height, edited.width)) / 32
    func blurred(_ picture: [Float], _ deviation: Double) -> [Float] {
      GaussianBlur.continued(deviation: deviation * unit)
        .picture(picture, height: edited.height, width: edited.width)
    }
    func combined(_ first: [Float], less second: [Float], plus third: [Float]) -> [Float] {
      first.indices.map { first[$0] - second[$0] + third[$0] }
    }
    let zero = [Float](repeating: 0, count: image.count)
    let (fine, soft, layout) = (blurred(image, 1), blurred(image, 2), blurred(image, 4))
    let colour = Self.mean(image)
    let grey = image.indices.map { place in
      let pixel = place - place % 3
      return (image[pixel] + image[pixel + 1] + image[pixel + 2]) / 3
    }
    without = [
      [combined(image, less: colour, plus: zero), grey],
      [fine, soft],
      [combined(image, less: soft, plus: colour), combined(image, less: layout, plus: colour)],
    ]
    alone = [
      others.map { combined($0, less: Self.mean($0), plus: colour) },
      others.map { combined(image, less: soft, plus: $0) },
      others.map { combined($0, less: blurred($0, 4), plus: layout) },
    ]
  }

  /// The mean colour everywhere.
  private static func mean(_ image: [Float]) -> [Float] {
    var sums = [0.0, 0, 0]
    for (place, value) in image.enumerated() { sums[place % 3] += Double(value) }
    let means = sums.map { Float($0 / Double(image.count / 3)) }
    return image.indices.map { means[$0 % 3] }
  }
}
