package import Compute
package import Misclassification
import Text

/// How many images of a set a model classified right.
package struct Accuracy: Encodable, CustomStringConvertible {
  package let images: Int
  /// Nil where the labels are not known.
  package let right: Int?
  package let accuracy: Double?

  /// What the network computed in.
  package let precision: Precision

  package init(images: Int, right: Int?, in precision: Precision = .float32) {
    self.images = images
    self.right = right
    self.precision = precision
    accuracy = right.map { Double($0) / Double(max(images, 1)) }
  }

  package init(_ predictions: Predictions) {
    self.init(
      images: predictions.count, right: predictions.count - predictions.misclassified.count)
  }

  package var description: String {
    let end = precision == .float32 ? "\n" : ", in \(precision.rawValue)\n"
    guard let right, let accuracy else {
      return "\(NumberText.counted(images, "image")) without labels" + end
    }
    return "\(right) of \(images) right (\(NumberText.percent(accuracy)))" + end
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
