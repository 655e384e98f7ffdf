package import Misclassification
import Text

/// How many images of a set a model classified right.
package struct Accuracy: Encodable, CustomStringConvertible {
  package let images: Int
  /// Nil where the labels are not known.
  package let right: Int?
  package let accuracy: Double?

  package init(images: Int, right: Int?) {
    self.images = images
    self.right = right
    accuracy = right.map { Double($0) / Double(max(images, 1)) }
  }

  package init(_ predictions: Predictions) {
    self.init(
      images: predictions.count, right: predictions.count - predictions.misclassified.count)
  }

  package var description: String {
    guard let right, let accuracy else {
      return "\(NumberText.counted(images, "image")) without labels\n"
    }
    return "\(right) of \(images) right (\(NumberText.percent(accuracy)))\n"
  }
}

/// How a network trained on few pixels does on as few, and on whole images.
package struct SubsetAccuracy: Encodable, CustomStringConvertible {
  package let testImages: Int
  package let accuracyOnSubsets: Double
  package let accuracyOnWholeImages: Double

  package init(testImages: Int, onSubsets: Double, onWholeImages: Double) {
    self.testImages = testImages
    accuracyOnSubsets = onSubsets
    accuracyOnWholeImages = onWholeImages
  }

  package var description: String {
    "right of \(testImages) test images: \(NumberText.percent(accuracyOnSubsets)) reduced, "
      + "\(NumberText.percent(accuracyOnWholeImages)) whole\n"
  }
}
