/// Why an explanation cannot be made.
package enum ExplanationError: Error, Equatable, CustomStringConvertible {
  case fraction(Double)
  case boxText(String)
  case boxTooLarge(BoxShape, height: Int, width: Int)
  case imageSize(height: Int, width: Int, expectedHeight: Int, expectedWidth: Int)
  case count(of: String, expected: Int, found: Int)
  case label(Int, image: Int, classCount: Int)
  case noSuchClass(Int, classCount: Int)
  case unknownTarget(String, classNames: [String])
  case maskSize(height: Int, width: Int, expectedHeight: Int, expectedWidth: Int)
  case controlDraws(Int)
  case setting(String, expected: String, found: String)
  case noLayers(method: String)
  case noSuchLayer(String, nearest: [String])
  case layerWithoutPlace(String, height: Int, width: Int)
  case classifierAnswer(what: String, expected: Int, found: Int)
  case scoreNotFinite(image: Int, score: Float)
  case threshold(Double)
  case targetIsNoClass(ScoreTarget)
  case cells(rows: Int, columns: Int, height: Int, width: Int)
  /// Too little to fit a correction to.
  case correctionData(images: Int, classes: Int)
  /// Gradients of corrected answers, which have none.
  case correctedGradients

  /// Where the cause lies, for whoever has to tell a wrong option from bad data.
  package enum Cause: Sendable {
    case options, data, classifier
  }

  package var cause: Cause {
    switch self {
    case .fraction, .boxText, .boxTooLarge, .noSuchClass, .unknownTarget, .controlDraws, .setting,
      .noSuchLayer, .layerWithoutPlace, .threshold, .targetIsNoClass, .cells,
      .correctedGradients:
      .options
    case .imageSize, .count, .label, .maskSize, .correctionData: .data
    case .classifierAnswer, .scoreNotFinite, .noLayers: .classifier
    }
  }

  package var description: String {
    switch self {
    case .fraction(let fraction):
      "the fraction of pixels: expected a number from 0 to 1, found \(fraction)"
    case .boxText(let text):
      "the box: expected HEIGHTxWIDTH, each from 1 to \(BoxShape.largestSide), such as 3x3, "
        + "found '\(text)'"
    case .boxTooLarge(let box, let height, let width):
      "the box: expected at most the image, \(height)x\(width), found \(box)"
    case .imageSize(let height, let width, let expectedHeight, let expectedWidth):
      "the images: the classifier expects \(expectedHeight)x\(expectedWidth) pixels, "
        + "found \(height)x\(width)"
    case .count(let what, let expected, let found):
      "\(what): expected \(expected), one for each image, found \(found)"
    case .label(let label, let image, let classCount):
      "image \(image): expected a label from 0 to \(classCount - 1), found \(label)"
    case .noSuchClass(let label, let classCount):
      "the target: expected a class from 0 to \(classCount - 1), found \(label)"
    case .unknownTarget(let text, let classNames):
      "the target: expected \(ScoreTarget.words.joined(separator: ", ")), a class from 0 to "
        + "\(classNames.count - 1) or one of \(classNames.joined(separator: ", ")), found '\(text)'"
    case .maskSize(let height, let width, let expectedHeight, let expectedWidth):
      "the object masks: expected \(expectedHeight)x\(expectedWidth) pixels as the images have, "
        + "found \(height)x\(width)"
    case .controlDraws(let draws):
      "the draws of the random control: expected none or more, found \(draws)"
    case .threshold(let threshold):
      "the threshold: expected a number between 0 and 1, both left out, found \(threshold)"
    case .targetIsNoClass(let target):
      "the target: expected predicted, true or a class, found \(target)"
    case .cells(let rows, let columns, let height, let width):
      "the mask: expected at most as many cells as pixels, \(height)x\(width), "
        + "found \(rows)x\(columns)"
    case .correctionData(let images, let classes):
      "expected at least \(CorrectionFit.fewestImages) images of at least two classes to fit a "
        + "correction to, found \(images) of \(classes)"
    case .correctedGradients:
      "corrected answers have no gradients; leave the correction out, or choose a method that asks "
        + "for scores only"
    case .setting(let name, let expected, let found):
      "\(name): expected \(expected), found \(found)"
    case .noLayers(let method):
      "\(method): the classifier does not let its layers be looked at"
    case .noSuchLayer(let name, let nearest):
      "the layer: there is no '\(name)'"
        + (nearest.isEmpty ? "" : "; the nearest names are \(nearest.joined(separator: ", "))")
    case .layerWithoutPlace(let name, let height, let width):
      "the layer: \(name) puts out \(height)x\(width) values a channel, expected at least two, "
        + "as a map needs"
    case .classifierAnswer(let what, let expected, let found):
      "the classifier's \(what): expected \(expected) numbers, found \(found)"
    case .scoreNotFinite(let image, let score):
      "image \(image): the classifier gave the score \(score), which says nothing about its class"
    }
  }

  /// A whole number that a user may set.
  static func check(
    _ name: String, _ value: Int, in range: ClosedRange<Int>
  ) throws(ExplanationError) {
    guard range.contains(value) else {
      throw .setting(
        name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
        found: "\(value)")
    }
  }
}
