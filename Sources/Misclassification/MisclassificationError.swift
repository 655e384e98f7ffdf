import Text

/// What cannot be analysed, and why.
package enum MisclassificationError: PrintableError, Sendable, Equatable {
  /// The predictions come without labels and none were given.
  case labelsMissing(source: String)
  /// The predictions name classes only, where scores are needed.
  case scoresMissing(source: String)
  /// Two lists that belong together have different lengths.
  case countMismatch(what: String, expected: Int, found: Int, source: String)
  /// The file's own label of an image is not the data's.
  case labelConflict(image: Int, label: Int, dataLabel: Int, source: String)
  /// A class that does not exist.
  case classOutOfRange(what: String, position: Int, value: Int, classCount: Int)
  /// An image index beyond the data.
  case indexOutOfRange(index: Int, count: Int, source: String)
  /// One file is about an image that another is not about.
  case imageMissing(image: Int, source: String, other: String)
  /// Two files give one image different labels.
  case labelsDiffer(image: Int, label: Int, source: String, otherLabel: Int, other: String)
  /// One file is about an image, by name, that another is not about.
  case namedImageMissing(image: String, source: String, other: String)
  /// Images are numbered in another order than their rows, beside rows without numbers.
  case imagesOutOfOrder(source: String, other: String)
  /// One file names classes, another numbers them.
  case classesNamedAndNumbered(named: String, numbered: String)
  /// A class that the scores of another file do not have.
  case classWithoutScores(name: String, source: String, scores: String)
  /// A class of one file that the others do not have.
  case classUnknown(name: String, source: String, classes: String)
  /// A class that is to be shown, and is none of those that there are.
  case classNotShown(name: String, count: Int)
  /// A file of counts, where the images behind them are needed.
  case countsOnly(source: String)
  /// A file of counts among files of predictions.
  case matrixBesidePredictions(matrix: String, predictions: String)
  /// A number of classes that cannot be counted over.
  case classCount(Int)

  package var message: String {
    switch self {
    case .labelsMissing(let source):
      "\(source): holds no labels, and none are given"
    case .scoresMissing(let source):
      "\(source): expected a score for each class, found predicted classes alone"
    case .countMismatch(let what, let expected, let found, let source):
      "\(source): expected \(expected) \(what), found \(found)"
    case .labelConflict(let image, let label, let dataLabel, let source):
      "\(source): gives image \(image) the label \(label), the data give it \(dataLabel); "
        + "is this the split, and the order, that was predicted?"
    case .classOutOfRange(let what, let position, let value, let classCount):
      "\(what) \(position): expected a class from 0 to \(classCount - 1), found \(value)"
    case .indexOutOfRange(let index, let count, let source):
      "\(source): names image \(index), the data hold \(count)"
    case .imageMissing(let image, let source, let other):
      "\(source): expected the images of \(other), found none with index \(image)"
    case .labelsDiffer(let image, let label, let source, let otherLabel, let other):
      "\(source): gives image \(image) the label \(label), \(other) gives it \(otherLabel); "
        + "are they of the same images, in the same order?"
    case .namedImageMissing(let image, let source, let other):
      "\(source): expected the images of \(other), found none called '\(image)'"
    case .imagesOutOfOrder(let source, let other):
      "\(source): numbers its images out of order, \(other) does not number them, so that rows "
        + "cannot be joined; call the column 'index' if it counts the images of the data from 0"
    case .classesNamedAndNumbered(let named, let numbered):
      "\(numbered): numbers the classes, \(named) names them, and which "
        + "number each name has is not known"
    case .classWithoutScores(let name, let source, let scores):
      "\(source): names a class '\(name)' that is none of those with scores in \(scores)"
    case .classUnknown(let name, let source, let classes):
      "\(source): has a class '\(name)' that is none of \(classes)"
    case .classNotShown(let name, let count):
      "expected the name of one of the \(count) classes, found '\(name)'"
    case .countsOnly(let source):
      "\(source): holds a confusion matrix, which does not tell what was predicted for each image; "
        + "expected predictions"
    case .matrixBesidePredictions(let matrix, let predictions):
      "\(predictions): holds predictions of images, \(matrix) a confusion matrix; expected the "
        + "same of every model"
    case .classCount(let count):
      "expected 1 to \(ClassLimit.count) classes, found \(count)"
    }
  }
}

/// The most classes that are counted; only cells that hold images take memory.
package enum ClassLimit {
  package static let count = 1_000_000
}
