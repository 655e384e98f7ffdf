package import Explanations
import Images

/// Whether pieces from files can be what a search finds: nothing is computed from them before.
package struct PieceChecks {
  package let images: ImagesToExplain
  package let classCount: Int

  package init(images: ImagesToExplain, classCount: Int) {
    self.images = images
    self.classCount = classCount
  }

  private var area: Int { images.images.height * images.images.width }

  /// - Parameter limit: most subsets of an image.
  package func problem(of findings: [SubsetFinding], in range: Range<Int>, limit: Int) -> String? {
    guard findings.count == range.count else {
      return "expected \(range.count) images, found \(findings.count)"
    }
    for (finding, place) in zip(findings, range) {
      let problem =
        self.problem(
          place, finding.index, finding.label, classes: [finding.predicted, finding.target])
        ?? self.problem(of: finding.path)
        ?? self.problem(of: finding.subsets, limit: limit)
      if let problem { return "image \(images.indices[place]): \(problem)" }
    }
    return nil
  }

  /// - Parameter cells: of a mask.
  package func problem(of masks: [LearnedMask], in range: Range<Int>, cells: Int) -> String? {
    guard masks.count == range.count else {
      return "expected \(range.count) images, found \(masks.count)"
    }
    for (mask, place) in zip(masks, range) {
      let classes = [mask.predicted, mask.target, mask.predictedAfter, mask.predictedShuffled]
      let problem =
        self.problem(place, mask.index, mask.label, classes: classes)
        ?? self.problem(of: mask, cells: cells)
      if let problem { return "image \(images.indices[place]): \(problem)" }
    }
    return nil
  }

  private func problem(_ place: Int, _ index: Int, _ label: Int, classes: [Int]) -> String? {
    images.problem(place, index: index, label: label, classes: classes, of: classCount)
  }

  private func problem(of path: SelectionPath) -> String? {
    guard path.order.count == area, Self.areDistinct(path.order, below: area) else {
      return "expected each of \(area) pixels once"
    }
    guard (1...max(area, 1)).contains(path.step),
      path.values.count == (area - 1) / path.step + 1
    else {
      return "expected a probability after every step of \(path.step) pixels, found "
        + "\(path.values.count)"
    }
    return Self.areProbabilities([path.start] + path.values)
      ? nil : "expected probabilities of 0 to 1"
  }

  private func problem(of subsets: [SufficientSubset], limit: Int) -> String? {
    guard subsets.count <= limit else {
      return "expected at most \(limit) subsets, found \(subsets.count)"
    }
    guard Self.areDistinct(subsets.flatMap(\.units), below: area) else {
      return "expected subsets without a pixel in common, of pixels below \(area)"
    }
    return Self.areProbabilities(subsets.map(\.value)) ? nil : "expected probabilities of 0 to 1"
  }

  private func problem(of mask: LearnedMask, cells: Int) -> String? {
    guard mask.cells.count == cells, mask.removed.count == area else {
      return "expected \(cells) cells and \(area) pixels, found \(mask.cells.count) and "
        + "\(mask.removed.count)"
    }
    let scores = [mask.before, mask.after, mask.shuffled]
    guard mask.cells.allSatisfy(\.isFinite), mask.removed.allSatisfy(\.isFinite),
      scores.allSatisfy({ $0.logit.isFinite })
    else { return "expected finite numbers" }
    return Self.areProbabilities(scores.map(\.probability))
      ? nil : "expected probabilities of 0 to 1"
  }

  private static func areDistinct(_ numbers: [Int], below bound: Int) -> Bool {
    var seen = [Bool](repeating: false, count: bound)
    return numbers.allSatisfy { number in
      guard (0..<bound).contains(number), !seen[number] else { return false }
      seen[number] = true
      return true
    }
  }

  private static func areProbabilities(_ values: [Double]) -> Bool {
    // Sums of exponentials round above one.
    values.allSatisfy { (0...1 + 1e-9).contains($0) }
  }
}
